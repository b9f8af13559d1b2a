/**
 * The warping of time that makes one wave like another, by square-root velocity functions and dynamic programming (Srivastava
 * 2011, arXiv 1103.3817; on T waves Ramírez 2017, 10.1109/TBME.2017.2649799 (recalled); on potassium Palmieri 2021,
 * 10.1038/s41598-021-82935-5). Amplitude does not count: both functions are brought to unit norm.
 */

/** Points of either wave on its own time axis (Kalium's choice). */
export const WARP_POINTS = 128;
/** Largest step of the path in either direction; slopes are ratios of coprime numbers up to it (Kalium's choice). */
const LARGEST_STEP = 7;

/** A wave on its own time axis. */
export interface TimedWave {
  /** mV, evenly spaced. */
  readonly samples: Float64Array;
  /** Time of the first sample, ms; times count from the wave's centre of area. */
  readonly startMs: number;
  readonly stepMs: number;
}

/** γ: at `referenceMs[i]` the reference is like the other wave at `warpedMs[i]`. */
export interface TimeWarp {
  readonly referenceMs: Float64Array;
  readonly warpedMs: Float64Array;
}

/** Cuts a wave between its marks and puts time 0 at its centre of area. @returns null when it has no area */
export function timedWave(samples: ArrayLike<number>, from: number, to: number, levelMillivolt: number, samplingRateHz: number): TimedWave | null {
  const first = Math.max(0, Math.round(from));
  const last = Math.min(samples.length - 1, Math.round(to));
  if (last - first < 4) return null;
  const own = Float64Array.from({ length: last - first + 1 }, (_, i) => samples[first + i]! - levelMillivolt);
  let [weight, moment] = [0, 0];
  own.forEach((value, i) => {
    weight += Math.abs(value);
    moment += Math.abs(value) * i;
  });
  if (!(weight > 0)) return null;
  const stepMs = 1000 / samplingRateHz;
  return { samples: own, startMs: (-moment / weight) * stepMs, stepMs };
}

/** The best warping that maps onset to onset and end to end. */
export function warpTime(reference: TimedWave, other: TimedWave, points: number = WARP_POINTS): TimeWarp {
  const path = bestPath(squareRootVelocity(reference.samples, points), squareRootVelocity(other.samples, points));
  const span = (wave: TimedWave) => (wave.samples.length - 1) * wave.stepMs;
  return {
    referenceMs: Float64Array.from(path, (_, i) => reference.startMs + (i / (points - 1)) * span(reference)),
    warpedMs: path.map((position) => other.startMs + (position / (points - 1)) * span(other)),
  };
}

/** sign(f′)·√|f′| on `points` even times, of unit norm. */
function squareRootVelocity(samples: Float64Array, points: number): Float64Array {
  const at = (x: number) => {
    const i = Math.min(samples.length - 2, Math.max(0, Math.floor(x)));
    return samples[i]! + (x - i) * (samples[i + 1]! - samples[i]!);
  };
  const last = samples.length - 1;
  const step = last / (points - 1);
  const q = Float64Array.from({ length: points }, (_, k) => {
    const [low, high] = [Math.max(0, (k - 1) * step), Math.min(last, (k + 1) * step)];
    const slope = (at(high) - at(low)) / (high - low);
    return Math.sign(slope) * Math.sqrt(Math.abs(slope));
  });
  const norm = Math.sqrt(q.reduce((sum, value) => sum + value * value, 0));
  return norm > 0 ? q.map((value) => value / norm) : q;
}

const steps = Array.from({ length: LARGEST_STEP }, (_, a) => Array.from({ length: LARGEST_STEP }, (__, b) => [a + 1, b + 1] as const))
  .flat()
  .filter(([a, b]) => greatestCommonDivisor(a, b) === 1);

/** For each reference point the position (in points, a fraction) on the other wave along the cheapest path of straight pieces. */
function bestPath(q: Float64Array, other: Float64Array): Float64Array {
  const n = q.length;
  const cost = new Float64Array(n * n).fill(Infinity);
  const from = new Int32Array(n * n).fill(-1);
  cost[0] = 0;
  for (let i = 1; i < n; i++) {
    for (let j = 1; j < n; j++) {
      let [best, bestFrom] = [Infinity, -1];
      for (const [a, b] of steps) {
        if (a > i || b > j) continue;
        const start = (i - a) * n + (j - b);
        if (cost[start]! >= best) continue;
        const total = cost[start]! + pieceCost(q, other, i - a, j - b, a, b, best - cost[start]!);
        if (total < best) [best, bestFrom] = [total, start];
      }
      cost[i * n + j] = best;
      from[i * n + j] = bestFrom;
    }
  }
  const path = new Float64Array(n);
  let at = n * n - 1;
  path[n - 1] = n - 1;
  while (at > 0) {
    const start = from[at]!;
    const [i, j, i0, j0] = [Math.floor(at / n), at % n, Math.floor(start / n), start % n];
    for (let k = i0; k <= i; k++) path[k] = j0 + ((k - i0) * (j - j0)) / (i - i0);
    at = start;
  }
  return path;
}

/** Squared distance of q and the other function warped with slope b/a, over one straight piece by trapezia; stops once above `limit`. */
function pieceCost(q: Float64Array, other: Float64Array, i0: number, j0: number, a: number, b: number, limit: number): number {
  const slope = b / a;
  const root = Math.sqrt(slope);
  let sum = 0;
  for (let k = 0; k <= a; k++) {
    const x = j0 + k * slope;
    const floor = Math.floor(x);
    const fraction = x - floor;
    const value = fraction < 1e-12 ? other[floor]! : other[floor]! + fraction * (other[floor + 1]! - other[floor]!);
    const distance = q[i0 + k]! - value * root;
    sum += (k === 0 || k === a ? 0.5 : 1) * distance * distance;
    if (sum >= limit) return Infinity;
  }
  return sum;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
