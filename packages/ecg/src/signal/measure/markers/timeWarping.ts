/**
 * The warping of time that makes one wave like another, by square-root velocity functions and dynamic programming (Srivastava
 * 2011, arXiv 1103.3817; on T waves Ramírez 2017, 10.1109/TBME.2017.2649799 (recalled); on potassium Palmieri 2021,
 * 10.1038/s41598-021-82935-5). Amplitude does not count: both functions are brought to unit norm.
 */

/** Points of either wave on its own time axis: few for the first search, many for its refinement (Kalium's choice). */
const SEARCH_POINTS = 65;
const WARP_POINTS = 257;
/** Largest step of the path in either direction; slopes are ratios of coprime numbers up to it (Kalium's choice). */
const LARGEST_STEP = 7;

/** A wave on its own time axis. */
export interface TimedWave {
  /** Slope in mV/s, evenly spaced. */
  readonly slopes: Float64Array;
  /** Time of the first sample, ms; times count from the wave's centre of area. */
  readonly startMs: number;
  readonly stepMs: number;
}

/** Signal on both sides of the wave that its slopes are reckoned from. */
const MARGIN_MS = 40;

/** γ: at `referenceMs[i]` the reference is like the other wave at `warpedMs[i]`. */
export interface TimeWarp {
  readonly referenceMs: Float64Array;
  readonly warpedMs: Float64Array;
}

/**
 * Cuts a wave between its marks and puts time 0 at its centre of area.
 * @param slopesOf derivative of the wave by a filter that suits it: T waves are slow and want noise taken away, complexes are fast
 * @returns null when it has no area
 */
export function timedWave(samples: ArrayLike<number>, from: number, to: number, levelMillivolt: number, samplingRateHz: number, slopesOf: (samples: Float64Array, samplingRateHz: number) => Float64Array): TimedWave | null {
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
  const margin = Math.ceil((MARGIN_MS / 1000) * samplingRateHz);
  const start = Math.max(0, first - margin);
  const around = Float64Array.from({ length: Math.min(samples.length, last + margin + 1) - start }, (_, i) => samples[start + i]!);
  return { slopes: slopesOf(around, samplingRateHz).subarray(first - start, last - start + 1), startMs: (-moment / weight) * stepMs, stepMs };
}

/** The best warping that maps onset to onset and end to end: found on the grid of points, then refined between them. */
export function warpTime(reference: TimedWave, other: TimedWave): TimeWarp {
  const points = WARP_POINTS;
  const coarse = bestPath(squareRootVelocity(reference.slopes, SEARCH_POINTS), squareRootVelocity(other.slopes, SEARCH_POINTS));
  const [q, there] = [squareRootVelocity(reference.slopes, points), squareRootVelocity(other.slopes, points)];
  let path = denser(coarse, points);
  for (const step of REFINEMENT_STEPS) path = refinePath(q, there, path, step);
  const span = (wave: TimedWave) => (wave.slopes.length - 1) * wave.stepMs;
  return {
    referenceMs: Float64Array.from(path, (_, i) => reference.startMs + (i / (points - 1)) * span(reference)),
    warpedMs: path.map((position) => other.startMs + (position / (points - 1)) * span(other)),
  };
}

/** sign(f′)·√|f′| on `points` even times, of unit norm. */
function squareRootVelocity(slopes: Float64Array, points: number): Float64Array {
  const q = Float64Array.from({ length: points }, (_, k) => {
    const x = (k * (slopes.length - 1)) / (points - 1);
    const i = Math.min(slopes.length - 2, Math.floor(x));
    const slope = slopes[i]! + (x - i) * (slopes[i + 1]! - slopes[i]!);
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

/**
 * Cost of running time at another speed, per unit of time, in the units of the squared distance (Kalium's choice): where neither
 * wave moves any warping would fit equally well, and the plain one is meant. It shortens a warp by about .1 %.
 */
const SPEED_COST = 0.003;

/** Squared distance of q and the other function warped with slope b/a, over one straight piece by trapezia; stops once above `limit`. */
function pieceCost(q: Float64Array, other: Float64Array, i0: number, j0: number, a: number, b: number, limit: number): number {
  const slope = b / a;
  const root = Math.sqrt(slope);
  let sum = (SPEED_COST * a * (root - 1) ** 2) / (q.length - 1);
  for (let k = 0; k <= a; k++) {
    const x = j0 + k * slope;
    const floor = Math.floor(x);
    const fraction = x - floor;
    const value = fraction < 1e-9 || floor + 1 >= other.length ? other[Math.min(floor, other.length - 1)]! : other[floor]! + fraction * (other[floor + 1]! - other[floor]!);
    const distance = q[i0 + k]! - value * root;
    sum += (k === 0 || k === a ? 0.5 : 1) * distance * distance;
    if (sum >= limit) return Infinity;
  }
  return sum;
}

/** Knots of the refined warping lie this many points apart, and each may move this many steps up and down. */
const KNOT_DISTANCE = 4;
const KNOT_STEPS = 12;
/** Widths of a step, in points: from more than the first search may be off, to what no longer matters (Kalium's choice). */
const REFINEMENT_STEPS = [1, 1 / 4, 1 / 8, 1 / 32, 1 / 128] as const;

/** The same path on more points. */
function denser(path: Float64Array, points: number): Float64Array {
  const scale = (points - 1) / (path.length - 1);
  return Float64Array.from({ length: points }, (_, k) => {
    const i = Math.min(path.length - 2, Math.floor(k / scale));
    return (path[i]! + (k / scale - i) * (path[i + 1]! - path[i]!)) * scale;
  });
}

/** The best rising chain of straight pieces whose knots lie near the given path: dynamic programming over the places of the knots. */
function refinePath(q: Float64Array, other: Float64Array, path: Float64Array, step: number): Float64Array {
  const knots = (q.length - 1) / KNOT_DISTANCE;
  const width = 2 * KNOT_STEPS + 1;
  const place = (knot: number, choice: number) => (knot === 0 ? 0 : knot === knots ? q.length - 1 : path[knot * KNOT_DISTANCE]! + (choice - KNOT_STEPS) * step);
  const from = new Int32Array((knots + 1) * width).fill(-1);
  let cost = new Float64Array(width).fill(Infinity);
  cost[KNOT_STEPS] = 0;
  for (let knot = 1; knot <= knots; knot++) {
    const next = new Float64Array(width).fill(Infinity);
    for (let choice = 0; choice < width; choice++) {
      const to = place(knot, choice);
      if ((knot === knots && choice !== KNOT_STEPS) || to < 0 || to > q.length - 1) continue;
      for (let before = 0; before < width; before++) {
        const start = place(knot - 1, before);
        if (cost[before]! >= next[choice]! || to <= start) continue;
        const total = cost[before]! + pieceCost(q, other, (knot - 1) * KNOT_DISTANCE, start, KNOT_DISTANCE, to - start, next[choice]! - cost[before]!);
        if (total < next[choice]!) {
          next[choice] = total;
          from[knot * width + choice] = before;
        }
      }
    }
    cost = next;
  }
  const refined = new Float64Array(q.length);
  refined[q.length - 1] = q.length - 1;
  for (let knot = knots, choice = KNOT_STEPS; knot > 0; knot--) {
    const before = from[knot * width + choice]!;
    const [start, end] = [place(knot - 1, before), place(knot, choice)];
    for (let k = 0; k < KNOT_DISTANCE; k++) refined[(knot - 1) * KNOT_DISTANCE + k] = start + ((end - start) * k) / KNOT_DISTANCE;
    choice = before;
  }
  return refined;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
