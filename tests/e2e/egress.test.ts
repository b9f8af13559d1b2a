/** Every page of the production build is opened and looked at: nothing asks for another origin, nothing violates the policy. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BrowserContext, Page } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { serveFolder, builtPages, watchPrivacy, type PrivacyWatch, type StaticServer } from "../../packages/cli/src/index.ts";
import { launchPersistentBrowser, waitForNotebook } from "./browser.ts";
import { pageAddresses } from "./productionServer.ts";

let server: StaticServer;
let context: BrowserContext;
let watch: PrivacyWatch;
let profile: string;

beforeAll(async () => {
  server = await serveFolder({ root: builtPages, collectPolicyReports: true });
  profile = mkdtempSync(join(tmpdir(), "kalium-profile-"));
  context = await launchPersistentBrowser(profile);
  watch = await watchPrivacy(context, server);
});
afterAll(async () => {
  await context?.close();
  await server?.close();
  rmSync(profile, { recursive: true, force: true });
});

/** Scrolls to the end, so that what waits to be seen is loaded too. */
async function lookAround(page: Page): Promise<void> {
  for (let screen = 0; screen < 40; screen++) {
    const atEnd = await page.evaluate(() => {
      window.scrollBy(0, window.innerHeight);
      return window.scrollY + window.innerHeight >= document.documentElement.scrollHeight - 1;
    });
    await page.waitForTimeout(60);
    if (atEnd) return;
  }
}

describe("the pages", () => {
  it.each(pageAddresses())("%s asks for nothing off its origin, violates no policy and throws nothing", async (address) => {
    const page = await context.newPage();
    const response = await page.goto(`${server.origin}/${address}`, { waitUntil: "load" });
    expect(response?.status()).toBe(200);
    if (address.startsWith("notebook.html")) await waitForNotebook(page, 60_000, ({ phase }) => phase !== null && phase !== "running");
    await lookAround(page);
    await page.waitForLoadState("networkidle");
    await page.waitForTimeout(500);
    await page.close();
    expect({ offOrigin: watch.offOrigin, violations: watch.violations, pageErrors: watch.pageErrors }).toEqual({ offOrigin: [], violations: [], pageErrors: [] });
  });

  it("are cross-origin isolated, may compile WebAssembly and may not evaluate text", async () => {
    const page = await context.newPage();
    await page.goto(`${server.origin}/`);
    // As the page's own script: what the debugger evaluates is not held by the policy.
    const facts = await page.evaluate(
      () =>
        new Promise<Record<string, unknown>>((resolve) => {
          setTimeout(async () => {
            const compiled = await WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])).then(() => true, () => false);
            resolve({ isolated: crossOriginIsolated, compiled });
          });
        }),
    );
    expect(facts).toEqual({ isolated: true, compiled: true });
    await page.close();
  });
});
