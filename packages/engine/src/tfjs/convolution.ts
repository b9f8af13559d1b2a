/**
 * The convolution family as matrix products over the taps of the window. tfjs has no gradient of a dilated convolution, no groups, no
 * filter gradient on wasm and slow ones on webgpu; this one formulation serves every option on every backend.
 */
import * as tf from "@tensorflow/tfjs-core";
import type { Tensor, Tensor2D, Tensor3D } from "@tensorflow/tfjs-core";
import type { Window } from "../program/program.ts";
import { matrixProduct } from "./matrixProduct.ts";
import { scatterTaps, windowTaps } from "./windowTaps.ts";

/** Most elements of gathered windows at a time (64 MiB; Kalium's choice). */
const MOST_GATHERED = 2 ** 24;

interface ConvolutionSizes {
  readonly batch: number;
  /** Output positions of the whole batch. */
  readonly rows: number;
  readonly taps: number;
  readonly channels: number;
  readonly filters: number;
  readonly groups: number;
  /** Taps that are gathered together. */
  readonly tapsAtOnce: number;
}

function sizesOf(batch: number, channels: number, filters: number, { height, width }: Window, groups: number): ConvolutionSizes {
  const rows = batch * height.outputLength * width.outputLength;
  const taps = height.size * width.size;
  return { batch, rows, taps, channels, filters, groups, tapsAtOnce: Math.max(1, Math.min(taps, Math.floor(MOST_GATHERED / (rows * channels)))) };
}

/** Calls `make` for each run of taps: first tap, number of taps. */
function overTaps<T>({ taps, tapsAtOnce }: ConvolutionSizes, make: (first: number, count: number) => T): T[] {
  return Array.from({ length: Math.ceil(taps / tapsAtOnce) }, (_, index) => make(index * tapsAtOnce, Math.min(tapsAtOnce, taps - index * tapsAtOnce)));
}

/** Gathered windows as matrices: [groups, rows, count · channels of a group]. */
function gathered(taps: readonly Tensor3D[], { rows, channels, groups }: ConvolutionSizes): Tensor3D {
  const joined = taps.length === 1 ? taps[0] : tf.concat([...taps], 2);
  const perGroup = channels / groups;
  if (groups === 1) return tf.reshape(joined, [1, rows, taps.length * channels]);
  return tf.reshape(tf.transpose(tf.reshape(joined, [rows, taps.length, groups, perGroup]), [2, 0, 1, 3]), [groups, rows, taps.length * perGroup]);
}

/** Rows of all filters as matrices: [groups, rows, filters of a group]. */
function filterRows(y: Tensor, { rows, filters, groups }: ConvolutionSizes): Tensor3D {
  if (groups === 1) return tf.reshape(y, [1, rows, filters]);
  return tf.transpose(tf.reshape(y, [rows, groups, filters / groups]) as Tensor3D, [1, 0, 2]);
}

/** Some taps of a kernel [(height,) width, channels / groups, filters] as matrices [groups, count · channels / groups, filters / groups]. */
function kernelMatrices(kernel: Tensor, { taps, channels, filters, groups, tapsAtOnce }: ConvolutionSizes, first: number, count: number): Tensor3D {
  const perGroup = channels / groups;
  const all = tf.reshape(kernel, [taps * perGroup, filters]) as Tensor2D;
  const some = tapsAtOnce >= taps ? all : tf.slice(all, [first * perGroup, 0], [count * perGroup, filters]);
  if (groups === 1) return tf.reshape(some, [1, count * perGroup, filters]);
  return tf.transpose(tf.reshape(some, [count * perGroup, groups, filters / groups]) as Tensor3D, [1, 0, 2]);
}

export function convolve(x: Tensor, kernel: Tensor, window: Window, groups: number, shape: readonly number[]): Tensor {
  const sizes = sizesOf(x.shape[0], x.shape.at(-1)!, shape.at(-1)!, window, groups);
  const taps = windowTaps(x, window, 0);
  const products = overTaps(sizes, (first, count) =>
    matrixProduct(gathered(taps.slice(first, first + count), sizes), kernelMatrices(kernel, sizes, first, count), false, false, [groups, sizes.rows, sizes.filters / groups]),
  );
  const total = products.reduce((sum, product) => tf.add(sum, product));
  return tf.reshape(groups === 1 ? total : tf.transpose(total, [1, 0, 2]), [...shape]);
}

export function convolutionInputGradient(dy: Tensor, kernel: Tensor, window: Window, groups: number, shape: readonly number[]): Tensor {
  const sizes = sizesOf(shape[0], shape.at(-1)!, dy.shape.at(-1)!, window, groups);
  const perGroup = sizes.channels / groups;
  const rows = filterRows(dy, sizes);
  const lines = [shape[0] * window.height.outputLength, window.width.outputLength, sizes.channels] as [number, number, number];
  // One product for each tap: cutting one wide product into taps costs more than it saves.
  const single = { ...sizes, tapsAtOnce: 1 };
  const taps = overTaps(single, (first) => {
    const columns = matrixProduct(rows, kernelMatrices(kernel, single, first, 1), false, true, [groups, sizes.rows, perGroup]);
    return tf.reshape(groups === 1 ? columns : tf.transpose(columns, [1, 0, 2]), lines) as Tensor3D;
  });
  return tf.reshape(scatterTaps(taps, shape[0], window), [...shape]);
}

export function convolutionKernelGradient(x: Tensor, dy: Tensor, window: Window, groups: number, shape: readonly number[]): Tensor {
  const sizes = sizesOf(x.shape[0], x.shape.at(-1)!, shape.at(-1)!, window, groups);
  const perGroup = sizes.channels / groups;
  const taps = windowTaps(x, window, 0);
  const rows = filterRows(dy, sizes);
  const parts = overTaps(sizes, (first, count) => {
    const product = matrixProduct(gathered(taps.slice(first, first + count), sizes), rows, true, false, [groups, count * perGroup, sizes.filters / groups]);
    return tf.reshape(groups === 1 ? product : tf.transpose(product, [1, 0, 2]), [count * perGroup, sizes.filters]) as Tensor2D;
  });
  return tf.reshape(parts.length === 1 ? parts[0] : tf.concat2d(parts, 0), [...shape]);
}
