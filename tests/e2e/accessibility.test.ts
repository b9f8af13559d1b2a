/** Axe finds nothing serious on any page, in light and dark, on a desk and on a telephone. */
import { createRequire } from "node:module";
import type { AxeResults } from "axe-core";
import type { Browser, Page } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { StaticServer } from "../../packages/cli/src/index.ts";
import { launchBrowser, waitForNotebook } from "./browser.ts";
import { pageAddresses, serveProduction } from "./productionServer.ts";

const axePath = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
let server: StaticServer;
let browser: Browser;

beforeAll(async () => {
  server = await serveProduction();
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

/** Violations of impact serious or critical, one line per element. */
async function seriousViolations(page: Page): Promise<string[]> {
  await page.addScriptTag({ path: axePath });
  const results = await page.evaluate(() => (globalThis as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run());
  return results.violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, help, nodes }) => nodes.map(({ target, failureSummary }) => `${id} (${help}) at ${JSON.stringify(target)}: ${failureSummary?.replace(/\s+/g, " ")}`));
}

describe.each(["light", "dark"] as const)("in %s", (colorScheme) => {
  describe.each([1440, 390])("at %i px", (width) => {
    it.each(pageAddresses())("%s has no serious violation", async (address) => {
      // Axe comes in as an inline script, which the policy refuses; only the page under this test goes without it.
      const context = await browser.newContext({ bypassCSP: true, colorScheme, viewport: { width, height: 900 }, reducedMotion: "reduce" });
      const page = await context.newPage();
      await page.goto(`${server.origin}/${address}`);
      if (address.startsWith("notebook.html")) await waitForNotebook(page, 60_000, ({ phase }) => phase !== null && phase !== "running");
      await page.waitForLoadState("networkidle");
      expect(await seriousViolations(page)).toEqual([]);
      await context.close();
    });
  });
});

it("finds a planted violation, in a shadow root too", async () => {
  const context = await browser.newContext({ bypassCSP: true });
  const page = await context.newPage();
  await page.goto(`${server.origin}/`);
  await page.evaluate(() => {
    const host = document.body.appendChild(document.createElement("div"));
    host.attachShadow({ mode: "open" }).innerHTML = '<button></button><img src="data:,"><p style="color:#999;background:#aaa">pale</p>';
  });
  const rules = (await seriousViolations(page)).map((line) => line.split(" ")[0]);
  for (const rule of ["button-name", "image-alt", "color-contrast"]) expect(rules).toContain(rule);
  await context.close();
});
