/** Stopping and going on: a cancel ends the workers, what was stored is offered again, and nothing else is. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BrowserContext, Page } from "playwright";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { StaticServer } from "../../packages/cli/src/index.ts";
import { launchPersistentBrowser, waitForNotebook } from "./browser.ts";
import { serveProduction } from "./productionServer.ts";

const MINUTE_MS = 60_000;
const EPOCHS = 8;

interface PanelState {
  readonly status: string;
  readonly stage: string;
  readonly stepsDone: number;
  readonly stepsTotal: number;
  readonly stepsPerSecond: number;
  readonly lossCurve: readonly { readonly x: number; readonly train: number; readonly validation: number | null }[];
  readonly resumable: { readonly detail: string } | null;
}

let server: StaticServer;
let context: BrowserContext;
let profile: string;
/** Epochs on disk and their losses, as the tests before have left them. */
let storedEpochs = 0;
let lossesSeen: PanelState["lossCurve"] = [];

beforeAll(async () => {
  server = await serveProduction();
  profile = mkdtempSync(join(tmpdir(), "kalium-resume-"));
  context = await launchPersistentBrowser(profile);
});
afterAll(async () => {
  await context?.close();
  await server?.close();
  rmSync(profile, { recursive: true, force: true });
});

async function openNotebook(seed = 1): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`${server.origin}/notebook.html?name=personal-hyperkalaemia&seed=${seed}`);
  await waitForNotebook(page, MINUTE_MS, ({ phase }) => phase === "idle");
  return page;
}

function panelState(page: Page): Promise<PanelState> {
  return page.evaluate(() => (document.querySelector("kalium-training-panel") as unknown as { state: PanelState }).state);
}

async function untilPanel(page: Page, what: string, done: (state: PanelState) => boolean): Promise<PanelState> {
  const deadlineMs = performance.now() + MINUTE_MS;
  for (;;) {
    const state = await panelState(page);
    if (done(state)) return state;
    if (performance.now() > deadlineMs) throw new Error(`${what} did not happen in a minute: ${JSON.stringify(state)}`);
    await page.waitForTimeout(50);
  }
}

/** Writes down every state the panel is given from now on. */
function recordStates(page: Page): Promise<void> {
  return page.evaluate(() => {
    const panel = document.querySelector("kalium-training-panel")!;
    const { get, set } = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(panel), "state")!;
    const states: unknown[] = [];
    Object.defineProperty(panel, "state", {
      configurable: true,
      get,
      set(this: Element, state: unknown) {
        states.push(state);
        set!.call(this, state);
      },
    });
    Object.assign(globalThis, { recordedStates: states });
  });
}

function recordedStates(page: Page): Promise<PanelState[]> {
  return page.evaluate(() => (globalThis as unknown as { recordedStates: PanelState[] }).recordedStates);
}

function panelButton(page: Page, name: string | RegExp) {
  return page.locator("kalium-training-panel").getByRole("button", { name });
}

function shownStatus(page: Page) {
  return page.locator("kalium-training-panel").getByRole("status").first().textContent();
}

/** The epoch that the offer on the panel names. */
function offeredEpoch({ resumable }: PanelState): number {
  return Number(/epoch (\d+) of 8 done/.exec(resumable?.detail ?? "")?.[1] ?? Number.NaN);
}

/** Ends the tab as a crash does: no unload handler runs. */
async function killTab(page: Page): Promise<void> {
  const crashed = page.waitForEvent("crash");
  void context.newCDPSession(page).then((devtools) => devtools.send("Page.crash")).catch(() => undefined);
  await crashed;
  await page.close().catch(() => undefined);
}

it("says Cancelled within a step and a second, ends the workers that trained, and offers what was stored", async () => {
  const page = await openNotebook();
  expect(await panelState(page)).toMatchObject({ resumable: null });
  const earlier = new Set(page.workers());
  const trainers = () => page.workers().filter((worker) => !earlier.has(worker) && /study\.worker/.test(worker.url()));
  await page.getByRole("toolbar").getByRole("button", { name: "Run", exact: true }).click();
  const { stepsPerSecond } = await untilPanel(page, "The second epoch", ({ lossCurve, stepsDone, stepsTotal }) => lossCurve.length >= 1 && stepsDone > stepsTotal / EPOCHS + 2);
  expect(trainers().length).toBeGreaterThanOrEqual(1);
  const beganMs = performance.now();
  await panelButton(page, "Cancel").click();
  const cancelled = await untilPanel(page, "Cancelled", ({ status }) => status === "cancelled");
  const tookMs = performance.now() - beganMs;
  while (trainers().length > 0 && performance.now() - beganMs < 5000) await page.waitForTimeout(20);
  console.log(`cancelled after ${tookMs.toFixed(0)} ms, workers ended after ${(performance.now() - beganMs).toFixed(0)} ms, a step takes ${(1000 / stepsPerSecond).toFixed(0)} ms`);
  expect(tookMs).toBeLessThanOrEqual(1000 / stepsPerSecond + 1000);
  expect(trainers()).toEqual([]);
  expect(await shownStatus(page)).toContain("Cancelled");
  await page.waitForTimeout(500);
  expect((await panelState(page)).stepsDone).toBe(cancelled.stepsDone);
  const offer = await untilPanel(page, "The offer", ({ resumable }) => resumable !== null);
  storedEpochs = offeredEpoch(offer);
  lossesSeen = cancelled.lossCurve;
  expect(storedEpochs).toBe(lossesSeen.length);
  await page.close();
});

it("offers a stored run to the same seed only", async () => {
  const other = await openNotebook(2);
  await other.waitForTimeout(1000);
  expect((await panelState(other)).resumable).toBeNull();
  expect(await panelButton(other, /^Resume from/).count()).toBe(0);
  await other.close();
});

it("goes on after the stored epoch, is killed, and goes on again with the losses it had", async () => {
  const first = await openNotebook();
  expect(offeredEpoch(await untilPanel(first, "The offer", ({ resumable }) => resumable !== null))).toBe(storedEpochs);
  await recordStates(first);
  await panelButton(first, /^Resume from/).click();
  const resumed = await untilPanel(first, "Two epochs more", ({ status, lossCurve }) => status === "running" && lossCurve.length >= storedEpochs + 2);
  expectToGoOnAfter(storedEpochs, await recordedStates(first));
  expect(resumed.lossCurve.slice(0, lossesSeen.length)).toEqual(lossesSeen);
  // A step of the next epoch comes only after the epoch before was stored.
  await untilPanel(first, "The epoch after", ({ lossCurve, stepsDone, stepsTotal }) => stepsDone > (lossCurve.length * stepsTotal) / EPOCHS);
  lossesSeen = (await panelState(first)).lossCurve;
  await killTab(first);

  const second = await openNotebook();
  const offered = offeredEpoch(await untilPanel(second, "The offer", ({ resumable }) => resumable !== null));
  expect(offered).toBeGreaterThanOrEqual(lossesSeen.length);
  expect(await second.locator("kalium-training-panel").getByText(`epoch ${offered} of ${EPOCHS} done`).isVisible()).toBe(true);
  await recordStates(second);
  await panelButton(second, /^Resume from/).click();
  const again = await untilPanel(second, "Training", ({ status, lossCurve }) => status === "running" && lossCurve.length >= offered + 1);
  expectToGoOnAfter(offered, await recordedStates(second));
  expect(again.lossCurve.slice(0, lossesSeen.length)).toEqual(lossesSeen);
  await panelButton(second, "Cancel").click();
  await untilPanel(second, "Cancelled", ({ status }) => status === "cancelled");
  await second.close();
});

it("begins at the first step again where the person throws the stored run away", async () => {
  const page = await openNotebook();
  await untilPanel(page, "The offer", ({ resumable }) => resumable !== null);
  await recordStates(page);
  await panelButton(page, "Start again").click();
  await untilPanel(page, "Training", ({ status, lossCurve }) => status === "running" && lossCurve.length >= 1);
  const states = await recordedStates(page);
  expect(firstStep(states)).toBeLessThanOrEqual(states.find(({ stepsTotal }) => stepsTotal > 0)!.stepsTotal / EPOCHS);
  expect((await panelState(page)).lossCurve[0]).toEqual(lossesSeen[0]);
  expect(() => expectToGoOnAfter(1, states)).toThrow();
  await page.close();
});

/** Number of the first step that was told. */
function firstStep(states: readonly PanelState[]): number {
  return states.find(({ stage, stepsTotal }) => stepsTotal > 0 && stage.startsWith("Generic network"))?.stepsDone ?? Number.NaN;
}

/** The first step told is one of the epoch after `epoch`: nothing is done twice and nothing left out. */
function expectToGoOnAfter(epoch: number, states: readonly PanelState[]): void {
  const { stepsTotal } = states.find((state) => state.stepsTotal > 0)!;
  const first = firstStep(states);
  expect(first).toBeGreaterThan((epoch * stepsTotal) / EPOCHS);
  expect(first).toBeLessThanOrEqual(((epoch + 1) * stepsTotal) / EPOCHS);
}
