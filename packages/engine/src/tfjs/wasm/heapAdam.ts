import * as tf from "@tensorflow/tfjs-core";
import type { Tensor } from "@tensorflow/tfjs-core";
import type { AdamSettings, AdamUpdater } from "../tensorOps.ts";
import type { BackendHeap } from "./backendHeap.ts";
import type { HeapKernels } from "./heapKernels.ts";

/** Adam in place on the heap (Kingma and Ba 2015, arXiv:1412.6980, algorithm 1; ε outside the root). */
export function heapAdam(heap: BackendHeap, kernels: HeapKernels, shapes: readonly (readonly number[])[], { beta1, beta2, epsilon }: AdamSettings): AdamUpdater {
  const zeros = (): Tensor[] => shapes.map((shape) => tf.keep(tf.zeros([...shape])));
  const first = zeros();
  const second = zeros();
  const copyOf = (tensor: Tensor) => ({ shape: tensor.shape, data: heap.view(tensor).slice() });
  return {
    update(parameters, gradients, learningRate, stepNumber) {
      const rate = learningRate / (1 - beta1 ** stepNumber);
      const correction = 1 / (1 - beta2 ** stepNumber);
      parameters.forEach((parameter, index) => {
        const addresses = [parameter, gradients[index], first[index], second[index]].map(heap.address) as [number, number, number, number];
        kernels.adam(...addresses, parameter.size, beta1, 1 - beta1, beta2, 1 - beta2, rate, correction, epsilon);
      });
      return parameters;
    },
    async readMoments() {
      return shapes.map((_, index) => ({ first: copyOf(first[index]), second: copyOf(second[index]) }));
    },
    writeMoments(moments) {
      moments.forEach((moment, index) => {
        heap.view(first[index]).set(moment.first.data);
        heap.view(second[index]).set(moment.second.data);
      });
    },
    dispose: () => tf.dispose([...first, ...second]),
  };
}
