/** Potassium for the recordings of a folder, from a table of results. */
import { describeResultTable, pairByTime, readPotassiumResults, FormatError, type OpenedRecording, type OpenOptions, type RecognisedDataset, type RecordingToPair } from "@kalium/ecg";
import { UsageError } from "../usageError.ts";
import { exists, fileOnDisk, type Input } from "./diskFiles.ts";
import { openInputs } from "./openInputs.ts";

/**
 * Pairs by record name, or by person and time within a window. Opens all headers once, since the nearest result can be told only when
 * all recordings are known. With no path the table of the collection is taken, if it has one. @throws UsageError when the table cannot be used.
 */
export async function pairWithTable(path: string | null, windowHours: number, input: Input, options: OpenOptions, collection: RecognisedDataset | null, withFacts: boolean, err: (line: string) => void): Promise<((opened: OpenedRecording) => number | undefined) | undefined> {
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
    const { results, dropped } = await readPotassiumResults(file, mapping);
    const { pairs } = pairByTime(recordings, results, { windowMinutes: windowHours * 60, haemolysed: "drop" });
    err(`potassium: ${results.length} results, ${pairs.length} of ${recordings.length} recordings paired within ${windowHours} h`);
    for (const { reason, count } of dropped) err(`potassium: ${count} rows left out${withFacts ? `: ${reason}` : ""}`);
    const byKey = new Map(pairs.map(({ key, result }) => [key, result.mmolPerL]));
    return (opened) => byKey.get(keyOf(opened));
  } catch (error) {
    if (error instanceof FormatError) throw new UsageError(`${error.message}. ${error.remedy}`);
    throw error;
  }
}

function keyOf(opened: OpenedRecording): string {
  return `${opened.files[0] ?? ""}\n${opened.id}`;
}
