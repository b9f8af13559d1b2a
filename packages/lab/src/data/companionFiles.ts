/**
 * Which files belong to a header. A reader is given these and not all that was dropped, so that looking for a signal file does
 * not take longer the more records there are.
 */
import type { SourceFile } from "@kalium/ecg";
import { folderOfPath, nameOfPath, stemOfPath, type FileIndex } from "./fileIndex.ts";

/** A header is a page of text; what is larger is no header. */
const MAX_HEADER_BYTES = 1 << 20;
/** A header of segments names headers of records, and those name signal files. */
const MAX_DEPTH = 2;

/** A WFDB header by its name; what is in it is judged by the reader. */
export function isHeaderName(path: string): boolean {
  return /\.hea$/i.test(path) && !/^[.~]/.test(nameOfPath(path));
}

/** Headers read ahead, by path in lower case: the names at the starts of their lines. */
export type HeaderNames = ReadonlyMap<string, readonly string[]>;

/**
 * First words of the lines of a header, comments and the record line left out: names of signal files, or of segments with their
 * frame counts.
 */
export async function readHeaderNames(header: SourceFile): Promise<readonly string[]> {
  if (header.size === 0 || header.size > MAX_HEADER_BYTES) return [];
  const lines = new TextDecoder().decode(await header.bytes()).split(/\r\n|\r|\n/).filter((line) => line.trim() !== "" && !line.startsWith("#"));
  const names = lines.slice(1).map((line) => /^\S+/.exec(line)?.[0] ?? "");
  return [...new Set(names)].filter((name) => name !== "" && name !== "~");
}

/** Files that the headers name, with segments followed. The header itself is not among them unless it names itself. */
export function filesNamedBy(header: SourceFile, names: HeaderNames, index: FileIndex, depth = 0): readonly SourceFile[] {
  const folder = folderOfPath(header.path);
  const found: SourceFile[] = [];
  for (const name of names.get(header.path.toLowerCase()) ?? []) {
    const file = index.at(folder + name);
    if (file !== undefined) found.push(file);
    const segment = index.at(`${folder}${name}.hea`);
    if (segment === undefined || segment === header) continue;
    found.push(segment);
    if (depth < MAX_DEPTH) found.push(...filesNamedBy(segment, names, index, depth + 1));
  }
  return found;
}

/** What the reader of `file` gets as companions: the file, all of its stem, and for a header all that it names. */
export function companionsOf(file: SourceFile, names: HeaderNames, index: FileIndex): readonly SourceFile[] {
  const folder = folderOfPath(file.path);
  return [...new Set([file, ...index.withStem(folder, stemOfPath(nameOfPath(file.path))), ...filesNamedBy(file, names, index)])];
}
