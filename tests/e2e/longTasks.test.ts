/** The measure of page-thread blocks sees a planted one, of its true length, and none where there is none. */
import type { Browser, Page } from "playwright";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { serveFolder, type StaticServer } from "../../packages/cli/src/index.ts";
import { launchBrowser } from "./browser.ts";
import { readPageThread, recordPageThread, resetPageThread } from "./longTasks.ts";

let browser: Browser;
let server: StaticServer;
let page: Page;

beforeAll(async () => {
  server = await serveFolder({ root: join(import.meta.dirname, "standIn") });
  browser = await launchBrowser();
  const context = await browser.newContext();
  await recordPageThread(context);
  page = await context.newPage();
  await page.goto(`${server.origin}/notebook.html?name=good`);
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

/** Blocks the page thread from a timer of the page's own, as a notebook would. */
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

it("sees a block of 300 ms with both eyes, and forgets it on reset", async () => {
  await resetPageThread(page);
  await block(300);
  const blocked = await readPageThread(page);
  for (const seenMs of [blocked.longestTaskMs, blocked.longestGapMs]) {
    expect(seenMs).toBeGreaterThan(270);
    expect(seenMs).toBeLessThan(600);
  }
  expect(blocked.worst[0].durationMs).toBe(blocked.longestTaskMs);
  await resetPageThread(page);
  expect((await readPageThread(page)).longestTaskMs).toBe(0);
});

it("calls a block of 20 ms no long task", async () => {
  await resetPageThread(page);
  await block(20);
  expect((await readPageThread(page)).longestTaskMs).toBeLessThan(100);
});
