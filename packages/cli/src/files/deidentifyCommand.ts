/** `kalium deidentify`: a folder through the gate into another folder, with a report to be read and signed. */
import { readFileSync } from "node:fs";
import { readFile, realpath } from "node:fs/promises";
import { join, resolve } from "node:path";
import { buildReport, createDeidentifySession, FormatError, type FormatErrorCode, type PseudonymKey, type ReportedRecording, type ReportSettings } from "@kalium/ecg";
import { repositoryRoot } from "../places.ts";
import type { ExitCode, Terminal } from "../program.ts";
import { UsageError } from "../usageError.ts";
import { exists, isInside, readInput, type Input } from "./diskFiles.ts";
import { recogniseCollection } from "./collectionFacts.ts";
import type { DeidentifyCommand } from "./fileCommandLine.ts";
import { makeKeyOnce, readOrMakeKey } from "./keyFile.ts";
import { openInputs, type Rejection } from "./openInputs.ts";
import { openOptionsFor } from "./openOptions.ts";
import { realPathOf, requireApart, requireEmpty, writeNew } from "./outputFolder.ts";
import { passRecording } from "./passRecording.ts";
import { codeOf, describeRejection } from "./plainReason.ts";
import { pairWithTable } from "./potassiumOfRecordings.ts";
import { progressPrinter } from "./timeLeft.ts";

const REPORT_NAMES = { text: "report.txt", html: "report.html", json: "report.json" } as const;

/** De-identifies and returns 1 when a file did not pass. @throws UsageError */
export async function deidentifyFiles(command: DeidentifyCommand, signal: AbortSignal, { out, err }: Terminal): Promise<ExitCode> {
  const input = await readInput(command.input);
  if (input === null) throw new UsageError(`There is nothing at ${command.input}.`);
  await requireApart(command.input, command.output);
  await requireEmpty(command.output);
  const keptTexts = command.keepTexts === undefined ? [] : await readKeptTexts(command.keepTexts);
  const key = await keyFor(command, err);
  const main = await withoutFiles(input, command.input, [command.potassium, command.keepTexts, command.keyFile]);
  if (main.length === 0) throw new UsageError(`There is no file in ${command.input}.`);
  const chosen: Input = { ...input, main };
  const options = await openOptionsFor(main[0]!, command.layout);
  const collection = await recogniseCollection(input.files);
  if (collection !== null) err(`collection: ${collection.name}; what its tables say of person, sex, age and time goes before what the recordings say`);
  const paired = await pairWithTable(command.potassium ?? null, command.windowHours, chosen, options, collection, err);
  const session = createDeidentifySession({ key, dates: command.dates, keptTexts, potassiumOf: paired?.potassiumOf });

  const reported: ReportedRecording[] = [];
  const rejections: Rejection[] = [];
  const reject = (rejection: Rejection) => {
    rejections.push(rejection);
    err(describeRejection(rejection, command.facts));
  };
  const progress = progressPrinter(main.length, () => performance.now(), err);
  let [done, leftOut, withoutAnnotator] = [0, 0, 0];
  for await (const event of openInputs(chosen, options, collection)) {
    if (signal.aborted) return stopped(err);
    progress(done++);
    if (event.kind === "left-out") leftOut++;
    else if (event.kind === "rejected") reject(event.rejection);
    else {
      for (const opened of event.recordings) {
        if (opened.notes.some((note) => note.includes("annotators and none is the default"))) withoutAnnotator++;
        try {
          for await (const passed of passRecording(opened, session, { format: command.format, requantise: false })) {
            if (signal.aborted) return stopped(err);
            await writeNew(command.output, passed.files);
            reported.push(passed.reported);
            for (const remark of passed.remarks) err(`${passed.recording.id}: ${remark}`);
          }
        } catch (error) {
          if (error instanceof UsageError) throw error;
          reject({ fileNumber: event.fileNumber, file: input.files[event.fileNumber - 1]!, error });
        }
      }
    }
  }

  const settings: ReportSettings = {
    dates: command.dates,
    keyIterationCount: key.iterationCount,
    key: command.keyFile === undefined ? "thrown-away" : "key-file",
    keptTextCount: keptTexts.length,
    keptTextsReadBy: command.readBy ?? null,
    madeAt: `${new Date().toISOString().slice(0, 16).replace("T", " ")} UTC`,
    programVersion: programVersion(),
    personCount: session.personCount(),
    recordingsWithoutPerson: session.recordingsWithoutPerson(),
    rejected: countCodes(rejections),
    pairing: paired?.flow,
  };
  const report = buildReport(session.removals(), reported, settings);
  await writeNew(command.output, Object.entries(REPORT_NAMES).map(([form, name]) => ({ name, bytes: report[form as keyof typeof REPORT_NAMES] })));
  out(`${reported.length} recordings of ${settings.personCount} people written to ${command.output}`);
  out(`report: ${REPORT_NAMES.text}, ${REPORT_NAMES.html}, ${REPORT_NAMES.json}; read it before the data go anywhere`);
  if (leftOut > 0) err(`${leftOut} files beside the recordings (texts, lists, further annotations) stayed behind`);
  if (withoutAnnotator > 0) err(`${withoutAnnotator} recordings have annotations of several annotators, none of them the default: none was taken`);
  if (rejections.length > 0) err(`${rejections.length} files did not pass${command.facts ? "" : "; --facts shows their names"}`);
  if (reported.length === 0 && rejections.length === 0) err("no recording was found");
  return rejections.length > 0 || reported.length === 0 ? 1 : 0;
}

function stopped(err: (line: string) => void): ExitCode {
  err("stopped: what was written so far has no report; erase it and begin again");
  return 130;
}

async function keyFor(command: DeidentifyCommand, err: (line: string) => void): Promise<PseudonymKey> {
  if (command.keyFile === undefined) {
    err("No --key-file: the key of the pseudonyms is made at random and thrown away after this run.");
    return makeKeyOnce();
  }
  if (isInside(await realPathOf(command.keyFile), await realPathOf(command.output))) throw new UsageError("The key file lies in the output. Keep it apart from the data.");
  const { key, isNew } = await readOrMakeKey(command.keyFile);
  if (isNew) err(`A new key was made at ${command.keyFile}. Keep it with you and apart from the data; without it the same pseudonyms cannot be made again.`);
  return key;
}

/** Texts to keep, one a line, exactly as they stand in the files. */
async function readKeptTexts(path: string): Promise<readonly string[]> {
  if (!(await exists(path))) throw new UsageError(`There is no file ${path}.`);
  return [...new Set((await readFile(path, "utf8")).replace(/^\uFEFF/, "").split(/\r\n|\n/).filter((line) => line.trim() !== ""))];
}

/** Files to open, without those that were named for another purpose. */
async function withoutFiles(input: Input, root: string, others: readonly (string | undefined)[]): Promise<Input["main"]> {
  if (!input.isFolder) return input.main;
  const paths = new Set(await Promise.all(others.filter((path) => path !== undefined).map((path) => realPathOf(path))));
  const base = await realpath(root);
  return input.main.filter(({ path }) => !paths.has(resolve(base, path)));
}

function countCodes(rejections: readonly Rejection[]): ReportSettings["rejected"] {
  const counts = new Map<FormatErrorCode | "defect", number>();
  for (const { error } of rejections) counts.set(codeOf(error), (counts.get(codeOf(error)) ?? 0) + 1);
  return [...counts].map(([code, count]) => ({ code, count }));
}

function programVersion(): string {
  return (JSON.parse(readFileSync(join(repositoryRoot, "package.json"), "utf8")) as { version: string }).version;
}
