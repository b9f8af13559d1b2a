/** From indices to a grade with reasons. */
import { LEAD_QUALITY_LIMITS } from "../leadQuality.ts";
import type { LeadFault, QualityGrade } from "../leadQuality.ts";
import type { StretchIndices } from "./assessStretches.ts";
import type { QualityLimits } from "./qualityLimits.ts";

/** One thing that speaks against a stretch. */
export interface QualityReason {
  readonly index: LeadFault | "qSqi" | "pSqi" | "kSqi" | "basSqi" | "beatLikeness" | "mains" | "beats" | "duration";
  /** "mention": shown, but not held against the stretch, as the heart itself may be the reason. */
  readonly severity: "mention" | "fair" | "poor";
  /** A sentence for the page, with the number and the limit. */
  readonly text: string;
}

/** Kalium's choice: less cannot be judged. */
const SHORTEST_S = 2;
/** Literature (Orphanidou 2015): no gap between beats above 3 s. */
const LONGEST_GAP_S = 3;
const SEVERITIES = ["poor", "fair", "mention"] as const;

/**
 * Kalium's fusion: what concerns the lead itself (missing, flat, saturated, clipped, noise, no complex, too short) decides alone when it is
 * poor; of the statistical indices it takes a poor one and another doubt, as each alone is wrong often (the simple fusion of Zhao & Zhang 2018
 * is of this kind): drift alone leaves a stretch fair, as it can be removed. High pSQI and low kurtosis are mentioned only: wide, smooth complexes look so as well.
 */
export function gradeStretch(indices: StretchIndices, limits: QualityLimits): { readonly grade: QualityGrade; readonly reasons: readonly QualityReason[] } {
  const faults = [...indices.faults.map((fault) => describeFault(fault, indices)), ...describeAbsence(indices)];
  const doubts = faults.some(({ severity }) => severity === "poor") && indices.missingShare === 1 ? [] : [...describeDoubts(indices, limits)];
  const reasons = [...faults, ...doubts].sort((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
  const count = (severity: QualityReason["severity"]) => doubts.filter((doubt) => doubt.severity === severity).length;
  const isPoor = faults.some(({ severity }) => severity === "poor") || (count("poor") > 0 && count("poor") + count("fair") >= 2);
  const isFair = faults.length > 0 || count("poor") + count("fair") > 0;
  return { grade: isPoor ? "poor" : isFair ? "fair" : "good", reasons };
}

function* describeAbsence({ durationS, beatCount, missingShare }: StretchIndices): Generator<QualityReason> {
  if (durationS < SHORTEST_S) yield { index: "duration", severity: "poor", text: `${durationS.toFixed(1)} s are too short to judge.` };
  else if (beatCount === 0 && durationS > LONGEST_GAP_S && missingShare < 1) yield { index: "beats", severity: "poor", text: `No complex was found in ${durationS.toFixed(0)} s.` };
}

function describeFault(fault: LeadFault, indices: StretchIndices): QualityReason {
  const limits = LEAD_QUALITY_LIMITS;
  const severityOf = (value: number, limit: { readonly poor: number }): QualityReason["severity"] => (value >= limit.poor ? "poor" : "fair");
  const share = (value: number) => `${(100 * value).toFixed(value < 0.1 ? 1 : 0)} %`;
  switch (fault) {
    case "missing":
      return { index: fault, severity: severityOf(indices.missingShare, limits.missingShare), text: `${share(indices.missingShare)} of the samples are missing.` };
    case "flat":
      return { index: fault, severity: severityOf(indices.flatShare, limits.flatShare), text: `${share(indices.flatShare)} of the time the line is flat: an electrode may be off.` };
    case "saturated":
      return { index: fault, severity: severityOf(indices.railShare, limits.railShare), text: `${share(indices.railShare)} of the time the amplifier stands at its end.` };
    case "clipped":
      return { index: fault, severity: severityOf(indices.railShare, limits.railShare), text: `Peaks are cut off (${share(indices.railShare)} of the samples stand at the highest or lowest value).` };
    case "noisy":
      return { index: fault, severity: severityOf(indices.noiseMillivolt, limits.noiseMillivolt), text: `Fast noise of ${indices.noiseMillivolt.toFixed(3)} mV (mentioned from ${limits.noiseMillivolt.fair} mV).` };
    default:
      return fault satisfies never;
  }
}

function* describeDoubts(indices: StretchIndices, limits: QualityLimits): Generator<QualityReason> {
  const { qSqi, pSqi, kSqi, basSqi, driftMillivolt, beatLikeness, mainsMillivolt } = indices;
  const below = (value: number, limit: { readonly fair: number; readonly poor: number }) => (value < limit.poor ? ("poor" as const) : value < limit.fair ? ("fair" as const) : null);
  const agreement = below(qSqi, limits.qSqi);
  if (agreement) yield { index: "qSqi", severity: agreement, text: `Two detectors agree on ${(100 * qSqi).toFixed(0)} % of the complexes (good from ${(100 * limits.qSqi.fair).toFixed(0)} %).` };
  const shift = indices.beatsPerMinute >= limits.pSqi.fastBeatsPerMinute ? 0.1 : 0;
  const band = below(pSqi + shift, limits.pSqi);
  if (band) yield { index: "pSqi", severity: band, text: `Only ${(100 * pSqi).toFixed(0)} % of the power at 5–40 Hz lies at 5–15 Hz (good from ${(100 * (limits.pSqi.fair - shift)).toFixed(0)} %): muscle noise, or narrow spikes.` };
  else if (pSqi + shift > limits.pSqi.highest) {
    yield { index: "pSqi", severity: "mention", text: `${(100 * pSqi).toFixed(0)} % of the power at 5–40 Hz lies at 5–15 Hz (usual up to ${(100 * (limits.pSqi.highest - shift)).toFixed(0)} %): movement, or wide complexes of the heart itself.` };
  }
  if (kSqi <= limits.kSqi.fair) yield { index: "kSqi", severity: "mention", text: `Kurtosis ${kSqi.toFixed(1)} (good above ${limits.kSqi.fair}): complexes do not stand out sharply.` };
  const base = driftMillivolt >= limits.basSqi.driftMillivolt ? below(basSqi, limits.basSqi) : null;
  if (base) yield { index: "basSqi", severity: base, text: `The baseline wanders by ${driftMillivolt.toFixed(2)} mV: ${(100 * (1 - basSqi)).toFixed(0)} % of the power lies below 1 Hz (good up to ${(100 * (1 - limits.basSqi.fair)).toFixed(0)} %).` };
  const likeness = below(beatLikeness, limits.beatLikeness);
  if (likeness) yield { index: "beatLikeness", severity: likeness, text: `Even the most similar beats correlate by ${beatLikeness.toFixed(2)} only (good from ${limits.beatLikeness.fair}): noise, or no two beats alike.` };
  if (mainsMillivolt >= limits.mainsMillivolt.fair) {
    yield { index: "mains", severity: mainsMillivolt >= limits.mainsMillivolt.poor ? "poor" : "fair", text: `Mains of ${indices.mainsHz} Hz with ${mainsMillivolt.toFixed(3)} mV (mentioned from ${limits.mainsMillivolt.fair} mV); a notch removes it.` };
  }
}
