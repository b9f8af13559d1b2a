/**
 * From files to opened recordings. Headers come first and claim the files they name; what is left is recognised by content.
 * Several files are on their way at once, and the order of what comes out is that of the paths.
 */
import { FormatError, type OpenedRecording, type OpenOptions, type SourceFile } from "@kalium/ecg";
import type { RecordingRow, RejectedRow } from "./dataRoom.ts";
import { companionsOf, filesNamedBy, isHeaderName, readHeaderNames } from "./companionFiles.ts";
import type { DataJob } from "./dataJob.ts";
import { folderOfPath, indexFiles, nameOfPath, stemOfPath } from "./fileIndex.ts";
import { describeRecording } from "./recordingRow.ts";
import { isSilent, rejectionOf, unrecognised } from "./strayFile.ts";

export interface OpenEntry {
  readonly row: RecordingRow;
  readonly opened: OpenedRecording;
}

/** A file that waits for an answer. */
export interface WaitingFile {
  readonly file: SourceFile;
  readonly companions: readonly SourceFile[];
  readonly error: FormatError;
}

export interface OpenFilesOutcome {
  readonly rejected: readonly RejectedRow[];
  readonly waiting: readonly WaitingFile[];
  /** Text tables in which no ECG was found: perhaps results. */
  readonly tables: readonly SourceFile[];
}

export interface OpenFilesSettings {
  readonly job: DataJob;
  readonly options?: OpenOptions;
  /** Unique key of the next recording. */
  readonly nextKey: () => string;
  /** Entries in order, some at a time. */
  readonly onEntries: (entries: readonly OpenEntry[]) => Promise<void>;
  /** The one way in, `openRecordings` of the ECG package; a test may bring another. */
  readonly openRecordings: (file: SourceFile, companions: readonly SourceFile[], options: OpenOptions) => Promise<readonly OpenedRecording[]>;
}

/** Files on their way at once: reading one waits for the browser's process, not for this one. */
const IN_FLIGHT = 8;
const BATCH_SIZE = 100;
/** A header is read by several hands; it is kept from the first of them on. */
const MAX_REMEMBERED_BYTES = 1 << 16;

/** @throws DataJobCancelled */
export async function openFiles(given: readonly SourceFile[], settings: OpenFilesSettings): Promise<OpenFilesOutcome> {
  const { job } = settings;
  const compare = new Intl.Collator("en", { numeric: true }).compare;
  const files = given.map((file) => (isHeaderName(file.path) ? remembering(file) : file)).sort((a, b) => compare(a.path, b.path));
  const index = indexFiles(files);
  const headers = files.filter((file) => isHeaderName(file.path));
  const names = new Map<string, readonly string[]>();
  job.begin("looking", headers.length);
  await inOrder(headers, job, async (header) => [header, await readHeaderNames(header).catch(() => [])] as const, async (found, done) => {
    for (const [header, named] of found) names.set(header.path.toLowerCase(), named);
    job.step(done, found.at(-1)?.[0].path ?? "");
  });
  const claimed = new Set<SourceFile>();
  for (const header of headers) for (const file of filesNamedBy(header, names, index)) if (file !== header) claimed.add(file);
  const rejected: RejectedRow[] = [];
  const waiting: WaitingFile[] = [];
  const tables: SourceFile[] = [];
  const headerStems = new Set(headers.map((header) => stemOfPath(header.path).toLowerCase()));
  const mains = files.filter((file) => !claimed.has(file));
  // Headers first, so that the claims of odd headers (found by content only) are known before a signal file is judged.
  const ordered = [...mains.filter((file) => isHeaderName(file.path)), ...mains.filter((file) => !isHeaderName(file.path))];
  const claimedWhileOpening = new Set<string>();
  job.begin("opening", ordered.length);
  const openOne = async (file: SourceFile): Promise<readonly OpenEntry[]> => {
    if (claimedWhileOpening.has(file.path) || isSilent(file.path)) return [];
    const companions = companionsOf(file, names, index);
    const belongsToHeader = !isHeaderName(file.path) && headerStems.has(stemOfPath(file.path).toLowerCase());
    try {
      const entries: OpenEntry[] = [];
      for (const opened of await settings.openRecordings(file, companions, settings.options ?? {})) {
        for (const path of opened.files) if (path !== file.path) claimedWhileOpening.add(path);
        entries.push({ opened, row: await describeRecording(settings.nextKey(), opened) });
      }
      return entries;
    } catch (error) {
      const code = error instanceof FormatError ? error.code : null;
      // Annotations lie beside a header under its name; a reader of headers takes the ones it knows.
      if (belongsToHeader && (code === "unknown-format" || code === "empty-file" || code === "needs-answer")) return [];
      if (isTableName(file.path) && (code === "unknown-format" || code === "needs-answer")) {
        tables.push(file);
        if (code === "needs-answer") waiting.push({ file, companions, error: error as FormatError });
      } else if (code === "needs-answer") waiting.push({ file, companions, error: error as FormatError });
      else rejected.push(code === "unknown-format" ? unrecognised(file.path) : rejectionOf(error, file.path));
      return [];
    }
  };
  await inOrder(ordered, job, openOne, async (found, done) => {
    const entries = found.flat();
    if (entries.length > 0) await settings.onEntries(entries);
    job.step(done, ordered[done - 1]?.path ?? "");
  });
  if (given.length > 0 && ordered.every((file) => isSilent(file.path)) && claimed.size === 0) rejected.push(nothingHere(given));
  const byPath = (a: { readonly file: string }, b: { readonly file: string }) => compare(a.file, b.file);
  return { rejected: rejected.sort(byPath), waiting: waiting.sort((a, b) => compare(a.file.path, b.file.path)), tables: tables.sort((a, b) => compare(a.path, b.path)) };
}

/** Runs `work` on all items, several at a time, and hands out the results in order and in batches. */
async function inOrder<Item, Result>(items: readonly Item[], job: DataJob, work: (item: Item) => Promise<Result>, hand: (results: readonly Result[], done: number) => Promise<void>): Promise<void> {
  let next = 0;
  let handed = 0;
  const ready = new Map<number, Result>();
  let handing: Promise<void> = Promise.resolve();
  const handOut = (least: number) => {
    while (ready.has(handed)) {
      const batch: Result[] = [];
      while (batch.length < BATCH_SIZE && ready.has(handed + batch.length)) batch.push(ready.get(handed + batch.length)!);
      if (batch.length < least) return;
      for (let i = 0; i < batch.length; i++) ready.delete(handed + i);
      handed += batch.length;
      const done = handed;
      handing = handing.then(() => hand(batch, done));
    }
  };
  const runOne = async () => {
    while (next < items.length) {
      await job.turn();
      const index = next++;
      if (index >= items.length) return;
      ready.set(index, await work(items[index]!));
      handOut(IN_FLIGHT);
      await handing;
    }
  };
  await Promise.all(Array.from({ length: Math.min(IN_FLIGHT, items.length) }, runOne));
  handOut(1);
  await handing;
  await job.turn();
}

function remembering(file: SourceFile): SourceFile {
  if (file.size > MAX_REMEMBERED_BYTES) return file;
  let whole: Promise<Uint8Array> | null = null;
  return { path: file.path, size: file.size, bytes: async (from = 0, to = file.size) => (await (whole ??= file.bytes())).subarray(from, to) };
}

function isTableName(path: string): boolean {
  return /\.(csv|tsv)$/i.test(path);
}

function nothingHere(files: readonly SourceFile[]): RejectedRow {
  const path = files[0]!.path;
  const place = files.length === 1 ? path : folderOfPath(path).replace(/\/$/, "") || nameOfPath(path);
  return rejectionOf(new FormatError("no-records", { file: place }, `no recording is among the ${files.length} files`, "Choose a folder or files that hold ECG recordings."), place);
}
