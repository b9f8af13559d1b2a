import * as Comlink from "comlink";
import { afterAll, describe, expect, test } from "vitest";
import { demoProtocol, type StudyData } from "@kalium/study";
import { openCheckpointClient } from "./checkpointClient.ts";
import { openLab, type PersonalStudySettings } from "./lab.ts";
import { createPersonalStudy } from "./personalStudy.ts";
import type { StudyWorkerApi } from "./studyWorkerApi.ts";
import { startStudyWorker, type StudyWorker } from "./workerPool.ts";

const lab = openLab();
const tiny = { seed: 3, genericPeople: 5, personalPeople: 1, recordsPerClass: 4, durationS: 8, maxBeatsPerRecord: 4 };
const quick: PersonalStudySettings = {
  baseWidth: 4,
  generic: { epochs: 2, batchSize: 16, maxBeatsPerRecord: 4 },
  personal: { rounds: 1, epochsPerRound: 1, maxBeatsPerRecord: 4, controlPairs: 0, holdOutModes: ["chronological"] },
};
/** After the first epoch and before the last: submits are the steps, and the reads of weights, predictions and moments between them. */
const LOST_AT_SUBMIT = 16;
let cohort: StudyData | null = null;
const data = async () => (cohort ??= await lab.simulateCohort(tiny));

afterAll(() => lab.eraseStored());

test("the same seed gives the same cohort, another seed another", async () => {
  const first = await data();
  expect((await lab.simulateCohort(tiny)).dataHash).toBe(first.dataHash);
  expect((await lab.simulateCohort({ ...tiny, seed: 4 })).dataHash).not.toBe(first.dataHash);
});

describe.each(["wasm", "tfjs:wasm"] as const)("a study in workers on %s", (executor) => {
  test("runs to a run record that explains its numbers", async () => {
    // tfjs takes long a step: one epoch is proof enough.
    const epochs = executor !== "wasm" ? 1 : 2;
    const study = lab.personalStudy(await data(), { ...quick, executor, generic: { ...quick.generic, epochs } });
    await study.discardSaved();
    const result = await study.start();
    expect(study.state.status).toBe("done");
    expect(result.runRecord.executor.name).toBe(executor);
    expect(result.runRecord.executor.adapter).not.toBe("");
    expect(result.runRecord.data.hash).toBe((await data()).dataHash);
    expect(result.runRecord.folds[0]!.history).toHaveLength(epochs);
    expect(result.runRecord.trajectories[0]!.rounds).toHaveLength(2);
    expect(result.reportHtml).toContain("different data");
    expect((await lab.stored()).length).toBe(0);
    study.dispose();
  });
});

test("a GPU that is destroyed in the middle of a step does not end a study in workers: it goes on from its checkpoint, and says so", async () => {
  let started = 0;
  const startWorker = () => (started++ === 0 ? startLosingWorker(LOST_AT_SUBMIT) : startStudyWorker());
  const config = { ...demoProtocol, baseWidth: 4, generic: { ...demoProtocol.generic, ...quick.generic, epochs: 4 }, personal: { ...demoProtocol.personal, ...quick.personal } };
  const study = createPersonalStudy(await data(), config, { executor: "webgpu", store: openCheckpointClient(), startWorker });
  await study.discardSaved();
  const { runRecord } = await study.start();
  expect(started).toBe(2);
  expect(runRecord.executor.name).toBe("webgpu");
  expect(runRecord.interruptions).toEqual([expect.objectContaining({ executorBefore: expect.stringMatching(/^webgpu on /), continuedFrom: expect.stringMatching(/^generic network, epoch [123] of 4 done$/) })]);
  expect(study.state.message).toMatch(/The device of webgpu .* went away .*from generic network, epoch [123] of 4 done, again on webgpu/);
  expect(runRecord.folds[0]!.history).toHaveLength(4);
  study.dispose();
});

test("pause holds the steps, cancel ends the study and leaves a run to resume, and resuming gives the unbroken result", async () => {
  const settings: PersonalStudySettings = { ...quick, executor: "wasm", generic: { ...quick.generic, epochs: 6 } };
  const unbroken = lab.personalStudy(await data(), settings);
  const expected = await unbroken.start();
  unbroken.dispose();

  const broken = lab.personalStudy(await data(), settings);
  const ended = broken.start().catch((error: unknown) => error);
  await until(() => broken.state.lossCurve.length >= 2);
  broken.pause();
  await wait(150);
  const stoodAt = broken.state.lossCurve.length;
  await wait(300);
  expect(broken.state.status).toBe("paused");
  expect(broken.state.lossCurve.length).toBe(stoodAt);
  broken.cancel();
  expect(await ended).toMatchObject({ name: "JobCancelled" });
  expect(broken.state.status).toBe("cancelled");
  broken.dispose();

  const again = lab.personalStudy(await data(), settings);
  await again.ready;
  expect(again.state.resumable?.detail).toMatch(/epoch [2-6] of 6/);
  const resumed = await again.start();
  expect(resumed.runRecord.resumedFromCheckpoint).toBe(true);
  expect(resumed.runRecord.folds[0]!.history).toEqual(expected.runRecord.folds[0]!.history);
  expect(resumed.runRecord.network.weightsHash).toBe(expected.runRecord.network.weightsHash);
  again.dispose();
});

test("a run on several threads that is killed again and again comes to the result of the unbroken run", async () => {
  const settings: PersonalStudySettings = { ...quick, executor: "wasm", generic: { ...quick.generic, epochs: 6 } };
  const unbroken = lab.personalStudy(await data(), settings);
  const { runRecord: expected } = await unbroken.start();
  unbroken.dispose();
  expect(expected.threads).toEqual({ generic: navigator.hardwareConcurrency, personal: navigator.hardwareConcurrency });

  let kills = 0;
  for (let lifeMs = 400; ; lifeMs += 150) {
    const mortal = lab.personalStudy(await data(), settings);
    const ended = mortal.start().catch((error: unknown) => error);
    const outcome = await Promise.race([ended, wait(lifeMs)]);
    // Ends its workers where they stand, as a closed tab does.
    mortal.dispose();
    if (outcome === undefined) {
      expect(await ended).toMatchObject({ name: "JobCancelled" });
      kills += 1;
      continue;
    }
    const { runRecord } = outcome as Awaited<ReturnType<typeof mortal.start>>;
    expect(runRecord.network.weightsHash).toBe(expected.network.weightsHash);
    expect(runRecord.folds[0]!.history).toEqual(expected.folds[0]!.history);
    expect(runRecord.trajectories).toEqual(expected.trajectories);
    break;
  }
  expect(kills).toBeGreaterThanOrEqual(1);
});

test("an executor that is not there is refused with a remedy", async () => {
  const study = lab.personalStudy(await data(), { ...quick, executor: "tfjs:none" as never });
  await expect(study.start()).rejects.toMatchObject({ remedy: expect.stringMatching(/./) });
  expect(study.state.status).toBe("failed");
  study.dispose();
});

/** A worker that loses its device; see there. */
function startLosingWorker(lostAtSubmit: number): StudyWorker {
  const worker = new Worker(new URL("./testing/losing.worker.ts", import.meta.url), { type: "module", name: String(lostAtSubmit) });
  return { api: Comlink.wrap<StudyWorkerApi>(worker), terminate: () => worker.terminate() };
}

function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

async function until(condition: () => boolean): Promise<void> {
  for (let tries = 0; tries < 600 && !condition(); tries++) await wait(50);
}
