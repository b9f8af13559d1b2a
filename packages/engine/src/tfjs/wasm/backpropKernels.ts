/**
 * Two kernels that the tfjs wasm backend (4.22) lacks or gets wrong: the gradient of a convolution with respect to its filter
 * is not registered, and the gradient of a max pool is wrong for windows without a positive value. Kalium's own graphs use
 * faster kernels where SIMD exists; these serve tfjs operations on this backend everywhere, also without SIMD.
 */
import * as tf from "@tensorflow/tfjs-core";
import type { KernelFunc, TensorInfo } from "@tensorflow/tfjs-core";

interface HeapBackend {
  readonly wasm: { readonly HEAPU8: Uint8Array };
  makeOutput(shape: number[], dtype: "float32"): TensorInfo;
  readonly dataIdMap: { get(dataId: object): { readonly memoryOffset: number } };
}

type Pad = Parameters<typeof tf.backend_util.computePool2DInfo>[4];

interface PoolAttributes {
  readonly filterSize: [number, number] | number;
  readonly strides: [number, number] | number;
  readonly pad: Pad;
  readonly dimRoundingMode?: "floor" | "round" | "ceil";
}

interface FilterGradientAttributes {
  readonly filterShape: [number, number, number, number];
  readonly strides: [number, number] | number;
  readonly pad: Pad;
  readonly dimRoundingMode?: "floor" | "round" | "ceil";
}

/** Views are made anew after each allocation, because growing memory detaches the old ones. */
function viewOf(backend: HeapBackend, tensor: TensorInfo): Float32Array {
  return new Float32Array(backend.wasm.HEAPU8.buffer, backend.dataIdMap.get(tensor.dataId).memoryOffset, tf.util.sizeFromShape(tensor.shape));
}

/** dW[i, j, c, f] = Σ over batch and output of x[·, s·r + i − pad, s·q + j − pad, c] · dy[·, r, q, f]; NHWC, no dilation. */
const conv2dFilterGradient: KernelFunc = ({ inputs, attrs, backend }) => {
  const heap = backend as unknown as HeapBackend;
  const { x, dy } = inputs as { x: TensorInfo; dy: TensorInfo };
  const { filterShape, strides, pad, dimRoundingMode } = attrs as unknown as FilterGradientAttributes;
  const shape = tf.backend_util.computeConv2DInfo(x.shape as [number, number, number, number], filterShape, strides, 1, pad, dimRoundingMode);
  const dW = heap.makeOutput([...filterShape], "float32");
  const [xs, dys, dWs] = [viewOf(heap, x), viewOf(heap, dy), viewOf(heap, dW)];
  dWs.fill(0);
  const { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth, outChannels, filterHeight, filterWidth, strideHeight, strideWidth, padInfo } = shape;
  for (let batch = 0; batch < batchSize; batch++) {
    for (let row = 0; row < outHeight; row++) {
      for (let column = 0; column < outWidth; column++) {
        const dyStart = ((batch * outHeight + row) * outWidth + column) * outChannels;
        for (let i = 0; i < filterHeight; i++) {
          const inRow = row * strideHeight + i - padInfo.top;
          if (inRow < 0 || inRow >= inHeight) continue;
          for (let j = 0; j < filterWidth; j++) {
            const inColumn = column * strideWidth + j - padInfo.left;
            if (inColumn < 0 || inColumn >= inWidth) continue;
            const xStart = ((batch * inHeight + inRow) * inWidth + inColumn) * inChannels;
            let target = (i * filterWidth + j) * inChannels * outChannels;
            for (let channel = 0; channel < inChannels; channel++) {
              const value = xs[xStart + channel]!;
              for (let filter = 0; filter < outChannels; filter++) dWs[target++]! += value * dys[dyStart + filter]!;
            }
          }
        }
      }
    }
  }
  return dW;
};

/** Sends each output's gradient to the first largest sample of its window; NHWC. */
const maxPoolGradient: KernelFunc = ({ inputs, attrs, backend }) => {
  const heap = backend as unknown as HeapBackend;
  const { dy, input } = inputs as { dy: TensorInfo; input: TensorInfo };
  const { filterSize, strides, pad, dimRoundingMode } = attrs as unknown as PoolAttributes;
  const shape = tf.backend_util.computePool2DInfo(input.shape as [number, number, number, number], filterSize, strides, 1, pad, dimRoundingMode);
  const dx = heap.makeOutput([...input.shape], "float32");
  const [xs, dys, dxs] = [viewOf(heap, input), viewOf(heap, dy), viewOf(heap, dx)];
  dxs.fill(0);
  const { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth, filterHeight, filterWidth, strideHeight, strideWidth, padInfo } = shape;
  for (let batch = 0; batch < batchSize; batch++) {
    for (let row = 0; row < outHeight; row++) {
      for (let column = 0; column < outWidth; column++) {
        for (let channel = 0; channel < inChannels; channel++) {
          let largestAt = -1;
          for (let i = 0; i < filterHeight; i++) {
            const inRow = row * strideHeight + i - padInfo.top;
            if (inRow < 0 || inRow >= inHeight) continue;
            for (let j = 0; j < filterWidth; j++) {
              const inColumn = column * strideWidth + j - padInfo.left;
              if (inColumn < 0 || inColumn >= inWidth) continue;
              const at = ((batch * inHeight + inRow) * inWidth + inColumn) * inChannels + channel;
              if (largestAt < 0 || xs[at]! > xs[largestAt]!) largestAt = at;
            }
          }
          if (largestAt >= 0) dxs[largestAt]! += dys[((batch * outHeight + row) * outWidth + column) * inChannels + channel]!;
        }
      }
    }
  }
  return dx;
};

/** Registers both kernels once, in place of tfjs' own max-pool gradient. */
export function registerBackpropKernels(): void {
  if (tf.getKernel("Conv2DBackpropFilter", "wasm") == null) {
    tf.registerKernel({ kernelName: "Conv2DBackpropFilter", backendName: "wasm", kernelFunc: conv2dFilterGradient });
  }
  if (tf.getKernel("MaxPoolGrad", "wasm")?.kernelFunc === maxPoolGradient) return;
  if (tf.getKernel("MaxPoolGrad", "wasm") != null) tf.unregisterKernel("MaxPoolGrad", "wasm");
  tf.registerKernel({ kernelName: "MaxPoolGrad", backendName: "wasm", kernelFunc: maxPoolGradient });
}
