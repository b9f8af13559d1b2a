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
    // Browsers with a window fetch the manifest by themselves; one without a window must be asked to.
    const devtools = await context.newCDPSession(page);
    const manifest = await devtools.send("Page.getAppManifest");
    expect(manifest.errors.map(({ message }) => message)).toEqual([]);
    await lookAround(page);
    await page.waitForLoadState("networkidle");
    await page.waitForTimeout(500);
    await page.close();
    expect({ offOrigin: watch.offOrigin, violations: watch.violations, pageErrors: watch.pageErrors }).toEqual({ offOrigin: [], violations: [], pageErrors: [] });
  });
});
