/** Instructions that only move values, over as few axes as they need. Call inside a tidy; results are fresh tensor objects. */
import * as tf from "@tensorflow/tfjs-core";
import type { Tensor } from "@tensorflow/tfjs-core";
import { sizeOf } from "../program/program.ts";
import { joinWholeAxes } from "./collapseAxes.ts";

/** Axes that stay neighbours move as one. */
export function transpose(x: Tensor, permutation: readonly number[], shape: readonly number[]): Tensor {
  const moved = permutation.filter((axis) => x.shape[axis] !== 1);
  const runs: number[][] = [];
  for (const axis of moved) {
    const run = runs.at(-1);
    const between = run ? x.shape.slice(run.at(-1)! + 1, axis) : [];
    if (run && axis > run.at(-1)! && between.every((side) => side === 1)) run.push(axis);
    else runs.push([axis]);
  }
  const order = runs.map((_, index) => index).sort((a, b) => runs[a][0] - runs[b][0]);
  const from = tf.reshape(x, order.map((index) => sizeOf(runs[index].map((axis) => x.shape[axis]))));
  const turned = runs.length < 2 ? from : tf.transpose(from, runs.map((_, index) => order.indexOf(index)));
  return tf.reshape(turned, [...shape]);
}

export function slice(x: Tensor, begin: readonly number[], shape: readonly number[]): Tensor {
  const groups = joinWholeAxes(shape, (axis) => shape[axis] === x.shape[axis]);
  const from = tf.reshape(x, groups.map(({ first, inner }) => x.shape[first] * inner));
  const taken = tf.slice(from, groups.map(({ first, inner }) => begin[first] * inner), groups.map(({ first, inner }) => shape[first] * inner));
  return tf.reshape(taken, [...shape]);
}

export function pad(x: Tensor, before: readonly number[], shape: readonly number[]): Tensor {
  const groups = joinWholeAxes(shape, (axis) => shape[axis] === x.shape[axis]);
  const from = tf.reshape(x, groups.map(({ first, inner }) => x.shape[first] * inner));
  const margins = groups.map(({ first, inner }): [number, number] => [before[first] * inner, (shape[first] - x.shape[first] - before[first]) * inner]);
  return tf.reshape(tf.pad(from, margins), [...shape]);
}

export function concat(parts: readonly Tensor[], axis: number, shape: readonly number[]): Tensor {
  const lines = parts.map((part) => tf.reshape(part, [sizeOf(shape.slice(0, axis)), sizeOf(part.shape.slice(axis))]));
  return tf.reshape(lines.length === 1 ? lines[0] : tf.concat(lines, 1), [...shape]);
}
