/** `kalium score delineation`: a delineator against the waves that people marked in every record of a folder. */
import { FormatError, bridgeInvalid, detectQrs, type AnalysedLead, type DelineatedBeat, type Delineator, type QrsDetections, type SourceFile } from "@kalium/ecg";
import { readInput } from "../files/diskFiles.ts";
import { UsageError } from "../usageError.ts";
import type { ScoreDelineationCommand } from "./delineationCommandLine.ts";
import { readDelineationReference, type DelineationReference, type MarkedWaves } from "./delineationReference.ts";
import { beginRecord, emptyTally, summarise, tallyNearest, tallyWaves, type BoundaryFigures, type DelineationTally } from "./delineationScore.ts";
import { delineators } from "./delineators.ts";
import { readMarksFile, type MarksByRecord } from "./marksFile.ts";
import { printDelineationTables } from "./printDelineationScores.ts";
import { ScoreFailed } from "./scoreFailed.ts";

/** Figures of one way of comparing. */
export interface DelineationTable {
  readonly title: string;
  readonly records: readonly string[];
  readonly boundaries: readonly BoundaryFigures[];
}

/** Prints the scores. @returns 1 when a record could not be read, else 0. @throws UsageError, ScoreFailed */
export async function scoreDelineation(command: ScoreDelineationCommand, out: (line: string) => void, err: (line: string) => void): Promise<0 | 1> {
  const input = await readInput(command.folder);
  if (input === null) throw new UsageError(`There is no folder ${command.folder}.`);
  const foreign = command.marksFile === undefined ? null : await readMarksFile(command.marksFile);
  const delineator = await delineators[command.delineator]();
  const headers = input.main.filter(({ path }: SourceFile) => /\.hea$/i.test(path) && !/(^|\/)[.~][^/]*$/.test(path)).sort((a, b) => a.path.localeCompare(b.path, "en", { numeric: true }));
  if (headers.length === 0) throw new ScoreFailed(`${command.folder} holds no WFDB record (.hea). Name the folder with the records and their annotation files.`);
  const tables = new Tables();
  const notRead: string[] = [];
  let position = 0;
  let withoutMarks = 0;
  let timeMs = 0;
  let durationS = 0;
  for (const header of headers) {
    try {
      const reference = await readDelineationReference(header, input.files);
      if (reference === null) {
        withoutMarks += 1;
        continue;
      }
      position += 1;
      if (command.half !== null && (position % 2 === 1) !== (command.half === "odd")) continue;
      timeMs += await scoreRecord(reference, command, delineator, foreign, tables);
      durationS += reference.recording.sampleCount / reference.recording.samplingRateHz;
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
      notRead.push(`${error.message}. ${error.remedy} (${error.code})`);
    }
  }
  for (const reason of notRead) err(reason);
  const scored = tables.list();
  if (scored.length === 0) throw new ScoreFailed(`No record of ${command.folder} has marked waves beside it. Put the annotation files there: RECORD.i … RECORD.v6 (LUDB) or RECORD.q1c (QT Database).`);
  const settings = { delineator: foreign === null ? command.delineator : "marks of a file", beats: foreign !== null ? "of that file" : command.referenceBeats ? "reference" : "Kalium's detector", half: command.half ?? "all", matchWindowMs: 150 };
  const note = delineator.note?.() ?? null;
  if (command.json) out(JSON.stringify({ settings, note, tables: scored, timeMs, durationS, withoutMarks, notRead }, null, 2));
  else for (const line of printDelineationTables(settings, scored, timeMs, durationS, withoutMarks)) out(line);
  if (note !== null && !command.json) out(note);
  return notRead.length > 0 ? 1 : 0;
}

/** Tallies by title, in the order in which they were first used. */
class Tables {
  private readonly tallies = new Map<string, { readonly tally: DelineationTally; readonly records: string[] }>();

  begin(title: string, record: string): DelineationTally {
    const entry = this.tallies.get(title) ?? { tally: emptyTally(), records: [] };
    this.tallies.set(title, entry);
    entry.records.push(record);
    beginRecord(entry.tally);
    return entry.tally;
  }

  list(): DelineationTable[] {
    return [...this.tallies].map(([title, { tally, records }]) => ({ title, records, boundaries: summarise(tally) }));
  }
}

const PER_LEAD_TITLE = "every lead against the marks of that lead";
const NEAREST_TITLE = "the lead nearest to each mark";
const GLOBAL_TITLE = "global marks";
const PEER_TITLE = "ecgpuwave, shipped with the records: the lead nearest to each mark";

/** @returns milliseconds spent on detection and delineation */
async function scoreRecord(reference: DelineationReference, command: ScoreDelineationCommand, delineator: Delineator, foreign: MarksByRecord | null, tables: Tables): Promise<number> {
  const { recording, marks, peer } = reference;
  const { id, samplingRateHz } = recording;
  const startedAt = performance.now();
  let perLead: readonly (MarkedWaves | null)[];
  let global: MarkedWaves | null = null;
  if (foreign !== null) {
    const known = foreign.get(id);
    perLead = recording.leads.map(({ name }) => known?.get(name.toLowerCase()) ?? null);
  } else {
    const leads = recording.leads.map(({ name, samplesMillivolt }): AnalysedLead => ({ name, samplesMillivolt: bridgeInvalid(samplesMillivolt) }));
    const qrs = command.referenceBeats ? referenceBeats(reference) : detectQrs(leads, samplingRateHz);
    const delineation = await delineator.delineate(leads, samplingRateHz, qrs);
    perLead = delineation.leads.map(({ beats }) => wavesOf(beats));
    global = wavesOf(delineation.global);
  }
  const timeMs = performance.now() - startedAt;
  if (marks.kind === "per-lead") {
    const tally = tables.begin(PER_LEAD_TITLE, id);
    marks.leads.forEach((waves, lead) => {
      if (waves !== null) tallyWaves(tally, waves, perLead[lead] ?? noWaves, samplingRateHz);
    });
  } else {
    tallyNearest(tables.begin(NEAREST_TITLE, id), marks.waves, present(perLead), samplingRateHz);
    if (global !== null) tallyWaves(tables.begin(GLOBAL_TITLE, id), marks.waves, global, samplingRateHz);
    if (peer.length > 0) tallyNearest(tables.begin(PEER_TITLE, id), marks.waves, present(peer), samplingRateHz);
  }
  return timeMs;
}

const noWaves: MarkedWaves = { p: [], qrs: [], t: [], u: [] };

function present(leads: readonly (MarkedWaves | null)[]): readonly MarkedWaves[] {
  const found = leads.filter((waves) => waves !== null);
  return found.length > 0 ? found : [noWaves];
}

function wavesOf(beats: readonly DelineatedBeat[]): MarkedWaves {
  const of = (kind: "p" | "qrs" | "t" | "u") => beats.flatMap((beat) => beat[kind] ?? []).sort((a, b) => a.peak - b.peak);
  return { p: of("p"), qrs: of("qrs"), t: of("t"), u: of("u") };
}

/** QRS peaks that people marked; of marks per lead the lead with most, the second of a standard record where they tie. */
function referenceBeats({ marks }: DelineationReference): QrsDetections {
  const lists = marks.kind === "record" ? [marks.waves] : [marks.leads[1] ?? noWaves, ...marks.leads.map((waves) => waves ?? noWaves)];
  const longest = lists.reduce((best, waves) => (waves.qrs.length > best.qrs.length ? waves : best));
  const sampleIndices = Int32Array.from(longest.qrs, ({ peak }) => Math.round(peak));
  return { sampleIndices, confidence: new Float32Array(sampleIndices.length).fill(1) };
}
