/** Pools and their gradients over the taps of the window; padding never counts. */
import * as tf from "@tensorflow/tfjs-core";
import type { Tensor, Tensor3D } from "@tensorflow/tfjs-core";
import type { AxisWindow, Window } from "../program/program.ts";
import { scatterTaps, windowTaps } from "./windowTaps.ts";

/** Stands for −∞ behind the edges: shader languages have no literal for infinity. */
const LOWEST = -3e38;

/** Taps of each window that fall on samples, along one axis. */
function countInside({ inputLength, outputLength, size, stride, dilation, padBefore }: AxisWindow): number[] {
  return Array.from({ length: outputLength }, (_, at) => {
    let count = 0;
    for (let tap = 0; tap < size; tap++) {
      const sample = at * stride + tap * dilation - padBefore;
      if (sample >= 0 && sample < inputLength) count++;
    }
    return count;
  });
}

/** 1 / samples inside each window: [1, positions, 1] of a row of `batch` images. */
function shares({ height, width }: Window): Tensor3D {
  const [rows, columns] = [countInside(height), countInside(width)];
  return tf.tensor3d(Float32Array.from(rows.flatMap((r) => columns.map((c) => 1 / (r * c)))), [1, rows.length * columns.length, 1]);
}

/** [batch, positions, channels] */
const byPosition = (x: Tensor, batch: number): Tensor3D => tf.reshape(x, [batch, x.size / batch / x.shape.at(-1)!, x.shape.at(-1)!]);

export function pool(kind: "max" | "average", x: Tensor, window: Window, shape: readonly number[]): Tensor {
  if (kind === "max") return tf.reshape(windowTaps(x, window, LOWEST).reduce((best, tap) => tf.maximum(best, tap)), [...shape]);
  const sum = windowTaps(x, window, 0).reduce((total, tap) => tf.add(total, tap));
  return tf.reshape(tf.mul(byPosition(sum, shape[0]), shares(window)), [...shape]);
}

export function averagePoolGradient(dy: Tensor, window: Window, shape: readonly number[]): Tensor {
  const share = tf.mul(byPosition(dy, shape[0]), shares(window));
  const tap = tf.reshape(share, [shape[0] * window.height.outputLength, window.width.outputLength, shape.at(-1)!]) as Tensor3D;
  return tf.reshape(scatterTaps(new Array<Tensor3D>(window.height.size * window.width.size).fill(tap), shape[0], window), [...shape]);
}

/** The first of equal maxima takes all. */
export function maxPoolGradient(x: Tensor, y: Tensor, dy: Tensor, window: Window, shape: readonly number[]): Tensor {
  const lines = [shape[0] * window.height.outputLength, window.width.outputLength, shape.at(-1)!] as [number, number, number];
  const [largest, gradient] = [tf.reshape(y, lines), tf.reshape(dy, lines)];
  let free: Tensor = tf.onesLike(largest);
  const taps = windowTaps(x, window, LOWEST).map((tap) => {
    const taken = tf.mul(free, tf.cast(tf.equal(tap, largest), "float32"));
    free = tf.sub(free, taken);
    return tf.mul(gradient, taken) as Tensor3D;
  });
  return tf.reshape(scatterTaps(taps, shape[0], window), [...shape]);
}
