/**
 * The median beat of every lead: the record's dominant beats, put on one another by their QRS complexes, and of each sample the
 * mean of the middle half. It is as deaf as the plain median to a beat that is off, and averages noise where the median would
 * only choose. Devices measure on such a beat.
 */
import type { AnalysedLead } from "../analysedLead.ts";
import { medianOfList } from "./spread.ts";

export interface MedianBeats {
  readonly samplingRateHz: number;
  /** Sample of the beat that the detections lie on. */
  readonly anchor: number;
  readonly leads: readonly { readonly leadName: string; readonly samplesMillivolt: Float64Array }[];
  /** Detections (indices into the series) that went in. */
  readonly usedDetections: readonly number[];
  /** Where the anchor of each used beat lies in the recording, after alignment; same order as `usedDetections`. */
  readonly anchorSamples: readonly number[];
  /** Detections too near an end of the recording, and those whose form differs from the dominant one. */
  readonly cutOffCount: number;
  readonly unlikeCount: number;
}

export interface MedianBeatOptions {
  /** Most beats to take, spread evenly over the recording; default 120. */
  readonly mostBeats?: number;
}

/** Before the complex a beat holds what is up to this long (Kalium's choice), or 45 % of the RR interval if that is shorter … */
const BEFORE_MS = 420;
/** … and after it what is up to this long, or 80 % of the RR interval if that is shorter. */
const AFTER_MS = 900;
const BEFORE_SHARE = 0.45;
const AFTER_SHARE = 0.8;
/** Half width around the detection in which forms are compared, and largest shift that alignment may make (Kalium's choice). */
const COMPARED_MS = 80;
const SHIFT_MS = 30;
/** Rises are taken over this long. */
const SPAN_MS = 8;
/**
 * A beat belongs to the dominant form when it correlates with the template nearly as well as the middle one of all beats
 * does, from .7 in noise to .9 in clean leads (Kalium's choice).
 */
const ALIKE = { share: 0.95, lowest: 0.7, highest: 0.9 } as const;
/** Beats among which the template is looked for: all pairs are compared. */
const TEMPLATE_CANDIDATES = 24;

/** @returns null when no whole beat lies in the recording */
export function medianBeats(leads: readonly AnalysedLead[], samplingRateHz: number, detections: ArrayLike<number>, options: MedianBeatOptions = {}): MedianBeats | null {
  const length = leads[0]?.samplesMillivolt.length ?? 0;
  const rr = Array.from({ length: Math.max(0, detections.length - 1) }, (_, i) => detections[i + 1]! - detections[i]!);
  const typicalRr = rr.length > 0 ? medianOfList(rr) : samplingRateHz;
  const before = Math.round(Math.min((BEFORE_MS / 1000) * samplingRateHz, BEFORE_SHARE * typicalRr));
  const after = Math.round(Math.min((AFTER_MS / 1000) * samplingRateHz, AFTER_SHARE * typicalRr));
  const margin = Math.round((SHIFT_MS / 1000) * samplingRateHz);
  const whole = Array.from({ length: detections.length }, (_, i) => i).filter((i) => detections[i]! - before - margin >= 0 && detections[i]! + after + margin < length);
  if (whole.length === 0) return null;
  const taken = spreadEvenly(whole, options.mostBeats ?? 120);
  const comparison = { leads, length, margin, half: Math.round((COMPARED_MS / 1000) * samplingRateHz), span: Math.max(1, Math.round((SPAN_MS / 2000) * samplingRateHz)) };
  const template = chooseTemplate(comparison, spreadEvenly(taken, TEMPLATE_CANDIDATES).map((i) => detections[i]!));
  const alike: AnchoredBeat[] = [];
  const matches = taken.map((detection) => ({ detection, ...bestShift(comparison, template, detections[detection]!, 1) }));
  const needed = Math.min(ALIKE.highest, Math.max(ALIKE.lowest, ALIKE.share * medianOfList(matches.map(({ correlation }) => correlation))));
  for (const { detection, correlation, shift } of matches) {
    if (correlation >= needed) {
      const next = detections[detection + 1];
      const isUsual = next !== undefined && next - detections[detection]! > 0.5 * typicalRr && next - detections[detection]! < 2 * typicalRr;
      alike.push({ detection, at: detections[detection]! + shift, nextAt: isUsual ? next : null });
    }
  }
  if (alike.length === 0) return null;
  return {
    samplingRateHz,
    anchor: before,
    leads: leads.map(({ name, samplesMillivolt }) => ({ leadName: name, samplesMillivolt: medianOfBeats(samplesMillivolt, alike, before, after, samplingRateHz) })),
    usedDetections: alike.map(({ detection }) => detection),
    anchorSamples: alike.map(({ at }) => at),
    cutOffCount: detections.length - whole.length,
    unlikeCount: taken.length - alike.length,
  };
}

interface Comparison {
  readonly leads: readonly AnalysedLead[];
  readonly length: number;
  /** Samples: half width compared, half of the span of a rise, largest shift. */
  readonly half: number;
  readonly span: number;
  readonly margin: number;
}

interface AnchoredBeat {
  readonly detection: number;
  /** Aligned sample. */
  readonly at: number;
  /** The next complex, when it comes at a usual distance; else null. */
  readonly nextAt: number | null;
}

function spreadEvenly(all: readonly number[], most: number): readonly number[] {
  if (all.length <= most) return all;
  return Array.from({ length: most }, (_, i) => all[Math.floor((i * all.length) / most)]!);
}

/** Rises over 8 ms of all leads around a sample, one after the other: what forms are compared by, since they know no baseline and little noise. */
function qrsSlopes({ leads, span, half, length }: Comparison, at: number): Float64Array {
  const slopes = new Float64Array(leads.length * (2 * half + 1));
  let n = 0;
  for (const { samplesMillivolt } of leads) {
    for (let i = at - half; i <= at + half; i++) slopes[n++] = i >= span && i + span < length ? samplesMillivolt[i + span]! - samplesMillivolt[i - span]! : 0;
  }
  return slopes;
}

function correlate(a: Float64Array, b: Float64Array): number {
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    ab += a[i]! * b[i]!;
    aa += a[i]! * a[i]!;
    bb += b[i]! * b[i]!;
  }
  return aa > 0 && bb > 0 ? ab / Math.sqrt(aa * bb) : 0;
}

function bestShift(comparison: Comparison, template: Float64Array, at: number, step: number): { readonly correlation: number; readonly shift: number } {
  let best = { correlation: -1, shift: 0 };
  for (let shift = -comparison.margin; shift <= comparison.margin; shift += step) {
    const correlation = correlate(template, qrsSlopes(comparison, at + shift));
    if (correlation > best.correlation) best = { correlation, shift };
  }
  return best;
}

/** The beat to which most others are alike. */
function chooseTemplate(comparison: Comparison, places: readonly number[]): Float64Array {
  // Finding the template needs less care than aligning to it.
  const step = Math.max(1, Math.round(comparison.span / 2));
  const candidates = places.map((at) => qrsSlopes(comparison, at));
  let best = { score: -1, template: candidates[0]! };
  for (const [index, template] of candidates.entries()) {
    let score = 0;
    places.forEach((at, other) => {
      const { correlation } = other === index ? { correlation: 1 } : bestShift(comparison, template, at, step);
      // A high power counts the beats of one form rather than how far others are from it.
      score += Math.max(0, correlation) ** 8;
    });
    if (score > best.score) best = { score, template };
  }
  return best.template;
}

/**
 * Each beat is first straightened: the line through the levels before its own complex and before the next one is taken off,
 * so that wander does not blur the median.
 */
function medianOfBeats(samples: ArrayLike<number>, beatsAt: readonly AnchoredBeat[], before: number, after: number, samplingRateHz: number): Float64Array {
  const beats = beatsAt.map(({ at, nextAt }) => {
    const level = levelBefore(samples, at, samplingRateHz);
    const slope = nextAt === null ? 0 : (levelBefore(samples, nextAt, samplingRateHz) - level) / (nextAt - at);
    return Float64Array.from({ length: before + after }, (_, i) => samples[at - before + i]! - level - slope * (i - before));
  });
  const column = new Float64Array(beats.length);
  const trimmed = Math.floor(beats.length / 4);
  return Float64Array.from({ length: before + after }, (_, i) => {
    for (let k = 0; k < beats.length; k++) column[k] = beats[k]![i]!;
    column.sort();
    let sum = 0;
    for (let k = trimmed; k < column.length - trimmed; k++) sum += column[k]!;
    return sum / (column.length - 2 * trimmed);
  });
}

/** Level before the complex: mean over 70 … 50 ms before the anchor, in the PR segment of most beats (Kalium's choice). */
function levelBefore(samples: ArrayLike<number>, at: number, samplingRateHz: number): number {
  const from = Math.max(0, at - Math.round(0.07 * samplingRateHz));
  const to = Math.max(from + 1, at - Math.round(0.05 * samplingRateHz));
  let sum = 0;
  for (let i = from; i < to; i++) sum += samples[i]!;
  return sum / (to - from);
}
