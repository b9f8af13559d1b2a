/**
 * Which candidates are beats, decided for the whole recording at once: the series with the largest sum of evidence, less
 * what its intervals cost. One rule takes the place of the refractory time, the T-wave check, the P-wave check and the
 * search-back of Pan & Tompkins 1985 (doi:10.1109/TBME.1985.325532), and looks ahead as well as back: a beat is taken on
 * weak evidence where one is overdue, and a deflection close to a sharper one is its T or P wave. Found by dynamic
 * programming, in time proportional to the number of candidates.
 */

/** What the rule needs to know of candidates. */
export interface ChainCandidates {
  readonly at: Float64Array;
  readonly evidence: Float64Array;
  readonly sharpness: Float64Array;
  readonly usualInterval: Float64Array;
}

/** Literature: Pan & Tompkins 1985. No two beats are closer; up to the second, the blunter of two may be a T wave. */
const REFRACTORY_S = 0.2;
export const T_WAVE_LIMIT_S = 0.36;
/** Literature: Pan & Tompkins 1985. A longer interval means that a beat is overdue. */
const OVERDUE_INTERVALS = 1.66;
// Kalium's choices, in units of evidence (natural logarithm of a ratio of sizes).
/** Two neighbours within the T-wave limit are alike when the blunter has this share of the other's sharpness; else one pays. */
export const ALIKE_SHARPNESS = 0.55;
const UNLIKE_COST = 0.45;
const UNLIKE_COST_PER_LOG = 1.5;
/** An interval below half the usual one pays, but none above 0.4 s: that is a plain heart rate. */
const EARLY_INTERVALS = 0.5;
const EARLY_LIMIT_S = 0.4;
/** The most overdue intervals that count: less in all than a sure beat brings. */
const OVERDUE_MOST = 1.5;

/**
 * Indices of the candidates that are beats, ascending.
 * @param overdueCost what an overdue interval costs: so much less evidence is enough for a beat within it
 */
export function findBestChain(candidates: ChainCandidates, samplingRateHz: number, overdueCost: number): number[] {
  const { at, evidence, sharpness, usualInterval } = candidates;
  const count = at.length;
  const best = new Float64Array(count);
  const previous = new Int32Array(count).fill(-1);
  // The best chain that ends so far back that its distance costs the most there is; none at all to begin with.
  let far = { sum: 0, end: -1 };
  let near = 0;
  let end = -1;
  for (let i = 0; i < count; i++) {
    const usual = usualInterval[i];
    for (; near < i && at[i] - at[near] > (OVERDUE_MOST + OVERDUE_INTERVALS) * usual; near++) if (best[near] > far.sum) far = { sum: best[near], end: near };
    let sum = far.sum - (far.end < 0 ? 0 : overdueCost * OVERDUE_MOST);
    let before = far.end;
    const early = Math.min(EARLY_INTERVALS * usual, EARLY_LIMIT_S * samplingRateHz);
    for (let j = i - 1; j >= near; j--) {
      const distance = at[i] - at[j];
      if (best[j] <= sum || distance < REFRACTORY_S * samplingRateHz) continue;
      let sumHere = best[j];
      if (distance < T_WAVE_LIMIT_S * samplingRateHz) {
        const likeness = Math.min(sharpness[i], sharpness[j]) / Math.max(sharpness[i], sharpness[j], 1e-12);
        if (likeness < ALIKE_SHARPNESS) sumHere -= UNLIKE_COST + UNLIKE_COST_PER_LOG * Math.log(ALIKE_SHARPNESS / Math.max(likeness, 1e-12));
      }
      if (distance < early) sumHere -= early / distance - 1;
      if (distance > OVERDUE_INTERVALS * usual) sumHere -= overdueCost * Math.min(OVERDUE_MOST, distance / usual - OVERDUE_INTERVALS + 0.5);
      if (sumHere > sum) [sum, before] = [sumHere, j];
    }
    best[i] = sum + evidence[i];
    previous[i] = before;
    if (end < 0 || best[i] > best[end]) end = i;
  }
  const chain: number[] = [];
  if (end >= 0 && best[end] > 0) for (let i = end; i >= 0; i = previous[i]) chain.push(i);
  return chain.reverse();
}
