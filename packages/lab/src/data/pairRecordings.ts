/** Gives potassium results to what is open: by recording where the table names it, else by person and time. */
import { pairByTime, readPotassiumResults, type SourceFile } from "@kalium/ecg";
import type { DataFlowStep, PairingOutcome, PairingSettings, RecordingRow, ResultTableMapping } from "./dataRoom.ts";
import type { DataJob } from "./dataJob.ts";
import type { OpenEntry } from "./openFiles.ts";

/** Window and rules of collections that import without mapping (Kalium's choice, formats.md §3). */
export const DEFAULT_PAIRING: PairingSettings = { windowHours: 6, haemolysed: "keep", ecgClockUncertaintyMinutes: 0 };

/** @throws FormatError when the table cannot be read by the mapping; then no row has changed. DataJobCancelled likewise. */
export async function pairRecordings(entries: Map<string, OpenEntry>, table: SourceFile, mapping: ResultTableMapping, settings: PairingSettings, job: DataJob): Promise<PairingOutcome> {
  job.begin("pairing", table.size);
  let rowsRead = 0;
  const read = await readPotassiumResults(cancellable(table, job), mapping, (count) => (rowsRead = count));
  await job.turn();
  const all = [...entries.values()];
  const paired = pairByTime(
    all.map(({ row, recordId }) => ({ key: row.key, recordId: recordId ?? row.id, personId: row.person, timeMs: row.startTimeMs })),
    read.results,
    { windowMinutes: settings.windowHours * 60, haemolysed: settings.haemolysed },
  );
  const byKey = new Map(paired.pairs.map((pair) => [pair.key, pair]));
  const rows = all.map((entry): RecordingRow => {
    const pair = byKey.get(entry.row.key);
    const row: RecordingRow = {
      ...entry.row,
      // The table's person wins: only the table can know that two recordings are of one person.
      person: pair?.personId ?? entry.row.person,
      potassium: pair === undefined ? ownPotassium(entry) : { mmolPerL: pair.result.mmolPerL, offsetMinutes: pair.offsetMinutes, haemolysed: pair.result.haemolysed },
    };
    entries.set(row.key, { ...entry, row });
    return row;
  });
  const flow: DataFlowStep[] = [
    { label: "Rows of the table", count: rowsRead, unit: "rows", dropped: read.dropped.map(({ reason, count }) => ({ reason, count })) },
    { label: "Potassium results", count: read.results.length, unit: "results", dropped: [] },
    ...paired.flow,
  ];
  return { rows, flow, counts: paired.counts, problems: [] };
}

/** What the recording's own file says. */
function ownPotassium({ opened }: OpenEntry): RecordingRow["potassium"] {
  const value = opened.facts.potassiumMmolPerL;
  return value === null ? null : { mmolPerL: value, offsetMinutes: null, haemolysed: null };
}

/** The same file, which looks up whenever it is read: a table of gigabytes can be stopped as well. */
function cancellable(file: SourceFile, job: DataJob): SourceFile {
  return {
    path: file.path,
    size: file.size,
    bytes: async (from, to) => {
      await job.turn();
      if (to !== undefined) job.step(Math.min(to, file.size), file.path);
      return file.bytes(from, to);
    },
  };
}
