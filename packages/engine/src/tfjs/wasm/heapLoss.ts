import type { Tensor } from "@tensorflow/tfjs-core";
import type { LossName } from "../../executor.ts";
import type { BackendHeap } from "./backendHeap.ts";

/** Mean loss and its gradient at the logits; a few numbers a row, so in double precision on the heap views. */
export function heapLoss(heap: BackendHeap, name: LossName, logits: Tensor, labels: Int32Array): { loss: Tensor; dLogits: Tensor } {
  const [batch, classes] = logits.shape as [number, number];
  const loss = heap.allocate([]);
  const dLogits = heap.allocate([batch, classes]);
  const z = heap.view(logits);
  const gradient = heap.view(dLogits);
  let total = 0;
  for (let row = 0; row < batch; row++) {
    const start = row * classes;
    switch (name) {
      case "softmaxCrossEntropy": {
        const rowLogits = z.subarray(start, start + classes);
        const highest = rowLogits.reduce((best, value) => Math.max(best, value), Number.NEGATIVE_INFINITY);
        const sum = rowLogits.reduce((partial, value) => partial + Math.exp(value - highest), 0);
        total += Math.log(sum) + highest - z[start + labels[row]];
        for (let index = 0; index < classes; index++) {
          gradient[start + index] = (Math.exp(z[start + index] - highest) / sum - (index === labels[row] ? 1 : 0)) / batch;
        }
        break;
      }
      case "binaryCrossEntropy": {
        const value = z[start];
        total += Math.max(value, 0) - value * labels[row] + Math.log1p(Math.exp(-Math.abs(value)));
        gradient[start] = (1 / (1 + Math.exp(-value)) - labels[row]) / batch;
        break;
      }
      default:
        name satisfies never;
    }
  }
  heap.view(loss)[0] = total / batch;
  return { loss, dLogits };
}
