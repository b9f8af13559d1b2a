/**
 * T_S/A: the steepest descent of T over its height, on the first eigenlead of the T wave, as in Corsi 2017
 * (doi:10.1038/srep42492); in 1/s. The ratio does not change with the size of T, only with its width.
 */
import { independentLeadNames } from "../leadSystem.ts";
import type { DrawnBeat } from "./drawnBeat.ts";

const POWER_STEPS = 30;

export function tSlopeOverAmplitude(beat: DrawnBeat): number {
  const { marks, samplingRateHz } = beat;
  const first = Math.ceil(marks.tOnsetS * samplingRateHz);
  const last = Math.min(Math.floor(marks.tOffsetS * samplingRateHz), beat.leads.II.length - 1);
  const t = eigenlead(beat, first, last);
  let peak = 0;
  for (let i = 1; i < t.length; i++) if (t[i] > t[peak]) peak = i;
  let steepest = 0;
  for (let i = peak + 1; i < t.length - 1; i++) steepest = Math.min(steepest, ((t[i + 1] - t[i - 1]) / 2) * samplingRateHz);
  return -steepest / t[peak];
}

/** The projection of the eight leads on the direction in which T varies most, upright. */
function eigenlead({ leads }: DrawnBeat, first: number, last: number): Float64Array {
  const rows = independentLeadNames.map((name) => leads[name].subarray(first, last + 1));
  const products = rows.map((a) => rows.map((b) => sumOfProducts(a, b)));
  let weights = rows.map(() => 1);
  for (let step = 0; step < POWER_STEPS; step++) {
    const next = products.map((row) => row.reduce((sum, value, lead) => sum + value * weights[lead], 0));
    const length = Math.hypot(...next);
    weights = next.map((value) => value / length);
  }
  const t = new Float64Array(last - first + 1);
  rows.forEach((row, lead) => {
    for (let i = 0; i < t.length; i++) t[i] += weights[lead] * row[i];
  });
  const isUpright = Math.max(...t) >= -Math.min(...t);
  return isUpright ? t : t.map((value) => -value);
}

function sumOfProducts(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
