/**
 * 1-D convolution and its gradients as matrix products over the heap. Padded inputs are copied into scratch once;
 * overlapping windows are then plain rows with a short stride.
 */
import type { Tensor } from "@tensorflow/tfjs-core";
import type { WindowGeometry } from "../../windowGeometry.ts";
import type { BackendHeap } from "./backendHeap.ts";
import type { HeapKernels } from "./heapKernels.ts";

/** Bytes of A and B that one block of a kernel gradient's depth may touch: they should stay in the second-level cache. */
const DEPTH_BLOCK_BYTES = 65_536;
const DEPTH_BLOCK_ROWS = 32;

interface Product {
  readonly a: number;
  readonly aStride: number;
  readonly b: number;
  readonly c: number;
  readonly rows: number;
  readonly columns: number;
  readonly depth: number;
}

export interface HeapConvolution {
  forward(x: Tensor, kernel: Tensor, bias: Tensor | null, window: WindowGeometry): Tensor;
  inputGradient(dy: Tensor, kernel: Tensor, window: WindowGeometry): Tensor;
  kernelGradient(x: Tensor, dy: Tensor, window: WindowGeometry): Tensor;
  /** C = A · B (+ bias) for contiguous matrices: A [rows, depth], B [depth, columns]. */
  product(product: Omit<Product, "aStride">, bias: number): void;
  /** C = Aᵀ · B over `depth` rows, in blocks: C [rows, columns]. */
  transposedProduct(product: Product): void;
}

/** Whether every output row is one input row: no window, no stride, no pad. */
const isPointwise = (window: WindowGeometry): boolean => window.windowSize === 1 && window.stride === 1 && window.padBefore === 0 && window.padAfter === 0;

export function heapConvolution(heap: BackendHeap, kernels: HeapKernels): HeapConvolution {
  const { address, allocate, scratch } = heap;

  const product: HeapConvolution["product"] = ({ a, b, c, rows, columns, depth }, bias) =>
    kernels.gemmRows(1, a, 0, 4 * depth, b, 4 * columns, c, 0, 4 * columns, rows, columns, depth, 0, bias);

  const transposedProduct: HeapConvolution["transposedProduct"] = ({ a, aStride, b, c, rows, columns, depth }) => {
    const bStride = 4 * columns;
    const block = Math.max(DEPTH_BLOCK_ROWS, Math.floor(DEPTH_BLOCK_BYTES / (aStride + bStride)));
    for (let start = 0; start < depth; start += block) {
      const steps = Math.min(block, depth - start);
      kernels.gemmColumns(1, a + start * aStride, 0, aStride, b + start * bStride, bStride, c, 0, bStride, rows, columns, steps, start > 0 ? 1 : 0, 0);
    }
  };

  /** Copies [batch, length, channels] into `rowsPerSample` rows a sample, `before` rows in, the rest zero. */
  const layOut = (source: Tensor, name: "padded" | "paddedGradient", rowsPerSample: number, before: number, copied: number): number => {
    const [batch, length, channels] = source.shape as [number, number, number];
    const rowBytes = 4 * channels;
    const target = scratch(name, batch * rowsPerSample * rowBytes);
    kernels.clear(target, batch * rowsPerSample * rowBytes);
    kernels.copyRows(batch, address(source), length * rowBytes, target + before * rowBytes, rowsPerSample * rowBytes, 1, copied * rowBytes, 0, 0);
    return target;
  };

  /** The kernel with input and output channels exchanged, taps in reverse order: [windowSize, filters, channels]. */
  const turnedKernel = (kernel: Tensor): number => {
    const [taps, channels, filters] = kernel.shape as [number, number, number];
    const tapBytes = 4 * channels * filters;
    const target = scratch("kernel", taps * tapBytes);
    for (let tap = 0; tap < taps; tap++) kernels.transpose(address(kernel) + tap * tapBytes, target + (taps - 1 - tap) * tapBytes, channels, filters);
    return target;
  };

  return {
    product,
    transposedProduct,
    forward(x, kernel, bias, window) {
      const [batch, length, channels] = x.shape as [number, number, number];
      const filters = kernel.shape[2]!;
      const { windowSize, stride, padBefore, padAfter, outputLength } = window;
      const y = allocate([batch, outputLength, filters]);
      const biasAddress = bias ? address(bias) : 0;
      if (isPointwise(window)) {
        product({ a: address(x), b: address(kernel), c: address(y), rows: batch * length, columns: filters, depth: channels }, biasAddress);
        return y;
      }
      const padded = padBefore + padAfter > 0;
      const paddedLength = length + padBefore + padAfter;
      const a = padded ? layOut(x, "padded", paddedLength, padBefore, length) : address(x);
      kernels.gemmRows(batch, a, 4 * paddedLength * channels, 4 * stride * channels, address(kernel), 4 * filters, address(y), 4 * outputLength * filters, 4 * filters, outputLength, filters, windowSize * channels, 0, biasAddress);
      return y;
    },
    inputGradient(dy, kernel, window) {
      const [batch, outputLength, filters] = dy.shape as [number, number, number];
      const channels = kernel.shape[1]!;
      const { inputLength, windowSize, stride, padBefore, padAfter } = window;
      const dx = allocate([batch, inputLength, channels]);
      const turned = turnedKernel(kernel);
      const rowBytes = 4 * channels;
      if (isPointwise(window)) {
        product({ a: address(dy), b: turned, c: address(dx), rows: batch * outputLength, columns: channels, depth: filters }, 0);
        return dx;
      }
      if (windowSize === 1 && padBefore + padAfter === 0) {
        kernels.clear(address(dx), batch * inputLength * rowBytes);
        kernels.gemmRows(batch, address(dy), 4 * outputLength * filters, 4 * filters, turned, rowBytes, address(dx), inputLength * rowBytes, stride * rowBytes, outputLength, channels, filters, 0, 0);
        return dx;
      }
      // dy spread out by the stride and padded, so that each input sample is one window of the turned kernel.
      const spreadLength = inputLength + windowSize - 1;
      const shift = windowSize - 1 - padBefore;
      const first = Math.max(0, Math.ceil(-shift / stride));
      const end = Math.min(outputLength, Math.ceil((spreadLength - shift) / stride));
      const gradientBytes = 4 * filters;
      const spread = scratch("paddedGradient", batch * spreadLength * gradientBytes);
      kernels.clear(spread, batch * spreadLength * gradientBytes);
      kernels.copyRows(batch, address(dy) + first * gradientBytes, outputLength * gradientBytes, spread + (first * stride + shift) * gradientBytes, spreadLength * gradientBytes, Math.max(0, end - first), gradientBytes, gradientBytes, stride * gradientBytes);
      kernels.gemmRows(batch, spread, spreadLength * gradientBytes, gradientBytes, turned, rowBytes, address(dx), inputLength * rowBytes, rowBytes, inputLength, channels, windowSize * filters, 0, 0);
      return dx;
    },
    kernelGradient(x, dy, window) {
      const [batch, length, channels] = x.shape as [number, number, number];
      const filters = dy.shape[2]!;
      const { windowSize, stride, padBefore, outputLength } = window;
      const dKernel = allocate([windowSize, channels, filters]);
      const c = address(dKernel);
      if (isPointwise(window)) {
        transposedProduct({ a: address(x), aStride: 4 * channels, b: address(dy), c, rows: channels, columns: filters, depth: batch * length });
        return dKernel;
      }
      // Samples laid end to end with the same number of strides each; the rows between them meet zero gradients.
      const rowsPerSample = outputLength + Math.floor((windowSize - 1) / stride);
      const paddedLength = rowsPerSample * stride;
      const a = layOut(x, "padded", paddedLength, padBefore, Math.min(length, paddedLength - padBefore));
      const b = rowsPerSample === outputLength ? address(dy) : layOut(dy, "paddedGradient", rowsPerSample, 0, outputLength);
      transposedProduct({ a, aStride: 4 * stride * channels, b, c, rows: windowSize * channels, columns: filters, depth: (batch - 1) * rowsPerSample + outputLength });
      return dKernel;
    },
  };
}
