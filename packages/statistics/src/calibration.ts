/** How far predicted probabilities mean what they say. */
import { assertScoredLabels, StatisticsError } from "./errors.ts";

/** Mean squared difference of probability and outcome (Brier 1950); null without cases. */
export function brier(labels: ArrayLike<number>, probabilities: ArrayLike<number>): number | null {
  assertScoredLabels(labels, probabilities);
  if (labels.length === 0) return null;
  let sum = 0;
  for (let i = 0; i < labels.length; i++) sum += (probabilities[i] - labels[i]) ** 2;
  return sum / labels.length;
}

export interface CalibrationLine {
  /** Of the logistic model outcome ~ logit(probability). */
  readonly intercept: number;
  /** 1 when spread is right; below 1 when predictions are too extreme. */
  readonly slope: number;
  /** Intercept with the logit as offset (slope held at 1): calibration in the large. */
  readonly interceptInTheLarge: number;
}

const NEWTON_STEPS = 50;

/**
 * Calibration intercept and slope by maximum likelihood; null when a class is missing or the classes are fully
 * separated (no finite slope exists). Probabilities must lie strictly between 0 and 1.
 *
 * @throws StatisticsError for a probability of 0 or 1, whose logit is infinite.
 */
export function calibrationLine(labels: ArrayLike<number>, probabilities: ArrayLike<number>): CalibrationLine | null {
  assertScoredLabels(labels, probabilities);
  const logits = Float64Array.from(probabilities, (probability, i) => {
    if (probability > 0 && probability < 1) return Math.log(probability / (1 - probability));
    throw new StatisticsError("bad-option", "probabilities", `value ${i} is ${probability}`, "Give probabilities strictly between 0 and 1.");
  });
  const positives = Array.from(labels).filter((label) => label === 1).length;
  if (positives === 0 || positives === labels.length) return null;
  const line = fitLogistic(labels, logits, false);
  const large = fitLogistic(labels, logits, true);
  if (!line || !large) return null;
  return { intercept: line.intercept, slope: line.slope, interceptInTheLarge: large.intercept };
}

/** Newton–Raphson with step halving for one predictor; the slope stays 1 when it is an offset. */
function fitLogistic(labels: ArrayLike<number>, x: Float64Array, isOffset: boolean): { intercept: number; slope: number } | null {
  let intercept = 0;
  let slope = isOffset ? 1 : 0;
  let likelihood = logLikelihood(labels, x, intercept, slope);
  for (let step = 0; step < NEWTON_STEPS; step++) {
    let g0 = 0;
    let g1 = 0;
    let h00 = 0;
    let h01 = 0;
    let h11 = 0;
    for (let i = 0; i < x.length; i++) {
      const p = 1 / (1 + Math.exp(-(intercept + slope * x[i])));
      const w = p * (1 - p);
      g0 += labels[i] - p;
      g1 += (labels[i] - p) * x[i];
      h00 += w;
      h01 += w * x[i];
      h11 += w * x[i] * x[i];
    }
    const determinant = h00 * h11 - h01 * h01;
    // Full separation drives the weights, and with them the determinant, to 0.
    if (!(isOffset ? h00 > 1e-12 : determinant > 1e-12)) return null;
    let d0 = isOffset ? g0 / h00 : (h11 * g0 - h01 * g1) / determinant;
    let d1 = isOffset ? 0 : (h00 * g1 - h01 * g0) / determinant;
    if (Math.hypot(d0, d1) < 1e-10) return { intercept, slope };
    let next = logLikelihood(labels, x, intercept + d0, slope + d1);
    // A fall within rounding is no fall: near the optimum the likelihood is flat.
    const floor = likelihood - 1e-12 * Math.abs(likelihood);
    for (let halving = 0; next < floor && halving < 30; halving++) {
      d0 /= 2;
      d1 /= 2;
      next = logLikelihood(labels, x, intercept + d0, slope + d1);
    }
    intercept += d0;
    slope += d1;
    likelihood = next;
  }
  return null;
}

function logLikelihood(labels: ArrayLike<number>, x: Float64Array, intercept: number, slope: number): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) {
    const z = (labels[i] === 1 ? 1 : -1) * (intercept + slope * x[i]);
    // log(1 / (1 + e^−z)) without overflow.
    sum += z > 0 ? -Math.log1p(Math.exp(-z)) : z - Math.log1p(Math.exp(z));
  }
  return sum;
}
