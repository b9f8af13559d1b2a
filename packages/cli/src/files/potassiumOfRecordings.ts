/** Potassium for the recordings of a folder, from a table of results. */
import { describeResultTable, pairByTime, readPotassiumResults, FormatError, type OpenedRecording, type OpenOptions, type RecognisedDataset, type RecordingToPair, type ReportSettings } from "@kalium/ecg";
import { UsageError } from "../usageError.ts";
import { exists, fileOnDisk, type Input } from "./diskFiles.ts";
import { openInputs } from "./openInputs.ts";

export interface PairedPotassium {
  readonly potassiumOf: (opened: OpenedRecording) => number | undefined;
  readonly flow: NonNullable<ReportSettings["pairing"]>;
}

/** Reasons that quote nothing of the table; a unit that is quoted can be any cell of a column taken for units. */
const PLAIN_REASON = /^(charted copy of a laboratory result|no value|only a bound is stated \(<, >\)|the value is no number|outside [\d.–]+ mmol\/L|neither person nor recording|no time|the time cannot be read|the same result again)$/;

function countPlainReasons(dropped: readonly { readonly reason: string; readonly count: number }[]): readonly { readonly reason: string; readonly count: number }[] {
  const counts = new Map<string, number>();
  for (const { reason, count } of dropped) {
    const plain = PLAIN_REASON.test(reason) ? reason : "the unit cannot be used";
    counts.set(plain, (counts.get(plain) ?? 0) + count);
  }
  return [...counts].map(([reason, count]) => ({ reason, count }));
}

/**
 * Pairs by record name, or by person and time within a window. Opens all headers once, since the nearest result can be told only when
 * all recordings are known. With no path the table of the collection is taken, if it has one. @throws UsageError when the table cannot be used.
 */
export async function pairWithTable(path: string | null, windowHours: number, input: Input, options: OpenOptions, collection: RecognisedDataset | null, err: (line: string) => void): Promise<PairedPotassium | undefined> {
  if (path === null && collection?.results == null) return undefined;
  if (path !== null && !(await exists(path))) throw new UsageError(`There is no table ${path}.`);
  const file = path === null ? collection!.results!.file : await fileOnDisk(path);
  const recordings: RecordingToPair[] = [];
  for await (const event of openInputs(input, options, collection)) {
    if (event.kind !== "recordings") continue;
    const { path: recordingPath } = input.files[event.fileNumber - 1]!;
    for (const opened of event.recordings) recordings.push({ key: keyOf(opened), recordId: collection?.factsOf(recordingPath, opened.id)?.recordId ?? opened.id, personId: opened.facts.personId, timeMs: opened.facts.startTimeMs });
  }
  try {
    const mapping = path === null ? collection!.results!.mapping : (await describeResultTable(file))?.guess;
    if (mapping === undefined) throw new UsageError(`${path} has no columns of results. Give it a first line such as "person,time,potassium (mmol/L)" or "record,potassium (mmol/L)".`);
    let rowCount = 0;
    const { results, dropped } = await readPotassiumResults(file, mapping, (count) => (rowCount = count));
    const { pairs, flow: pairingFlow } = pairByTime(recordings, results, { windowMinutes: windowHours * 60, haemolysed: "drop" });
    err(`potassium: ${results.length} results, ${pairs.length} of ${recordings.length} recordings paired within ${windowHours} h`);
    const flow = [
      { label: "Rows of the table", count: rowCount, dropped: countPlainReasons(dropped) },
      { label: "Potassium results", count: results.length, dropped: [] },
      ...pairingFlow.map(({ label, count, dropped: without }) => ({ label, count, dropped: without })),
    ];
    for (const step of flow) {
      err(`potassium: ${step.label}: ${step.count}`);
      for (const { reason, count } of step.dropped) err(`potassium:   left out, ${reason}: ${count}`);
    }
    const byKey = new Map(pairs.map(({ key, result }) => [key, result.mmolPerL]));
    return { potassiumOf: (opened) => byKey.get(keyOf(opened)), flow };
  } catch (error) {
    if (error instanceof FormatError) throw new UsageError(`${error.message}. ${error.remedy}`);
    throw error;
  }
}

function keyOf(opened: OpenedRecording): string {
  return `${opened.files[0] ?? ""}\n${opened.id}`;
}
