/** Real files of many formats, on the page that ships: dropped, looked at, paired, stripped of the person, stored, found again, exported, erased. */
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { BrowserContext, Page } from "playwright";
import type { AxeResults } from "axe-core";
import { createRequire } from "node:module";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { StaticServer } from "../../packages/cli/src/index.ts";
import { listZip, sourceFileFromBytes, zipEntryAsSourceFile } from "../../packages/ecg/src/index.ts";
import { hasSharedData } from "../../packages/ecg/src/testing/sharedData.ts";
import { launchBrowser } from "./browser.ts";
import { serveProduction } from "./productionServer.ts";

interface TestFile {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

const DATA = fileURLToPath(new URL("../../../shared/data/", import.meta.url));
const axePath = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const PASS_PHRASE = "copper lantern river ninety quilt";
const TITLE = "Demonstration ECGs";

const bytes = (name: string, buffer: Buffer): TestFile => ({ name, mimeType: "application/octet-stream", buffer });
const shared = (path: string): TestFile => bytes(path.slice(path.lastIndexOf("/") + 1), readFileSync(DATA + path));
const mitdb = (record: string): TestFile[] => ["hea", "dat", "atr"].map((ending) => shared(`mitdb/${record}.${ending}`));
const ludb = (record: string): TestFile[] => readdirSync(`${DATA}ludb/data`).filter((name) => name.startsWith(`${record}.`)).map((name) => shared(`ludb/data/${name}`));

/** Five of the recordings get a value by their name; one of them in a unit that is the same number. */
const RESULTS = "record,potassium,unit\n100,5.8,mmol/L\n105,4.1,mEq/L\n108,3.2,mmol/L\n119,6.4,mmol/L\n1,4.4,mmol/L\nnowhere,4.0,mmol/L\n";

describe.skipIf(!hasSharedData)("the data page", () => {
  let server: StaticServer;
  let context: BrowserContext;
  let page: Page;
  const consoleLines: string[] = [];
  const pageErrors: string[] = [];

  beforeAll(async () => {
    server = await serveProduction();
    const browser = await launchBrowser();
    context = await browser.newContext({ bypassCSP: false, acceptDownloads: true, viewport: { width: 1280, height: 900 }, reducedMotion: "reduce" });
    page = await context.newPage();
    page.setDefaultTimeout(10_000);
    page.on("console", (message) => consoleLines.push(message.text()));
    page.on("pageerror", (error) => pageErrors.push(error.message));
    await page.goto(`${server.origin}/data.html`);
  });
  afterAll(async () => {
    await context?.browser()?.close();
    await server?.close();
  });

  /** Waits until no long task is under way, and gives what the page says came of it. */
  async function settled(): Promise<string> {
    await page.waitForFunction(() => {
      const zone = document.querySelector("kalium-files") as unknown as { busy: boolean } | null;
      return zone !== null && !zone.busy && document.querySelector("kalium-progress") === null && (document.querySelector(".message")?.textContent ?? "") !== "";
    }, null, { timeout: 60_000 });
    return page.locator(".message").innerText();
  }

  /** All text under an element, that of shadow roots too. */
  const textOf = (selector: string): Promise<string> => page.evaluate((wanted) => {
    const collect = (node: Node): string => {
      if (node instanceof HTMLStyleElement) return "";
      if (node.nodeType === Node.TEXT_NODE) return node.textContent ?? "";
      const inner = node instanceof Element && node.shadowRoot !== null ? [...node.shadowRoot.childNodes] : [...node.childNodes];
      return inner.map(collect).join("");
    };
    const found = document.querySelector(wanted);
    return found === null ? "" : collect(found).replace(/\s+/g, " ");
  }, selector);

  const rows = () => page.evaluate(() => (document.querySelector("#recordings kalium-recordings") as unknown as { items: { id: string; format: string; potassium: { mmolPerL: number } | null; quality: { grade: string } }[] }).items);

  it("says that nothing is stored, and that nothing is here, before anything is opened", async () => {
    await expect.poll(() => textOf("#open")).toContain("in this tab’s memory only");
    expect(await textOf("#recordings")).toContain("No recordings yet");
    expect(await textOf("#potassium")).toContain("Open recordings first");
    await expect.poll(() => textOf("#stored")).toContain("Nothing is stored on this computer yet");
  });

  it("reads what is dropped anywhere on the page", async () => {
    const [header, signal] = mitdb("200");
    const transfer = await page.evaluateHandle((files) => {
      const made = new DataTransfer();
      for (const { name, base64 } of files) made.items.add(new File([Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))], name));
      return made;
    }, [header!, signal!].map(({ name, buffer }) => ({ name, base64: buffer.toString("base64") })));
    await page.dispatchEvent("h1", "dragenter", { dataTransfer: transfer });
    expect(await page.locator(".drop-veil").count()).toBe(1);
    await page.dispatchEvent("h1", "drop", { dataTransfer: transfer });
    expect(await settled()).toBe("1 recording opened.");
    expect(await page.locator(".drop-veil").count()).toBe(0);
  });

  it("reads WFDB, LUDB and DICOM together and says of each bad file why it is one", async () => {
    const half = shared("mitdb/203.dat");
    const files = [
      ...["100", "105", "108", "119"].flatMap(mitdb), ...ludb("1"), ...ludb("3"), shared("dicom/waveform_ecg.dcm"), bytes("results.csv", Buffer.from(RESULTS)),
      shared("mitdb/203.hea"), { ...half, buffer: half.buffer.subarray(0, 1000) }, bytes("nothing.edf", Buffer.alloc(0)), bytes("noise.scp", Buffer.from(Array.from({ length: 512 }, (_, i) => (i * 97 + 13) % 251))),
    ];
    await page.locator("#open kalium-files input[data-kind=files]").setInputFiles(files);
    expect(await settled()).toBe("7 recordings opened; 3 files could not be used.");
    expect((await rows()).map(({ id, format }) => `${format} ${id}`).sort()).toEqual(["dicom waveform_ecg", "wfdb 1", "wfdb 100", "wfdb 105", "wfdb 108", "wfdb 119", "wfdb 200", "wfdb 3"]);
    const rejected = await textOf(".rejected");
    for (const name of ["203", "nothing.edf", "noise.scp"]) expect(rejected).toContain(name);
    expect(rejected).toMatch(/0 bytes/);
  });

  it("shows a recording on paper, and the next stretch of a long one when it is asked for", async () => {
    await page.locator("#recordings kalium-recordings .row", { hasText: "100.hea" }).locator(".name").click();
    const paper = page.locator("#recordings kalium-waveform");
    await expect.poll(() => paper.evaluate((element) => (element as unknown as { leads: { name: string }[] }).leads.map(({ name }) => name))).toEqual(["MLII", "V5"]);
    const loaded = () => paper.evaluate((element) => {
      const { loadedFromS, startS, leads, samplingRateHz } = element as unknown as { loadedFromS: number; startS: number; leads: { samplesMillivolt: Float32Array }[]; samplingRateHz: number };
      return { loadedFromS, startS, seconds: leads[0]!.samplesMillivolt.length / samplingRateHz };
    });
    // Half an hour at 360 samples a second is there by the minute only.
    expect(Math.round((await loaded()).seconds)).toBe(60);
    await paper.locator(".sheet").focus();
    await page.keyboard.press("End");
    await expect.poll(async () => (await loaded()).loadedFromS).toBeGreaterThan(1700);
    expect((await loaded()).startS).toBeGreaterThan(1780);
    await page.getByRole("button", { name: "Close the viewer" }).click();
    expect(await page.locator("kalium-recording-viewer").count()).toBe(0);
  });

  it("pairs recordings with a table by their names and shows what was dropped", async () => {
    const mapping = page.locator("kalium-table-mapping");
    expect(await textOf("kalium-table-mapping")).toContain("results.csv");
    await mapping.locator("select[name=value]").selectOption("potassium");
    await mapping.locator("select[name=recording]").selectOption("record");
    await mapping.locator("select[name=person]").selectOption("");
    await mapping.locator("select[name=unit]").selectOption("unit");
    await mapping.locator("button[type=submit]").click();
    expect(await settled()).toBe("5 recordings of 8 now have a potassium.");
    const paired = Object.fromEntries((await rows()).filter(({ potassium }) => potassium !== null).map(({ id, potassium }) => [id, potassium!.mmolPerL]));
    expect(paired).toEqual({ 100: 5.8, 105: 4.1, 108: 3.2, 119: 6.4, 1: 4.4 });
    expect(await textOf("#potassium .outcome")).toContain("not synchronised");
    await page.locator("#recordings select[aria-label^=Potassium]").selectOption("high");
    expect(await page.locator("#recordings kalium-recordings .counts").innerText()).toContain("2 of 8 recordings shown");
    await page.locator("#recordings select[aria-label^=Potassium]").selectOption("");
  });

  it("stores nothing without a pass phrase given twice", async () => {
    await page.locator("#keep-title").fill(TITLE);
    await page.locator("#keep-phrase").fill(PASS_PHRASE);
    await page.locator("#keep-again").fill("another one");
    await page.locator("kalium-keep-form button[type=submit]").click();
    expect(await page.locator(".keep-problems").innerText()).toBe("The two pass phrases differ.");
    expect(await textOf("kalium-stored")).toContain("Nothing is stored");
  });

  it("takes the person out and stores; no name, number or file name reaches the disk", async () => {
    await page.getByRole("button", { name: "Show the texts in the files" }).click();
    await expect.poll(() => textOf("kalium-text-review")).toContain("all are left out");
    await page.locator("#keep-again").fill(PASS_PHRASE);
    await page.locator("kalium-keep-form button[type=submit]").click();
    expect(await settled()).toBe(`Stored “${TITLE}”: 8 recordings.`);
    expect(await page.locator("#keep-phrase").inputValue()).toBe("");
    expect(await textOf(".report")).toMatch(/8 recordings passed; [\d,]+ values? removed or replaced; 0 free texts kept/);
    const disk = await readOriginStore(page);
    expect(disk.byteLength).toBeGreaterThan(100_000);
    // What the DICOM file says about its person and hospital, and how the files are called.
    for (const canary of [...dicomTexts(), "waveform_ecg", "100.hea", "results.csv", PASS_PHRASE]) {
      expect(disk.includes(Buffer.from(canary, "latin1")), canary).toBe(false);
      expect(disk.includes(Buffer.from(canary, "utf16le")), canary).toBe(false);
    }
  });

  it("still has it after the page is opened again, without what was in memory", async () => {
    await page.reload();
    await expect.poll(() => textOf("kalium-stored")).toContain(TITLE);
    expect(await textOf("#recordings")).toContain("No recordings yet");
    await page.locator("kalium-stored").getByRole("button", { name: "Show the recordings" }).click();
    await expect.poll(() => page.locator("#stored kalium-recordings .counts").innerText()).toContain("8 recordings");
    await page.locator("#stored kalium-recordings .name").first().click();
    await expect.poll(() => page.locator("#stored kalium-waveform").evaluate((element) => (element as unknown as { leads: unknown[] }).leads.length)).toBeGreaterThan(0);
  });

  it("exports as EDF, and as WFDB that can be loaded again", async () => {
    const exportAs = async (format: string): Promise<Buffer> => {
      await page.locator("kalium-stored .export").evaluate((details: HTMLDetailsElement) => (details.open = true));
      await page.locator("kalium-stored .export select").selectOption(format);
      const [download] = await Promise.all([page.waitForEvent("download"), page.locator("kalium-stored").getByRole("button", { name: "As a ZIP" }).click()]);
      return readFileSync(await download.path());
    };
    const edf = await exportAs("edf");
    expect(edf.subarray(0, 4).toString("latin1")).toBe("PK\u0003\u0004");
    for (const canary of [...dicomTexts(), "waveform_ecg", "100.hea"]) expect(edf.includes(Buffer.from(canary, "latin1")), canary).toBe(false);
    expect(await settled()).toBe("The ZIP is ready.");
    const wfdb = await exportAs("wfdb");
    const folder = mkdtempSync(join(tmpdir(), "kalium-export-"));
    for (const { name, bytes: content } of await filesOfZip(wfdb)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), content);
    }
    await page.locator("kalium-stored").getByRole("button", { name: `Erase ${TITLE}` }).click();
    await page.locator("kalium-stored dialog").getByRole("button", { name: "Erase it" }).click();
    await expect.poll(() => textOf("kalium-stored")).toContain("Nothing is stored on this computer yet");
    await page.locator("kalium-stored #load").setInputFiles(folder);
    await expect.poll(settled).toBe(`Loaded “${TITLE}”: 8 recordings.`);
    expect(await textOf("kalium-stored")).toMatch(/Recordings ?8.*With potassium ?5/);
    rmSync(folder, { recursive: true });
  });

  it("asks what a table of numbers is, shows the trace, and reads it as it was told", async () => {
    const lines = Array.from({ length: 1500 }, (_, i) => `${(i / 500).toFixed(3)};${(Math.sin(i / 30) * 0.4).toFixed(4)}`.replaceAll(".", ","));
    await page.locator("#open kalium-files input[data-kind=files]").setInputFiles([bytes("strip.csv", Buffer.from(`Zeit;Ableitung\n${lines.join("\n")}\n`))]);
    expect(await settled()).toBe("0 recordings opened; 1 file needs an answer.");
    const wizard = page.locator("kalium-table-wizard");
    await wizard.locator("input[name=rate]").fill("500");
    await wizard.locator("select[name=unit]").selectOption("mV");
    await wizard.locator("input[aria-label='Lead in column 2']").fill("II");
    await wizard.locator("input[aria-label='Lead in column 2']").press("Tab");
    expect(await textOf("kalium-table-wizard")).toMatch(/II 0\.000 to 0\.\d+ mV/);
    await wizard.locator("button[type=submit]").click();
    expect(await settled()).toBe("1 recording opened.");
    expect(await rows()).toMatchObject([{ id: "strip", format: "csv" }]);
  });

  it("stops within a second or two when asked to, and keeps what was open before", async () => {
    const files = ["hea", "dat"].map((ending) => readFileSync(`${DATA}ludb/data/1.${ending}`).toString("base64"));
    await page.evaluate(([header, signal]) => {
      const decode = (base64: string) => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      const text = new TextDecoder().decode(decode(header!));
      const samples = decode(signal!);
      const transfer = new DataTransfer();
      for (let i = 0; i < 6_000; i++) {
        transfer.items.add(new File([text.replace(/^1 /, `m${i} `).replaceAll("1.dat", `m${i}.dat`)], `m${i}.hea`));
        transfer.items.add(new File([samples], `m${i}.dat`));
      }
      document.body.dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true }));
    }, files);
    await page.locator("kalium-progress").getByRole("button", { name: "Cancel" }).click();
    const askedMs = performance.now();
    expect(await settled()).toBe("Stopped. What was open before is still open.");
    expect(performance.now() - askedMs).toBeLessThan(5_000);
    expect((await rows()).map(({ id }) => id)).toEqual(["strip"]);
  });

  it.each([["light", 1280], ["dark", 390]] as const)("is accessible in %s at %i px with all of that on it", async (colorScheme, width) => {
    const checked = await context.browser()!.newContext({ bypassCSP: true, colorScheme, viewport: { width, height: 900 }, reducedMotion: "reduce" });
    const other = await checked.newPage();
    await other.goto(`${server.origin}/data.html`);
    await other.locator("#open kalium-files input[data-kind=files]").setInputFiles([...mitdb("100"), ...ludb("1"), bytes("results.csv", Buffer.from(RESULTS)), bytes("noise.scp", Buffer.from("nothing"))]);
    await other.waitForFunction(() => (document.querySelector("#recordings kalium-recordings") as unknown as { items: unknown[] }).items.length === 2, null, { timeout: 60_000 });
    await other.locator("#recordings kalium-recordings .name").first().click();
    await other.getByRole("button", { name: "Show the texts in the files" }).click();
    await other.waitForTimeout(700);
    // What lies on top of the page while one scrolls would hide targets from axe.
    await other.locator(".dismiss").click();
    await other.evaluate(() => scrollTo(0, 0));
    await other.addScriptTag({ path: axePath });
    const results = await other.evaluate(() => (globalThis as unknown as { axe: { run(options: object): Promise<AxeResults> } }).axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] }));
    expect(results.violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id} at ${JSON.stringify(target)}: ${failureSummary}`))).toEqual([]);
    const overflow = await other.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(overflow).toBeLessThanOrEqual(0);
    await checked.close();
  });

  it("is there for a notebook, which makes strips and beats of it", async () => {
    const notebook = await context.newPage();
    await notebook.goto(`${server.origin}/notebook.html?name=own-potassium`);
    await notebook.getByRole("button", { name: "Use it" }).click({ timeout: 60_000 });
    await notebook.waitForFunction(() => ((document.querySelector("kalium-flow") as unknown as { steps?: readonly { count: number }[] } | null)?.steps?.length ?? 0) > 2, null, { timeout: 60_000 });
    const steps = await notebook.evaluate(() => (document.querySelector("kalium-flow") as unknown as { steps: { label: string; count: number }[] }).steps);
    // 5.8 and 6.4 are high, 4.1 and 4.4 normal; 3.2 is low and left out.
    expect(steps.find(({ label }) => label === "Strips with a label and beats")!.count).toBe(4);
    expect(await notebook.locator("kalium-notice").innerText()).toContain("Nobody in this data set has eight strips");
    await notebook.close();
  });

  it("erases after naming what is lost, and it stays erased", async () => {
    await page.locator("kalium-stored").getByRole("button", { name: "Erase all" }).click();
    expect(await page.locator("kalium-stored dialog").innerText()).toContain("8 recordings of");
    await page.locator("kalium-stored dialog").getByRole("button", { name: "Keep it" }).click();
    expect(await textOf("kalium-stored")).toContain(TITLE);
    await page.locator("kalium-stored").getByRole("button", { name: "Erase all" }).click();
    await page.locator("kalium-stored dialog").getByRole("button", { name: "Erase it" }).click();
    await expect.poll(() => textOf("kalium-stored")).toContain("Nothing is stored on this computer yet");
    await page.reload();
    await expect.poll(() => textOf("kalium-stored")).toContain("Nothing is stored on this computer yet");
  });

  it("throws nothing and writes no file name into the console", () => {
    expect(pageErrors).toEqual([]);
    expect(consoleLines).toEqual([]);
  });
});

/** Everything the origin keeps in files, in one piece. */
async function readOriginStore(page: Page): Promise<Buffer> {
  const base64 = await page.evaluate(async () => {
    const parts: Uint8Array[] = [];
    const walk = async (folder: FileSystemDirectoryHandle): Promise<void> => {
      for await (const [name, handle] of (folder as unknown as { entries(): AsyncIterable<[string, FileSystemHandle]> }).entries()) {
        parts.push(new TextEncoder().encode(`\n${name}\n`));
        if (handle.kind === "directory") await walk(handle as FileSystemDirectoryHandle);
        else parts.push(new Uint8Array(await (await (handle as FileSystemFileHandle).getFile()).arrayBuffer()));
      }
    };
    await walk(await navigator.storage.getDirectory());
    parts.push(new TextEncoder().encode(JSON.stringify({ ...localStorage })));
    const blob = new Blob(parts as BlobPart[]);
    const url = await new Promise<string>((resolve) => {
      const reader = new FileReader();
      reader.onload = () => resolve(reader.result as string);
      reader.readAsDataURL(blob);
    });
    return url.slice(url.indexOf(",") + 1);
  });
  return Buffer.from(base64, "base64");
}

/** Files of a ZIP, taken apart by our own reader. */
async function filesOfZip(archive: Buffer): Promise<{ readonly name: string; readonly bytes: Uint8Array }[]> {
  const file = sourceFileFromBytes("export.zip", new Uint8Array(archive));
  const entries = await listZip(file);
  return Promise.all(entries.map(async (entry) => ({ name: entry.path, bytes: await zipEntryAsSourceFile(file, entry).bytes() })));
}

/** Telling values that the DICOM sample still carries: accession, admission and patient number, hospital, birth date, a UID, the machine. */
const DICOM_CANARIES = ["03028041970546", "13002689", "642341", "Ospedali Galliera", "19710123", "1.3.76.13.65829", "Mortara", "el250"] as const;

/** Fails when the file does not hold them, or the test would prove nothing. */
function dicomTexts(): readonly string[] {
  const file = readFileSync(`${DATA}dicom/waveform_ecg.dcm`);
  for (const canary of DICOM_CANARIES) expect(file.includes(Buffer.from(canary, "latin1")), canary).toBe(true);
  return DICOM_CANARIES;
}
