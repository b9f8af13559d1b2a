/** The lesson as a class meets it: it opens, potassium changes the leads, the quiz counts, the worksheet is true to the millimetre. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { cpus } from "node:os";
import type { AxeResults } from "axe-core";
import type { Browser, BrowserContext, Page } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { builtPages, serveFolder, watchPrivacy, type PrivacyWatch, type StaticServer } from "../../packages/cli/src/index.ts";
import { launchBrowser, waitForNotebook } from "./browser.ts";

const PX_PER_MM = 96 / 25.4;
const POINTS_PER_MM = 72 / 25.4;
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
let server: StaticServer;
let browser: Browser;
let context: BrowserContext;
let watch: PrivacyWatch;
let page: Page;

beforeAll(async () => {
  server = await serveFolder({ root: builtPages, collectPolicyReports: true });
  browser = await launchBrowser();
  context = await browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: "reduce" });
  watch = await watchPrivacy(context, server);
  page = await context.newPage();
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

interface Sheet {
  readonly leads: readonly { readonly name: string; readonly samplesMillivolt: Float32Array }[];
  readonly heading: string;
}

function sheet(): Promise<{ heading: string; names: string[]; samples: number[][] }> {
  return page.evaluate(() => {
    const { leads, heading } = document.querySelector(".lesson-bench kalium-twelve-lead") as unknown as Sheet;
    return { heading, names: leads.map(({ name }) => name), samples: leads.map(({ samplesMillivolt }) => [...samplesMillivolt]) };
  });
}

async function preset(potassium: string): Promise<void> {
  await page.locator(".lesson-bench kalium-potassium-slider").getByRole("button", { name: potassium, exact: true }).click();
}

/** The measured number of a row once the table belongs to this potassium; null for "none". */
async function measured(key: string, potassium: string): Promise<number | null> {
  await page.waitForFunction((wanted) => document.querySelector<HTMLElement>(".lesson-bench")!.dataset.measuredAt === wanted, potassium, { timeout: 20_000 });
  const value = await page.locator(`.lesson-bench kalium-measurements [data-key="${key}"] .measured`).getAttribute("data-value");
  return value === null ? null : Number(value);
}

describe("the lesson on potassium", () => {
  it("opens with twelve leads on the paper, trains nothing and asks nobody to press Run", async () => {
    const beganMs = performance.now();
    await page.goto(`${server.origin}/notebook.html?name=potassium-and-the-heartbeat`);
    await page.waitForFunction(() => document.querySelector<HTMLElement>(".lesson-bench")?.dataset.redrawMs !== undefined);
    const openMs = performance.now() - beganMs;
    const { phase } = await waitForNotebook(page, 30_000, (snapshot) => snapshot.phase === "finished" || snapshot.phase === "failed");
    console.log(`lesson: twelve leads on the paper ${openMs.toFixed(0)} ms after the address was asked for, ${cpus().length} × ${cpus()[0]?.model ?? "unknown"}`);
    expect(phase).toBe("finished");
    expect((await sheet()).names).toEqual(["I", "II", "III", "aVR", "aVL", "aVF", "V1", "V2", "V3", "V4", "V5", "V6"]);
    expect(await page.getByRole("toolbar").getByRole("button", { name: "Run", exact: true }).count()).toBe(0);
    expect(await page.getByText(/not a medical device/).first().isVisible()).toBe(true);
  });

  it("draws the parts that nobody has scrolled to before it is printed", async () => {
    const leads = () => page.evaluate(() => [...document.querySelectorAll(".lesson-compare kalium-twelve-lead, .lesson-quiz kalium-twelve-lead")].map((element) => (element as unknown as Sheet).leads.length));
    expect(await leads()).toEqual([0, 0]);
    await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
    expect(await leads()).toEqual([12, 12]);
  });

  it("changes every lead as the slider moves by key, by tenths and by halves", async () => {
    const range = page.locator(".lesson-bench kalium-potassium-slider").getByRole("slider");
    await range.focus();
    const before = await sheet();
    await page.keyboard.press("ArrowRight");
    expect((await sheet()).heading).toContain("4.6 mmol/L");
    await page.keyboard.press("PageUp");
    await page.keyboard.press("PageUp");
    const after = await sheet();
    expect(after.heading).toContain("5.6 mmol/L");
    after.samples.forEach((samples, lead) => expect(Math.max(...samples.map((value, i) => Math.abs(value - before.samples[lead]![i]!))), after.names[lead]).toBeGreaterThan(0.02));
  });

  it("redraws twelve leads while the slider moves, and says how fast", async () => {
    const times = await page.evaluate(async () => {
      const slider = document.querySelector(".lesson-bench kalium-potassium-slider")!;
      const range = slider.shadowRoot!.querySelector("input")!;
      const drawn = document.querySelector(".lesson-bench kalium-twelve-lead") as HTMLElement & { updateComplete: Promise<unknown> };
      const spent: number[] = [];
      for (let step = 0; step < 40; step++) {
        const beganMs = performance.now();
        range.value = String(Math.round((2 + (step * 7) / 39) * 10) / 10);
        range.dispatchEvent(new Event("input", { bubbles: true, composed: true }));
        await drawn.updateComplete;
        spent.push(performance.now() - beganMs);
        await new Promise((resolve) => requestAnimationFrame(resolve));
      }
      return spent.sort((a, b) => a - b);
    });
    console.log(`lesson: slider to redrawn twelve leads, median ${times[20]!.toFixed(1)} ms, 95th of 100 ${times[38]!.toFixed(1)} ms, longest ${times[39]!.toFixed(1)} ms`);
    expect(times).toHaveLength(40);
  });

  it("measures a wider QRS and a taller T at 8.0 than at 4.5, and nothing in a sine wave", async () => {
    await preset("4.5");
    const usual = { qrs: await measured("qrs", "4.5"), t: await measured("t-v4", "4.5") };
    await preset("8.0");
    const high = { qrs: await measured("qrs", "8.0"), t: await measured("t-v4", "8.0") };
    console.log(`lesson: QRS ${usual.qrs?.toFixed(0)} → ${high.qrs?.toFixed(0)} ms, T in V4 ${usual.t?.toFixed(2)} → ${high.t?.toFixed(2)} mV from 4.5 to 8.0 mmol/L`);
    expect(high.qrs! / usual.qrs!).toBeGreaterThan(1.2);
    expect(high.t! / usual.t!).toBeGreaterThan(1.2);
    await preset("9.0");
    expect(await measured("qrs", "9.0")).toBeNull();
    expect((await sheet()).heading).toContain("sine wave");
  });

  it("leads every citation to a line in the list of sources, and every number of the table to its basis", async () => {
    await preset("6.5");
    await measured("qrs", "6.5");
    const { citations, lines, bases } = await page.evaluate(() => ({
      citations: [...document.querySelectorAll<HTMLAnchorElement>('a[href^="#source-"]'), ...document.querySelector("kalium-measurements")!.shadowRoot!.querySelectorAll<HTMLAnchorElement>("a")].map((link) => link.getAttribute("href")!),
      lines: [...document.querySelectorAll(".lesson-sources li")].map(({ id }) => `#${id}`),
      bases: [...document.querySelector("kalium-measurements")!.shadowRoot!.querySelectorAll(".mark")].map(({ textContent }) => textContent),
    }));
    expect(citations.length).toBeGreaterThan(10);
    expect(citations.filter((href) => !lines.includes(href))).toEqual([]);
    expect(bases.filter((basis) => !["literature", "tissue model", "interpolation", "Kalium's choice", "not stated"].includes(basis!))).toEqual([]);
  });

  it("counts the answers of the quiz beside always saying no", async () => {
    const quiz = page.locator("kalium-potassium-quiz");
    await quiz.scrollIntoViewIfNeeded();
    await quiz.getByText("Seed 1.").waitFor();
    for (let question = 1; question <= 3; question++) {
      await quiz.getByText(`Question ${question}:`).first().waitFor();
      expect(await page.locator(".lesson-quiz kalium-twelve-lead").evaluate((element) => (element as unknown as Sheet).heading)).not.toMatch(/mmol/);
      await quiz.getByRole("button", { name: "Not above" }).click();
      await quiz.getByText(/^(Right|No): /).waitFor();
      if (question < 3) await page.keyboard.press("Enter");
    }
    const [right, alwaysNo] = await Promise.all(["right", "always-no"].map((name) => quiz.locator(`[data-score="${name}"]`).textContent()));
    expect(right).toMatch(/^\d of 3, \d+ % \(95 % interval \d+ to \d+ %\)$/);
    // Whoever always says no scores what always saying no scores.
    expect(right).toBe(alwaysNo);
    await quiz.getByRole("button", { name: "Begin again" }).click();
    await quiz.getByText("Seed 2.").waitFor();
    expect(await quiz.locator('[data-score="right"]').count()).toBe(0);
  });

  it("prints one ECG to a page and the answers last, in true millimetres", async () => {
    const worksheet = page.locator("kalium-worksheet");
    await worksheet.scrollIntoViewIfNeeded();
    await worksheet.getByRole("img", { name: "Page with the answers" }).waitFor();
    await page.evaluate(() => (document.querySelector("kalium-worksheet") as unknown as { preparePrint(): void }).preparePrint());
    await page.emulateMedia({ media: "print" });
    const boxes = await page.locator(".kalium-print-pages > svg").evaluateAll((pages) => pages.map((each) => each.getBoundingClientRect().width));
    expect(boxes).toHaveLength(5);
    for (const width of boxes) expect(width / PX_PER_MM).toBeCloseTo(297, 0);
    const sheetMm = await page.locator(".kalium-print-pages > svg > svg").first().evaluate((inner) => inner.getBoundingClientRect().width);
    expect(sheetMm / PX_PER_MM).toBeCloseTo(265, 0);
    expect(await page.locator(".site-header").isVisible()).toBe(false);
    const pdf = (await page.pdf({ preferCSSPageSize: true })).toString("latin1");
    const media = [...pdf.matchAll(/\/MediaBox\s*\[([^\]]*)\]/g)].map(([, box]) => box!.trim().split(/\s+/).map(Number));
    expect(media).toHaveLength(5);
    expect(media[0]![2]! / POINTS_PER_MM).toBeCloseTo(297, 0);
    expect(media[0]![3]! / POINTS_PER_MM).toBeCloseTo(210, 0);
    await page.emulateMedia({ media: "screen" });
    await page.evaluate(() => document.querySelector(".kalium-print-pages")!.remove());
  });

  it("saves the trace as a WFDB record and as EDF+", async () => {
    for (const [label, pattern] of [["Save the samples (WFDB, ZIP)", /\.zip$/], ["Save the samples (EDF+)", /\.edf$/], ["Save the sheet (SVG)", /\.svg$/]] as const) {
      const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: label }).click()]);
      expect(download.suggestedFilename()).toMatch(pattern);
      expect(readFileSync((await download.path())!).byteLength).toBeGreaterThan(10_000);
    }
  });

  it("fits a telephone without scrolling sideways and keeps to what axe asks, with the quiz answered", async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await page.waitForTimeout(200);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    const cut = await page.locator(".lesson-bench kalium-twelve-lead").evaluate((element) => {
      const paper = element.shadowRoot!.querySelector(".sheet")!;
      return paper.scrollWidth - paper.clientWidth;
    });
    expect(cut).toBeLessThanOrEqual(0);
    await page.evaluate(axe);
    const results = await page.evaluate(() => (globalThis as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run());
    expect(results.violations.filter(({ impact }) => impact === "serious" || impact === "critical").map(({ id, nodes }) => `${id}: ${JSON.stringify(nodes.map(({ target }) => target))}`)).toEqual([]);
  });

  it("asked for nothing off its origin, violated no policy and threw nothing", () => {
    expect({ offOrigin: watch.offOrigin, violations: watch.violations, pageErrors: watch.pageErrors }).toEqual({ offOrigin: [], violations: [], pageErrors: [] });
  });
});
