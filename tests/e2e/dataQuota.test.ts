/** The browser itself refuses space, at one write after another of an import; what was stored must stay, and the reason must be said. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium, type BrowserContext, type Page } from "playwright";
import { createServer, type ViteDevServer } from "vite";
import { afterAll, beforeAll, expect, test } from "vitest";
import type * as Probe from "../../packages/lab/src/data/testing/quotaProbe.ts";
import { testChromiumFlags, testChromiumPath } from "../chromiumFlags.ts";

declare global {
  interface Window {
    readonly probe: typeof Probe;
  }
}

const PROBE = "/packages/lab/src/data/testing/quotaProbe.ts";
const COUNT = 40;
const POINTS = 60;
/** What Chromium wants to be free before a file may grow at all. */
const RESERVE_BYTES = 1 << 20;
/** About one of the files of an import. */
const STEP_BYTES = 2000;

let server: ViteDevServer;
let context: BrowserContext;
let page: Page;
let profile: string;

beforeAll(async () => {
  server = await createServer({ configFile: false, root: fileURLToPath(new URL("../..", import.meta.url)), appType: "custom", logLevel: "error", server: { port: 4987, host: "127.0.0.1" }, optimizeDeps: { noDiscovery: true } });
  server.middlewares.use((_, response) => response.setHeader("Content-Type", "text/html").end(`<!doctype html><title>quota</title><script type="module">import * as probe from "${PROBE}"; window.probe = probe;</script>`));
  await server.listen();
  profile = mkdtempSync(join(tmpdir(), "kalium-quota-"));
  // A window without a profile keeps another kind of account of its files.
  context = await chromium.launchPersistentContext(profile, { executablePath: testChromiumPath, headless: true, args: [...testChromiumFlags] });
  page = await context.newPage();
  await page.goto("http://127.0.0.1:4987/");
  await page.waitForFunction(() => "probe" in window);
});

afterAll(async () => {
  await context?.close();
  await server?.close();
  rmSync(profile, { recursive: true, force: true });
});

test(`a browser that gives no more space at any of ${POINTS} points loses nothing that was stored`, async () => {
  const session = await context.newCDPSession(page);
  const setQuota = (quotaSize?: number) => session.send("Storage.overrideQuotaForOrigin", { origin: "http://127.0.0.1:4987", ...(quotaSize === undefined ? {} : { quotaSize }) });
  const faults: string[] = [];
  let [stored, failures, finished] = [0, 0, 0];
  for (let point = 1; failures < POINTS && point < 3 * POINTS; point++) {
    const usage = await page.evaluate(async () => (await navigator.storage.estimate()).usage!);
    await setQuota(usage + RESERVE_BYTES + (point % 11) * STEP_BYTES);
    const error = await page.evaluate((count) => window.probe.importSynthetic(count), COUNT);
    await setQuota();
    if (error !== null) failures += 1;
    if (error !== null && (error.code !== "disk-full" || !/space/.test(error.remedy))) faults.push(`point ${point}: ${error.code} ${error.message}`);
    const found = await page.evaluate(() => window.probe.checkSynthetic());
    if (!found.isSound) faults.push(`point ${point}: a recording is not what was given`);
    if (found.stored < stored) faults.push(`point ${point}: ${found.stored} recordings are left of ${stored}`);
    if ((error === null) !== found.isWhole || (found.isWhole && found.stored !== COUNT)) faults.push(`point ${point}: ${found.isWhole ? "whole" : "not whole"} with ${found.stored} recordings`);
    stored = found.stored;
    if (!found.isWhole) continue;
    finished += 1;
    stored = 0;
    await page.evaluate(() => window.probe.eraseSynthetic());
  }
  expect(faults).toEqual([]);
  expect(failures).toBe(POINTS);
  expect(finished).toBeGreaterThan(0);
});
