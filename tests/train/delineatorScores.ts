/** Scores delineations of marked records as `kalium score delineation` does. */
import { detectQrs, type Delineation, type Delineator, type QrsDetections } from "../../packages/ecg/src/index.ts";
import { beginRecord, emptyTally, summarise, tallyWaves, type BoundaryFigures, type DelineationTally } from "../../packages/cli/src/score/delineationScore.ts";
import type { MarkedWaves } from "../../packages/cli/src/score/delineationReference.ts";
import type { LudbRecord } from "./ludbStrips.ts";

export type BeatSource = "detected" | "marked";

/** Complexes of a record: found by the detector, or the marked ones of the lead with the most. */
export function beatsOf({ reference: { recording, marks } }: LudbRecord, source: BeatSource): QrsDetections {
  if (source === "detected") return detectQrs(recording.leads, recording.samplingRateHz);
  const leads = marks.kind === "per-lead" ? marks.leads.flatMap((lead) => (lead === null ? [] : [lead.qrs])) : [marks.waves.qrs];
  const longest = leads.reduce((best, list) => (list.length > best.length ? list : best));
  return { sampleIndices: Int32Array.from(longest, ({ peak }) => Math.round(peak)), confidence: new Float32Array(longest.length).fill(1) };
}

export function wavesOfLead(delineation: Delineation, lead: number): MarkedWaves {
  const beats = delineation.leads[lead]!.beats;
  const list = (kind: "p" | "qrs" | "t" | "u") => beats.flatMap((beat) => (beat[kind] === null ? [] : [beat[kind]!]));
  return { p: list("p"), qrs: list("qrs"), t: list("t"), u: list("u") };
}

export function tallyDelineation(tally: DelineationTally, { reference: { recording, marks } }: LudbRecord, delineation: Delineation): void {
  beginRecord(tally);
  if (marks.kind !== "per-lead") return;
  marks.leads.forEach((marked, lead) => {
    if (marked !== null) tallyWaves(tally, marked, wavesOfLead(delineation, lead), recording.samplingRateHz);
  });
}

export async function scoreDelineator(records: readonly LudbRecord[], delineatorOf: (record: LudbRecord) => Delineator, source: BeatSource): Promise<readonly BoundaryFigures[]> {
  const tally = emptyTally();
  for (const record of records) tallyDelineation(tally, record, await delineatorOf(record).delineate(record.reference.recording.leads, record.reference.recording.samplingRateHz, beatsOf(record, source)));
  return summarise(tally);
}

export function printFigures(title: string, figures: readonly BoundaryFigures[]): void {
  console.log(title);
  for (const { boundary, n, meanMs, sdMs, medianMs, sensitivityPercent, positivePredictivityPercent } of figures) {
    console.log(`  ${boundary.padEnd(11)} n ${String(n).padStart(6)}  mean ${meanMs.toFixed(1).padStart(6)}  SD ${sdMs.toFixed(1).padStart(5)}  median ${medianMs.toFixed(1).padStart(5)}  Se ${sensitivityPercent.toFixed(2)}  +P ${positivePredictivityPercent.toFixed(2)}`);
  }
}
