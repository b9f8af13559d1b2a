/** The policy lets WebAssembly be compiled, on the page and in workers, and no text be run as script. */
import { join } from "node:path";
import type { Browser } from "playwright";
import { afterAll, beforeAll, expect, it } from "vitest";
import { privacyHeaders, serveFolder } from "../../packages/cli/src/index.ts";
import { launchBrowser } from "./browser.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser?.close());

interface Facts {
  readonly isolated: boolean;
  readonly compileWebAssembly: boolean;
  readonly evaluateText: boolean;
  readonly makeFunctionFromText: boolean;
}

async function factsUnder(headers: Readonly<Record<string, string>>): Promise<{ page: Facts; worker: Facts }> {
  const server = await serveFolder({ root: join(import.meta.dirname, "planted"), headers });
  const page = await browser.newPage();
  await page.goto(`${server.origin}/evaluation.html`);
  const element = page.locator("html[data-facts]");
  await element.waitFor({ state: "attached", timeout: 10_000 });
  const facts = JSON.parse((await element.getAttribute("data-facts"))!);
  await page.close();
  await server.close();
  return facts;
}

it("under the shipped headers, the page is isolated, compiles WebAssembly and evaluates no text, as do workers", async () => {
  const facts: Facts = { isolated: true, compileWebAssembly: true, evaluateText: false, makeFunctionFromText: false };
  expect(await factsUnder(privacyHeaders)).toEqual({ page: facts, worker: facts });
});

it("without the keyword for it, WebAssembly is refused on the page and in workers", async () => {
  const policy = privacyHeaders["Content-Security-Policy"].replace(" 'wasm-unsafe-eval'", "");
  const { page, worker } = await factsUnder({ ...privacyHeaders, "Content-Security-Policy": policy });
  expect([page.compileWebAssembly, worker.compileWebAssembly]).toEqual([false, false]);
});

it("without any header, everything is allowed and nothing isolated, so the measure itself works", async () => {
  const facts: Facts = { isolated: false, compileWebAssembly: true, evaluateText: true, makeFunctionFromText: true };
  expect(await factsUnder({})).toEqual({ page: facts, worker: facts });
});
