/** The bar on page-thread blocks can fail: in the notebook itself, while it trains, a planted block is seen and plain training shows none. */
import type { Browser, Page } from "playwright";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startNotebook, type StaticServer } from "../../packages/cli/src/index.ts";
import { launchBrowser, waitForNotebook } from "./browser.ts";
import { readPageThread, recordPageThread, resetPageThread, type PageThreadBlocks } from "./longTasks.ts";
import { serveProduction } from "./productionServer.ts";

const ALLOWED_MS = 100;
const WATCHED_MS = 6000;
let server: StaticServer;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  server = await serveProduction();
  browser = await launchBrowser();
  const context = await browser.newContext();
  await recordPageThread(context);
  page = await context.newPage();
  await page.goto(`${server.origin}/notebook.html?name=personal-hyperkalaemia`);
  await waitForNotebook(page, 60_000, ({ phase }) => phase === "idle");
  await page.evaluate(startNotebook);
  await waitForNotebook(page, 60_000, ({ training }) => (training?.stepsDone ?? 0) > 0);
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

/** What the default notebook's test forbids. */
function tooLong({ worst }: PageThreadBlocks): number[] {
  return worst.map(({ durationMs }) => durationMs).filter((durationMs) => durationMs > ALLOWED_MS);
}

function stepsDone(): Promise<number> {
  return page.evaluate(() => (document.querySelector("kalium-training-panel") as unknown as { state: { stepsDone: number } }).state.stepsDone);
}

/** Keeps the page thread from everything else, from a timer of the page's own. */
async function block(durationMs: number): Promise<void> {
  await page.evaluate(
    (ms) =>
      new Promise<void>((resolve) =>
        setTimeout(() => {
          const endMs = performance.now() + ms;
          while (performance.now() < endMs);
          resolve();
        }),
      ),
    durationMs,
  );
}

it("sees a planted block of 150 ms in the notebook while it trains", async () => {
  await resetPageThread(page);
  await block(150);
  const blocks = await readPageThread(page);
  expect(tooLong(blocks)).toHaveLength(1);
  expect(blocks.longestGapMs).toBeGreaterThan(ALLOWED_MS);
});

it("sees no block while the notebook trains by itself, and the charts move meanwhile", async () => {
  const before = await stepsDone();
  await resetPageThread(page);
  await page.waitForTimeout(WATCHED_MS);
  const blocks = await readPageThread(page);
  console.log(`${WATCHED_MS / 1000} s of training: longest task ${blocks.longestTaskMs.toFixed(0)} ms, longest lateness of a timer ${blocks.longestGapMs.toFixed(0)} ms, ${(await stepsDone()) - before} steps`);
  expect(await stepsDone()).toBeGreaterThan(before);
  expect(tooLong(blocks)).toEqual([]);
});
