import type { ScalarTensor } from "./scalarTensor.ts";
import { alongLastAxis, sumOf } from "./scalarTensor.ts";

export interface ChannelStatistics {
  readonly mean: Float64Array;
  /** Biased. */
  readonly variance: Float64Array;
}

/** Over batch and places, channel by channel. */
export function channelStatistics({ shape, data }: ScalarTensor): ChannelStatistics {
  const channels = shape[shape.length - 1];
  const rows = data.length / channels;
  const mean = Float64Array.from({ length: channels }, (_, c) => sumOf(rows, (row) => data[row * channels + c]) / rows);
  const variance = mean.map((center, c) => sumOf(rows, (row) => (data[row * channels + c] - center) ** 2) / rows);
  return { mean, variance };
}

/** (x − mean) / √(variance + epsilon) · gamma + beta */
export const scalarBatchNorm = (x: ScalarTensor, { mean, variance }: ChannelStatistics, gamma: Float64Array, beta: Float64Array, epsilon: number): ScalarTensor =>
  alongLastAxis(x, (vector) => vector.map((value, c) => ((value - mean[c]) / Math.sqrt(variance[c] + epsilon)) * gamma[c] + beta[c]));

export const scalarLayerNorm = (x: ScalarTensor, gamma: Float64Array, beta: Float64Array, epsilon: number): ScalarTensor =>
  alongLastAxis(x, (vector) => {
    const mean = sumOf(vector.length, (c) => vector[c]) / vector.length;
    const variance = sumOf(vector.length, (c) => (vector[c] - mean) ** 2) / vector.length;
    return vector.map((value, c) => ((value - mean) / Math.sqrt(variance + epsilon)) * gamma[c] + beta[c]);
  });

export const scalarSoftmax = (x: ScalarTensor): ScalarTensor =>
  alongLastAxis(x, (vector) => {
    const total = sumOf(vector.length, (c) => Math.exp(vector[c]));
    return vector.map((value) => Math.exp(value) / total);
  });

export const scalarL2Normalize = (x: ScalarTensor, epsilon: number): ScalarTensor =>
  alongLastAxis(x, (vector) => {
    const length = Math.sqrt(sumOf(vector.length, (c) => vector[c] ** 2));
    return vector.map((value) => value / Math.max(length, epsilon));
  });
