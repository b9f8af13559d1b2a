/** A wrong file among good ones, or after them: it is named with its remedy, and the good ones are used; good files alone raise no complaint. */
import type { Browser, Page } from "playwright";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import type { StaticServer } from "../../packages/cli/src/index.ts";
import { beatRecordFiles, textFile, type ChosenFile } from "./beatRecords.ts";
import { launchBrowser, waitForNotebook } from "./browser.ts";
import { serveProduction } from "./productionServer.ts";

const good = ["901", "902", "903", "904"].flatMap((id) => beatRecordFiles(id));
const others = ["911", "912", "913"].flatMap((id) => beatRecordFiles(id));
const fifth = beatRecordFiles("905");

let server: StaticServer;
let browser: Browser;
let page: Page;
let pageErrors: string[];

beforeAll(async () => {
  server = await serveProduction();
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});
beforeEach(async () => {
  await page?.close();
  pageErrors = [];
  page = await browser.newPage();
  page.on("pageerror", (error) => pageErrors.push(String(error)));
  await page.goto(`${server.origin}/notebook.html?name=personal-beats`);
  await waitForNotebook(page, 60_000, ({ phase }) => phase === "idle");
});

interface Outcome {
  readonly problems: readonly { readonly file: string; readonly message: string; readonly remedy: string }[];
  readonly summary: string;
  /** Of the data that the notebook's other cells work with; null before anything was loaded. */
  readonly dataHash: string | null;
  readonly people: readonly string[];
}

/** Hands files over as "Choose files" does and waits until they are dealt with. */
async function handOver(files: readonly ChosenFile[]): Promise<Outcome> {
  await page.locator("kalium-files input[data-kind=files]").setInputFiles([...files]);
  await page.waitForFunction(() => (document.querySelector("kalium-files") as unknown as { busy: boolean }).busy === false, null, { timeout: 30_000 });
  await waitForNotebook(page, 30_000, ({ phase }) => phase === "idle");
  return page.evaluate(async () => {
    const { problems, summary, value } = document.querySelector("kalium-files") as unknown as Outcome & { value?: unknown };
    const notebook = document.querySelector("kalium-notebook") as unknown as { value(name: string): Promise<{ dataHash: string; records: { personId: string }[] }> };
    const data = value === undefined ? null : await notebook.value("data");
    return { problems, summary, dataHash: data?.dataHash ?? null, people: [...new Set(data?.records.map(({ personId }) => personId))].sort() };
  });
}

/** The problem as it stands on the page, in words. */
async function shownProblems(): Promise<string> {
  return (await page.locator("kalium-files").getByRole("alert").innerText()).replace(/\s+/g, " ");
}

function fileOf(ending: string): ChosenFile {
  return fifth.find(({ name }) => name.endsWith(ending))!;
}

it("raises no complaint about good files, and takes other good files in their place", async () => {
  const first = await handOver(good);
  expect(first).toMatchObject({ problems: [], people: ["901", "902", "903", "904"] });
  const second = await handOver(others);
  expect(second).toMatchObject({ problems: [], people: ["911", "912", "913"] });
  expect(second.dataHash).not.toBe(first.dataHash);
  expect((await handOver(good)).dataHash).toBe(first.dataHash);
  expect(pageErrors).toEqual([]);
});

it.each([
  ["a truncated .dat", "905.dat", [{ ...fileOf(".dat"), buffer: fileOf(".dat").buffer.subarray(0, 5000) }, fileOf(".hea"), fileOf(".atr")]],
  ["a 0-byte .dat", "905.dat", [{ ...fileOf(".dat"), buffer: Buffer.alloc(0) }, fileOf(".hea"), fileOf(".atr")]],
  ["a 0-byte header", "905.hea", [{ ...fileOf(".hea"), buffer: Buffer.alloc(0) }, fileOf(".dat"), fileOf(".atr")]],
  ["a missing .dat", "905.dat", [fileOf(".hea"), fileOf(".atr")]],
  ["an unknown format", "heart.xyz", [textFile("heart.xyz", "what is this")]],
] as const)("uses the good records beside %s and names the wrong file", async (_title, named, wrong) => {
  const outcome = await handOver([...good, ...wrong]);
  expect(outcome.people).toEqual(["901", "902", "903", "904"]);
  expect(outcome.problems.map(({ file, message }) => `${file} ${message}`).join()).toContain(named);
  expect(outcome.problems.every(({ remedy }) => remedy.length > 10)).toBe(true);
  expect(await shownProblems()).toContain(named);
  expect(pageErrors).toEqual([]);
});

it.each([
  ["an EDF", "night.edf", /WFDB|convert/i, [textFile("night.edf", `0       ${"X".repeat(248)}`)]],
  ["a 0-byte file alone", "empty.dat", /copy|again|empty|header|\.hea/i, [{ ...textFile("empty.dat", ""), buffer: Buffer.alloc(0) }]],
  ["a table with decimal commas alone", "potassium.csv", /5\.6/, [textFile("potassium.csv", "record;potassium\n901;5,6\n")]],
  ["a comma-separated table with decimal commas", "potassium.csv", /5\.6|point|quote/i, [...good, textFile("potassium.csv", "record,potassium\n901,5,6\n")]],
  ["a table that puts one person in two splits", "splits.csv", /same split/i, [...others, textFile("splits.csv", "record,person,split\n911,anna,train\n912,anna,test\n")]],
] as const)("keeps the data of the notebook after %s, and can go on with other files", async (_title, named, remedy, wrong) => {
  const before = await handOver(good);
  const after = await handOver(wrong);
  expect(after.problems.map(({ file, message }) => `${file} ${message}`).join()).toContain(named);
  expect(after.problems.map((problem) => problem.remedy).join()).toMatch(remedy);
  expect(await shownProblems()).toContain(named);
  expect(after.summary).toMatch(/still loaded.*4 people/i);
  expect({ hash: after.dataHash, people: after.people }).toEqual({ hash: before.dataHash, people: before.people });
  expect(await handOver(others)).toMatchObject({ problems: [], people: ["911", "912", "913"] });
  expect(pageErrors).toEqual([]);
});
