/** The default notebook as a person meets it: one press of Run, a killed tab, a resumed run. */
import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import type { BrowserContext, Page } from "playwright";
import { afterAll, beforeAll, expect, it } from "vitest";
import { builtPages, readVariable, serveFolder, watchPrivacy, type PrivacyWatch, type StaticServer } from "../../packages/cli/src/index.ts";
import type { RunRecord } from "../../packages/study/src/index.ts";
import { launchPersistentBrowser, waitForNotebook } from "./browser.ts";
import { readPageThread, recordPageThread, resetPageThread } from "./longTasks.ts";

const MINUTE_MS = 60_000;
const EPOCHS = 8;
const PEOPLE = 12;
let server: StaticServer;
let context: BrowserContext;
let watch: PrivacyWatch;
let profile: string;
let unbroken: RunRecord | null = null;

interface PanelState {
  readonly status: string;
  readonly stage: string;
  readonly detail: string;
  readonly stepsDone: number;
  readonly stepsTotal: number;
  readonly lossCurve: readonly unknown[];
  readonly resumable: { readonly detail: string } | null;
}

beforeAll(async () => {
  server = await serveFolder({ root: builtPages, collectPolicyReports: true });
  profile = mkdtempSync(join(tmpdir(), "kalium-profile-"));
  context = await launchPersistentBrowser(profile);
  watch = await watchPrivacy(context, server);
  await recordPageThread(context);
});
afterAll(async () => {
  await context?.close();
  await server?.close();
  rmSync(profile, { recursive: true, force: true });
});

async function openNotebook(): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`${server.origin}/notebook.html?name=personal-hyperkalaemia`);
  await waitForNotebook(page, MINUTE_MS, ({ phase }) => phase === "idle");
  return page;
}

function pressRun(page: Page): Promise<void> {
  return page.getByRole("toolbar").getByRole("button", { name: "Run", exact: true }).click();
}

function panelState(page: Page): Promise<PanelState> {
  return page.evaluate(() => (document.querySelector("kalium-training-panel") as unknown as { state: PanelState }).state);
}

async function untilPanel(page: Page, timeoutMs: number, what: string, done: (state: PanelState) => boolean): Promise<PanelState> {
  const deadlineMs = performance.now() + timeoutMs;
  for (;;) {
    const state = await panelState(page);
    if (done(state)) return state;
    if (performance.now() > deadlineMs) throw new Error(`${what} did not happen in ${timeoutMs / 1000} s: ${JSON.stringify({ ...state, lossCurve: state.lossCurve.length })}`);
    await page.waitForTimeout(50);
  }
}

async function recordOf(page: Page): Promise<RunRecord> {
  return JSON.parse((await page.evaluate(readVariable, "runRecord"))!) as RunRecord;
}

it("finishes after one press of Run, makes the network personal, and keeps the page free", async () => {
  const page = await openNotebook();
  await resetPageThread(page);
  const beganMs = performance.now();
  await pressRun(page);
  await untilPanel(page, 4 * MINUTE_MS, "The end of training", ({ status }) => status === "done");
  const blocks = await readPageThread(page);
  await waitForNotebook(page, MINUTE_MS, ({ phase }) => phase === "finished");
  const seconds = (performance.now() - beganMs) / 1000;
  const record = await recordOf(page);
  unbroken = record;

  const real = record.summaries.find((summary) => summary.holdOut === "chronological" && !summary.control)!;
  const control = record.summaries.find((summary) => summary.control)!;
  const accuracies = real.rounds.map((round) => round.metrics.accuracy!.mean);
  console.log(`default notebook: ${seconds.toFixed(0)} s, accuracy by round ${accuracies.map((value) => value.toFixed(3)).join(" ")}, control ${record.baselines.shuffledControlAccuracy?.toFixed(3)}, waited ${(100 * record.folds[0]!.waitedForDataShare).toFixed(2)} % for data, longest task ${blocks.longestTaskMs.toFixed(0)} ms, ${record.executor.name} on ${record.executor.adapter}`);
  expect(seconds).toBeLessThanOrEqual(240);
  expect(real.peopleCount).toBeGreaterThanOrEqual(8);
  expect(accuracies[2]).toBeGreaterThanOrEqual(0.9);
  expect(accuracies[0]).toBeLessThan(accuracies[2]!);
  expect(accuracies[0]).toBeLessThan(accuracies.at(-1)!);
  for (const round of control.rounds.slice(1)) {
    expect(round.metrics.accuracy!.mean).toBeGreaterThanOrEqual(0.35);
    expect(round.metrics.accuracy!.mean).toBeLessThanOrEqual(0.65);
  }
  expect(record.data.simulated).toBe(true);
  expect(record.executor).toMatchObject({ name: "wasm", fallbackAdapter: false });
  expect(record.executor.reason).not.toBe("");
  for (const { waitedForDataShare } of record.folds) expect(waitedForDataShare).toBeLessThan(0.02);
  await page.locator("kalium-executor-line").getByText(/^Computes with wasm on CPU, WebAssembly SIMD.*thread/).waitFor();

  const saliency = await page.evaluate(() => (document.querySelector("kalium-saliency") as unknown as { panels: { title: string; className: string; saliency: Float32Array }[] }).panels.map(({ title, className, saliency }) => ({ title, className, length: saliency.length })));
  expect(saliency.map(({ title }) => title).sort()).toEqual(["After (personal)", "After (personal)", "Before (generic)", "Before (generic)"]);
  expect(new Set(saliency.map(({ className }) => className)).size).toBe(2);
  expect(saliency.every(({ length }) => length === 120)).toBe(true);
  const maps = await page.evaluate(() => (document.querySelector("kalium-embedding") as unknown as { panels: { positions: Float64Array }[] }).panels.map(({ positions }) => ({ count: positions.length / 2, finite: positions.every(Number.isFinite) })));
  expect(maps).toHaveLength(2);
  expect(maps.every(({ count, finite }) => finite && count > 100)).toBe(true);

  expect(blocks.worst.filter(({ durationMs }) => durationMs > 100)).toEqual([]);
  expect({ offOrigin: watch.offOrigin, violations: watch.violations, pageErrors: watch.pageErrors }).toEqual({ offOrigin: [], violations: [], pageErrors: [] });
  await page.close();
});

it("pauses, and cancels within one step", async () => {
  const page = await openNotebook();
  await pressRun(page);
  await untilPanel(page, MINUTE_MS, "Training", ({ status, stepsDone }) => status === "running" && stepsDone > 10);
  const panel = page.locator("kalium-training-panel");
  await panel.getByRole("button", { name: "Pause" }).click();
  await page.waitForTimeout(500);
  const stoodAt = (await panelState(page)).stepsDone;
  await page.waitForTimeout(700);
  expect(await panelState(page)).toMatchObject({ status: "paused", stepsDone: stoodAt });
  await panel.getByRole("button", { name: "Resume" }).click();
  await untilPanel(page, MINUTE_MS, "Going on", ({ stepsDone }) => stepsDone > stoodAt + 5);
  const stepMs = 1000 / (await page.evaluate(() => (document.querySelector("kalium-training-panel") as unknown as { state: { stepsPerSecond: number } }).state.stepsPerSecond));
  const tookMs = await page.evaluate(async () => {
    const element = document.querySelector("kalium-training-panel") as unknown as HTMLElement & { state: { status: string } };
    const button = [...element.shadowRoot!.querySelectorAll("button")].find(({ textContent }) => textContent?.trim() === "Cancel")!;
    const beganMs = performance.now();
    button.click();
    while (element.state.status !== "cancelled") await new Promise((resolve) => setTimeout(resolve, 1));
    return performance.now() - beganMs;
  });
  console.log(`cancel took ${tookMs.toFixed(0)} ms, a step ${stepMs.toFixed(0)} ms`);
  // One step, and the time for messages and for ending the workers on busy cores.
  expect(tookMs).toBeLessThanOrEqual(stepMs + 250);
  await page.close();
});

/** In the middle of an epoch after the first: some of its steps were taken, and some are left. */
function isInMidEpoch({ status, detail, lossCurve }: PanelState): boolean {
  const [, step, steps] = /step (\d+) of (\d+)/.exec(detail) ?? [];
  const epochs = (Number(step) * EPOCHS) / Number(steps);
  return status === "running" && lossCurve.length >= 1 && epochs - lossCurve.length > 0.2 && epochs - lossCurve.length < 0.8;
}

/** Ends the tab as a crash does: no handler of the page runs. */
async function killTab(page: Page): Promise<void> {
  const crashed = page.waitForEvent("crash");
  void context.newCDPSession(page).then((devtools) => devtools.send("Page.crash")).catch(() => undefined);
  await crashed;
  await page.close().catch(() => undefined);
}

/** Opens the notebook anew and goes on from what it offers; returns the offer. */
async function resumeAnew(): Promise<{ page: Page; offer: string }> {
  const page = await openNotebook();
  const { resumable } = await untilPanel(page, MINUTE_MS, "The offer", (state) => state.resumable !== null);
  await page.locator("kalium-training-panel").getByRole("button", { name: /^Resume from/ }).click();
  await untilPanel(page, MINUTE_MS, "Resuming", ({ status }) => status === "running");
  return { page, offer: resumable!.detail };
}

it("comes to the same weights and figures as an unbroken run after its tab was killed in the middle of an epoch and again in the personal rounds", async () => {
  const first = await openNotebook();
  const discard = first.locator("kalium-training-panel").getByRole("button", { name: "Start again" });
  // The cancelled run before this test left its own checkpoint.
  if (await discard.isVisible()) await discard.click();
  else await pressRun(first);
  const killed = await untilPanel(first, 2 * MINUTE_MS, "The middle of an epoch", isInMidEpoch);
  await killTab(first);

  const second = await resumeAnew();
  const epoch = Number(/^generic network, epoch (\d+) of 8 done$/.exec(second.offer)![1]);
  expect(epoch).toBeGreaterThanOrEqual(killed.lossCurve.length);
  await untilPanel(second.page, 4 * MINUTE_MS, "The rounds of the third person", ({ stage, stepsDone, stepsTotal }) => stage === "Personal rounds" && stepsDone > (2.3 * stepsTotal) / PEOPLE);
  await killTab(second.page);

  const third = await resumeAnew();
  expect(third.offer).toMatch(/^personal rounds of \d+ of 12 people done$/);
  await waitForNotebook(third.page, 4 * MINUTE_MS, ({ phase }) => phase === "finished");
  console.log(`killed at "${killed.detail}", went on from "${second.offer}" and from "${third.offer}"`);
  const record = await recordOf(third.page);
  expect(record.resumedFromCheckpoint).toBe(true);
  expect(record.executor.name).toBe("wasm");
  // One generic network has all cores to itself; two threads and more must add up to the same bits.
  expect(record.threads!.generic).toBe(Math.max(1, availableParallelism()));
  expect(record.folds[0]!.history).toEqual(unbroken!.folds[0]!.history);
  expect(record.network.weightsHash).toBe(unbroken!.network.weightsHash);
  expect(record.trajectories).toEqual(unbroken!.trajectories);
  expect((await panelState(third.page)).lossCurve).toHaveLength(EPOCHS);
  await third.page.close();
});
