/** The tables of a folder by their column names, so that a collection is recognised by what its tables hold and not by file names alone. */
import { FormatError } from "../errors.ts";
import { readRows } from "../potassium/delimitedText.ts";
import type { SourceFile } from "../read/sourceFile.ts";

/** A table with its columns. */
export interface FolderTable {
  readonly file: SourceFile;
  readonly columns: readonly string[];
  has(...names: readonly string[]): boolean;
}

/** Folders of recordings can hold many thousand CSV recordings; only so many are looked at as tables. */
const MAX_TABLES = 64;

/** First lines of all tables among `files` that can be read as one. */
export async function listFolderTables(files: readonly SourceFile[]): Promise<readonly FolderTable[]> {
  const tables: FolderTable[] = [];
  const candidates = files.filter((file) => /\.(csv|tsv)(\.gz)?$/i.test(file.path)).slice(0, MAX_TABLES);
  for (const file of candidates) {
    const columns = await firstRow(file);
    if (columns.length < 2) continue;
    tables.push({ file, columns, has: (...names) => names.every((name) => columns.includes(name)) });
  }
  return tables;
}

/** Rows of a table as lookups by column name; a column that is missing gives "". */
export async function* readNamedRows(file: SourceFile): AsyncGenerator<(column: string) => string> {
  let columns: Map<string, number> | null = null;
  for await (const batch of readRows(file)) {
    for (const { fields } of batch) {
      if (columns === null) {
        columns = new Map(fields.map((name, index) => [name, index]));
        continue;
      }
      const own = columns;
      yield (column) => fields[own.get(column) ?? -1] ?? "";
    }
  }
}

async function firstRow(file: SourceFile): Promise<readonly string[]> {
  try {
    for await (const batch of readRows(file)) if (batch[0] !== undefined) return batch[0].fields;
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
  }
  return [];
}
