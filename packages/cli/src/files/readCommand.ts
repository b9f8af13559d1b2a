/** `kalium read`: what a file holds, for a person or as JSON. Nothing is written. */
import { FormatError, openRecordings } from "@kalium/ecg";
import type { ReadCommand } from "./fileCommandLine.ts";
import { UsageError } from "../usageError.ts";
import { describeOpened, printDescription, type RecordingDescription } from "./describeOpened.ts";
import { readInput } from "./diskFiles.ts";
import { openOptionsFor } from "./openOptions.ts";

/** A file could not be read; the message is for the person who named it. The process ends with code 1. */
export class ReadFailed extends Error {
  override readonly name = "ReadFailed";
}

/** Prints the description of every recording in the file. @throws UsageError, ReadFailed */
export async function read(command: ReadCommand, out: (line: string) => void): Promise<void> {
  const input = await readInput(command.file);
  if (input === null) throw new UsageError(`There is no file ${command.file}.`);
  if (input.isFolder) throw new UsageError("`kalium read` takes one file. Name a file of the folder; of a WFDB record the .hea file.");
  const file = input.main[0]!;
  const recordings: RecordingDescription[] = [];
  try {
    for (const opened of await openRecordings(file, input.files, await openOptionsFor(file, command.layout))) recordings.push(await describeOpened(opened, { firstSamples: command.samples, withFacts: command.facts, fromFrame: command.from, toFrame: command.to }));
  } catch (error) {
    if (error instanceof FormatError) throw new ReadFailed(`${error.message}. ${error.remedy} (${error.code})`);
    throw error;
  }
  if (command.json) {
    out(JSON.stringify({ file: command.file, recordings }, null, 2));
    return;
  }
  recordings.forEach((description, index) => {
    if (recordings.length > 1) out(`${index === 0 ? "" : "\n"}recording ${index + 1} of ${recordings.length}`);
    for (const line of printDescription(description)) out(line);
  });
}
