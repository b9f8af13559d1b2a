/** `kalium score qrs`: a detector against the reference beats of every record in a folder. */
import { FormatError, beatReferenceOf, bridgeInvalid, detectQrs, isBeatSymbol, listAnnotators, readWfdbRecord, scoreBeats, type Recording, type SourceFile } from "@kalium/ecg";
import { readInput } from "../files/diskFiles.ts";
import { UsageError } from "../usageError.ts";
import type { ScoreQrsCommand } from "./qrsCommandLine.ts";
import { rowOf, summariseScores, type QrsRecordScore } from "./qrsScores.ts";
import { printQrsScores } from "./printQrsScores.ts";
import { ScoreFailed } from "./scoreFailed.ts";

/** Reference beats of databases with one annotation file for the whole record. */
const RECORD_ANNOTATOR = "atr";
/** Lead whose marks are the reference where every lead has its own (LUDB) and none is named. */
const REFERENCE_LEAD = "ii";

/** Prints the scores. @returns 1 when a record could not be read, else 0. @throws UsageError, ScoreFailed */
export async function scoreQrs(command: ScoreQrsCommand, out: (line: string) => void, err: (line: string) => void): Promise<0 | 1> {
  const input = await readInput(command.folder);
  if (input === null) throw new UsageError(`There is no folder ${command.folder}.`);
  const isHeader = ({ path }: SourceFile) => /\.hea$/i.test(path) && !/(^|\/)[.~][^/]*$/.test(path);
  const headers = input.main.filter(isHeader).sort((a, b) => a.path.localeCompare(b.path, "en", { numeric: true }));
  if (headers.length === 0) throw new ScoreFailed(`${command.folder} holds no WFDB record (.hea). Name the folder with the records and their annotation files.`);
  const records: QrsRecordScore[] = [];
  const notRead: string[] = [];
  let withoutBeats = 0;
  for (const header of headers) {
    try {
      const score = await scoreRecord(header, input.files, command);
      if (score === null) withoutBeats += 1;
      else records.push(score);
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
      notRead.push(`${error.message}. ${error.remedy} (${error.code})`);
    }
  }
  for (const reason of notRead) err(reason);
  if (records.length === 0) {
    if (notRead.length > 0) throw new ScoreFailed(`No record of ${command.folder} could be scored.`);
    throw new ScoreFailed(`None of the records of ${command.folder} (${headers.length}) has reference beats. Put their annotation files beside them: RECORD.atr, or RECORD.i … RECORD.v6 for LUDB.`);
  }
  const summary = summariseScores(records);
  if (command.json) out(JSON.stringify({ settings: settingsOf(command), records: records.map(plainRecord), ...summary, withoutReferenceBeats: withoutBeats, notRead }, null, 2));
  else for (const line of printQrsScores(command, records, summary, withoutBeats)) out(line);
  return notRead.length > 0 ? 1 : 0;
}

function settingsOf(command: ScoreQrsCommand) {
  return { detector: command.detector, lead: command.lead ?? "all, fused", windowMs: 150, fromS: command.fromS };
}

/** A record as JSON has it: its counts flat, and where the errors are, in samples. */
function plainRecord({ record, annotator, leads, durationS, score, timeMs }: QrsRecordScore) {
  return { record, annotator, leads, durationS, ...rowOf([score]), timeMs, missedAt: score.missedAt, extraAt: score.extraAt };
}

/** Null for a record without reference beats. */
async function scoreRecord(header: SourceFile, files: readonly SourceFile[], command: ScoreQrsCommand): Promise<QrsRecordScore | null> {
  const annotators = (await listAnnotators(header, files)).map(({ name }) => name);
  const hasRecordMarks = annotators.includes(RECORD_ANNOTATOR);
  const wanted = hasRecordMarks ? RECORD_ANNOTATOR : annotators.find((name) => name.toLowerCase() === (command.lead ?? REFERENCE_LEAD).toLowerCase());
  if (wanted === undefined) {
    // A record whose marks are of other leads only: read it, so that a wrong lead is told from missing marks.
    if (command.lead !== undefined && annotators.length > 0) leadsOf(await readWfdbRecord(header, files), command.lead);
    return null;
  }
  const recording = await readWfdbRecord(header, files, { annotator: wanted });
  if (!recording.annotations.some(({ symbol }) => isBeatSymbol(symbol))) return null;
  const leads = leadsOf(recording, command.lead).map(({ name, samplesMillivolt }) => ({ name, samplesMillivolt: bridgeInvalid(samplesMillivolt) }));
  const reference = beatReferenceOf(recording.annotations, recording.samplingRateHz, { fromS: command.fromS, onlyBetweenMarks: !hasRecordMarks });
  const startedAt = performance.now();
  const { sampleIndices } = detectQrs(leads, recording.samplingRateHz, command.detector);
  const timeMs = performance.now() - startedAt;
  const score = scoreBeats(reference, sampleIndices, recording.samplingRateHz);
  return { record: recording.id, annotator: wanted, leads: leads.map(({ name }) => name), durationS: recording.sampleCount / recording.samplingRateHz, score, timeMs };
}

function leadsOf(recording: Recording, lead: string | undefined) {
  if (lead === undefined) return recording.leads;
  const found = recording.leads.find(({ name }) => name.toLowerCase() === lead.toLowerCase()) ?? (/^\d+$/.test(lead) ? recording.leads[Number(lead) - 1] : undefined);
  if (found !== undefined) return [found];
  const names = recording.leads.map(({ name }) => name).join(", ");
  throw new FormatError("missing-lead", { file: recording.id }, `the record has no lead ${lead}; it has ${names}`, `Choose one of ${names}, or a number from 1 to ${recording.leads.length}.`);
}
