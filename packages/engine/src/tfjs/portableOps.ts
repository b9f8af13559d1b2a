/**
 * `TensorOps` from tfjs-core operations, for any backend. A convolution is one matrix product over gathered windows
 * (its time axis cut into blocks of one stride, so that each kernel tap is a plain slice), and its gradients are
 * the transposed products: tfjs' own convolution gradients are missing on wasm and slow on webgpu, its max-pool gradient
 * wrong on wasm.
 */
import * as tf from "@tensorflow/tfjs-core";
import type { Tensor, Tensor2D, Tensor3D } from "@tensorflow/tfjs-core";
import type { WindowGeometry } from "../windowGeometry.ts";
import { portableAdam } from "./portableAdam.ts";
import { portableLoss } from "./portableLoss.ts";
import type { TensorOps } from "./tensorOps.ts";

/** Stands for −∞ in max pools: shader languages have no literal for infinity. */
const LOWEST = -3e38;

/** The time axis as blocks of `stride` samples, enough of them for the last window. */
interface Blocks {
  readonly count: number;
  /** Negative when the input has samples behind the last window. */
  readonly padAfter: number;
}

function blocksOf(window: WindowGeometry): Blocks {
  const count = window.outputLength + Math.floor((window.windowSize - 1) / window.stride);
  return { count, padAfter: count * window.stride - window.padBefore - window.inputLength };
}

/** Pads (or crops, for negative counts) the time axis. */
function padTime(x: Tensor, before: number, after: number, value = 0): Tensor3D {
  const [batch, , channels] = x.shape;
  let y = x as Tensor3D;
  const cropBefore = Math.max(0, -before);
  const cropAfter = Math.max(0, -after);
  if (cropBefore + cropAfter > 0) y = tf.slice(y, [0, cropBefore, 0], [batch, y.shape[1] - cropBefore - cropAfter, channels]);
  if (before > 0 || after > 0) y = tf.pad(y, [[0, 0], [Math.max(0, before), Math.max(0, after)], [0, 0]], value);
  return y;
}

/** Where a tap of the window lies in the blocks. */
const tapOffset = (tap: number, stride: number, channels: number): [number, number, number] => [0, Math.floor(tap / stride), (tap % stride) * channels];

/** The samples each tap meets: for every tap a [batch, outputLength, channels] slice. */
function taps(x: Tensor, window: WindowGeometry, padValue: number): Tensor3D[] {
  const [batch, , channels] = x.shape;
  const { count, padAfter } = blocksOf(window);
  const blocks = tf.reshape(padTime(x, window.padBefore, padAfter, padValue), [batch, count, window.stride * channels]) as Tensor3D;
  return Array.from({ length: window.windowSize }, (_, tap) => tf.slice(blocks, tapOffset(tap, window.stride, channels), [batch, window.outputLength, channels]));
}

/** Adds every tap's gradient back to the samples it came from: the transpose of `taps`. */
function untap(pieces: readonly Tensor3D[], window: WindowGeometry): Tensor3D {
  const [batch, , channels] = pieces[0].shape;
  const { count, padAfter } = blocksOf(window);
  const width = window.stride * channels;
  const placed = pieces.map((piece, tap) => {
    const [, row, column] = tapOffset(tap, window.stride, channels);
    return tf.pad(piece, [[0, 0], [row, count - window.outputLength - row], [column, width - channels - column]]);
  });
  const sum = placed.reduce((total, piece) => tf.add(total, piece) as Tensor3D);
  return padTime(tf.reshape(sum, [batch, count * window.stride, channels]), -window.padBefore, -padAfter);
}

/** All axes but the last as one. */
function asRows(x: Tensor): Tensor2D {
  const channels = x.shape[x.shape.length - 1];
  return tf.reshape(x, [x.size / channels, channels]) as Tensor2D;
}

/** Gathered windows as matrix rows: [batch · outputLength, windowSize · channels]. */
function windowRows(x: Tensor, window: WindowGeometry): Tensor2D {
  const slices = taps(x, window, 0);
  return asRows(slices.length === 1 ? slices[0] : tf.concat(slices, 2));
}

/**
 * Sums over all axes but the last, first within each row of the batch: one long float32 sum over batch and time costs
 * three digits of a batch norm's gradient.
 */
function channelSums(x: Tensor): Tensor {
  return x.rank === 3 ? tf.sum(tf.sum(x, 1), 0) : tf.sum(asRows(x), 0);
}

const kernelRows = (kernel: Tensor): Tensor2D => asRows(kernel);

function maskByOutput(dy: Tensor, y: Tensor): Tensor {
  return tf.mul(dy, tf.cast(tf.greater(y, 0), "float32"));
}

export const portableOps: TensorOps = {
  conv1d(x, kernel, bias, window) {
    const product = tf.matMul(windowRows(x, window), kernelRows(kernel));
    const y = bias ? tf.add(product, bias) : product;
    return tf.reshape(y, [x.shape[0], window.outputLength, kernel.shape[2]!]);
  },
  conv1dInputGradient(dy, kernel, window) {
    const [, channels] = kernel.shape.slice(0, 2) as [number, number];
    const columns = tf.matMul(asRows(dy), kernelRows(kernel), false, true);
    const all = tf.reshape(columns, [dy.shape[0], window.outputLength, window.windowSize * channels]) as Tensor3D;
    const pieces = Array.from({ length: window.windowSize }, (_, tap) => tf.slice(all, [0, 0, tap * channels], [dy.shape[0], window.outputLength, channels]));
    return untap(pieces, window);
  },
  conv1dKernelGradient(x, dy, window) {
    const product = tf.matMul(windowRows(x, window), asRows(dy), true, false);
    return tf.reshape(product, [window.windowSize, x.shape[2]!, dy.shape[2]!]);
  },
  channelSums,
  dense(x, kernel, bias) {
    const product = tf.matMul(x as Tensor2D, kernel as Tensor2D);
    return bias ? tf.add(product, bias) : product;
  },
  denseInputGradient: (dy, kernel) => tf.matMul(dy as Tensor2D, kernel as Tensor2D, false, true),
  denseKernelGradient: (x, dy) => tf.matMul(x as Tensor2D, dy as Tensor2D, true, false),
  batchNormTrain(x, gamma, beta, { epsilon, relu }) {
    const count = x.size / gamma.size;
    const mean = tf.div(channelSums(x), count);
    const centred = tf.sub(x, mean);
    const variance = tf.div(channelSums(tf.square(centred)), count);
    const y = tf.add(tf.mul(centred, tf.mul(gamma, tf.rsqrt(tf.add(variance, epsilon)))), beta);
    return { y: relu ? tf.relu(y) : y, mean, variance };
  },
  batchNormTrainGradient(dy, x, gamma, { y, mean, variance }, { epsilon, relu }) {
    const g = relu ? maskByOutput(dy, y) : dy;
    const inverse = tf.rsqrt(tf.add(variance, epsilon));
    const normalised = tf.mul(tf.sub(x, mean), inverse);
    const dBeta = channelSums(g);
    const dGamma = channelSums(tf.mul(g, normalised));
    const count = x.size / gamma.size;
    const inner = tf.sub(tf.sub(g, tf.div(dBeta, count)), tf.mul(normalised, tf.div(dGamma, count)));
    return { dx: tf.mul(inner, tf.mul(gamma, inverse)), dGamma, dBeta };
  },
  batchNormInference(x, gamma, beta, mean, variance, { epsilon, relu }) {
    const scale = tf.mul(gamma, tf.rsqrt(tf.add(variance, epsilon)));
    const y = tf.add(tf.mul(tf.sub(x, mean), scale), beta);
    return relu ? tf.relu(y) : y;
  },
  batchNormInferenceGradient(dy, y, gamma, variance, { epsilon, relu }) {
    const scale = tf.mul(gamma, tf.rsqrt(tf.add(variance, epsilon)));
    return tf.mul(relu ? maskByOutput(dy, y) : dy, scale);
  },
  runningAverage: (running, batch, momentum) => tf.add(tf.mul(running, momentum), tf.mul(batch, 1 - momentum)),
  relu: (x) => tf.relu(x),
  reluGradient: maskByOutput,
  maxPool1d(x, window) {
    return taps(x, window, LOWEST).reduce((best, slice) => tf.maximum(best, slice));
  },
  maxPool1dGradient(dy, x, y, window) {
    let free: Tensor = tf.onesLike(y);
    const pieces = taps(x, window, LOWEST).map((slice) => {
      const taken = tf.mul(free, tf.cast(tf.equal(slice, y as Tensor3D), "float32"));
      free = tf.sub(free, taken);
      return tf.mul(dy, taken) as Tensor3D;
    });
    return untap(pieces, window);
  },
  zeroPad1d: (x, before, after) => (before + after > 0 ? padTime(x, before, after) : tf.clone(x)),
  zeroPad1dGradient: (dy, before, after) => (before + after > 0 ? padTime(dy, -before, -after) : tf.clone(dy)),
  add: (a, b) => tf.add(a, b),
  globalAverage: (x) => tf.mean(x, 1),
  globalAverageGradient(dy, length) {
    const [batch, channels] = dy.shape as [number, number];
    return tf.tile(tf.reshape(tf.div(dy, length), [batch, 1, channels]), [1, length, 1]);
  },
  loss: portableLoss,
  adam: portableAdam,
};
