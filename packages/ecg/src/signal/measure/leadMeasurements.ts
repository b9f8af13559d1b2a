/** What one lead of one beat shows, between given marks. */
import { levelBefore } from "./isoelectricLevel.ts";
import { qrsDeflections, type QrsDeflections } from "./qrsDeflections.ts";
import { area, waveShape, type WaveShape } from "./waveShape.ts";

/** Marks of one beat in one lead, in samples (fractions allowed); null where the wave is not there. */
export interface LeadMarks {
  /** Beginning and end of the complex over all leads: levels, deflections and ST are read by them, so that leads compare. */
  readonly globalQrsOnset: number;
  readonly globalQrsOffset: number;
  /** The lead's own marks, by which its durations are told. */
  readonly pOnset: number | null;
  readonly pOffset: number | null;
  readonly qrsOnset: number | null;
  readonly qrsOffset: number | null;
  readonly tOnset: number | null;
  readonly tOffset: number | null;
  readonly uOnset: number | null;
  readonly uOffset: number | null;
}

/** ST level at a time after the J point. */
export interface StLevel {
  readonly afterJMs: number;
  readonly millivolt: number;
}

/**
 * Levels, all in mV: P against the level before its onset; QRS, ST, T and U against the level before QRS onset. What could not
 * be measured is null, and `missing` says why.
 */
export interface LeadMeasurements {
  readonly leadName: string;
  /** Mean over the 16 ms before QRS onset, mV as stored. */
  readonly isoelectricMillivolt: number;
  readonly prMs: number | null;
  readonly pDurationMs: number | null;
  readonly qrsMs: number | null;
  readonly qtMs: number | null;
  readonly jtMs: number | null;
  readonly tPeakEndMs: number | null;
  readonly p: WaveShape | null;
  readonly qrs: QrsDeflections | null;
  readonly qrsAreaMillivoltMs: number;
  readonly st: readonly StLevel[];
  readonly t: WaveShape | null;
  /** Time from T onset to T offset. */
  readonly tDurationMs: number | null;
  readonly u: WaveShape | null;
  /** T amplitude over R amplitude (the larger of R and R′). */
  readonly tOverR: number | null;
  readonly uOverT: number | null;
  readonly missing: Readonly<Record<string, string>>;
}

/** ST is read as the mean over this long, centred (Kalium's choice). */
const ST_MEAN_MS = 8;
/** R below this makes no meaningful ratio (Kalium's choice: the smallest wave that counts). */
const SMALLEST_R_MILLIVOLT = 0.02;

export const ST_AFTER_J_MS = [0, 20, 60, 80] as const;

/** @param samples mV; only a stretch around the beat is looked at */
export function measureLead(leadName: string, samples: ArrayLike<number>, marks: LeadMarks, samplingRateHz: number, stAfterJMs: readonly number[] = ST_AFTER_J_MS): LeadMeasurements {
  const toMs = (distance: number) => (distance * 1000) / samplingRateHz;
  const between = (from: number | null, to: number | null) => (from === null || to === null || to <= from ? null : toMs(to - from));
  const missing: Record<string, string> = {};
  const level = levelBefore(samples, marks.globalQrsOnset, samplingRateHz);
  const shapeOf = (name: "p" | "t" | "u", onset: number | null, offset: number | null, own: number): WaveShape | null => {
    if (onset === null || offset === null) {
      missing[name] = `no ${name.toUpperCase()} wave was marked in this lead`;
      return null;
    }
    const shape = waveShape(samples, onset, offset, own, samplingRateHz);
    if (shape === null) missing[name] = `between the marks of the ${name.toUpperCase()} wave nothing stands off the level`;
    return shape;
  };
  const p = shapeOf("p", marks.pOnset, marks.pOffset, marks.pOnset === null ? 0 : levelBefore(samples, marks.pOnset, samplingRateHz));
  const t = shapeOf("t", marks.tOnset, marks.tOffset, level);
  const u = shapeOf("u", marks.uOnset, marks.uOffset, level);
  if (t !== null && t.halfWidthMs === null) missing.halfWidthMs = "the T wave does not fall to half its height on both sides between its marks";
  const qrs = qrsDeflections(samples, marks.globalQrsOnset, marks.globalQrsOffset, level, samplingRateHz);
  if (marks.qrsOnset === null || marks.qrsOffset === null) missing.qrsMs = "no complex was marked in this lead";
  if (qrs === null) missing.qrs = "the marks of the complex are less than three samples apart";
  const r = Math.max(qrs?.rMillivolt ?? 0, qrs?.rPrimeMillivolt ?? 0);
  if (t !== null && r < SMALLEST_R_MILLIVOLT) missing.tOverR = "no R wave in this lead";
  const [first, last] = [Math.max(0, Math.round(marks.globalQrsOnset)), Math.min(samples.length - 1, Math.round(marks.globalQrsOffset))];
  return {
    leadName,
    isoelectricMillivolt: level,
    prMs: between(marks.pOnset, marks.qrsOnset),
    pDurationMs: between(marks.pOnset, marks.pOffset),
    qrsMs: between(marks.qrsOnset, marks.qrsOffset),
    qtMs: between(marks.qrsOnset, marks.tOffset),
    jtMs: between(marks.qrsOffset, marks.tOffset),
    tPeakEndMs: t === null ? null : between(t.peakSample, marks.tOffset),
    p,
    qrs,
    qrsAreaMillivoltMs: area(Float64Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => samples[first + i]! - level), 0, Math.max(0, last - first), samplingRateHz),
    st: stAfterJMs.flatMap((afterJMs) => {
      const value = meanAround(samples, marks.globalQrsOffset + (afterJMs / 1000) * samplingRateHz, (ST_MEAN_MS / 1000) * samplingRateHz);
      return value === null ? [] : [{ afterJMs, millivolt: value - level }];
    }),
    t,
    tDurationMs: between(marks.tOnset, marks.tOffset),
    u,
    tOverR: t === null || r < SMALLEST_R_MILLIVOLT ? null : t.amplitudeMillivolt / r,
    uOverT: t === null || u === null ? null : u.amplitudeMillivolt / t.amplitudeMillivolt,
    missing,
  };
}

function meanAround(samples: ArrayLike<number>, centre: number, width: number): number | null {
  const half = Math.max(0, Math.round(width / 2));
  const middle = Math.round(centre);
  if (middle - half < 0 || middle + half >= samples.length) return null;
  let sum = 0;
  for (let i = middle - half; i <= middle + half; i++) sum += samples[i]!;
  return sum / (2 * half + 1);
}
