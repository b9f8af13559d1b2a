/** From files to opened recordings, one file at a time, each file that gives none with its reason. */
import { describeResultTable, FormatError, openRecordings, type OpenedRecording, type OpenOptions, type RecognisedDataset, type SourceFile } from "@kalium/ecg";
import { withCollectionFacts } from "./collectionFacts.ts";
import type { Input } from "./diskFiles.ts";

/** A file that gave no recording. */
export interface Rejection {
  /** Place of the file among all, from 1, in order of paths; by it a file can be found without its name being shown. */
  readonly fileNumber: number;
  readonly file: SourceFile;
  readonly error: unknown;
}

/** What came of a file. */
export type InputEvent =
  | { readonly kind: "recordings"; readonly fileNumber: number; readonly recordings: readonly OpenedRecording[] }
  | { readonly kind: "rejected"; readonly rejection: Rejection }
  /** A text or list such as a README, in which no recording was expected. */
  | { readonly kind: "left-out"; readonly file: SourceFile };

/** Texts, lists and tables that lie beside records in public collections, and what systems leave in folders. */
const DOCUMENT = /(^|\/)(\.|~|__MACOSX|annotators$|records|readme|licen[cs]e|copying|sha256sums|md5sums|thumbs\.db$|desktop\.ini$|index\.html?$)|\.(md|html?|pdf|rst|xws|sh|py|m|json|ya?ml|toml|ipynb|txt|csv|tsv)$/i;

/**
 * Opens all of an input. WFDB headers come first, and what they claim is not looked at by itself; of two headers where one is a segment
 * of the other, only the whole counts. Of a known collection, the tables are no recordings, and what they say of a recording wins over its file.
 */
export async function* openInputs(input: Input, options: OpenOptions, collection: RecognisedDataset | null = null): AsyncGenerator<InputEvent, void, void> {
  const number = new Map(input.files.map((file, index) => [file, index + 1]));
  const byFolder = groupByFolder(input.files);
  for (const { file, error } of input.broken) yield { kind: "rejected", rejection: { fileNumber: 0, file, error } };
  const claimed = new Set<string>();
  const tables = new Set(collection?.tablePaths);
  const opened: { readonly file: SourceFile; readonly recordings: readonly OpenedRecording[] }[] = [];
  const rejected: Rejection[] = [];
  const headers = input.main.filter(({ path }) => /\.hea$/i.test(path));
  const headerSet = new Set(headers);
  for (const file of [...headers, ...input.main.filter((other) => !headerSet.has(other))]) {
    if (claimed.has(file.path)) continue;
    if (tables.has(file.path)) {
      yield { kind: "left-out", file };
      continue;
    }
    const companions = byFolder.get(folderOf(file.path)) ?? [file];
    const isHeader = headerSet.has(file);
    try {
      const found = await openRecordings(file, companions, { ...collection?.openOptionsOf(file.path), ...options });
      const recordings = found.map((opened) => withCollectionFacts(opened, collection?.factsOf(file.path, opened.id) ?? null));
      for (const recording of recordings) for (const path of recording.files) if (path !== file.path) claimed.add(path);
      if (isHeader) opened.push({ file, recordings });
      else {
        yield* releaseHeaders(opened, claimed, number);
        yield { kind: "recordings", fileNumber: number.get(file)!, recordings };
      }
    } catch (error) {
      rejected.push({ fileNumber: number.get(file)!, file, error });
    }
  }
  yield* releaseHeaders(opened, claimed, number);
  const stems = new Set(headers.map(({ path }) => stemOf(path)));
  for (const rejection of rejected) {
    const { file, error } = rejection;
    if (claimed.has(file.path)) continue;
    const code = error instanceof FormatError ? error.code : null;
    // Further annotation files lie beside a header under its name.
    const isBesideHeader = stems.has(stemOf(file.path)) && !headerSet.has(file) && code === "unknown-format";
    if (code === "unknown-format" && input.isFolder && (isBesideHeader || DOCUMENT.test(file.path))) yield { kind: "left-out", file };
    else if (input.isFolder && (await isResultTable(file))) yield { kind: "left-out", file };
    else yield { kind: "rejected", rejection };
  }
}

/** True for a table of results, which is no failed recording. */
async function isResultTable(file: SourceFile): Promise<boolean> {
  return /\.(csv|tsv)(\.gz)?$/i.test(file.path) && (await describeResultTable(file).catch(() => null)) !== null;
}

/** Hands out the headers opened so far, leaving out those that are a part of another. */
function* releaseHeaders(opened: { readonly file: SourceFile; readonly recordings: readonly OpenedRecording[] }[], claimed: ReadonlySet<string>, number: ReadonlyMap<SourceFile, number>): Generator<InputEvent> {
  for (const { file, recordings } of opened.splice(0)) if (!claimed.has(file.path)) yield { kind: "recordings", fileNumber: number.get(file)!, recordings };
}

function groupByFolder(files: readonly SourceFile[]): ReadonlyMap<string, readonly SourceFile[]> {
  const groups = new Map<string, SourceFile[]>();
  for (const file of files) {
    const group = groups.get(folderOf(file.path));
    if (group === undefined) groups.set(folderOf(file.path), [file]);
    else group.push(file);
  }
  return groups;
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/") + 1);
}

function stemOf(path: string): string {
  return path.replace(/\.[^./]*$/, "").toLowerCase();
}
