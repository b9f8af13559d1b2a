/**
 * `kalium run`: a shipped notebook in Chromium without a window, under the same server and headers as by hand. The
 * run counts as good only if every cell finished and nothing asked for another origin.
 */
import { statSync } from "node:fs";
import { basename, join } from "node:path";
import type { Page } from "playwright-core";
import { chromiumFlags, launchChromium } from "./chromium.ts";
import { UsageError, type RunCommand } from "./commandLine.ts";
import { collectFiles, readNotebook, readVariable, startNotebook, type NotebookSnapshot } from "./notebookPage.ts";
import { nameFiles, writeFiles } from "./outputFiles.ts";
import { builtPages, repositoryRoot, requireBuiltPages, shippedNotebooks } from "./places.ts";
import { watchPrivacy, type PrivacyWatch } from "./privacyWatch.ts";
import { progressFilter } from "./progress.ts";
import { serveFolder } from "./staticServer.ts";

/** The run did not end well; one line per reason. The process ends with code 1. */
export class RunFailed extends Error {
  override readonly name = "RunFailed";
  readonly reasons: readonly string[];
  constructor(reasons: readonly string[]) {
    super(reasons.join("\n"));
    this.reasons = reasons;
  }
}

export interface RunPlaces {
  /** The built pages. */
  readonly pages: string;
  /** The shipped notebooks. */
  readonly notebooks: string;
}

const usualPlaces: RunPlaces = { pages: builtPages, notebooks: join(repositoryRoot, "notebooks") };
const pollMs = 250;
/** A notebook that has been told to run and rests this long without an end waits for a person. */
const idleLimitMs = 5000;

/** Runs the notebook and returns the paths written. Throws `UsageError`, `BrowserMissing` or `RunFailed`. */
export async function run(command: RunCommand, signal: AbortSignal, print: (line: string) => void, places: RunPlaces = usualPlaces): Promise<string[]> {
  const name = notebookName(command.notebook, shippedNotebooks(places.notebooks));
  if (command.data !== undefined) requireFolder(command.data);
  const server = await serveFolder({ root: requireBuiltPages(places.pages), collectPolicyReports: true });
  try {
    const browser = await launchChromium(chromiumFlags(command.executor));
    const closeBrowser = (): void => void browser.close().catch(() => undefined);
    signal.addEventListener("abort", closeBrowser, { once: true });
    try {
      signal.throwIfAborted();
      const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
      const watch = await watchPrivacy(context, server);
      const page = await context.newPage();
      const address = new URL("notebook.html", `${server.origin}/`);
      address.searchParams.set("name", name);
      if (command.seed !== undefined) address.searchParams.set("seed", String(command.seed));
      if (command.executor !== undefined) address.searchParams.set("executor", command.executor);
      const clock: RunClock = { deadlineMs: performance.now() + command.timeoutMinutes * 60_000, minutes: command.timeoutMinutes, signal };

      print(`${name}: opening`);
      const response = await page.goto(address.href);
      if (response?.ok() !== true) throw new RunFailed([`The page ${address.pathname} was answered with ${response?.status() ?? "nothing"}.`]);
      await waitFor(page, watch, clock, "the notebook to come up", ({ phase }) => phase !== null);
      if (command.data !== undefined) await handOverData(page, watch, clock, command.data, print);
      await page.evaluate(startNotebook);
      const last = await waitForEnd(page, watch, clock, print);
      const written = command.out === undefined ? [] : await writeOutput(page, last, command.out);
      // Workers may speak up late; the last look comes after everything else.
      await page.waitForTimeout(pollMs);
      const reasons = [...failuresOf(last), ...complaintsOf(watch)];
      if (reasons.length > 0) throw new RunFailed(reasons);
      return written;
    } finally {
      signal.removeEventListener("abort", closeBrowser);
      await browser.close().catch(() => undefined);
    }
  } finally {
    await server.close();
  }
}

/** The name of a shipped notebook from what was typed: its name, or its path. */
function notebookName(typed: string, shipped: readonly string[]): string {
  const name = basename(typed).replace(/\.html$/, "");
  if (shipped.includes(name)) return name;
  const list = shipped.length === 0 ? "none" : shipped.map((stem) => `notebooks/${stem}.html`).join(", ");
  throw new UsageError(`There is no shipped notebook "${typed}". Shipped: ${list}.`);
}

function requireFolder(path: string): void {
  const facts = statSync(path, { throwIfNoEntry: false });
  if (facts === undefined) throw new UsageError(`The data folder "${path}" does not exist. Give --data a folder with recordings.`);
  if (!facts.isDirectory()) throw new UsageError(`"${path}" is a file. Give --data the folder that holds it.`);
}

interface RunClock {
  readonly deadlineMs: number;
  readonly minutes: number;
  readonly signal: AbortSignal;
}

/** Looks at the page until `done`. Throws `RunFailed` on time-out, on a crash, and as soon as the watch has seen a leak. */
async function waitFor(page: Page, watch: PrivacyWatch, clock: RunClock, what: string, done: (snapshot: NotebookSnapshot) => boolean): Promise<NotebookSnapshot> {
  for (;;) {
    const complaints = complaintsOf(watch);
    if (complaints.length > 0) throw new RunFailed(complaints);
    let snapshot: NotebookSnapshot;
    try {
      snapshot = await page.evaluate(readNotebook);
    } catch (error) {
      clock.signal.throwIfAborted();
      throw new RunFailed([...complaintsOf(watch), `The page went away: ${(error as Error).message.split("\n")[0]}`]);
    }
    if (done(snapshot)) return snapshot;
    if (performance.now() > clock.deadlineMs) {
      throw new RunFailed([
        `Time ran out after ${clock.minutes} minutes while waiting for ${what}. --timeout-minutes allows more.`,
        ...failuresOf(snapshot),
      ]);
    }
    await page.waitForTimeout(pollMs).catch(() => undefined);
    clock.signal.throwIfAborted();
  }
}

/** Waits until every cell has settled, telling progress; or until the notebook rests because it needs a choice that nobody makes. */
async function waitForEnd(page: Page, watch: PrivacyWatch, clock: RunClock, print: (line: string) => void): Promise<NotebookSnapshot> {
  const worthPrinting = progressFilter(() => performance.now());
  let busyAtMs = performance.now();
  const last = await waitFor(page, watch, clock, "the notebook to finish", (snapshot) => {
    const line = worthPrinting(snapshot);
    if (line !== null) print(line);
    if (snapshot.phase === "running") busyAtMs = performance.now();
    return snapshot.phase === "finished" || snapshot.phase === "failed" || performance.now() - busyAtMs > idleLimitMs;
  });
  if (last.phase !== "idle") return last;
  const waiting = last.cells.filter(({ activity }) => activity === "waiting-for-input").map(({ id }) => id);
  throw new RunFailed([
    ...failuresOf(last),
    ...(waiting.length > 0 ? [`Cell ${waiting.join(", ")} waits for a choice that only a person can make, or for --data DIR.`] : []),
  ]);
}

/** Sets the folder where the person would pick it, and waits until the cells that read it are at rest. */
async function handOverData(page: Page, watch: PrivacyWatch, clock: RunClock, folder: string, print: (line: string) => void): Promise<void> {
  // The chooser is itself what a cell shows, so it is there once the cells that need no Run have settled.
  await waitFor(page, watch, clock, "the notebook to show its file chooser", ({ phase }) => phase !== "running");
  const input = page.locator("kalium-files input[data-kind=folder]").first();
  try {
    await input.waitFor({ state: "attached", timeout: 3000 });
  } catch {
    throw new RunFailed(["This notebook takes no folder. Leave out --data, or run notebooks/personal-beats.html."]);
  }
  print(`reading ${folder}`);
  await input.setInputFiles(folder);
  // The cells begin a moment after the change event, so rest counts only when it lasts.
  const restNeededMs = 1500;
  let restingSinceMs = performance.now();
  await waitFor(page, watch, clock, "the data to be read", ({ phase }) => {
    if (phase === "running") restingSinceMs = performance.now();
    return performance.now() - restingSinceMs >= restNeededMs;
  });
}

/** Why the notebook did not finish; empty when it did. */
function failuresOf({ phase, cells }: NotebookSnapshot): string[] {
  const failed = cells.filter(({ error }) => error !== null).map(({ id, error }) => `Cell ${id} failed: ${error}`);
  if (failed.length > 0) return failed;
  const pending = cells.filter(({ status }) => status !== "fulfilled").map(({ id, status, activity }) => `Cell ${id} did not finish: it is ${activity ?? status}.`);
  return phase === "finished" ? pending : [`The notebook is ${phase ?? "not there"}.`, ...pending];
}

function complaintsOf({ offOrigin, violations, pageErrors }: PrivacyWatch): string[] {
  return [
    ...offOrigin.map((address) => `A page asked for another origin: ${address}`),
    ...violations.map((line) => `Content security policy: ${line}`),
    ...pageErrors.map((line) => `Error in the page: ${line}`),
  ];
}

/** Writes the record, if the notebook came so far, then figures and downloads. */
async function writeOutput(page: Page, { phase }: NotebookSnapshot, out: string): Promise<string[]> {
  const files: { name: string; base64: string }[] = [];
  if (phase === "finished") {
    const record = await page.evaluate(readVariable, "runRecord");
    if (record === null) throw new RunFailed(["The notebook has no variable runRecord, so there is no run record to write."]);
    files.push({ name: "run-record.json", base64: Buffer.from(`${record}\n`).toString("base64") });
  }
  const { figures, downloads } = await page.evaluate(collectFiles);
  return writeFiles(out, [...files, ...nameFiles(figures, downloads)]);
}
