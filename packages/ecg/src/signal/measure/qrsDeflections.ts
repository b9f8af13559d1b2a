/** Q, R, S, R′ of one complex: deflections of alternating sign against the level before it. */

/**
 * A deflection counts from 20 µV and 6 ms on: the smallest wave that the reference program of IEC 60601-2-51 and the CSE
 * readers took for one (recalled).
 */
export const SMALLEST_WAVE = { amplitudeMillivolt: 0.02, durationMs: 6 } as const;

export interface QrsDeflections {
  /** Negative, before the first R; of a complex without R (QS) its only deflection. mV; null where there is none. */
  readonly qMillivolt: number | null;
  readonly rMillivolt: number | null;
  /** Negative, after R. */
  readonly sMillivolt: number | null;
  /** Second positive deflection. */
  readonly rPrimeMillivolt: number | null;
  /** True when the complex is one negative deflection. */
  readonly isQs: boolean;
  /** From the mark of QRS onset to the peak of R, or of R′ where it is the taller: ventricular activation time. */
  readonly activationTimeMs: number | null;
  /** Largest minus smallest value. */
  readonly peakToPeakMillivolt: number;
}

/** @returns null when fewer than three samples lie between the marks */
export function qrsDeflections(samples: ArrayLike<number>, from: number, to: number, levelMillivolt: number, samplingRateHz: number): QrsDeflections | null {
  const first = Math.max(0, Math.round(from));
  const last = Math.min(samples.length - 1, Math.round(to));
  if (last - first < 2) return null;
  const runs = alternatingRuns(samples, first, last, levelMillivolt, samplingRateHz);
  const rAt = runs.findIndex(({ peak }) => peak > 0);
  const r = rAt < 0 ? null : runs[rAt]!;
  const q = runs[0] !== undefined && runs[0].peak < 0 ? runs[0] : null;
  const s = rAt < 0 ? null : (runs[rAt + 1] ?? null);
  const rPrime = rAt < 0 ? null : (runs[rAt + 2] ?? null);
  const tallest = r === null ? null : rPrime !== null && rPrime.peak > r.peak ? rPrime : r;
  let [low, high] = [Infinity, -Infinity];
  for (let i = first; i <= last; i++) {
    low = Math.min(low, samples[i]!);
    high = Math.max(high, samples[i]!);
  }
  return {
    qMillivolt: q?.peak ?? null,
    rMillivolt: r?.peak ?? null,
    sMillivolt: s?.peak ?? null,
    rPrimeMillivolt: rPrime?.peak ?? null,
    isQs: r === null && q !== null,
    activationTimeMs: tallest === null ? null : ((tallest.at - from) * 1000) / samplingRateHz,
    peakToPeakMillivolt: high - low,
  };
}

interface Run {
  /** Signed value of the extreme, against the level. */
  readonly peak: number;
  readonly at: number;
}

/** Deflections large and long enough, neighbours of one sign joined. */
function alternatingRuns(samples: ArrayLike<number>, first: number, last: number, level: number, samplingRateHz: number): Run[] {
  const shortest = (SMALLEST_WAVE.durationMs / 1000) * samplingRateHz;
  const runs: Run[] = [];
  for (let i = first; i <= last; ) {
    const sign = Math.sign(samples[i]! - level);
    let [end, at] = [i, i];
    while (end <= last && Math.sign(samples[end]! - level) === sign) {
      if (Math.abs(samples[end]! - level) > Math.abs(samples[at]! - level)) at = end;
      end += 1;
    }
    const peak = samples[at]! - level;
    if (sign !== 0 && Math.abs(peak) >= SMALLEST_WAVE.amplitudeMillivolt && end - i >= shortest) {
      const before = runs.at(-1);
      if (before === undefined || Math.sign(before.peak) !== sign) runs.push({ peak, at });
      else if (Math.abs(peak) > Math.abs(before.peak)) runs[runs.length - 1] = { peak, at };
    }
    i = end;
  }
  return runs;
}
