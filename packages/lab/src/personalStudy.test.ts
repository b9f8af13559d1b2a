/** Losing the device in the middle of a study, on a made-up GPU: the real study and the real `wasm` executor, which goes away at chosen steps. */
import { chooseExecutor, EngineError, listExecutors, type ChooseExecutorOptions, type Executor } from "@kalium/engine";
import { defaultCohort, demoProtocol, simulatedStudyData, type StudyConfig, type StudyData } from "@kalium/study";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { CheckpointClient } from "./checkpointClient.ts";
import type { CheckpointManifest } from "./checkpointStore.ts";
import { createPersonalStudy, type PersonalStudy, type PersonalStudyOptions, type PersonalStudyResult } from "./personalStudy.ts";
import { throwingPlainErrors } from "./plainError.ts";
import { createStudyWorkerApi } from "./studyWorkerApi.ts";
import type { StudyWorker } from "./workerPool.ts";

const EPOCHS = 3;
const config: StudyConfig = {
  ...demoProtocol, baseWidth: 4,
  generic: { ...demoProtocol.generic, epochs: EPOCHS, batchSize: 16, maxBeatsPerRecord: 4 },
  personal: { ...demoProtocol.personal, rounds: 1, epochsPerRound: 1, maxBeatsPerRecord: 4, controlPairs: 0, holdOutModes: ["chronological"] },
};
let data: StudyData;
let unbroken: PersonalStudyResult;
let stepsPerEpoch: number = 0;
let stepsOfUnbroken: number = 0;

beforeAll(async () => {
  vi.stubGlobal("navigator", { hardwareConcurrency: 2, userAgent: "test" });
  data = await simulatedStudyData({ ...defaultCohort, seed: 3, genericPeople: 5, personalPeople: 2, recordsPerClass: 4, durationS: 8, maxBeatsPerRecord: 4 });
  const gpu = fakeGpu([]);
  unbroken = await study({ startWorker: gpu.startWorker }).start();
  stepsPerEpoch = gpu.genericSteps() / EPOCHS;
  stepsOfUnbroken = gpu.steps();
});
afterAll(() => vi.unstubAllGlobals());

interface FakeGpu {
  startWorker(): StudyWorker;
  /** Steps taken by the generic network. */
  genericSteps(): number;
  /** Steps taken in all. */
  steps(): number;
  readonly opened: string[];
}

/** A machine whose GPU goes away at these steps of training, counted over all attempts, and after `lives` openings does not come back. */
function fakeGpu(lostAtSteps: readonly number[], { lives = Infinity, onStep = () => {} }: { lives?: number; onStep?: (step: number) => void } = {}): FakeGpu {
  let steps = 0;
  let genericSteps = 0;
  const opened: string[] = [];
  const choose = async ({ forced }: ChooseExecutorOptions = {}): Promise<Executor> => {
    const gone = opened.filter((name) => name === "webgpu").length >= lives;
    if (gone && forced === "webgpu") throw new EngineError("executor-unavailable", "WebGPU finds no adapter here.", "Use the wasm executor.");
    opened.push(gone ? "wasm" : "webgpu");
    const executor = await chooseExecutor({ forced: "wasm", threads: 1 });
    if (gone) return executor;
    let lost = false;
    const check = () => {
      if (lost) throw new EngineError("device-lost", "The GPU device went away.", "Create the executor again.");
    };
    return {
      ...executor,
      info: { ...executor.info, name: "webgpu", adapter: "made-up adapter" },
      async compile(graph, weights) {
        check();
        const model = await executor.compile(graph, weights);
        const isWhole = graph.name === wholeGraphName || wholeGraphName === null;
        wholeGraphName ??= graph.name;
        return {
          ...model,
          async predict(...parameters) {
            check();
            return model.predict(...parameters);
          },
          async getWeights() {
            check();
            return model.getWeights();
          },
          trainer(options) {
            const trainer = model.trainer(options);
            return {
              ...trainer,
              async step(inputs, labels) {
                steps += 1;
                onStep(steps);
                const loss = await trainer.step(inputs, labels);
                if (lostAtSteps.includes(steps)) lost = true;
                check();
                if (isWhole) genericSteps += 1;
                return loss;
              },
            };
          },
        };
      },
    };
  };
  let wholeGraphName: string | null = null;
  return {
    startWorker: () => ({ api: throwingPlainErrors(createStudyWorkerApi({ chooseExecutor: choose, listExecutors, openStored: () => Promise.reject(new Error("there is no store here")) })) as unknown as StudyWorker["api"], terminate() {} }),
    genericSteps: () => genericSteps,
    steps: () => steps,
    opened,
  };
}

/** A store in memory that takes the bytes away from whoever hands them in, as a worker does. */
function memoryStore({ failsAfter = Infinity }: { failsAfter?: number } = {}): CheckpointClient {
  const jobs = new Map<string, { manifest: CheckpointManifest; files: Record<string, Uint8Array> }>();
  let saves = 0;
  return {
    async save(job, files, keepNames) {
      const taken = structuredClone(files, { transfer: Object.values(files).map(({ buffer }) => buffer as ArrayBuffer) });
      if (++saves > failsAfter) throw new Error("The disk is full.");
      const earlier = Object.entries(jobs.get(job.jobKey)?.files ?? {}).filter(([name]) => keepNames.includes(name));
      const manifest: CheckpointManifest = { format: "kalium-checkpoint/1", ...job, files: [] };
      jobs.set(job.jobKey, { manifest, files: { ...Object.fromEntries(earlier), ...taken } });
      return manifest;
    },
    load: async (jobKey) => structuredClone(jobs.get(jobKey) ?? null),
    peek: async (jobKey) => jobs.get(jobKey)?.manifest ?? null,
    list: async () => [],
    erase: async (jobKey) => void jobs.delete(jobKey!),
  };
}

const study = (options: Partial<PersonalStudyOptions>) => createPersonalStudy(data, config, { executor: "webgpu", store: null, ...options });

function expectAsUnbroken({ runRecord }: PersonalStudyResult): void {
  expect(runRecord.network.weightsHash).toBe(unbroken.runRecord.network.weightsHash);
  expect(runRecord.folds.map(({ history }) => history)).toEqual(unbroken.runRecord.folds.map(({ history }) => history));
  expect(runRecord.trajectories).toEqual(unbroken.runRecord.trajectories);
}

describe("a device that goes away", () => {
  test.each([
    ["in the first epoch", (): number => 2, /from the beginning, since nothing was finished yet/, null],
    ["in the middle of the third epoch", (): number => 2 * stepsPerEpoch + 2, /from generic network, epoch 2 of 3 done/, "generic network, epoch 2 of 3 done"],
    ["in the personal rounds", (): number => 3 * stepsPerEpoch + 2, /from (generic network trained|personal rounds of 1 of 2 people done)/, /trained|1 of 2/],
  ] as const)("%s leads to one recovery, told plainly, and to the result of the unbroken run", async (_title, step, message, from) => {
    // Without a store too, once: what differs is where the kept epoch lies.
    for (const store of step() === 2 * stepsPerEpoch + 2 ? [memoryStore(), null] : [memoryStore()]) {
      const gpu = fakeGpu([step()]);
      const broken: PersonalStudy = study({ startWorker: gpu.startWorker, store });
      const messages = new Set<string>();
      broken.subscribe(({ message }) => messages.add(message));
      const result = await broken.start();
      expectAsUnbroken(result);
      expect(gpu.opened).toEqual(["webgpu", "webgpu"]);
      expect([...messages].join("\n")).toMatch(message);
      expect(broken.state.message).toMatch(/The device of webgpu \(made-up adapter\) went away .* again on webgpu/);
      expect(/kept in memory only/.test(broken.state.message)).toBe(store === null && from !== null);
      expect(broken.state.lossCurve).toHaveLength(EPOCHS);
      const { interruptions } = result.runRecord;
      expect(interruptions).toHaveLength(1);
      expect(interruptions[0]!.reason).toMatch(/went away/);
      if (from === null) expect(interruptions[0]!.continuedFrom).toBeNull();
      else expect(interruptions[0]!.continuedFrom).toMatch(from);
      expect(result.runRecord.resumedFromCheckpoint).toBe(from !== null);
    }
  });

  test.each([["with a store", true], ["without one", false]])("for the second time stops the run with everything kept, and Run again goes on (%s)", async (_title, stores) => {
    const gpu = fakeGpu([stepsPerEpoch + 2, stepsPerEpoch + 2 + stepsPerEpoch + 1]);
    const broken: PersonalStudy = study({ startWorker: gpu.startWorker, store: stores ? memoryStore() : null });
    const error = await broken.start().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: "DeviceLostError", code: "device-lost", message: expect.stringMatching(/second time.*epoch 2 of 3 done/), remedy: expect.stringMatching(/Press Run again/) });
    expect(broken.state).toMatchObject({ status: "failed", resumable: { detail: "generic network, epoch 2 of 3 done" } });
    expect(broken.state.message).toMatch(/Press Run again to go on/);
    expect(broken.state.message).toMatch(stores ? /is stored/ : /Do not close or reload/);
    const stepsBefore = gpu.genericSteps();
    const result = await broken.start();
    expectAsUnbroken(result);
    expect(gpu.genericSteps() - stepsBefore).toBe(stepsPerEpoch);
    expect(gpu.opened).toHaveLength(3);
  });

  test("and does not come back leaves the automatic choice to wasm, which is said", async () => {
    const gpu = fakeGpu([stepsPerEpoch + 1], { lives: 1 });
    const broken: PersonalStudy = study({ executor: null, startWorker: gpu.startWorker, store: memoryStore() });
    const result = await broken.start();
    expectAsUnbroken(result);
    expect(gpu.opened.slice(0, 2)).toEqual(["webgpu", "wasm"]);
    expect(broken.state.message).toMatch(/now on wasm \(CPU.*because webgpu did not come back/);
    expect(result.runRecord.executor.name).toBe("wasm");
    expect(result.runRecord.interruptions[0]!.executorBefore).toBe("webgpu on made-up adapter");
  });

  test("and does not come back though it was asked for by name is an error that says what is stored", async () => {
    const gpu = fakeGpu([stepsPerEpoch + 1], { lives: 1 });
    const broken: PersonalStudy = study({ startWorker: gpu.startWorker, store: memoryStore() });
    await expect(broken.start()).rejects.toMatchObject({ code: "device-lost", message: expect.stringMatching(/cannot be opened again: WebGPU finds no adapter.*is stored: generic network, epoch 1 of 3 done/s) });
    expect(broken.state).toMatchObject({ status: "failed", resumable: { detail: "generic network, epoch 1 of 3 done" } });
  });

  test("while the person cancels ends as cancelled", async () => {
    const gpu = fakeGpu([stepsPerEpoch + 1], { onStep: (step) => step === stepsPerEpoch + 1 && broken.cancel() });
    const broken: PersonalStudy = study({ startWorker: gpu.startWorker, store: memoryStore() });
    await expect(broken.start()).rejects.toMatchObject({ name: "JobCancelled" });
    expect(broken.state.status).toBe("cancelled");
    expect(gpu.opened).toEqual(["webgpu"]);
  });
});

test("a disk that fails in the middle is said once; what it held and what came after both serve after a loss", async () => {
  const gpu = fakeGpu([2 * stepsPerEpoch + 2]);
  const broken = study({ startWorker: gpu.startWorker, store: memoryStore({ failsAfter: 1 }) });
  const messages = new Set<string>();
  broken.subscribe(({ message }) => messages.add(message));
  expectAsUnbroken(await broken.start());
  expect([...messages].filter((message) => message.includes("The disk is full."))).toHaveLength(1);
  // The bytes of epoch 2 went away with the failed write.
  expect([...messages].join("\n")).toMatch(/from generic network, epoch [12] of 3 done/);
});

test("a run that is killed at a step and resumed comes to the result of the unbroken run", async () => {
  // The first step, the last of an epoch, one in the middle of the next, the first of the personal rounds, the very last.
  for (const killedAt of [1, stepsPerEpoch, stepsPerEpoch + 2, EPOCHS * stepsPerEpoch + 1, stepsOfUnbroken]) {
    const store = memoryStore();
    const gpu = fakeGpu([], { onStep: (step) => step === killedAt && killed.dispose() });
    const killed: PersonalStudy = study({ startWorker: gpu.startWorker, store });
    await expect(killed.start(), `killed at step ${killedAt}`).rejects.toMatchObject({ name: "JobCancelled" });
    expectAsUnbroken(await study({ startWorker: fakeGpu([]).startWorker, store }).start());
  }
});

test("a study that is disposed of in the middle of its run ends as cancelled", async () => {
  const gpu = fakeGpu([], { onStep: (step) => step === 3 && broken.dispose() });
  const broken: PersonalStudy = study({ startWorker: gpu.startWorker });
  await expect(broken.start()).rejects.toMatchObject({ name: "JobCancelled" });
});

test("the run record says how long training waited for data", () => {
  const [fold] = unbroken.runRecord.folds;
  expect(fold!.waitedForDataShare).toBeGreaterThanOrEqual(0);
  expect(fold!.waitedForDataShare).toBeLessThan(0.5);
  expect(unbroken.reportHtml).toMatch(/Waited for data/);
});
