/** `TensorOps` by Kalium's own kernels on tensors of the tfjs wasm backend. */
import type { Tensor } from "@tensorflow/tfjs-core";
import type { TensorOps } from "../tensorOps.ts";
import { backendHeap } from "./backendHeap.ts";
import { heapAdam } from "./heapAdam.ts";
import { heapConvolution } from "./heapConvolution.ts";
import { instantiateHeapKernels } from "./heapKernels.ts";
import { heapLoss } from "./heapLoss.ts";
import { heapGlobalAverage, heapGlobalAverageGradient, heapMaxPool, heapMaxPoolGradient } from "./heapPooling.ts";

const channelsOf = (x: Tensor): number => x.shape[x.shape.length - 1];
const rowsOf = (x: Tensor): number => x.size / channelsOf(x);

/** Compiles the kernels for the active backend, which must be wasm with SIMD. */
export async function createHeapOps(): Promise<TensorOps> {
  const heap = backendHeap();
  const kernels = await instantiateHeapKernels(heap.memory);
  const { address, allocate, scratch } = heap;
  const convolution = heapConvolution(heap, kernels);

  /** Copies the time axis from `fromStart` to `toStart`; the rest of the fresh tensor is zero. */
  const shiftTime = (x: Tensor, length: number, fromStart: number, toStart: number, copied: number): Tensor => {
    const [batch, fromLength, channels] = x.shape as [number, number, number];
    const y = allocate([batch, length, channels]);
    const rowBytes = 4 * channels;
    kernels.clear(address(y), batch * length * rowBytes);
    kernels.copyRows(batch, address(x) + fromStart * rowBytes, fromLength * rowBytes, address(y) + toStart * rowBytes, length * rowBytes, 1, copied * rowBytes, 0, 0);
    return y;
  };

  return {
    conv1d: convolution.forward,
    conv1dInputGradient: convolution.inputGradient,
    conv1dKernelGradient: convolution.kernelGradient,
    channelSums(dy) {
      const sums = allocate([channelsOf(dy)]);
      kernels.channelSums(address(dy), address(sums), rowsOf(dy), channelsOf(dy), 0);
      return sums;
    },
    dense(x, kernel, bias) {
      const [rows, depth] = x.shape as [number, number];
      const columns = kernel.shape[1]!;
      const y = allocate([rows, columns]);
      convolution.product({ a: address(x), b: address(kernel), c: address(y), rows, columns, depth }, bias ? address(bias) : 0);
      return y;
    },
    denseInputGradient(dy, kernel) {
      const [features, units] = kernel.shape as [number, number];
      const turned = scratch("kernel", 4 * kernel.size);
      kernels.transpose(address(kernel), turned, features, units);
      const dx = allocate([dy.shape[0], features]);
      convolution.product({ a: address(dy), b: turned, c: address(dx), rows: dy.shape[0], columns: features, depth: units }, 0);
      return dx;
    },
    denseKernelGradient(x, dy) {
      const dKernel = allocate([channelsOf(x), channelsOf(dy)]);
      convolution.transposedProduct({ a: address(x), aStride: 4 * channelsOf(x), b: address(dy), c: address(dKernel), rows: channelsOf(x), columns: channelsOf(dy), depth: x.shape[0] });
      return dKernel;
    },
    batchNormTrain(x, gamma, beta, { epsilon, relu }) {
      const [y, mean, variance] = [allocate(x.shape), allocate(gamma.shape), allocate(gamma.shape)];
      const run = relu ? kernels.batchNormReluTrain : kernels.batchNormTrain;
      run(address(x), address(y), address(gamma), address(beta), address(mean), address(variance), rowsOf(x), channelsOf(x), epsilon);
      return { y, mean, variance };
    },
    batchNormTrainGradient(dy, x, gamma, { y, mean, variance }, { epsilon, relu }) {
      const [dx, dGamma, dBeta] = [allocate(x.shape), allocate(gamma.shape), allocate(gamma.shape)];
      const run = relu ? kernels.batchNormReluTrainGradient : kernels.batchNormTrainGradient;
      run(address(dy), address(x), address(y), address(dx), address(gamma), address(mean), address(variance), address(dGamma), address(dBeta), rowsOf(x), channelsOf(x), epsilon);
      return { dx, dGamma, dBeta };
    },
    batchNormInference(x, gamma, beta, mean, variance, { epsilon, relu }) {
      const y = allocate(x.shape);
      const run = relu ? kernels.batchNormReluInference : kernels.batchNormInference;
      run(address(x), address(y), address(gamma), address(beta), address(mean), address(variance), rowsOf(x), channelsOf(x), epsilon);
      return y;
    },
    batchNormInferenceGradient(dy, y, gamma, variance, { epsilon, relu }) {
      const dx = allocate(dy.shape);
      const run = relu ? kernels.batchNormReluInferenceGradient : kernels.batchNormInferenceGradient;
      run(address(dy), address(y), address(dx), address(gamma), address(variance), rowsOf(dy), channelsOf(dy), epsilon);
      return dx;
    },
    runningAverage(running, batch, momentum) {
      kernels.runningAverage(address(running), address(batch), running.size, momentum, 1 - momentum);
      return running;
    },
    relu(x) {
      const y = allocate(x.shape);
      kernels.relu(address(x), address(y), x.size);
      return y;
    },
    reluGradient(dy, y) {
      const dx = allocate(dy.shape);
      kernels.reluGradient(address(dy), address(y), address(dx), dy.size);
      return dx;
    },
    maxPool1d: (x, window) => heapMaxPool(heap, x, window),
    maxPool1dGradient: (dy, x, y, window) => heapMaxPoolGradient(heap, dy, x, y, window),
    zeroPad1d: (x, before, after) => shiftTime(x, x.shape[1]! + before + after, 0, before, x.shape[1]!),
    zeroPad1dGradient: (dy, before, after) => shiftTime(dy, dy.shape[1]! - before - after, before, 0, dy.shape[1]! - before - after),
    add(a, b) {
      const sum = allocate(a.shape);
      kernels.add(address(a), address(b), address(sum), a.size);
      return sum;
    },
    globalAverage: (x) => heapGlobalAverage(heap, x),
    globalAverageGradient: (dy, length) => heapGlobalAverageGradient(heap, dy, length),
    loss: (name, logits, labels) => heapLoss(heap, name, logits, labels),
    adam: (shapes, settings) => heapAdam(heap, kernels, shapes, settings),
  };
}
