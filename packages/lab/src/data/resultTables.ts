/** Tables of results among the files, as the mapping form shows them, with what was chosen for the same columns before. */
import { describeResultTable, type SourceFile } from "@kalium/ecg";
import type { ResultTableCandidate, ResultTableMapping } from "./dataRoom.ts";
import { sha256Hex } from "./store/durableFile.ts";

/** Chosen mappings by the hash of the columns. Names of columns only: what stands in a table is never kept. */
export type RememberedMappings = Readonly<Record<string, ResultTableMapping>>;

const COUNTED_BYTES = 1 << 22;
const MAX_REMEMBERED = 200;
const LINE_FEED = 10;

/** Null when the file is no table of results. */
export async function describeCandidate(file: SourceFile, remembered: RememberedMappings): Promise<ResultTableCandidate | null> {
  const described = await describeResultTable(file).catch(() => null);
  if (described === null) return null;
  const { columns, firstRows, guess } = described;
  const hash = await columnsHash(columns);
  const known = Object.hasOwn(remembered, hash) ? remembered[hash]! : null;
  // Which entries mean potassium stands in the table, not in its columns: that is looked up anew.
  const mapping = known === null ? guess : { ...known, ...(known.test === guess.test ? { potassiumTests: guess.potassiumTests, chartedTests: guess.chartedTests } : {}) };
  return { file: file.path, columns, firstRows, rowCount: await countRows(file), mapping, remembered: known !== null };
}

/** The remembered mappings with one more; the oldest go beyond a sensible number. */
export async function remember(remembered: RememberedMappings, columns: readonly string[], mapping: ResultTableMapping): Promise<RememberedMappings> {
  const hash = await columnsHash(columns);
  const others = Object.entries(remembered).filter(([key]) => key !== hash).slice(1 - MAX_REMEMBERED);
  return Object.fromEntries([...others, [hash, { ...mapping, potassiumTests: [], chartedTests: [] }]]);
}

/** True for a document of remembered mappings. */
export function isRemembered(value: unknown): value is RememberedMappings {
  return typeof value === "object" && value !== null && Object.values(value).every((mapping) => typeof mapping === "object" && mapping !== null && "value" in mapping);
}

function columnsHash(columns: readonly string[]): Promise<string> {
  return sha256Hex(new TextEncoder().encode(JSON.stringify(columns)));
}

/** Lines after the first: counted in a small file, told from the mean length of the first lines in a large one. */
async function countRows(file: SourceFile): Promise<number> {
  const bytes = await file.bytes(0, COUNTED_BYTES);
  let lines = 0;
  for (const byte of bytes) if (byte === LINE_FEED) lines += 1;
  if (bytes.at(-1) !== LINE_FEED) lines += 1;
  return file.size <= bytes.byteLength ? Math.max(0, lines - 1) : Math.round((lines * file.size) / bytes.byteLength);
}
