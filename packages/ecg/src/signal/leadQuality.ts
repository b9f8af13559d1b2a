/**
 * Whether a lead can be used at all, from its samples alone: missing, flat, saturated, clipped or drowned in noise. A quick
 * look for tables of recordings, one pass and no beats; limits are Kalium's choice.
 */

export type QualityGrade = "good" | "fair" | "poor";

export type LeadFault = "missing" | "flat" | "saturated" | "clipped" | "noisy";

/** What was found in one lead. Shares are of all samples, 0 … 1. */
export interface LeadQuality {
  readonly grade: QualityGrade;
  /** Faults worth a word, the worst first. */
  readonly faults: readonly LeadFault[];
  readonly missingShare: number;
  /** Share that lies in stretches of at least {@link LEAD_QUALITY_LIMITS.flatS} that do not move. */
  readonly flatShare: number;
  /** Share that stands at the highest or lowest value of the lead for 4 samples or more, and came or went there in one jump. */
  readonly railShare: number;
  /** Standard deviation of the fast noise in millivolts, were it white; NaN when there are too few samples. */
  readonly noiseMillivolt: number;
}

/** Kalium's choice. A share below `fair` is not mentioned, one from `poor` on makes the lead poor. */
export const LEAD_QUALITY_LIMITS = {
  missingShare: { fair: 0.005, poor: 0.2 },
  flatS: 1,
  /** Movement within a stretch up to which it counts as flat. */
  flatMillivolt: 0.002,
  flatShare: { fair: 0.1, poor: 0.5 },
  railSampleCount: 4,
  /** A signal runs into a rail at speed; a natural turning point is reached by small steps, and stands long only because it is rounded. */
  railStepMillivolt: 0.01,
  /** Standing at the rail for this long is an amplifier at its end, not a cut-off peak. */
  railS: 0.2,
  railShare: { fair: 0.002, poor: 0.05 },
  noiseMillivolt: { fair: 0.05, poor: 0.15 },
} as const;

/** Neighbours compared for noise lie this far apart at most: muscle noise is slower than the sampling of a research recorder. */
const NOISE_LAG_S = 0.004;
/** Standard deviation over median absolute value of a normal variable. */
const NORMAL_PER_MEDIAN = 1.4826;
/** Enough for a median to a few per cent. */
const NOISE_SAMPLE_COUNT = 2000;
const HISTOGRAM_BINS = 1024;
const HISTOGRAM_TOP_MILLIVOLT = 1;
/** Made once: a folder of 10 000 records asks 120 000 times. */
const bins = new Uint32Array(HISTOGRAM_BINS);

/** Looks at one lead. `samplesMillivolt` has NaN where the file declares no valid sample. */
export function assessLead(samplesMillivolt: Float32Array | Float64Array, samplingRateHz: number): LeadQuality {
  const count = samplesMillivolt.length;
  const limits = LEAD_QUALITY_LIMITS;
  let missing = 0;
  let lowest = Infinity;
  let highest = -Infinity;
  for (let i = 0; i < count; i++) {
    const value = samplesMillivolt[i]!;
    if (value < lowest) lowest = value;
    if (value > highest) highest = value;
    if (value !== value) missing++;
  }
  if (missing === count) return { grade: "poor", faults: ["missing"], missingShare: 1, flatShare: 0, railShare: 0, noiseMillivolt: NaN };
  const missingShare = missing / count;
  const flatShare = countInFlatStretches(samplesMillivolt, Math.max(2, Math.min(count, Math.round(limits.flatS * samplingRateHz)))) / count;
  const rails = flatShare < limits.flatShare.poor && highest > lowest ? countAtRails(samplesMillivolt, lowest, highest) : { samples: 0, longest: 0 };
  const railShare = rails.samples / count;
  const noiseMillivolt = fastNoise(samplesMillivolt, Math.max(1, Math.round(NOISE_LAG_S * samplingRateHz)));
  const findings: { readonly fault: LeadFault; readonly poor: boolean }[] = [];
  const find = (fault: LeadFault, value: number, limit: { readonly fair: number; readonly poor: number }) => {
    if (value >= limit.fair) findings.push({ fault, poor: value >= limit.poor });
  };
  find("missing", missingShare, limits.missingShare);
  find("flat", flatShare, limits.flatShare);
  find(rails.longest >= limits.railS * samplingRateHz ? "saturated" : "clipped", railShare, limits.railShare);
  find("noisy", noiseMillivolt, limits.noiseMillivolt);
  findings.sort((a, b) => Number(b.poor) - Number(a.poor));
  const grade = findings.some(({ poor }) => poor) ? "poor" : findings.length > 0 ? "fair" : "good";
  return { grade, faults: findings.map(({ fault }) => fault), missingShare, flatShare, railShare, noiseMillivolt };
}

/** Samples in stretches of `length` or more that stay within the flat limit. */
function countInFlatStretches(samples: Float32Array | Float64Array, length: number): number {
  const limit = LEAD_QUALITY_LIMITS.flatMillivolt;
  const count = samples.length;
  let total = 0;
  let start = 0;
  let low = samples[0]!;
  let high = low;
  for (let i = 1; i <= count; i++) {
    const value = i < count ? samples[i]! : NaN;
    // A comparison with NaN is false, so an invalid sample ends the stretch and cannot begin one.
    if (value - low <= limit && high - value <= limit) {
      if (value < low) low = value;
      else if (value > high) high = value;
      continue;
    }
    if (i - start >= length) total += i - start;
    start = i;
    low = high = value;
  }
  return total;
}

function countAtRails(samples: Float32Array | Float64Array, lowest: number, highest: number): { samples: number; longest: number } {
  let total = 0;
  let longest = 0;
  const count = samples.length;
  for (let i = 0; i < count; i++) {
    const rail = samples[i]!;
    if (rail !== lowest && rail !== highest) continue;
    let end = i + 1;
    while (end < count && samples[end] === rail) end++;
    const run = end - i;
    if (run >= LEAD_QUALITY_LIMITS.railSampleCount) {
      const step = Math.max(Math.abs((samples[i - 1] ?? rail) - rail), Math.abs((samples[end] ?? rail) - rail));
      if (step >= LEAD_QUALITY_LIMITS.railStepMillivolt) {
        total += run;
        if (run > longest) longest = run;
      }
    }
    i = end - 1;
  }
  return { samples: total, longest };
}

/**
 * The difference of each sample to the mean of its neighbours has a variance of 1.5 times that of white noise; its median
 * size hardly sees the QRS complexes, which are a tenth of the samples. The median comes from a histogram, in one pass.
 */
function fastNoise(samples: Float32Array | Float64Array, lag: number): number {
  bins.fill(0);
  const stride = Math.max(1, Math.floor(samples.length / NOISE_SAMPLE_COUNT));
  const perMillivolt = HISTOGRAM_BINS / HISTOGRAM_TOP_MILLIVOLT;
  let total = 0;
  for (let i = lag; i + lag < samples.length; i += stride) {
    const residual = Math.abs(samples[i]! - (samples[i - lag]! + samples[i + lag]!) / 2);
    if (residual !== residual) continue;
    bins[residual < HISTOGRAM_TOP_MILLIVOLT ? (residual * perMillivolt) | 0 : HISTOGRAM_BINS - 1]!++;
    total++;
  }
  if (total === 0) return NaN;
  let below = 0;
  let bin = 0;
  while (below + bins[bin]! < total / 2) below += bins[bin++]!;
  const median = ((bin + (total / 2 - below) / bins[bin]!) / HISTOGRAM_BINS) * HISTOGRAM_TOP_MILLIVOLT;
  return (NORMAL_PER_MEDIAN * median) / Math.sqrt(1.5);
}
