/** Finds the files that go with a header among thousands, without walking the list each time. */
import { fileNameOf, folderOf, type SourceFile } from "../sourceFile.ts";

interface CompanionIndex {
  readonly byPath: ReadonlyMap<string, SourceFile>;
  readonly byLowerPath: ReadonlyMap<string, SourceFile>;
  /** By folder and record name, in lower case: every file that is called like the record. */
  readonly byLowerStem: ReadonlyMap<string, readonly SourceFile[]>;
}

/** One index per list of files; the list itself keeps it alive. */
const indexes = new WeakMap<readonly SourceFile[], CompanionIndex & { readonly fileCount: number }>();

/** The file of a name in the header's folder; letter case is ignored when no exact match exists. */
export function findCompanion(header: SourceFile, files: readonly SourceFile[], fileName: string): SourceFile | undefined {
  const { byPath, byLowerPath } = indexOf(files);
  const wanted = folderOf(header.path) + fileName;
  return byPath.get(wanted) ?? byLowerPath.get(wanted.toLowerCase());
}

/** All files in the header's folder that are called like its record, whatever their extension, the header left out. */
export function filesOfRecord(header: SourceFile, files: readonly SourceFile[]): readonly SourceFile[] {
  return (indexOf(files).byLowerStem.get(stemPathOf(header.path)) ?? []).filter((file) => file.path !== header.path);
}

/** Extension of a file without its dot; empty when it has none. */
export function extensionOf(path: string): string {
  const name = fileNameOf(path);
  const dot = name.lastIndexOf(".");
  return dot < 0 ? "" : name.slice(dot + 1);
}

function stemPathOf(path: string): string {
  return path.replace(/\.[^./]*$/, "").toLowerCase();
}

function indexOf(files: readonly SourceFile[]): CompanionIndex {
  const known = indexes.get(files);
  if (known !== undefined && known.fileCount === files.length) return known;
  const byPath = new Map<string, SourceFile>();
  const byLowerPath = new Map<string, SourceFile>();
  const byLowerStem = new Map<string, SourceFile[]>();
  for (const file of files) {
    if (!byPath.has(file.path)) byPath.set(file.path, file);
    const lower = file.path.toLowerCase();
    if (!byLowerPath.has(lower)) byLowerPath.set(lower, file);
    const stem = stemPathOf(file.path);
    const sameStem = byLowerStem.get(stem);
    if (sameStem) sameStem.push(file);
    else byLowerStem.set(stem, [file]);
  }
  const index = { byPath, byLowerPath, byLowerStem, fileCount: files.length };
  indexes.set(files, index);
  return index;
}
