/**
 * Onsets and offsets that hold for the heart and not for one lead, found on the median beats of all leads together: the way
 * devices measure (AHA/ACC/HRS 2007, 10.1016/j.jacc.2007.01.024, prefers global 12-lead intervals). The QRS complex ends where
 * the vector's speed falls to a small share of its largest; P and T by `waveEdge`.
 */
import type { MedianBeats } from "./medianBeats.ts";
import { lineSlope } from "./smoothDerivative.ts";
import { waveEdge, type CombinedTrace } from "./waveEdge.ts";

/** Samples on the median beat; null where the wave is not there. */
export interface GlobalMarks {
  readonly pOnset: number | null;
  readonly pPeak: number | null;
  readonly pOffset: number | null;
  readonly qrsOnset: number;
  readonly qrsOffset: number;
  readonly tPeak: number | null;
  readonly tOffset: number | null;
  /** Why a mark is missing, by the mark's wave. */
  readonly missing: Readonly<Partial<Record<"p" | "t", string>>>;
}

/** What a delineator has found, on the same time axis: where to look. */
export interface GlobalHints {
  /** Null: the delineator saw no P wave in most beats. Absent: nothing is known. */
  readonly pPeak?: number | null;
  readonly tPeak?: number | null;
  /** Bounds by single leads: the outer one of them and the vector's counts, and those of the complex are not left by far. */
  readonly pOnset?: number | null;
  readonly pOffset?: number | null;
  readonly qrsOnset?: number | null;
  readonly qrsOffset?: number | null;
  readonly tOffset?: number | null;
  /** Peak of a U wave: T has ended in the valley before it. */
  readonly uPeak?: number | null;
}

/** Kalium's choice, held against the cardiologists' marks of LUDB: QRS bounds lie where the speed is this share of its peak. */
export const QRS_SPEED_SHARE = 0.04;
/** … or this many times the quiet level of the beat, where that is more. */
const QRS_SPEED_OVER_QUIET = 2.5;
/** The speed must stay below for this long. */
const QUIET_FOR_MS = 12;
/** The widest half of a complex that is looked at, and how far its bounds may lie outside those of a hint: a pacing spike is no complex. */
const QRS_REACH_MS = 140;
const BEYOND_HINT_MS = 25;
/**
 * A wave begins with its earliest and ends with its latest sign in any lead (AHA/ACC/HRS 2007). The vector asks for speed of all
 * leads together and so comes a little late and leaves a little early; where the delineator's bound by single leads lies outside
 * it counts, but by no more than so much: of QRS and T the CSE working party's tolerances, two standard deviations of readers
 * (recalled); of P more (Kalium's choice), since its shallow flanks are where the vector loses most.
 */
const OUTER_AT_MOST_MS = { pOnset: 25, pOffset: 25, qrsOnset: 6.5, qrsOffset: 11.6, tOffset: 30.6 } as const;
/** A wave counts when its magnitude is this many times the noise of the beat, and at least 30 µV over all leads. */
const WAVE_OVER_NOISE = 4;
const SMALLEST_WAVE_MILLIVOLT = 0.03;
/** Longest PR interval looked for without a hint. */
const LONGEST_PR_MS = 300;

/** @returns null when the beat is flat */
export function markGlobalWaves(beats: MedianBeats, hints: GlobalHints = {}): GlobalMarks | null {
  const rate = beats.samplingRateHz;
  const samplesOf = (ms: number) => Math.round((ms / 1000) * rate);
  const leads = independentLeads(beats);
  const length = leads[0]?.length ?? 0;
  const qrsSpeed = rootSumSquare(leads.map((lead) => lineSlope(lead, rate, 6)));
  const reach = samplesOf(QRS_REACH_MS);
  let peak = beats.anchor;
  for (let i = Math.max(0, beats.anchor - samplesOf(80)); i < Math.min(length, beats.anchor + samplesOf(80)); i++) if (qrsSpeed[i]! > qrsSpeed[peak]!) peak = i;
  if (!(qrsSpeed[peak]! > 0)) return null;
  const quiet = quantile(qrsSpeed, 0.1);
  const threshold = Math.max(QRS_SPEED_SHARE * qrsSpeed[peak]!, QRS_SPEED_OVER_QUIET * quiet);
  const beyond = samplesOf(BEYOND_HINT_MS);
  const earliest = Math.max(0, peak - reach, Math.min(peak, Math.round((hints.qrsOnset ?? -Infinity) - beyond)));
  const latest = Math.min(length - 1, peak + reach, Math.max(peak, Math.round((hints.qrsOffset ?? Infinity) + beyond)));
  const qrsOnset = quietFrom(qrsSpeed, peak, earliest, threshold, samplesOf(QUIET_FOR_MS));
  const qrsOffset = quietFrom(qrsSpeed, peak, latest, threshold, samplesOf(QUIET_FOR_MS));
  const p = findP(beats, leads, qrsOnset, hints.pPeak);
  const t = findT(beats, leads, qrsOnset, qrsOffset, hints);
  const outer = (own: number, hint: number | null | undefined, direction: -1 | 1, mostMs: number) => {
    const beyond = typeof hint === "number" ? direction * (hint - own) : 0;
    return beyond > 0 ? own + direction * Math.round(Math.min(beyond, (mostMs / 1000) * rate)) : own;
  };
  return {
    qrsOnset: outer(qrsOnset, hints.qrsOnset, -1, OUTER_AT_MOST_MS.qrsOnset), qrsOffset: outer(qrsOffset, hints.qrsOffset, 1, OUTER_AT_MOST_MS.qrsOffset),
    pOnset: p === null ? null : outer(p.onset, hints.pOnset, -1, OUTER_AT_MOST_MS.pOnset), pPeak: p?.peak ?? null,
    pOffset: p === null ? null : outer(p.offset, hints.pOffset, 1, OUTER_AT_MOST_MS.pOffset),
    tPeak: t?.peak ?? null, tOffset: t === null ? null : Math.min(outer(t.offset, hints.tOffset, 1, OUTER_AT_MOST_MS.tOffset), t.latestOffset),
    missing: {
      ...(p === null ? { p: hints.pPeak === null ? "no P wave in most beats" : "no P wave stands out of the noise before the complex" } : {}),
      ...(t === null ? { t: "no T wave stands out of the noise after the complex" } : {}),
    },
  };
}

/** Leads that are no sums of others; all that there are when fewer than the limb leads I and II are there. */
function independentLeads({ leads }: MedianBeats): readonly Float64Array[] {
  const names = new Set(leads.map(({ leadName }) => leadName.toUpperCase()));
  const isDerived = (name: string) => names.has("I") && names.has("II") && ["III", "AVR", "AVL", "AVF"].includes(name.toUpperCase());
  return leads.filter(({ leadName }) => !isDerived(leadName)).map(({ samplesMillivolt }) => samplesMillivolt);
}

function rootSumSquare(traces: readonly Float64Array[]): Float64Array {
  return Float64Array.from({ length: traces[0]?.length ?? 0 }, (_, i) => Math.sqrt(traces.reduce((sum, trace) => sum + trace[i]! ** 2, 0)));
}

/** First sample, going from the peak to the limit, from which on the trace stays below the threshold; the quietest one if it never does. */
function quietFrom(trace: Float64Array, peak: number, limit: number, threshold: number, forSamples: number): number {
  const step = limit < peak ? -1 : 1;
  let below = 0;
  let quietest = peak;
  for (let i = peak; i !== limit + step; i += step) {
    if (trace[i]! < trace[quietest]!) quietest = i;
    below = trace[i]! < threshold ? below + 1 : 0;
    if (below >= forSamples) return i - step * (below - 1);
  }
  return quietest;
}

/** Magnitude against the level of each lead around a sample, its slope, and the speed. */
function combinedTrace(leads: readonly Float64Array[], levelFrom: number, levelTo: number, rate: number, halfWidthMs: number): CombinedTrace {
  const centred = leads.map((lead) => {
    let level = 0;
    for (let i = levelFrom; i < levelTo; i++) level += lead[i]! / (levelTo - levelFrom);
    return lead.map((value) => value - level);
  });
  const magnitude = rootSumSquare(centred);
  return { samplingRateHz: rate, magnitude, magnitudeSlope: lineSlope(magnitude, rate, halfWidthMs), speed: rootSumSquare(leads.map((lead) => lineSlope(lead, rate, halfWidthMs))) };
}

interface FoundWave {
  readonly onset: number;
  readonly peak: number;
  readonly offset: number;
}

function findP({ samplingRateHz: rate }: MedianBeats, leads: readonly Float64Array[], qrsOnset: number, hint: number | null | undefined): FoundWave | null {
  if (hint === null) return null;
  const samplesOf = (ms: number) => Math.round((ms / 1000) * rate);
  const levelTo = qrsOnset;
  const levelFrom = Math.max(0, qrsOnset - samplesOf(16));
  const last = qrsOnset - samplesOf(24);
  const first = Math.max(samplesOf(12), qrsOnset - samplesOf(LONGEST_PR_MS));
  if (levelTo - levelFrom < 2 || last <= first) return null;
  const trace = combinedTrace(leads, levelFrom, levelTo, rate, 10);
  const window = hint === undefined ? [first, last] : [Math.max(first, Math.round(hint) - samplesOf(50)), Math.min(last, Math.round(hint) + samplesOf(50))];
  // What rises to both sides of a straight line between its feet is a wave; the flank of a T wave before it is none.
  let peak = -1;
  for (let i = window[0]!; i <= window[1]!; i++) {
    if (trace.magnitude[i]! < trace.magnitude[i - 1]! || trace.magnitude[i]! < trace.magnitude[i + 1]!) continue;
    if (peak < 0 || trace.magnitude[i]! > trace.magnitude[peak]!) peak = i;
  }
  if (peak < 0) return null;
  const farOnset = Math.max(0, peak - samplesOf(120));
  let lowestBefore = peak;
  for (let i = peak; i >= farOnset; i--) if (trace.magnitude[i]! < trace.magnitude[lowestBefore]!) lowestBefore = i;
  const height = trace.magnitude[peak]! - trace.magnitude[lowestBefore]!;
  if (height < Math.max(SMALLEST_WAVE_MILLIVOLT, WAVE_OVER_NOISE * noiseOf(leads))) return null;
  return { onset: waveEdge(trace, peak, farOnset), peak, offset: waveEdge(trace, peak, Math.min(qrsOnset, peak + samplesOf(120))) };
}

function findT({ samplingRateHz: rate }: MedianBeats, leads: readonly Float64Array[], qrsOnset: number, qrsOffset: number, { tPeak: hint, uPeak }: GlobalHints): (FoundWave & { readonly latestOffset: number }) | null {
  const samplesOf = (ms: number) => Math.round((ms / 1000) * rate);
  const length = leads[0]!.length;
  const end = Math.min(length - 1, Math.round(uPeak ?? Infinity));
  const first = qrsOffset + samplesOf(40);
  const last = Math.min(length - samplesOf(40), qrsOnset + samplesOf(600), end - 1);
  const levelFrom = Math.max(0, qrsOnset - samplesOf(16));
  if (last <= first || qrsOnset - levelFrom < 2) return null;
  const trace = combinedTrace(leads, levelFrom, qrsOnset, rate, 12);
  const window = typeof hint === "number" ? [Math.max(first, Math.round(hint) - samplesOf(60)), Math.min(last, Math.round(hint) + samplesOf(60))] : [first, last];
  let peak = -1;
  for (let i = window[0]!; i <= window[1]!; i++) {
    if (trace.magnitude[i]! < trace.magnitude[i - 1]! || trace.magnitude[i]! < trace.magnitude[i + 1]!) continue;
    if (peak < 0 || trace.magnitude[i]! > trace.magnitude[peak]!) peak = i;
  }
  if (peak < 0 || trace.magnitude[peak]! < Math.max(SMALLEST_WAVE_MILLIVOLT, WAVE_OVER_NOISE * noiseOf(leads))) return null;
  let valley = Math.min(end, peak + samplesOf(220));
  if (typeof uPeak === "number") for (let i = valley; i > peak; i--) if (trace.magnitude[i]! < trace.magnitude[valley]!) valley = i;
  return { onset: first, peak, offset: waveEdge(trace, peak, valley), latestOffset: typeof uPeak === "number" ? valley : length - 1 };
}

/** Noise of the magnitude, mV: from the differences of neighbouring samples, which waves hardly move (median absolute, scaled as for white noise). */
function noiseOf(leads: readonly Float64Array[]): number {
  let sum = 0;
  for (const lead of leads) {
    const steps = Float64Array.from({ length: lead.length - 1 }, (_, i) => Math.abs(lead[i + 1]! - lead[i]!));
    sum += (quantile(steps, 0.5) / (0.6745 * Math.SQRT2)) ** 2;
  }
  return Math.sqrt(sum);
}

function quantile(values: Float64Array, share: number): number {
  return Float64Array.from(values).sort()[Math.floor(share * (values.length - 1))]!;
}
