/** The default notebook as a person meets it: one press of Run, a killed tab, a resumed run. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BrowserContext, Page } from "playwright";
import { afterAll, beforeAll, expect, it } from "vitest";
import { builtPages, readVariable, serveFolder, watchPrivacy, type PrivacyWatch, type StaticServer } from "../../packages/cli/src/index.ts";
import type { RunRecord } from "../../packages/study/src/index.ts";
import { launchPersistentBrowser, waitForNotebook } from "./browser.ts";
import { readPageThread, recordPageThread, resetPageThread } from "./longTasks.ts";

const MINUTE_MS = 60_000;
let server: StaticServer;
let context: BrowserContext;
let watch: PrivacyWatch;
let profile: string;
let unbroken: RunRecord | null = null;

interface PanelState {
  readonly status: string;
  readonly stage: string;
  readonly stepsDone: number;
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
  console.log(`default notebook: ${seconds.toFixed(0)} s, accuracy by round ${accuracies.map((value) => value.toFixed(3)).join(" ")}, control ${record.baselines.shuffledControlAccuracy?.toFixed(3)}, longest task ${blocks.longestTaskMs.toFixed(0)} ms, ${record.executor.name} on ${record.executor.adapter}`);
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
  expect(record.executor.fallbackAdapter).toBe(false);

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

it("offers to resume after the tab was killed, and comes to the same result as an unbroken run", async () => {
  const first = await openNotebook();
  const discard = first.locator("kalium-training-panel").getByRole("button", { name: "Start again" });
  // The cancelled run before this test left its own checkpoint.
  if (await discard.isVisible()) await discard.click();
  else await pressRun(first);
  await untilPanel(first, 2 * MINUTE_MS, "The second epoch", ({ status, lossCurve }) => status === "running" && lossCurve.length >= 2);
  const devtools = await context.newCDPSession(first);
  void devtools.send("Page.crash").catch(() => undefined);
  await new Promise((resolve) => setTimeout(resolve, 1000));
  await first.close().catch(() => undefined);

  const second = await openNotebook();
  const offered = await untilPanel(second, MINUTE_MS, "The offer", ({ resumable }) => resumable !== null);
  const epoch = Number(/epoch (\d+) of 8/.exec(offered.resumable!.detail)![1]);
  expect(epoch).toBeGreaterThanOrEqual(1);
  await second.locator("kalium-training-panel").getByRole("button", { name: /resume/i }).click();
  const begun = await untilPanel(second, MINUTE_MS, "Resuming", ({ status, stepsDone }) => status === "running" && stepsDone > 0);
  expect(begun.lossCurve.length).toBeGreaterThanOrEqual(epoch);
  await waitForNotebook(second, 4 * MINUTE_MS, ({ phase }) => phase === "finished");
  const record = await recordOf(second);
  expect(record.resumedFromCheckpoint).toBe(true);
  expect(record.folds[0]!.history).toEqual(unbroken!.folds[0]!.history);
  expect(record.network.weightsHash).toBe(unbroken!.network.weightsHash);
  expect(record.trajectories).toEqual(unbroken!.trajectories);
  await second.close();
});
