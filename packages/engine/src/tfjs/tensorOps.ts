/**
 * The operations the graph pass needs, forward and backward, on tfjs tensors. `portableOps` composes them from
 * tfjs-core for any backend; `heapOps` runs Kalium's own kernels on the memory of the wasm backend. Signals are
 * [batch, time, channels]. Every method returns fresh tensors and leaves its arguments alone, except where a
 * docstring says in place.
 */
import type { Tensor } from "@tensorflow/tfjs-core";
import type { HostTensor, LossName } from "../executor.ts";
import type { WindowGeometry } from "../windowGeometry.ts";

export interface BatchNormSettings {
  readonly epsilon: number;
  /** Whether a ReLU follows in the same operation. */
  readonly relu: boolean;
}

/** Outcome of a training-mode batch norm: what the backward pass and the running statistics need. */
export interface BatchNormResult {
  readonly y: Tensor;
  readonly mean: Tensor;
  /** Biased: divided by the number of values. */
  readonly variance: Tensor;
}

/** Adam over a fixed list of parameters. */
export interface AdamUpdater {
  /**
   * One update. `stepNumber` counts from 1. Returns the parameters after the step, in order: the same tensors
   * where the update is in place, fresh ones that outlive the enclosing tidy otherwise.
   */
  update(parameters: readonly Tensor[], gradients: readonly Tensor[], learningRate: number, stepNumber: number): readonly Tensor[];
  /** First and second moments, by parameter. */
  readMoments(): Promise<readonly { readonly first: HostTensor; readonly second: HostTensor }[]>;
  writeMoments(moments: readonly { readonly first: HostTensor; readonly second: HostTensor }[]): void;
  dispose(): void;
}

export interface AdamSettings {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}

export interface TensorOps {
  conv1d(x: Tensor, kernel: Tensor, bias: Tensor | null, window: WindowGeometry): Tensor;
  conv1dInputGradient(dy: Tensor, kernel: Tensor, window: WindowGeometry): Tensor;
  conv1dKernelGradient(x: Tensor, dy: Tensor, window: WindowGeometry): Tensor;
  /** Sum over all axes but the last: the gradient of a bias. */
  channelSums(dy: Tensor): Tensor;
  dense(x: Tensor, kernel: Tensor, bias: Tensor | null): Tensor;
  denseInputGradient(dy: Tensor, kernel: Tensor): Tensor;
  denseKernelGradient(x: Tensor, dy: Tensor): Tensor;
  batchNormTrain(x: Tensor, gamma: Tensor, beta: Tensor, settings: BatchNormSettings): BatchNormResult;
  batchNormTrainGradient(dy: Tensor, x: Tensor, gamma: Tensor, forward: BatchNormResult, settings: BatchNormSettings): { readonly dx: Tensor; readonly dGamma: Tensor; readonly dBeta: Tensor };
  batchNormInference(x: Tensor, gamma: Tensor, beta: Tensor, mean: Tensor, variance: Tensor, settings: BatchNormSettings): Tensor;
  batchNormInferenceGradient(dy: Tensor, y: Tensor, gamma: Tensor, variance: Tensor, settings: BatchNormSettings): Tensor;
  /** momentum · running + (1 − momentum) · batch; may be in place. */
  runningAverage(running: Tensor, batch: Tensor, momentum: number): Tensor;
  relu(x: Tensor): Tensor;
  reluGradient(dy: Tensor, y: Tensor): Tensor;
  maxPool1d(x: Tensor, window: WindowGeometry): Tensor;
  /** The first of equal maxima takes the gradient. */
  maxPool1dGradient(dy: Tensor, x: Tensor, y: Tensor, window: WindowGeometry): Tensor;
  zeroPad1d(x: Tensor, before: number, after: number): Tensor;
  zeroPad1dGradient(dy: Tensor, before: number, after: number): Tensor;
  add(a: Tensor, b: Tensor): Tensor;
  globalAverage(x: Tensor): Tensor;
  globalAverageGradient(dy: Tensor, length: number): Tensor;
  /** Mean loss of the batch (a scalar) and its gradient with respect to the logits. */
  loss(name: LossName, logits: Tensor, labels: Int32Array): { readonly loss: Tensor; readonly dLogits: Tensor };
  adam(shapes: readonly (readonly number[])[], settings: AdamSettings): AdamUpdater;
}
