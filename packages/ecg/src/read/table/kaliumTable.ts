/** Tables that Kalium wrote: a first comment line that says so, and one that holds the facts as JSON; the rows hold raw counts. */
import { FormatError } from "../../errors.ts";
import type { TableLayout } from "../../open/formatReader.ts";
import type { OpenedRecording } from "../../open/openedRecording.ts";
import { kaliumRecording, parseKaliumArrays } from "../numpy/kaliumArrays.ts";
import type { SourceFile } from "../sourceFile.ts";
import { readRows, scanTable, type TableScan } from "./tableRows.ts";

export const KALIUM_TABLE_LINE = "# Kalium ECG table 1";
export const KALIUM_FACTS_START = "# Kalium:= ";
/** Name that stands in the facts for the columns of this table. */
export const KALIUM_COLUMNS = "columns";
const MAX_FACTS_BYTES = 1 << 26;

export function isKaliumTable(head: string): boolean {
  return head.startsWith(`${KALIUM_TABLE_LINE}\n`);
}

/** @throws FormatError "malformed" when facts and columns do not fit. */
export async function openKaliumTable(file: SourceFile): Promise<OpenedRecording> {
  const fail = (reason: string): never => {
    throw new FormatError("malformed", { file: file.path }, reason, "Export the recording again.");
  };
  const { text, lineCount } = (await readCommentLines(file)) ?? fail("the comment lines in front do not end");
  const json = text.split("\n").find((line) => line.startsWith(KALIUM_FACTS_START)) ?? fail("the line with the facts is missing");
  const facts = parseKaliumArrays(json.slice(KALIUM_FACTS_START.length)) ?? fail("the line with the facts does not state a recording");
  const layout: TableLayout = { delimiter: ",", decimal: ".", headerLine: lineCount + 1, firstDataLine: lineCount + 2, samplingRateHz: facts.framesPerSecond, unit: "", gainPerUnit: 1, columnLeads: facts.signals.map(({ name }) => name) };
  if (facts.signals.some(({ array, row, samplesPerFrame }, index) => array !== KALIUM_COLUMNS || row !== index || samplesPerFrame !== 1)) fail("the facts are not those of a table");
  const found = await scanTable(file, layout);
  if (found.rowCount !== facts.frameCount) fail(`the table has ${found.rowCount} rows; its facts state ${facts.frameCount}`);
  // Counts are whole in the file too; a column with decimals or missing cells was written from doubles and comes back as such.
  const scan: TableScan = { ...found, columns: found.columns.map(({ decimals }, index) => ({ decimals: decimals === 0 && !found.columns[index]!.hasMissing ? 0 : null, hasMissing: false })) };
  return kaliumRecording(file, facts, "csv", "CSV of Kalium", (from, to) => readRows(file, layout, scan, from, to));
}

/** The comment lines in front, read in pieces that grow. */
async function readCommentLines(file: SourceFile): Promise<{ readonly text: string; readonly lineCount: number } | null> {
  for (let size = 1 << 14; ; size *= 4) {
    const text = new TextDecoder().decode(await file.bytes(0, Math.min(size, file.size)));
    const lines = text.split("\n");
    const lineCount = lines.findIndex((line) => !line.startsWith("#"));
    if (lineCount >= 0 && lineCount < lines.length - 1) return { text: lines.slice(0, lineCount).join("\n"), lineCount };
    if (size >= file.size || size > MAX_FACTS_BYTES) return null;
  }
}
