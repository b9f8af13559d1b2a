/** The potassium markers that one record by itself can give; the warping markers need a reference of the same person. */
import type { GlobalMarks } from "../globalIntervals.ts";
import type { LeadMeasurements } from "../leadMeasurements.ts";
import type { MedianBeats } from "../medianBeats.ts";
import { waveShape } from "../waveShape.ts";
import { eigenLeads } from "./eigenLeads.ts";
import type { MarkerBasis, MarkerValue } from "./markerBasis.ts";
import { independentCentredLeads } from "./independentLeads.ts";
import { MORPHOLOGY_BASIS, morphologyScore } from "./morphologyCombinationScore.ts";
import { EIGENLEAD_SLOPE_BASIS, RIGHT_SLOPE_OVER_ROOT_BASIS, rightSlopeOverRootAmplitude, slopeOverAmplitude } from "./slopeMarkers.ts";

const RATIO_BASIS: MarkerBasis = {
  citation: "T/R: Papal & Rafique, Am J Undergrad Res (r .23, .17, .17 in V2, V3, V4; 89 people on haemodialysis)",
  unit: "1",
  calibration: null,
  applicableRange: "between people nearly uncorrelated with potassium",
  kaliumsChoice: "amplitudes against the level before the complex, on the median beat",
};

const U_BASIS: MarkerBasis = {
  citation: "Weaver & Burchell 1960 (recalled): U above T, or U > .05 mV in II or > .1 mV in V3, in hypokalaemia",
  unit: "1",
  calibration: null,
  applicableRange: "low potassium and heart rates below 95/min; a normal ECG does not exclude it",
  kaliumsChoice: "amplitudes against the level before the complex, on the median beat",
};

/** Leads that the one-lead markers are given for. */
const MARKER_LEADS = ["II", "V2", "V3", "V4", "V5"] as const;

export function recordMarkers(median: MedianBeats, marks: GlobalMarks, leads: readonly LeadMeasurements[], tOnset: number): readonly MarkerValue[] {
  const perLead = MARKER_LEADS.flatMap((name): MarkerValue[] => {
    const lead = leads.find(({ leadName }) => leadName.toUpperCase() === name);
    if (lead === undefined) return [];
    const noT = lead.missing.t ?? null;
    const root = lead.t === null ? null : rightSlopeOverRootAmplitude(lead.t);
    return [
      { name: `T right slope/√amplitude ${name}`, value: root, reason: root === null ? (noT ?? "the T wave points down") : null, basis: RIGHT_SLOPE_OVER_ROOT_BASIS },
      { name: `T/R ${name}`, value: lead.tOverR, reason: lead.tOverR === null ? (noT ?? lead.missing.tOverR ?? null) : null, basis: RATIO_BASIS },
      { name: `U/T ${name}`, value: lead.uOverT, reason: lead.uOverT === null ? (noT ?? lead.missing.u ?? null) : null, basis: U_BASIS },
    ];
  });
  return [...eigenMarkers(median, marks, tOnset), ...perLead];
}

function eigenMarkers(median: MedianBeats, marks: GlobalMarks, tOnset: number): MarkerValue[] {
  const names = ["T slope/amplitude eigenlead 1", "T slope/amplitude eigenlead 2"];
  const absent = (reason: string): MarkerValue[] => [
    ...names.map((name) => ({ name, value: null, reason, basis: EIGENLEAD_SLOPE_BASIS })),
    { name: "morphology combination score", value: null, reason, basis: MORPHOLOGY_BASIS },
  ];
  if (marks.tOffset === null) return absent(marks.missing.t ?? "no T wave was marked");
  const rate = median.samplingRateHz;
  const centred = independentCentredLeads(median, marks).map(({ samples }) => samples);
  if (centred.length < 3) return absent("eigenleads need at least three independent leads");
  const eigen = eigenLeads(centred, marks.qrsOffset + 0.04 * rate, marks.tOffset);
  if (eigen === null) return absent("the leads hold no signal in the T window");
  const shapes = eigen.traces.map((trace) => waveShape(trace, Math.max(tOnset, marks.qrsOffset), marks.tOffset!, 0, rate));
  const score = morphologyScore(eigen.traces[0]!, tOnset, marks.tOffset, 0, rate);
  return [
    ...names.map((name, k): MarkerValue => {
      const shape = shapes[k] ?? null;
      return { name, value: shape === null ? null : slopeOverAmplitude(shape), reason: shape === null ? "the eigenlead is flat" : null, basis: EIGENLEAD_SLOPE_BASIS };
    }),
    { name: "morphology combination score", value: score?.score ?? null, reason: score === null ? "the peak of the T wave lies on one of its marks" : null, basis: MORPHOLOGY_BASIS },
  ];
}
