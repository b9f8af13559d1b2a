/** CSV, TSV and other text tables of ECG samples. The last of all readers: it takes what looks like columns of samples and asks for what the text does not state. */
import { FormatError } from "../../errors.ts";
import type { FormatReader, OpenOptions, TableLayout } from "../../open/formatReader.ts";
import type { OpenedRecording } from "../../open/openedRecording.ts";
import { NO_FACTS, type FoundText } from "../../open/recordFacts.ts";
import { checkFrames, plainRhythm, plainSignal } from "../plainRhythm.ts";
import { stemOf, type SourceFile } from "../sourceFile.ts";
import { knownLeadName } from "./knownLead.ts";
import { isKaliumTable, openKaliumTable } from "./kaliumTable.ts";
import { assessTable, MAX_COLUMNS, READER_STUDY, splitCells, type TableAssessment } from "./tableLayoutGuess.ts";
import { INVALID_COUNT, readRows, scanTable } from "./tableRows.ts";

/** Bytes from which the layout is guessed on opening. */
const GUESS_BYTE_COUNT = 1 << 16;
const ANSWER_REMEDY = "State how the table holds the ECG: sampling rate, unit and the lead of each column.";

export const tableReader: FormatReader = {
  formats: ["csv"],
  recognises: (head, file) => {
    const text = plainText(head);
    return text !== null && (isKaliumTable(text) || assessTable(text, head.length >= file.size).mayBeEcg);
  },
  open: async (file, _companions, options) => [await openTable(file, options)],
};

/** The bytes as text; null when control characters show that they are none. */
function plainText(bytes: Uint8Array): string | null {
  for (const byte of bytes) if (byte < 9 || (byte > 13 && byte < 32) || byte === 127) return null;
  return new TextDecoder().decode(bytes);
}

async function openTable(file: SourceFile, options: OpenOptions): Promise<OpenedRecording> {
  const head = plainText(await file.bytes(0, GUESS_BYTE_COUNT));
  if (head === null) throw new FormatError("malformed", { file: file.path, byteOffset: 0 }, "the file holds control characters, so it is no text table", "Export the table as plain text (CSV).");
  if (options.table === undefined && isKaliumTable(head)) return openKaliumTable(file);
  const assessment = assessTable(head, file.size <= GUESS_BYTE_COUNT);
  const layout = options.table ?? assessment.layout;
  checkLayout(file, layout, assessment, options.table !== undefined);
  const scan = await scanTable(file, layout);
  if (scan.rowCount === 0) throw new FormatError("no-records", { file: file.path }, "the table has no row of numbers", ANSWER_REMEDY);
  if (options.table === undefined && assessment.isReaderStudy && scan.rowCount !== READER_STUDY.rowCount) {
    throw new FormatError("needs-answer", { file: file.path }, `the table has ${scan.rowCount} rows and states no sampling rate`, ANSWER_REMEDY);
  }
  const leads = layout.columnLeads.filter((lead) => lead !== null);
  const signals = leads.map((name, index) => {
    const { decimals, hasMissing } = scan.columns[index]!;
    const signal = plainSignal(name, layout.unit, layout.samplingRateHz, scan.rowCount, layout.gainPerUnit * 10 ** (decimals ?? 0));
    return decimals !== null && hasMissing ? { ...signal, invalidCount: INVALID_COUNT } : signal;
  });
  const groups = [plainRhythm(layout.samplingRateHz, scan.rowCount, signals)];
  const texts: FoundText[] = assessment.comments.map((value) => ({ place: "comment line", kind: "free-text", value }));
  if (layout.headerLine !== null) {
    const header = head.replace(/^\uFEFF/, "").split(/\r\n|\n|\r/)[layout.headerLine - 1] ?? "";
    splitCells(header, layout.delimiter).forEach((value, column) => {
      if (value !== "") texts.push({ place: `name of column ${column + 1}`, kind: knownLeadName(value) === null ? "free-text" : "technical", value });
    });
  }
  const notes: string[] = [];
  const left = layout.columnLeads.length - leads.length;
  if (left > 0) notes.push(`${left} of ${layout.columnLeads.length} columns hold no lead and were left out.`);
  if (assessment.isReaderStudy && options.table === undefined) notes.push("Taken for the layout of the 300-ECG reader study: 500 Hz, 0.01 mV.");
  return {
    format: "csv",
    formatDetail: { ",": "CSV", ";": "CSV (semicolon)", "\t": "TSV", " ": "columns of text" }[layout.delimiter],
    id: stemOf(file.path),
    files: [file.path],
    groups,
    annotations: [],
    annotationRateHz: layout.samplingRateHz,
    facts: { ...NO_FACTS, texts },
    notes,
    readSamples: async (group, fromFrame, toFrame) => {
      checkFrames(groups, group, fromFrame, toFrame);
      return readRows(file, layout, scan, fromFrame, toFrame);
    },
  };
}

function checkLayout(file: SourceFile, layout: TableLayout, { mayBeEcg, layout: guess }: TableAssessment, isAnswer: boolean): void {
  const answer = (reason: string): never => {
    throw new FormatError("needs-answer", { file: file.path }, reason, ANSWER_REMEDY);
  };
  const isKnown = {
    "sampling rate": layout.samplingRateHz > 0 && Number.isFinite(layout.samplingRateHz),
    leads: layout.columnLeads.some((lead) => lead !== null) && (isAnswer || guess.columnLeads.some((lead) => lead !== null && knownLeadName(lead) !== null)),
    unit: isAnswer || layout.unit !== "",
    gain: Number.isFinite(layout.gainPerUnit) && layout.gainPerUnit !== 0,
  };
  const unknown = Object.entries(isKnown).flatMap(([what, known]) => (known ? [] : [what]));
  if (unknown.length > 0) answer(`the table does not state its ${unknown.join(", ")}`);
  if (!isAnswer && !mayBeEcg) answer("the table does not look like columns of samples");
  if (layout.columnLeads.length > MAX_COLUMNS) throw new FormatError("too-large", { file: file.path }, `the table has ${layout.columnLeads.length} columns; ${MAX_COLUMNS} are the most that is read`, "Choose fewer columns.");
}
