/** `kalium simulate`: recordings into a new folder. */
import { FormatError, writeRecording } from "@kalium/ecg";
import { potassiumTable, SimulationError, writtenRecording } from "@kalium/simulator";
import { requireEmpty, writeNew } from "../files/outputFolder.ts";
import { progressPrinter } from "../files/timeLeft.ts";
import type { ExitCode, Terminal } from "../program.ts";
import { UsageError } from "../usageError.ts";
import { readNoiseFolder } from "./noiseFolder.ts";
import { recordingsToMake } from "./recordingsToMake.ts";
import type { SimulateRecordsCommand } from "./simulateCommandLine.ts";
import { readmeText, truthFile, truthOf, type TruthLine } from "./tables.ts";

/**
 * Writes the recordings and what lies beside them. Stopped by the person, it finishes the recording at hand and writes tables of what
 * there is, so the folder is whole. @returns 130 when stopped. @throws UsageError
 */
export async function simulate(command: SimulateRecordsCommand, signal: AbortSignal, { out, err }: Terminal): Promise<ExitCode> {
  await requireEmpty(command.out);
  const { noise } = command;
  const channels = noise.kind === "folder" ? await readNoiseFolder(noise.folder, command.samplingRateHz, noise.rateHz) : null;
  const progress = progressPrinter(command.people, () => performance.now(), err, "people");
  const lines: TruthLine[] = [];
  let names = "";
  try {
    for (const one of recordingsToMake(command, channels)) {
      if (signal.aborted) break;
      await writeNew(command.out, await writeRecording(writtenRecording(one.made), command.format));
      lines.push(truthOf(one));
      names += `${one.made.recording.id}\n`;
      progress(one.personNumber - 1);
    }
  } catch (error) {
    if (error instanceof SimulationError || error instanceof FormatError) throw new UsageError(error instanceof FormatError ? `${error.message}. ${error.remedy}` : error.message);
    throw error;
  }
  await writeNew(command.out, [
    { name: "potassium.csv", bytes: potassiumTable(lines.map(({ record, person, measuredMmolPerL, timeS }) => ({ id: record, personId: person, potassiumMmolPerL: measuredMmolPerL, timeS }))) },
    { name: "truth.json", bytes: truthFile(command, lines) },
    { name: "README.txt", bytes: readmeText(command, lines, !signal.aborted) },
    ...(command.format === "wfdb" ? [{ name: "RECORDS", bytes: names }] : []),
  ]);
  out(`${lines.length} simulated ${lines.length === 1 ? "recording" : "recordings"} written to ${command.out}`);
  return signal.aborted ? 130 : 0;
}
