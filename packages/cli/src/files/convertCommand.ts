/** `kalium convert`: recordings into another format. They go through the same gate as `deidentify`, without dates. */
import { mkdir } from "node:fs/promises";
import { basename, dirname, extname } from "node:path";
import { createDeidentifySession, FormatError, type WritableFormat } from "@kalium/ecg";
import type { ExitCode, Terminal } from "../program.ts";
import { UsageError } from "../usageError.ts";
import { isInside, readInput } from "./diskFiles.ts";
import type { ConvertCommand } from "./fileCommandLine.ts";
import { makeKeyOnce } from "./keyFile.ts";
import { openInputs } from "./openInputs.ts";
import { openOptionsFor } from "./openOptions.ts";
import { realPathOf, writeNew } from "./outputFolder.ts";
import { passRecording } from "./passRecording.ts";
import { describeRejection } from "./plainReason.ts";
import { progressPrinter } from "./timeLeft.ts";

const MAIN_EXTENSION: Readonly<Record<WritableFormat, string>> = { wfdb: ".hea", edf: ".edf", dicom: ".dcm", aecg: ".xml", csv: ".csv", npz: ".npz" };

/** Converts and returns 1 when a file could not be converted. @throws UsageError */
export async function convert(command: ConvertCommand, signal: AbortSignal, { out, err }: Terminal): Promise<ExitCode> {
  const input = await readInput(command.input);
  if (input === null) throw new UsageError(`There is nothing at ${command.input}.`);
  const isFileName = !input.isFolder && extname(command.output).toLowerCase() === MAIN_EXTENSION[command.format];
  const folder = isFileName ? dirname(command.output) : command.output;
  if (input.isFolder && isInside(await realPathOf(folder), await realPathOf(command.input))) throw new UsageError("The output lies in the input. Name a folder outside it.");
  const takeName = nameGiver(isFileName ? basename(command.output, extname(command.output)) : command.keepNames ? null : "recording");
  const session = createDeidentifySession({ key: await makeKeyOnce(), dates: "drop", keptTexts: [] });
  const options = await openOptionsFor(input.main[0]!, command.layout);
  const progress = progressPrinter(input.main.length, () => performance.now(), err);
  await mkdir(folder, { recursive: true });
  let [done, written, refused] = [0, 0, 0];
  for await (const event of openInputs(input, options)) {
    if (signal.aborted) return 130;
    progress(done++);
    if (event.kind === "left-out") continue;
    if (event.kind === "rejected") {
      refused++;
      err(describeRejection(event.rejection, command.facts));
      continue;
    }
    for (const opened of event.recordings) {
      try {
        for await (const { recording, files, remarks } of passRecording(opened, session, { format: command.format, requantise: command.requantise, nameOf: () => takeName(opened.files[0] ?? opened.id) })) {
          await writeNew(folder, files);
          written++;
          for (const remark of remarks) err(`${recording.id}: ${remark}`);
        }
      } catch (error) {
        if (!(error instanceof FormatError)) throw error;
        refused++;
        const file = input.files[event.fileNumber - 1]!;
        // The person typed the one file's name, so its reason can be told in full.
        err(describeRejection({ fileNumber: event.fileNumber, file, error }, command.facts || !input.isFolder));
      }
    }
  }
  out(`${written} ${written === 1 ? "recording" : "recordings"} written to ${folder}`);
  if (written === 0 && refused === 0) err("no recording was found");
  return refused > 0 || written === 0 ? 1 : 0;
}

/** Names that no two recordings share; after the input's file name when no stem is given. */
function nameGiver(stem: string | null): (path: string) => string {
  const taken = new Set<string>();
  return (path) => {
    const wanted = plainName(stem ?? basename(path, extname(path)));
    const isNumbered = stem === "recording";
    let name = isNumbered ? "recording-001" : wanted;
    for (let count = 2; taken.has(name.toLowerCase()); count++) name = isNumbered ? `recording-${String(count).padStart(3, "0")}` : `${wanted}-${count}`;
    taken.add(name.toLowerCase());
    return name;
  };
}

function plainName(name: string): string {
  return name.replace(/[^A-Za-z0-9_-]+/g, "-").replace(/^-+|-+$/g, "") || "recording";
}
