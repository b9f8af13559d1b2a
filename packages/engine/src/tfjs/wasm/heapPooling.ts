/** Pools and averages over time on heap views: little work, so plain loops. */
import type { Tensor } from "@tensorflow/tfjs-core";
import type { WindowGeometry } from "../../windowGeometry.ts";
import type { BackendHeap } from "./backendHeap.ts";

/** Samples of the input that output sample `t` looks at: [from, to). */
function windowRange({ stride, padBefore, windowSize, inputLength }: WindowGeometry, t: number): readonly [number, number] {
  const start = t * stride - padBefore;
  return [Math.max(0, start), Math.min(inputLength, start + windowSize)];
}

export function heapMaxPool(heap: BackendHeap, x: Tensor, window: WindowGeometry): Tensor {
  const [batch, length, channels] = x.shape as [number, number, number];
  const y = heap.allocate([batch, window.outputLength, channels]);
  const from = heap.view(x);
  const to = heap.view(y);
  for (let sample = 0; sample < batch; sample++) {
    for (let t = 0; t < window.outputLength; t++) {
      const [start, end] = windowRange(window, t);
      const target = (sample * window.outputLength + t) * channels;
      const source = (sample * length + start) * channels;
      for (let channel = 0; channel < channels; channel++) {
        let best = from[source + channel];
        for (let index = source + channel + channels; index < (sample * length + end) * channels; index += channels) {
          if (from[index] > best) best = from[index];
        }
        to[target + channel] = best;
      }
    }
  }
  return y;
}

/** The first of equal maxima takes the gradient. */
export function heapMaxPoolGradient(heap: BackendHeap, dy: Tensor, x: Tensor, y: Tensor, window: WindowGeometry): Tensor {
  const [batch, length, channels] = x.shape as [number, number, number];
  const dx = heap.allocate(x.shape);
  const [gradient, from, best, to] = [dy, x, y, dx].map((tensor) => heap.view(tensor));
  to.fill(0);
  for (let sample = 0; sample < batch; sample++) {
    for (let t = 0; t < window.outputLength; t++) {
      const [start, end] = windowRange(window, t);
      const output = (sample * window.outputLength + t) * channels;
      for (let channel = 0; channel < channels; channel++) {
        for (let index = (sample * length + start) * channels + channel; index < (sample * length + end) * channels; index += channels) {
          if (from[index] !== best[output + channel]) continue;
          to[index] += gradient[output + channel];
          break;
        }
      }
    }
  }
  return dx;
}

export function heapGlobalAverage(heap: BackendHeap, x: Tensor): Tensor {
  const [batch, length, channels] = x.shape as [number, number, number];
  const y = heap.allocate([batch, channels]);
  const from = heap.view(x);
  const to = heap.view(y);
  for (let sample = 0; sample < batch; sample++) {
    for (let channel = 0; channel < channels; channel++) {
      let sum = 0;
      for (let t = 0; t < length; t++) sum += from[(sample * length + t) * channels + channel];
      to[sample * channels + channel] = sum / length;
    }
  }
  return y;
}

export function heapGlobalAverageGradient(heap: BackendHeap, dy: Tensor, length: number): Tensor {
  const [batch, channels] = dy.shape as [number, number];
  const dx = heap.allocate([batch, length, channels]);
  const from = heap.view(dy);
  const to = heap.view(dx);
  for (let sample = 0; sample < batch; sample++) {
    for (let t = 0; t < length; t++) {
      for (let channel = 0; channel < channels; channel++) to[(sample * length + t) * channels + channel] = from[sample * channels + channel] / length;
    }
  }
  return dx;
}
