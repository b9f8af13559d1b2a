/** `npm run bench -- import`: a folder of records through the data room of a real browser, from the disk into the store. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium, type BrowserContext } from "playwright";
import { build, preview } from "vite";
import { readPrivacyHeaders } from "../../../web/privacyHeaders.ts";
import { testChromiumFlags, testChromiumPath } from "../../chromiumFlags.ts";
import { describeMachine } from "../machine.ts";
import { writeFolder, writeHolter } from "./benchFiles.ts";
import { processorSeconds } from "./processorTime.ts";
import type { HolterTimes, ImportTimes } from "./page/page.ts";

export const IMPORT_USAGE = "npm run bench -- import [--records N] [--json]";

const LEAST_RECORDS_PER_S = 200;
const LONGEST_FIRST_SCREEN_MS = 1000;
/** A page that answers within a fifth of a second is felt to be free (Kalium's choice). */
const LONGEST_STALL_MS = 200;
const PORT = 4937;

/** Runs it and returns the exit status: 0 when every bar is met. */
export async function runImportBench(args: readonly string[]): Promise<number> {
  const at = args.indexOf("--records");
  const recordCount = at < 0 ? 10_000 : Number(args[at + 1]);
  const known = args.every((arg, index) => arg === "--json" || arg === "--records" || index === at + 1);
  if (!known || !(recordCount > 0)) {
    console.error(IMPORT_USAGE);
    return 2;
  }
  const folder = mkdtempSync(join(tmpdir(), "kalium-import-bench-"));
  const root = fileURLToPath(new URL("./page", import.meta.url));
  const outDir = fileURLToPath(new URL("../../../.cache/bench/import", import.meta.url));
  await build({ configFile: false, root, base: "./", logLevel: "error", worker: { format: "es" }, build: { outDir, emptyOutDir: true, target: "es2022", assetsInlineLimit: 0, modulePreload: { polyfill: false }, chunkSizeWarningLimit: 100_000 } });
  const site = await preview({ configFile: false, root, logLevel: "error", build: { outDir }, preview: { host: "127.0.0.1", port: PORT, headers: readPrivacyHeaders() } });
  // With a profile, as people have it: a private window keeps its files elsewhere.
  const browser = await chromium.launchPersistentContext(join(folder, "profile"), { executablePath: testChromiumPath, headless: true, args: [...testChromiumFlags] });
  try {
    const url = site.resolvedUrls!.local[0]!;
    const files = writeFolder(join(folder, "records"), recordCount);
    const processorTime = () => processorSeconds(join(folder, "profile"));
    const imported = await onPage(browser, url, files, () => window.timeImport(), processorTime);
    const days: (HolterTimes & { readonly format: string })[] = [];
    for (const format of ["wfdb", "edf"] as const) {
      const { result } = await onPage(browser, url, await writeHolter(join(folder, format), format), () => window.timeHolter(), processorTime);
      days.push({ format, ...result });
    }
    return report(imported.result, imported.processorSeconds === null ? null : (1000 * imported.processorSeconds) / recordCount, days, args.includes("--json"));
  } finally {
    await browser.close();
    await site.close();
    rmSync(folder, { recursive: true });
  }
}

/** Works on a page of its own; the processor time of the browser is taken while the page's process still lives. */
async function onPage<Result>(browser: BrowserContext, url: string, files: readonly string[], work: () => Promise<Result>, processorTime: () => number | null): Promise<{ readonly result: Result; readonly processorSeconds: number | null }> {
  const page = await browser.newPage();
  page.setDefaultTimeout(0);
  await page.goto(url);
  await page.waitForFunction(() => "timeImport" in window);
  await page.setInputFiles("input", [...files]);
  try {
    const before = processorTime();
    const result = await page.evaluate(work);
    const after = processorTime();
    return { result, processorSeconds: before === null || after === null ? null : after - before };
  } finally {
    await page.close();
  }
}

function report(imported: ImportTimes, processorMsPerRecord: number | null, days: readonly (HolterTimes & { readonly format: string })[], asJson: boolean): number {
  const recordsPerS = (1000 * imported.recordCount) / (imported.openMs + imported.storeMs);
  const bars = [
    { bar: `≥ ${LEAST_RECORDS_PER_S} records/s from the folder into the store`, met: recordsPerS >= LEAST_RECORDS_PER_S && imported.rejectedCount === 0 },
    { bar: `the page never waits longer than ${LONGEST_STALL_MS} ms`, met: imported.longestStallMs <= LONGEST_STALL_MS },
    ...days.map(({ format, firstScreenMs }) => ({ bar: `first screen of a day in ${format} within ${LONGEST_FIRST_SCREEN_MS} ms`, met: firstScreenMs <= LONGEST_FIRST_SCREEN_MS })),
  ];
  const machine = describeMachine();
  if (asJson) console.log(JSON.stringify({ machine, recordsPerS, processorMsPerRecord, imported, days, bars }, null, 1));
  else {
    const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
    console.log(`${imported.recordCount} records of 12 leads and 10 s: opened in ${seconds(imported.openMs)} (${Math.round((1000 * imported.recordCount) / imported.openMs)}/s), de-identified and stored in ${seconds(imported.storeMs)} (${Math.round((1000 * imported.recordCount) / imported.storeMs)}/s), together ${Math.round(recordsPerS)}/s`);
    if (processorMsPerRecord !== null) console.log(`${processorMsPerRecord.toFixed(1)} ms of processor time a record, all processes of the browser together`);
    console.log(`${(imported.storedBytes / 1e6).toFixed(0)} MB stored; table of them read in ${seconds(imported.listMs)}; longest waits of the page: ${imported.stalls.map(({ ms, atS }) => `${ms} ms at ${atS} s`).join(", ") || "none over 50 ms"}`);
    for (const day of days) console.log(`24 h of 3 leads at 250 Hz (${day.format}): first screen ${Math.round(day.firstScreenMs)} ms, stored in ${seconds(day.storeMs)}, first screen from the store ${Math.round(day.storedFirstScreenMs)} ms`);
    for (const { bar, met } of bars) console.log(`${met ? "met   " : "missed"} ${bar}`);
    console.log(machine);
  }
  return bars.every(({ met }) => met) ? 0 : 1;
}
