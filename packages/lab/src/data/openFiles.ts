/**
 * From files to opened recordings. Headers come first and claim the files they name; what is left is recognised by content.
 * Several files are on their way at once, and the order of what comes out is that of the paths.
 */
import { FormatError, type DatasetFacts, type OpenedRecording, type OpenOptions, type SourceFile } from "@kalium/ecg";
import type { RecordingRow, RejectedRow } from "./dataRoom.ts";
import { companionsOf, filesNamedBy, isHeaderName, readHeaderNames } from "./companionFiles.ts";
import type { DataJob } from "./dataJob.ts";
import { folderOfPath, indexFiles, nameOfPath, stemOfPath } from "./fileIndex.ts";
import { describeRecording } from "./recordingRow.ts";
import { isSilent, mayBeProse, rejectionOf, unrecognised } from "./strayFile.ts";

export interface OpenEntry {
  readonly row: RecordingRow;
  readonly opened: OpenedRecording;
  /** Name by which tables call the recording, where it is not its id. */
  readonly recordId: string | null;
}

/** A file that waits for an answer. */
export interface WaitingFile {
  readonly file: SourceFile;
  readonly error: FormatError;
}

export interface OpenFilesOutcome {
  readonly rejected: readonly RejectedRow[];
  readonly waiting: readonly WaitingFile[];
}

export interface OpenFilesSettings {
  readonly job: DataJob;
  /** What is known about a file that it does not say itself. */
  readonly optionsOf?: (path: string) => OpenOptions;
  /** Paths of files that are known to be no recordings. */
  readonly skip?: ReadonlySet<string>;
  /** What a collection's tables say about a recording; it wins over the recording's own file. */
  readonly factsOf?: (path: string, recordingId: string) => DatasetFacts | null;
  /** True for a table of results. */
  readonly isResultTable?: (file: SourceFile) => Promise<boolean>;
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
/** A folder may hold thousands of recordings as text; only so many are looked at as tables of results. */
const MAX_TABLES = 64;

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
  const headerStems = new Set(headers.map((header) => stemOfPath(header.path).toLowerCase()));
  const mains = files.filter((file) => !claimed.has(file));
  // Headers first, so that the claims of odd headers (found by content only) are known before a signal file is judged.
  const ordered = [...mains.filter((file) => isHeaderName(file.path)), ...mains.filter((file) => !isHeaderName(file.path))];
  const claimedWhileOpening = new Set<string>();
  let tablesLookedAt = 0;
  let tableCount = settings.skip?.size ?? 0;
  let opened = 0;
  job.begin("opening", ordered.length);
  const openOne = async (file: SourceFile): Promise<readonly OpenEntry[]> => {
    if (claimedWhileOpening.has(file.path) || isSilent(file.path) || settings.skip?.has(file.path)) return [];
    if (isTableName(file.path) && tablesLookedAt++ < MAX_TABLES && (await settings.isResultTable?.(file))) {
      tableCount += 1;
      return [];
    }
    const companions = companionsOf(file, names, index);
    const belongsToHeader = !isHeaderName(file.path) && headerStems.has(stemOfPath(file.path).toLowerCase());
    try {
      const entries: OpenEntry[] = [];
      for (const found of await settings.openRecordings(file, companions, settings.optionsOf?.(file.path) ?? {})) {
        for (const path of found.files) if (path !== file.path) claimedWhileOpening.add(path);
        const facts = settings.factsOf?.(file.path, found.id) ?? null;
        const opened = facts === null ? found : withFacts(found, facts);
        entries.push({ opened, recordId: facts?.recordId ?? null, row: await describeRecording(settings.nextKey(), opened) });
      }
      return entries;
    } catch (error) {
      const code = error instanceof FormatError ? error.code : null;
      // Annotations lie beside a header under its name; a reader of headers takes the ones it knows.
      if (belongsToHeader && (code === "unknown-format" || code === "empty-file" || code === "needs-answer")) return [];
      if (code === "needs-answer") waiting.push({ file, error: error as FormatError });
      // Lists of patients and the like lie beside records; whoever drops nothing else is told.
      else if ((code === "unknown-format" || code === "empty-file") && (isTableName(file.path) || mayBeProse(file.path)) && files.length > 1) return [];
      else rejected.push(code === "unknown-format" ? unrecognised(file.path) : rejectionOf(error, file.path));
      return [];
    }
  };
  await inOrder(ordered, job, openOne, async (found, done) => {
    const entries = found.flat();
    opened += entries.length;
    if (entries.length > 0) await settings.onEntries(entries);
    job.step(done, ordered[done - 1]?.path ?? "");
  });
  if (given.length > 0 && opened === 0 && rejected.length === 0 && waiting.length === 0 && tableCount === 0) rejected.push(nothingHere(given));
  const byPath = (a: { readonly file: string }, b: { readonly file: string }) => compare(a.file, b.file);
  return { rejected: rejected.sort(byPath), waiting: waiting.sort((a, b) => compare(a.file.path, b.file.path)) };
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

/** The recording with what a collection's tables say in place of what its file says. */
function withFacts(opened: OpenedRecording, known: DatasetFacts): OpenedRecording {
  const { facts } = opened;
  return {
    ...opened,
    facts: {
      ...facts,
      personId: known.personId ?? facts.personId,
      startTimeMs: known.timeMs ?? facts.startTimeMs,
      sex: known.sex ?? facts.sex,
      ageYears: known.ageYears ?? facts.ageYears,
    },
    notes: known.potassiumClass === null ? opened.notes : [...opened.notes, `The collection states a class of potassium, no value: ${known.potassiumClass} mmol/L.`],
  };
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
