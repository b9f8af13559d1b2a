/**
 * Polyphase resampling in the convention of SciPy's `resample_poly`: a zero-phase low-pass by the window
 * method, Kaiser β = 5, half length 10·max(up, down), zeros beyond the ends.
 */
import { designFir } from "./filter/designFir.ts";

const KAISER_BETA = 5;
const HALF_LENGTH_PER_RATE = 10;

/**
 * Resamples by up/down; output k lies at input time k·down/up and there are ⌈n·up/down⌉ of them.
 * The signal is taken as zero beyond its ends, so subtract its level first (or use {@link resampleTo}).
 * @throws RangeError when up or down is not a positive whole number.
 */
export function resamplePoly(x: ArrayLike<number>, up: number, down: number): Float64Array {
  const polyphase = preparePolyphase(up, down);
  const resampled = new Float64Array(Math.ceil((x.length * polyphase.up) / polyphase.down));
  for (let k = 0; k < resampled.length; k++) resampled[k] = outputAt(polyphase, k, x, 0, x.length);
  return resampled;
}

/** A resampling filter, its taps sorted by the phase in which they meet the input. */
export interface Polyphase {
  /** The ratio in lowest terms. */
  readonly up: number;
  readonly down: number;
  /** Taps before the middle one. */
  readonly half: number;
  readonly phases: readonly Float64Array[];
}

/** @throws RangeError when up or down is not a positive whole number. */
export function preparePolyphase(up: number, down: number): Polyphase {
  if (!(Number.isInteger(up) && Number.isInteger(down) && up > 0 && down > 0)) {
    throw new RangeError(`up and down must be positive whole numbers, not ${up} and ${down}`);
  }
  const divisor = greatestCommonDivisor(up, down);
  const [upRate, downRate] = [up / divisor, down / divisor];
  if (upRate === 1 && downRate === 1) return { up: 1, down: 1, half: 0, phases: [Float64Array.of(1)] };
  const { taps, half } = designLowpass(upRate, downRate);
  return { up: upRate, down: downRate, half, phases: splitPhases(taps, upRate) };
}

/** Output k from the samples with the indices from … to − 1, of which x holds the first at 0; what lies before and after counts as zero. */
export function outputAt({ up, down, half, phases }: Polyphase, k: number, x: ArrayLike<number>, from: number, to: number): number {
  // Taps half + k·down − j·up for input j: one phase of the filter, run backwards over the input.
  const top = half + k * down;
  const phase = phases[top % up];
  const latest = (top - (top % up)) / up;
  const fromTap = Math.max(0, latest - to + 1);
  const toTap = Math.min(phase.length - 1, latest - from);
  let sum = 0;
  for (let tap = fromTap; tap <= toTap; tap++) sum += phase[tap] * x[latest - from - tap];
  return sum;
}

/** A signal at a new rate and what was filled in to get there. */
export interface ResampledSignal {
  readonly samples: Float64Array;
  /** The rate in force; differs from the asked one by less than 1 part in 10⁶ when no small ratio exists. */
  readonly samplingRateHz: number;
  /** 1 where the nearest input samples were NaN and the output is interpolated, else 0. */
  readonly filled: Uint8Array;
}

/** Largest numerator or denominator of a rate ratio; the low-pass has 20 taps per unit. */
const MAX_RATIO_TERM = 4096;

/**
 * Resamples to another rate. The median is removed before and added after, so the ends do not sag
 * towards zero. NaN samples are bridged by a straight line (held level at the ends) and reported in
 * `filled`; a signal of NaN alone gives zeros, all marked filled.
 * @throws RangeError when a rate is not positive, or no ratio of whole numbers up to 4096 comes
 * within 1 part in 10⁶ of the ratio of the rates.
 */
export function resampleTo(x: ArrayLike<number>, fromHz: number, toHz: number): ResampledSignal {
  const { up, down } = findRateRatio(fromHz, toHz);
  const { samples: bridged, isMissing } = bridgeMissing(x);
  const median = medianOf(bridged);
  const centred = bridged.map((value) => value - median);
  const samples = resamplePoly(centred, up, down);
  const filled = new Uint8Array(samples.length);
  for (let k = 0; k < samples.length; k++) {
    samples[k] += median;
    const at = (k * down) / up;
    if (isMissing[Math.floor(at)] === 1 || isMissing[Math.min(x.length - 1, Math.ceil(at))] === 1) filled[k] = 1;
  }
  return { samples, samplingRateHz: (fromHz * up) / down, filled };
}

/** Smallest whole-number ratio up/down for two rates, by continued fractions. */
export function findRateRatio(fromHz: number, toHz: number): { readonly up: number; readonly down: number } {
  if (!(fromHz > 0 && toHz > 0 && Number.isFinite(fromHz) && Number.isFinite(toHz))) {
    throw new RangeError(`sampling rates must be positive, not ${fromHz} and ${toHz}`);
  }
  const ratio = toHz / fromHz;
  let [previousUp, up, previousDown, down] = [0, 1, 1, 0];
  let rest = ratio;
  for (;;) {
    const whole = Math.floor(rest + 1e-9);
    [previousUp, up] = [up, whole * up + previousUp];
    [previousDown, down] = [down, whole * down + previousDown];
    if (up > MAX_RATIO_TERM || down > MAX_RATIO_TERM) break;
    if (up > 0 && Math.abs(up / down / ratio - 1) < 1e-6) return { up, down };
    rest = 1 / (rest - whole);
  }
  throw new RangeError(`no small ratio of whole numbers links ${fromHz} Hz and ${toHz} Hz`);
}

/** Median; 0 for an empty signal. */
export function medianOf(x: ArrayLike<number>): number {
  if (x.length === 0) return 0;
  const sorted = Float64Array.from(x).sort();
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function bridgeMissing(x: ArrayLike<number>): { samples: Float64Array; isMissing: Uint8Array } {
  const samples = Float64Array.from(x);
  const isMissing = new Uint8Array(x.length);
  let lastValid = -1;
  for (let i = 0; i < samples.length; i++) {
    if (!Number.isNaN(samples[i])) {
      lastValid = i;
      continue;
    }
    let next = i;
    while (next < samples.length && Number.isNaN(samples[next])) next += 1;
    const before = lastValid >= 0 ? samples[lastValid] : next < samples.length ? samples[next] : 0;
    const after = next < samples.length ? samples[next] : before;
    for (let j = i; j < next; j++) {
      samples[j] = before + ((after - before) * (j - i + 1)) / (next - i + 1);
      isMissing[j] = 1;
    }
    i = next - 1;
  }
  return { samples, isMissing };
}

function designLowpass(up: number, down: number): { taps: Float64Array; half: number } {
  const rate = Math.max(up, down);
  const half = HALF_LENGTH_PER_RATE * rate;
  const taps = designFir({ tapCount: 2 * half + 1, kind: "lowpass", cutoffHz: 1 / rate, samplingRateHz: 2, window: { kaiserBeta: KAISER_BETA } });
  return { taps: taps.map((tap) => tap * up), half };
}

function splitPhases(taps: Float64Array, up: number): Float64Array[] {
  return Array.from({ length: up }, (_, phase) => Float64Array.from({ length: Math.ceil((taps.length - phase) / up) }, (_tap, index) => taps[phase + index * up]));
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
