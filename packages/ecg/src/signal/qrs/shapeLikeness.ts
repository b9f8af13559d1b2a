/**
 * How much each candidate looks like the beats around it. Noise of the size of a beat rarely has its shape, and does not add up
 * when it is taken for one: a mean of beats stays true while a third of them are false.
 */
import type { BeatCandidates } from "./beatCandidates.ts";
import { neighboursOf } from "./usualInterval.ts";

// Kalium's choices.
/** Half-length of the waveforms that are compared, and by how much they may be moved against each other. */
const SHAPE_HALF_S = 0.09;
const LARGEST_SHIFT = 2;
const SHIFTS = [-LARGEST_SHIFT, 0, LARGEST_SHIFT];
const UNMOVED = [0];
/** Beats less like the mean than this make up a second one: ectopic among normal beats. */
const SAME_SHAPE = 0.75;
const LEAST_OTHERS = 2;
/** Beats on either side whose means are taken, and how many go by until they are taken anew. */
const SHAPE_BEATS = 24;
const RENEWED_SHAPES = 8;

/** Samples of a waveform to compare. */
export function shapeLengthOf(rateHz: number): number {
  return 2 * (Math.round(SHAPE_HALF_S * rateHz) + LARGEST_SHIFT) + 1;
}

/** Copies the waveform around a sample; beyond the ends it is zero. */
export function copyShape(waveform: Float64Array, at: number, shape: Float32Array): void {
  const half = shape.length >> 1;
  const from = Math.max(0, half - at);
  const to = Math.min(shape.length, waveform.length - at + half);
  for (let k = from; k < to; k++) shape[k] = waveform[at - half + k];
}

/** Largest correlation with the mean of the beats around, or with that of the beats around which differ from it; 0 … 1. */
export function measureLikeness({ at, shapes, shapeLength }: BeatCandidates, beats: readonly number[]): Float64Array {
  const likeness = new Float64Array(at.length);
  const shapeOf = (i: number) => shapes.subarray(i * shapeLength, (i + 1) * shapeLength);
  let next = 0;
  let known = -1;
  let usual: Float32Array = new Float32Array(shapeLength);
  let other: Float32Array | null = null;
  for (let i = 0; i < at.length; i++) {
    while (next < beats.length && beats[next] < i) next += 1;
    if (known < 0 || next >= known + RENEWED_SHAPES) {
      known = next;
      const near = beats.slice(...neighboursOf(next, beats.length, SHAPE_BEATS)).map(shapeOf);
      usual = meanShape(near, shapeLength);
      const others = near.filter((shape) => correlate(shape, usual, UNMOVED) < SAME_SHAPE && correlate(shape, usual) < SAME_SHAPE);
      other = others.length >= LEAST_OTHERS ? meanShape(others, shapeLength) : null;
    }
    const shape = shapeOf(i);
    likeness[i] = Math.max(correlate(shape, usual), other === null ? 0 : correlate(shape, other));
  }
  return likeness;
}

function meanShape(shapes: readonly Float32Array[], length: number): Float32Array {
  const mean = new Float32Array(length);
  for (const shape of shapes) {
    let energy = 0;
    for (let k = 0; k < length; k++) energy += shape[k] * shape[k];
    if (energy === 0) continue;
    const scale = 1 / Math.sqrt(energy);
    for (let k = 0; k < length; k++) mean[k] += scale * shape[k];
  }
  return mean;
}

/** Largest normalised correlation of the inner part of a shape, as it is and moved to either side, with that of a mean. */
function correlate(shape: Float32Array, mean: Float32Array, shifts: readonly number[] = SHIFTS): number {
  const to = shape.length - LARGEST_SHIFT;
  let best = 0;
  for (const shift of shifts) {
    let product = 0;
    let energy = 0;
    let meanEnergy = 0;
    for (let k = LARGEST_SHIFT; k < to; k++) {
      const value = shape[k + shift];
      product += value * mean[k];
      energy += value * value;
      meanEnergy += mean[k] * mean[k];
    }
    if (product > 0) best = Math.max(best, product / Math.sqrt(energy * meanEnergy));
  }
  return best;
}
