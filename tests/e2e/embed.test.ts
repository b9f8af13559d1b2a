/** The one file for other people's pages: small, whole, and quiet. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Browser } from "playwright";
import { repositoryRoot, serveFolder, watchPrivacy, type StaticServer } from "../../packages/cli/src/index.ts";
import { findForeignAddresses } from "./builtText.ts";
import { launchBrowser } from "./browser.ts";

const folder = join(repositoryRoot, "dist/embed");
let server: StaticServer;
let browser: Browser;

beforeAll(async () => {
  server = await serveFolder({ root: folder, collectPolicyReports: true });
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

it("is at most 80 kB gzip and names no other origin", () => {
  const file = readFileSync(join(folder, "k-ecg-sim.js"));
  const size = gzipSync(file, { level: 9 }).byteLength;
  console.log(`k-ecg-sim.js: ${(size / 1000).toFixed(1)} kB gzip`);
  expect(size).toBeLessThanOrEqual(80_000);
  expect(findForeignAddresses(file.toString("utf8"))).toEqual([]);
});

it("shows twelve leads in the example page under the strict policy, asking for nothing else", async () => {
  const context = await browser.newContext({ viewport: { width: 1100, height: 900 } });
  const watch = await watchPrivacy(context, server);
  const page = await context.newPage();
  const asked: string[] = [];
  page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  await page.goto(`${server.origin}/example.html`);
  await page.getByText("Typical person, 6.5 mmol/L").waitFor();
  await page.getByRole("slider").focus();
  await page.keyboard.press("PageUp");
  await page.getByText("Typical person, 7.0 mmol/L").waitFor();
  expect(asked.filter((path) => !path.startsWith("/favicon"))).toEqual(["/example.html", "/k-ecg-sim.js"]);
  expect({ offOrigin: watch.offOrigin, violations: watch.violations, pageErrors: watch.pageErrors }).toEqual({ offOrigin: [], violations: [], pageErrors: [] });
  await context.close();
});
