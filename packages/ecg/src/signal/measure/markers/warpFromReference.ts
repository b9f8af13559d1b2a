/** The warping markers of one record against a reference record of the same person. */
import type { RecordMeasurements } from "../measureRecording.ts";
import { eigenLeads } from "./eigenLeads.ts";
import { independentCentredLeads } from "./independentLeads.ts";
import type { MarkerBasis, MarkerValue } from "./markerBasis.ts";
import { QRS_WARP_BASIS, T_WARP_BASIS, qrsWarp, tWaveWarp, type MarkedWave } from "./warpMarkers.ts";

/** The T wave is cut from here after the J point, so that its onset needs no mark of its own (Kalium's choice). */
const T_AFTER_J_MS = 40;

/**
 * d_w, d_w,c and the QRS warp of `other` against `reference`, on the first eigenlead of the reference's T wave (and of its QRS
 * complex): both records are seen along the same axis of the body, as in Palmieri 2021.
 */
export function warpFromReference(reference: RecordMeasurements, other: RecordMeasurements): readonly MarkerValue[] {
  const t = waves(reference, other, "t");
  const qrs = waves(reference, other, "qrs");
  const tWarp = typeof t === "string" ? null : tWaveWarp(t[0], t[1]);
  const complexWarp = typeof qrs === "string" ? null : qrsWarp(qrs[0], qrs[1]);
  const marker = (name: string, value: number | null | undefined, reason: string, basis: MarkerBasis): MarkerValue => ({ name, value: value ?? null, reason: value === null || value === undefined ? reason : null, basis });
  const noT = typeof t === "string" ? t : "a T wave is flat or too short";
  const noQrs = typeof qrs === "string" ? qrs : "a complex is flat or too short";
  return [
    marker("d_w", tWarp?.signedMs, noT, T_WARP_BASIS),
    marker("d_w unsigned", tWarp?.unsignedMs, noT, T_WARP_BASIS),
    marker("d_w,c", tWarp?.rateCorrectedMs, tWarp === null ? noT : "an RR interval is missing", T_WARP_BASIS),
    marker("QRS warp", complexWarp?.signedMs, noQrs, QRS_WARP_BASIS),
    marker("QRS warp unsigned", complexWarp?.unsignedMs, noQrs, QRS_WARP_BASIS),
  ];
}

/** The wave of both records on one axis, or why there is none. */
function waves(reference: RecordMeasurements, other: RecordMeasurements, wave: "t" | "qrs"): readonly [MarkedWave, MarkedWave] | string {
  const bounds = [reference, other].map((record) => boundsOf(record, wave));
  const [own, there] = bounds;
  if (own === null || own === undefined || there === null || there === undefined) return `the ${wave === "t" ? "T wave" : "complex"} of a record could not be marked`;
  const referenceLeads = independentCentredLeads(reference.medianBeat!, reference.marks!);
  const otherLeads = independentCentredLeads(other.medianBeat!, other.marks!);
  const shared = referenceLeads.filter(({ name }) => otherLeads.some((lead) => lead.name === name));
  const eigen = eigenLeads(shared.map(({ samples }) => samples), own.onset, own.offset, 1);
  if (eigen === null) return "the records share no lead with signal";
  const matched = shared.map(({ name }) => otherLeads.find((lead) => lead.name === name)!.samples);
  const seen = Float64Array.from({ length: matched[0]!.length }, (_, k) => matched.reduce((sum, lead, i) => sum + eigen.weights[0]![i]! * lead[k]!, 0));
  return [
    { samples: eigen.traces[0]!, samplingRateHz: reference.samplingRateHz, levelMillivolt: 0, ...own },
    { samples: seen, samplingRateHz: other.samplingRateHz, levelMillivolt: 0, ...there },
  ];
}

function boundsOf({ marks, rate, samplingRateHz }: RecordMeasurements, wave: "t" | "qrs"): { readonly onset: number; readonly offset: number; readonly rrMs?: number } | null {
  if (marks === null) return null;
  if (wave === "qrs") return { onset: marks.qrsOnset, offset: marks.qrsOffset };
  if (marks.tOffset === null) return null;
  return { onset: marks.qrsOffset + (T_AFTER_J_MS / 1000) * samplingRateHz, offset: marks.tOffset, ...(rate.meanMs === null ? {} : { rrMs: rate.meanMs }) };
}
