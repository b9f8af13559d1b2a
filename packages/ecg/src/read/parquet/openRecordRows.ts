/** Parquet tables with a row a recording: leads as lists in columns of their own, or all in one column. */
import { FormatError } from "../../errors.ts";
import type { ArrayLayout } from "../../open/formatReader.ts";
import type { OpenedRecording, SignalGroup } from "../../open/openedRecording.ts";
import { bareName, factsOf, statedLayoutOf, type NamedValue } from "../array/namedFacts.ts";
import { requireExact } from "../array/numberType.ts";
import { needsAnswer, type Axes, type NumericArray } from "../array/numericArray.ts";
import { arrayRecording, groupsOf } from "../array/openArrays.ts";
import { fileNameOf } from "../sourceFile.ts";
import { footerTexts, type ParquetTable, type SignalColumn } from "./openParquet.ts";

const MOST_ROWS = 200_000;
const FEW_ROWS = 1024;
const ID_NAME = /^(recordid|recordingid|ecgid|examid|studyid|recordname|id|record|filename)$/;

/** Columns that together are one recording a row. */
interface Candidate {
  readonly name: string;
  readonly columns: readonly SignalColumn[];
  readonly leadNames: readonly string[] | null;
  readonly isNested: boolean;
  readonly shape: readonly number[];
}

/** @throws FormatError "needs-answer", "too-large", "malformed". */
export async function openRecordRows(table: ParquetTable, signals: readonly SignalColumn[], answer: ArrayLayout | undefined): Promise<readonly OpenedRecording[]> {
  const { footer, path } = table;
  // A recording takes more than a byte, so a table of more rows than bytes holds none.
  const most = Math.min(MOST_ROWS, Math.max(FEW_ROWS, table.byteCount));
  if (footer.rowCount > most) throw new FormatError("too-large", { file: path }, `a table of ${footer.rowCount} recordings`, `Split the table into files of at most ${MOST_ROWS} rows.`);
  const candidates = recordCandidates(signals, footer.rowCount);
  const named = candidates.filter(({ leadNames }) => leadNames !== null);
  const chosen = answer?.arrayName != null ? candidates.find(({ name }) => name === answer.arrayName) : candidates.length === 1 ? candidates[0] : named.length === 1 ? named[0] : undefined;
  if (chosen === undefined) throw needsAnswer(path, answer?.arrayName != null ? `no column "${answer.arrayName}" holds lists of numbers` : "more than one column can hold the ECG", candidates);
  const { texts, values } = footerTexts(footer);
  const rows = await scalarRows(table, values);
  const names = footer.columns.map(({ name }) => ({ place: "column name", kind: "free-text", value: name }) as const);
  const groupCache = new Map<string, readonly SignalGroup[]>();
  const recordings: OpenedRecording[] = [];
  let leftOut = 0;
  const notes: string[] = [];
  for (const [group, { firstRow, rowCount }] of footer.rowGroups.entries()) {
    if (rowCount === 0) continue;
    const sizes = await table.reader(group, chosen.columns[0]!.index).rowSizes();
    if (sizes.values.length !== rowCount) throw new FormatError("malformed", { file: path }, `${sizes.values.length} lists in a row group of ${rowCount} rows`, "Copy the file again from its source.");
    for (let row = 0; row < rowCount; row++) {
      const own = rows[firstRow + row]!;
      const layout = answer ?? layoutOfRow(path, own, chosen, candidates);
      const array = rowArray(table, group, row, chosen, layout, sizes.values[row]!, sizes.inner[row] ?? 0);
      if (array === null) {
        leftOut += 1;
        continue;
      }
      const frameCount = array.array.shape[array.axes.timeAxis]!;
      const key = `${frameCount}/${layout.samplingRateHz}/${layout.unit}/${layout.gainPerUnit}`;
      const groups = groupCache.get(key) ?? groupsOf(layout, frameCount);
      groupCache.set(key, groups);
      const id = own.find(({ name }) => ID_NAME.test(bareName(name)))?.value ?? `${fileNameOf(path)}#${firstRow + row + 1}`;
      recordings.push(arrayRecording({ format: "parquet", formatDetail: "Parquet, a row a recording", path, notes }, array.array, array.axes, 0, groups, { id: String(id), facts: factsOf(own, [...texts, ...names]) }));
    }
  }
  if (recordings.length === 0) throw needsAnswer(path, `${answer?.leadNames.length ?? 0} leads do not divide the lists of ${chosen.name}`, candidates);
  if (leftOut > 0) notes.push(`${leftOut} rows without samples, or of lengths that the number of leads does not divide, were left out.`);
  const others = candidates.filter((other) => other !== chosen && !other.columns.every((column) => chosen.columns.includes(column)));
  if (others.length > 0) notes.push(`Other columns hold lists of numbers and were left out: ${others.slice(0, 5).map(({ name }) => name).join(", ")}.`);
  return recordings;
}

/** Columns of lists that can be recordings, the leads together first. */
export function recordCandidates(signals: readonly SignalColumn[], rowCount: number): readonly Candidate[] {
  const lists = signals.filter(({ column }) => column.mostRepetition === 1);
  const leads = lists.filter(({ lead }) => lead !== null);
  const together = (columns: readonly SignalColumn[], leadNames: readonly string[] | null): Candidate => ({ name: columns.map(({ column }) => column.name).join(", "), columns, leadNames, isNested: false, shape: [rowCount, columns.length, NaN] });
  // A single list called "ecg" may hold all leads: its name says nothing about them.
  const isOneForAll = leads.length === 1 && /^e[ck]g$/i.test(leads[0]!.lead!);
  const candidates: Candidate[] = [];
  if (leads.length > 0 && !isOneForAll) candidates.push(together(leads, leads.map(({ lead }) => lead!)));
  else if (lists.length > 1) candidates.push(together(lists, null));
  for (const signal of signals) {
    const isNested = signal.column.mostRepetition === 2;
    if (isNested || candidates[0]?.columns.length !== 1) candidates.push({ name: signal.column.name, columns: [signal], leadNames: null, isNested, shape: [rowCount, NaN] });
  }
  return candidates.map((candidate) => ({ ...candidate, shape: candidate.shape.filter((size) => !Number.isNaN(size)) }));
}

/** Values of the plain columns, row by row, after what the footer says of all. */
async function scalarRows({ footer, values }: ParquetTable, shared: readonly NamedValue[]): Promise<readonly (readonly NamedValue[])[]> {
  const rows: NamedValue[][] = Array.from({ length: footer.rowCount }, () => [...shared]);
  for (const [group, { firstRow, rowCount }] of footer.rowGroups.entries()) {
    for (const [index, column] of footer.columns.entries()) {
      // Lists of texts (diagnoses, lead names) belong to their row as well.
      if (column.type.kind === "other" || (column.type.kind === "number" && column.mostRepetition > 0) || rowCount === 0) continue;
      const own = await values(group, index, 0, rowCount);
      for (let row = 0; row < rowCount; row++) {
        for (let at = own.rowStarts[row]!; at < own.rowStarts[row + 1]!; at++) if (own.values[at] !== "") rows[firstRow + row]!.push({ name: column.name, value: own.values[at]! });
      }
    }
  }
  return rows;
}

function layoutOfRow(path: string, values: readonly NamedValue[], chosen: Candidate, candidates: readonly Candidate[]): ArrayLayout {
  const stated = statedLayoutOf(values);
  const leadNames = chosen.leadNames ?? stated.leadNames;
  const missing = [stated.samplingRateHz === null && "the sampling rate", stated.unit === null && "the unit", leadNames === null && "the names of the leads"].filter((item) => item !== false);
  if (missing.length > 0) throw needsAnswer(path, `the table does not say ${missing.join(", ")}`, candidates);
  return { arrayName: chosen.name, samplingRateHz: stated.samplingRateHz!, unit: stated.unit!, gainPerUnit: stated.gainPerUnit ?? 1, leadNames: leadNames!, leadAxis: "first" };
}

/** One row as leads × samples (or samples × leads); null when it is empty or the leads do not divide it. */
function rowArray(table: ParquetTable, group: number, row: number, { columns, isNested, name }: Candidate, layout: ArrayLayout, valueCount: number, innerCount: number): { readonly array: NumericArray; readonly axes: Axes } | null {
  const leadCount = layout.leadNames.length;
  const isOneColumn = columns.length === 1;
  const leadsFirst = !isOneColumn || layout.leadAxis === "first";
  const outer = !isOneColumn ? columns.length : isNested ? innerCount : leadsFirst ? leadCount : valueCount / leadCount;
  const inner = isOneColumn ? valueCount / outer : valueCount;
  if (valueCount === 0 || !Number.isInteger(outer) || !Number.isInteger(inner) || (leadsFirst ? outer : inner) !== leadCount) return null;
  const shape = [outer, inner];
  if (!(layout.samplingRateHz > 0 && Number.isFinite(layout.samplingRateHz) && Number.isFinite(layout.gainPerUnit) && layout.gainPerUnit !== 0)) throw needsAnswer(table.path, `a rate of ${layout.samplingRateHz} Hz or a gain of ${layout.gainPerUnit} cannot be`, [{ name, shape }]);
  const read = async (column: SignalColumn): Promise<Float64Array | Int32Array> => {
    const { numbers, innerStarts } = await table.reader(group, column.index).rows(row, row + 1);
    if (numbers!.length !== valueCount || (isNested && innerStarts.some((start) => start % inner !== 0))) {
      throw new FormatError("malformed", { file: table.path }, `the lists of ${column.column.name} in row ${row + 1} are of different lengths`, "Leave this recording out, or mend the table.");
    }
    if (column.column.type.kind === "number") requireExact(column.column.type.stored, numbers!, { file: table.path });
    return numbers!;
  };
  const array: NumericArray = {
    name, shape, isInt32: false,
    async read(start, count) {
      const [rows, length] = [count[0]!, count[1]!];
      const out = new Float64Array(rows * length);
      const whole = isOneColumn ? await read(columns[0]!) : null;
      for (let i = 0; i < rows; i++) {
        const line = whole ?? (await read(columns[start[0]! + i]!));
        const from = (whole === null ? 0 : (start[0]! + i) * shape[1]!) + start[1]!;
        out.set(line.subarray(from, from + length), i * length);
      }
      return out;
    },
  };
  return { array, axes: { recordAxis: null, leadAxis: leadsFirst ? 0 : 1, timeAxis: leadsFirst ? 1 : 0 } };
}
