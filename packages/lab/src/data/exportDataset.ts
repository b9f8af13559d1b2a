/** Stored recordings as files of another format, one recording in memory at a time, with a list that lets Kalium load them again. */
import { FormatError, hasWholeNumbers, requantise, toWholeNumbers, writeRecording, type DeidentifiedRecording, type FileToZip, type OpenedRecording, type WrittenFile } from "@kalium/ecg";
import type { ExportFormat, RecordingRow, RowPotassium } from "./dataRoom.ts";
import type { DataJob } from "./dataJob.ts";
import { DataRoomError } from "./dataRoomError.ts";

/** The list beside exported recordings. */
export interface ExportList {
  readonly format: "kalium-export/1";
  readonly title: string;
  readonly writtenAs: ExportFormat;
  /** What the format of the files has no place for. */
  readonly recordings: readonly ExportedRecording[];
}

export interface ExportedRecording {
  readonly id: string;
  readonly sourceFormat: string;
  readonly potassium: RowPotassium | null;
}

export const EXPORT_LIST_NAME = "kalium-dataset.json";
export const LEFT_OUT_NAME = "left-out.txt";

/** Formats that hold nothing but whole numbers. */
const WHOLE_NUMBERS_ONLY: ReadonlySet<ExportFormat> = new Set(["wfdb", "edf", "dicom", "aecg"]);

export interface DatasetToExport {
  readonly title: string;
  readonly rows: readonly RecordingRow[];
  readonly open: (rowKey: string) => Promise<OpenedRecording>;
}

/**
 * Files of a data set, recording by recording; the list comes last. Recordings that the format cannot hold are named with the
 * reason in a text file. @throws DataRoomError when it can hold none of them; DataJobCancelled.
 */
export async function* exportedFiles(dataset: DatasetToExport, format: ExportFormat, job: DataJob): AsyncGenerator<FileToZip> {
  job.begin("exporting", dataset.rows.length);
  const exported: ExportedRecording[] = [];
  const remarks: string[] = [];
  let firstReason = "";
  for (const [index, row] of dataset.rows.entries()) {
    await job.turn();
    try {
      const { files, remark } = await writeAs(await recordingToWrite(await dataset.open(row.key)), format);
      if (remark !== null) remarks.push(`${row.id}: ${remark}`);
      exported.push({ id: row.id, sourceFormat: row.format, potassium: row.potassium });
      yield* files;
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
      firstReason ||= error.message;
      remarks.push(`${row.id}: left out. ${error.message} ${error.remedy}`);
    }
    job.step(index + 1, row.id);
  }
  if (exported.length === 0) throw new DataRoomError("nothing-to-export", `No recording of the data set can be written as ${format}. ${firstReason}`, "Choose another format; WFDB and NPZ hold every recording.");
  if (remarks.length > 0) yield { name: LEFT_OUT_NAME, bytes: new TextEncoder().encode(`${remarks.join("\n")}\n`) };
  const list: ExportList = { format: "kalium-export/1", title: dataset.title, writtenAs: format, recordings: exported };
  yield { name: EXPORT_LIST_NAME, bytes: new TextEncoder().encode(`${JSON.stringify(list)}\n`) };
}

/** What stored recordings are made of is what the gate let through. */
export async function recordingToWrite(opened: OpenedRecording): Promise<DeidentifiedRecording> {
  const group = opened.groups[0]!;
  const samples = await opened.readSamples(0, 0, group.frameCount);
  const { personId, sex, ageYears, startTimeMs, potassiumMmolPerL, simulated, filters, measurements } = opened.facts;
  return {
    id: opened.id,
    framesPerSecond: group.framesPerSecond,
    frameCount: group.frameCount,
    signals: group.signals.map(({ name, unit, samplesPerFrame, gainPerUnit, baselineCount, invalidCount, calibrations }, index) => ({
      name, unit, samplesPerFrame, gainPerUnit, baselineCount, invalidCount, ...(calibrations === undefined ? {} : { calibrations }), samples: samples[index]!,
    })),
    annotations: opened.annotations,
    annotationRateHz: opened.annotationRateHz,
    facts: { personId, sex, ageYears, startTimeMs, potassiumMmolPerL, simulated, deidentified: true },
    sourceFormat: opened.format,
    filters,
    measurements,
  };
}

async function writeAs(recording: DeidentifiedRecording, format: ExportFormat): Promise<{ readonly files: readonly WrittenFile[]; readonly remark: string | null }> {
  if (!WHOLE_NUMBERS_ONLY.has(format) || hasWholeNumbers(recording)) return { files: await writeRecording(recording, format), remark: null };
  const whole = toWholeNumbers(recording);
  if (whole !== null) return { files: await writeRecording(whole, format), remark: null };
  const { recording: rounded, largestErrors } = requantise(recording);
  const worst = largestErrors.reduce((most, error) => Math.max(most, error), 0);
  return { files: await writeRecording(rounded, format), remark: `samples that were no whole numbers are rounded by at most ${worst.toPrecision(2)} of their unit` };
}
