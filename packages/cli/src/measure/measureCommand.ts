/** `kalium measure`: intervals, axes, waves and potassium markers of recordings. Nothing is written. */
import { FormatError, type RecordMeasurements } from "@kalium/ecg";
import { readInput } from "../files/diskFiles.ts";
import { openInputs } from "../files/openInputs.ts";
import { openOptionsFor } from "../files/openOptions.ts";
import { UsageError } from "../usageError.ts";
import type { MeasureCommand } from "./measureCommandLine.ts";
import { measureOpened, type MeasuredRecord } from "./measuredRecord.ts";
import { DISCLAIMER, printMeasuredRecord } from "./printMeasuredRecord.ts";

/** Prints each recording as soon as it is measured (JSON: all at the end). @returns 1 when something could not be measured. @throws UsageError */
export async function measure(command: MeasureCommand, out: (line: string) => void, err: (line: string) => void): Promise<0 | 1> {
  const input = await readInput(command.input);
  if (input === null) throw new UsageError(`There is no file or folder ${command.input}.`);
  if (input.main.length === 0) throw new UsageError(`The folder ${command.input} is empty.`);
  const records: MeasuredRecord[] = [];
  const notMeasured: string[] = [];
  const reject = (fileNumber: number, path: string, error: unknown) => {
    if (!(error instanceof FormatError)) throw error;
    const showsName = !input.isFolder || command.facts;
    // The message of an error names the file, so without names only its kind and remedy are told.
    const line = showsName ? `${error.message}. ${error.remedy} (${error.code})` : `file ${fileNumber} (${/\.[^./]*$/.exec(path)?.[0] ?? "no ending"}): ${error.code}. ${error.remedy}`;
    notMeasured.push(line);
    err(line);
  };
  for await (const event of openInputs(input, await openOptionsFor(input.main[0]!, command.layout))) {
    if (event.kind === "rejected") reject(event.rejection.fileNumber, event.rejection.file.path, event.rejection.error);
    if (event.kind !== "recordings") continue;
    for (const opened of event.recordings) {
      try {
        const number = records.length + 1;
        const record = await measureOpened(opened, input.isFolder && !command.facts ? `recording ${number}` : `recording ${number}, ${opened.files[0] ?? opened.id}`, command.features);
        records.push(record);
        if (!command.json) {
          if (number > 1) out("");
          for (const line of printMeasuredRecord(record)) out(line);
        }
      } catch (error) {
        reject(event.fileNumber, opened.files[0] ?? "", error);
      }
    }
  }
  if (command.json) out(JSON.stringify({ disclaimer: DISCLAIMER, records: records.map(forJson), notMeasured }, null, 2));
  else if (records.length > 0) out(`\n${DISCLAIMER}`);
  return notMeasured.length > 0 || records.length === 0 ? 1 : 0;
}

/** Typed arrays print as objects with numbered keys, so they become lists; the samples of the median beat stay out of a table of numbers. */
function forJson({ measurements, ...record }: MeasuredRecord) {
  const { medianBeat, ...rest } = measurements satisfies RecordMeasurements;
  return { ...record, measurements: { ...rest, medianBeat: medianBeat === null ? null : { anchor: medianBeat.anchor, beatCount: medianBeat.usedDetections.length, cutOffCount: medianBeat.cutOffCount, unlikeCount: medianBeat.unlikeCount } } };
}
