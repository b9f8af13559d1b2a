/** What a person gets who hands over something wrong: a message with file and remedy, and the data loaded before. */
import type { Browser, Page } from "playwright";
import { afterAll, beforeAll, expect, it } from "vitest";
import { writeWfdbRecord, type Recording } from "../../packages/ecg/src/index.ts";
import type { StaticServer } from "../../packages/cli/src/index.ts";
import { launchBrowser, waitForNotebook } from "./browser.ts";
import { serveProduction } from "./productionServer.ts";

interface TestFile {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

const RATE_HZ = 125;
const MINUTES = 9;
let server: StaticServer;
let browser: Browser;
let page: Page;

/** Nine minutes of two-lead beats: every fourth beat is a wide, tall one marked V. */
function record(id: string, leadName = "MLII"): Recording {
  const sampleCount = MINUTES * 60 * RATE_HZ;
  const samplesMillivolt = new Float32Array(sampleCount);
  const annotations = [];
  for (let beat = 0, peak = 60; peak < sampleCount - 120; beat++, peak += 100) {
    const ventricular = beat % 4 === 3;
    const width = ventricular ? 4 : 1.5;
    for (let n = -30; n <= 30; n++) samplesMillivolt[peak + n]! += (ventricular ? 1.6 : 1.1) * Math.exp(-0.5 * (n / width) ** 2);
    for (let n = -20; n <= 20; n++) samplesMillivolt[peak + 38 + n]! += 0.25 * Math.exp(-0.5 * (n / 7) ** 2);
    annotations.push({ sampleIndex: peak, symbol: ventricular ? "V" : "N", aux: "" });
  }
  // A little ripple, unlike from record to record, keeps flat and clipped rules out of the way.
  for (let n = 0; n < sampleCount; n++) samplesMillivolt[n]! += 0.02 * Math.sin(n * (0.31 + Number(id) / 1e4));
  const lead = { name: leadName, samplesMillivolt, gainPerMillivolt: 200, baselineCount: 0 };
  return { id, personId: id, samplingRateHz: RATE_HZ, sampleCount, leads: [lead], annotations, potassiumMmolPerL: null, timeS: null, simulated: false };
}

function filesOf(recording: Recording): TestFile[] {
  return writeWfdbRecord(recording).map(({ name, bytes }) => ({ name, mimeType: "application/octet-stream", buffer: Buffer.from(bytes) }));
}

const text = (name: string, content: string): TestFile => ({ name, mimeType: "text/plain", buffer: Buffer.from(content) });
const good = ["901", "902", "903", "904"].flatMap((id) => filesOf(record(id)));
const extra = filesOf(record("905"));
const part = (ending: string) => extra.find(({ name }) => name.endsWith(ending))!;

/** Hands files over as "Choose files" does and waits until they are dealt with. */
async function handOver(files: readonly TestFile[]): Promise<void> {
  await page.locator("kalium-files input[data-kind=files]").setInputFiles([...files]);
  await page.waitForFunction(() => !(document.querySelector("kalium-files") as unknown as { busy: boolean }).busy, null, { timeout: 30_000 });
  await page.waitForTimeout(300);
}

function dataHash(): Promise<string> {
  return page.evaluate(() => (document.querySelector("kalium-files") as unknown as { value?: { dataHash: string } }).value?.dataHash ?? "none");
}

/** What stands on the page about the files, as a person reads it. */
async function shownText(): Promise<string> {
  return page.locator("kalium-files").evaluate((element) => element.shadowRoot!.textContent!.replace(/\s+/g, " "));
}

beforeAll(async () => {
  server = await serveProduction();
  browser = await launchBrowser();
  page = await browser.newPage();
  await page.goto(`${server.origin}/notebook.html?name=personal-beats`);
  await waitForNotebook(page, 60_000, ({ phase }) => phase === "idle");
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

it("loads good records, so that there is something to lose", async () => {
  await handOver(good);
  expect(await dataHash(), await shownText()).toMatch(/^[0-9a-f]{64}$/);
  expect(await shownText()).toContain("4 people");
});

const truncated = { ...part(".dat"), buffer: part(".dat").buffer.subarray(0, 5000) };

it.each([
  ["a truncated .dat", [truncated, part(".hea"), part(".atr")], "905.dat", /copy|whole|again/i],
  ["a header naming a missing file", [part(".hea"), part(".atr")], "905.dat", /add|folder|file/i],
  ["an unknown format", [text("heart.xyz", "what is this")], "heart.xyz", /WFDB|convert/i],
  ["a folder with no records", [text("notes.txt", "nothing here"), text("list.md", "nor here")], "no WFDB record", /\.hea/],
  ["a 0-byte file", [{ ...part(".dat"), buffer: Buffer.alloc(0) }, part(".hea"), part(".atr")], "905.dat", /copy|again|empty/i],
  ["a CSV with a decimal comma", [...good, text("potassium.csv", "record;potassium\n901;5,6\n")], "potassium.csv", /5\.6/],
  ["two records of one person in different splits", [...good, text("splits.csv", "record,person,split\n901,anna,train\n902,anna,test\n")], "splits.csv", /same split/i],
] as const)("says what is wrong with %s, how to mend it, and keeps the data", async (_title, files, named, remedy) => {
  const before = await dataHash();
  await handOver(files);
  const shown = await shownText();
  expect(shown).toContain(named);
  expect(shown).toMatch(remedy);
  expect(shown).toMatch(/still loaded/i);
  expect(await dataHash()).toBe(before);
});

it("leaves out a record without the chosen lead, says which leads it has, and loads the others", async () => {
  await handOver([...good, ...filesOf(record("906", "V1"))]);
  await waitForNotebook(page, 30_000, ({ phase }) => phase === "idle");
  expect(await dataHash()).toMatch(/^[0-9a-f]{64}$/);
  const table = await page.locator("kalium-table").first().evaluate((element) => element.shadowRoot!.textContent!.replace(/\s+/g, " "));
  expect(table).toContain("906");
  expect(table).toMatch(/no lead II; it has V1/);
  expect(table).toMatch(/Choose one of V1/);
});

it("keeps the data when every record lacks the chosen lead", async () => {
  const before = await dataHash();
  await handOver(filesOf(record("907", "V1")));
  expect(await shownText()).toMatch(/907[\s\S]*no lead II/);
  expect(await dataHash()).toBe(before);
});
