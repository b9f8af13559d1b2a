/**
 * The GPU goes away while a network trains: its process is killed, and its device destroyed in the middle of a step. On the production build, with
 * a study small enough for a software adapter, where most of the time goes into compiling shaders.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BrowserContext, Page } from "playwright";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { ExecutorChoice, StaticServer } from "../../packages/cli/src/index.ts";
import type { RunRecord } from "../../packages/study/src/index.ts";
import type { KaliumBuiltin } from "../../web/src/kaliumBuiltin.ts";
import { launchPersistentBrowser, waitForNotebook } from "./browser.ts";
import { killGpuProcess } from "./gpuProcess.ts";
import { serveProduction } from "./productionServer.ts";

const MINUTE_MS = 60_000;
const EPOCHS = 4;

interface PanelState {
  readonly status: string;
  readonly detail: string;
  readonly stepsDone: number;
  readonly executorName: string;
  readonly lossCurve: readonly unknown[];
  readonly message: string;
  readonly resumable: { readonly detail: string } | null;
}

/** What the page is left with, for the functions that run in it. */
interface PageGlobals {
  study: { readonly state: PanelState; start(): Promise<{ readonly runRecord: RunRecord }> };
  outcome: Promise<{ readonly record?: RunRecord; readonly error?: { readonly name: string; readonly code: string; readonly message: string; readonly remedy: string } }>;
}

let server: StaticServer;
let profile: string;
let context: BrowserContext;
let unbroken: RunRecord;

beforeAll(async () => {
  server = await serveProduction();
  profile = mkdtempSync(join(tmpdir(), "kalium-gpu-"));
  context = await launchPersistentBrowser(profile, { executor: "webgpu" });
  const page = await context.newPage();
  await openStudy(page);
  await startStudy(page);
  unbroken = (await outcomeOf(page)).record!;
  expect(unbroken.executor.name).toBe("webgpu");
  expect(unbroken.interruptions).toEqual([]);
  await page.close();
});
afterAll(async () => {
  await context?.close();
  await server?.close();
  rmSync(profile, { recursive: true, force: true });
});

/** Opens the notebook page with `?executor=webgpu`, and in it a small study with its panel, made of what cells are given. */
async function openStudy(page: Page): Promise<void> {
  await page.goto(`${server.origin}/notebook.html?name=personal-beats&executor=webgpu`);
  await waitForNotebook(page, MINUTE_MS, ({ phase }) => phase === "idle");
  await page.evaluate(async (epochs) => {
    const { kalium, parameters } = (document.querySelector("kalium-notebook") as unknown as { builtins: { kalium: KaliumBuiltin; parameters: { executor: ExecutorChoice } } }).builtins;
    const cohort = await kalium.simulateCohort({ seed: 3, genericPeople: 5, personalPeople: 1, recordsPerClass: 4, durationS: 8, maxBeatsPerRecord: 4 });
    const study = kalium.personalStudy(cohort, {
      executor: parameters.executor,
      baseWidth: 4,
      generic: { epochs, batchSize: 16, maxBeatsPerRecord: 4 },
      personal: { rounds: 1, epochsPerRound: 1, maxBeatsPerRecord: 4, controlPairs: 0, holdOutModes: ["chronological"] },
    });
    document.querySelector("main")!.prepend(kalium.studyPanel(study, new Promise(() => {})));
    await study.ready;
    Object.assign(globalThis, { study });
  }, EPOCHS);
}

function startStudy(page: Page): Promise<void> {
  return page.evaluate(() => {
    const globals = globalThis as unknown as PageGlobals;
    globals.outcome = globals.study.start().then(
      ({ runRecord }) => ({ record: runRecord }),
      ({ name, code, message, remedy }: { name: string; code: string; message: string; remedy: string }) => ({ error: { name, code, message, remedy } }),
    );
  });
}

const outcomeOf = (page: Page) => page.evaluate(() => (globalThis as unknown as PageGlobals).outcome);
const stateOf = (page: Page) => page.evaluate(() => (globalThis as unknown as PageGlobals).study.state);

async function untilState(page: Page, what: string, done: (state: PanelState) => boolean): Promise<PanelState> {
  const deadlineMs = performance.now() + 4 * MINUTE_MS;
  for (;;) {
    const state = await stateOf(page);
    if (done(state)) return state;
    if (performance.now() > deadlineMs || state.status === "failed") throw new Error(`${what} did not happen: ${JSON.stringify({ ...state, lossCurve: state.lossCurve.length })}`);
    await page.waitForTimeout(5);
  }
}

/** In the middle of the epoch after so many: a step of it was taken, its end is not reached. */
const inEpochAfter = (epochs: number) => ({ lossCurve, detail, status }: PanelState) => {
  const [, step, steps] = /step (\d+) of (\d+)/.exec(detail) ?? [];
  return status === "running" && lossCurve.length === epochs && Number(step) > (epochs * Number(steps)) / EPOCHS;
};

/** Destroys the device of the training worker between two commands of its next step, as nothing in the product can. */
async function destroyDeviceInStep(page: Page): Promise<void> {
  const trainers = page.workers().filter((worker) => /study\.worker/.test(worker.url()));
  await Promise.all(
    trainers.map((worker) =>
      worker.evaluate(() => {
        const { createCommandEncoder } = GPUDevice.prototype;
        GPUDevice.prototype.createCommandEncoder = function (...parameters) {
          GPUDevice.prototype.createCommandEncoder = createCommandEncoder;
          const encoder = createCommandEncoder.apply(this, parameters);
          this.destroy();
          return encoder;
        };
      }),
    ),
  );
}

const shownMessage = (page: Page) => page.locator("kalium-training-panel").first().evaluate((panel) => panel.shadowRoot!.querySelector(".message")!.textContent);

it("goes on once by itself when the GPU process is killed, stops with everything stored at the second loss, and comes to the unbroken result in a new browser", async () => {
  const page = await context.newPage();
  await openStudy(page);
  await startStudy(page);
  await untilState(page, "The middle of the second epoch", inEpochAfter(1));
  killGpuProcess(profile);
  const lostMs = performance.now();
  const back = await untilState(page, "The middle of an epoch after the recovery", (state) => /again on webgpu/.test(state.message) && (inEpochAfter(2)(state) || inEpochAfter(3)(state)));
  console.log(`${((performance.now() - lostMs) / 1000).toFixed(1)} s from the loss to the next epoch but one: ${back.message}`);
  expect(back.executorName).toBe("webgpu");
  expect(await shownMessage(page)).toMatch(/The device of webgpu .* went away .*goes on by itself from generic network, epoch [12] of 4 done, again on webgpu/);

  await destroyDeviceInStep(page);
  const { record, error } = await outcomeOf(page);
  expect(record).toBeUndefined();
  expect(error).toMatchObject({ name: "DeviceLostError", code: "device-lost", message: expect.stringMatching(/second time.*is stored: generic network, epoch [23] of 4 done/), remedy: expect.stringMatching(/Run again/) });
  const stopped = await stateOf(page);
  expect(stopped).toMatchObject({ status: "failed", resumable: { detail: expect.stringMatching(/epoch [23] of 4 done/) } });
  expect(await shownMessage(page)).toMatch(/second time.*Press Run again/);
  await page.close();

  await context.close();
  context = await launchPersistentBrowser(profile, { executor: "webgpu" });
  const again = await context.newPage();
  await openStudy(again);
  expect((await stateOf(again)).resumable?.detail).toBe(stopped.resumable!.detail);
  await startStudy(again);
  const resumed = (await outcomeOf(again)).record!;
  expect(resumed.resumedFromCheckpoint).toBe(true);
  expect(resumed.network.weightsHash).toBe(unbroken.network.weightsHash);
  expect(resumed.folds[0]!.history).toEqual(unbroken.folds[0]!.history);
  expect(resumed.trajectories).toEqual(unbroken.trajectories);
});
