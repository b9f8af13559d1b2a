/**
 * Sliding windows as plain slices. An axis is padded and cut into blocks of one stride, so that what a tap of the window meets is a
 * contiguous slice of every block: no gather, and the way back is padding and adding. tfjs' own gradients of
 * convolutions and pools are missing or wrong on some backends; slices and sums are right on all of them.
 */
import * as tf from "@tensorflow/tfjs-core";
import type { Tensor, Tensor3D, Tensor4D } from "@tensorflow/tfjs-core";
import type { AxisWindow, Window } from "../program/program.ts";
import { slice } from "./layout.ts";

/** Blocks of one stride along an axis, as many as the last window needs. */
interface Blocks {
  readonly count: number;
  /** Negative when the input has samples behind the last window. */
  readonly padAfter: number;
}

function blocksOf({ inputLength, outputLength, size, stride, dilation, padBefore }: AxisWindow): Blocks {
  const count = outputLength + Math.floor(((size - 1) * dilation) / stride);
  return { count, padAfter: count * stride - padBefore - inputLength };
}

/** Pads, or crops where a count is negative, height and width. */
function padPlane(x: Tensor4D, height: readonly [number, number], width: readonly [number, number], value: number): Tensor4D {
  const [batch, rows, columns, channels] = x.shape;
  const crop = [...height, ...width].map((count) => Math.max(0, -count));
  const grow = [...height, ...width].map((count) => Math.max(0, count));
  const cropped = crop.some((count) => count > 0) ? (slice(x, [0, crop[0], crop[2], 0], [batch, rows - crop[0] - crop[1], columns - crop[2] - crop[3], channels]) as Tensor4D) : x;
  return grow.some((count) => count > 0) ? tf.pad(cropped, [[0, 0], [grow[0], grow[1]], [grow[2], grow[3]], [0, 0]], value) : cropped;
}

/** [batch, height, width, channels] of a signal or an image. */
function asImage(x: Tensor): Tensor4D {
  return (x.rank === 4 ? x : tf.reshape(x, [x.shape[0], 1, x.shape[1]!, x.shape[2]!])) as Tensor4D;
}

/** Where tap `tap` lies: block offset and place inside the block. */
function tapPlace({ stride, dilation }: AxisWindow, tap: number): readonly [number, number] {
  return [Math.floor((tap * dilation) / stride), (tap * dilation) % stride];
}

/**
 * The samples each tap of the window meets, rows of the window first: for every tap [batch · outputHeight, outputWidth, channels]. Padding holds `padValue`.
 */
export function windowTaps(x: Tensor, { height, width }: Window, padValue: number): Tensor3D[] {
  const image = asImage(x);
  const [batch, , , channels] = image.shape;
  const [rows, columns] = [blocksOf(height), blocksOf(width)];
  const padded = padPlane(image, [height.padBefore, rows.padAfter], [width.padBefore, columns.padAfter], padValue);
  const rowSize = columns.count * width.stride * channels;
  const blocks = tf.reshape(padded, [batch, rows.count, height.stride * rowSize]) as Tensor3D;
  const isWhole = rows.count === height.outputLength && height.stride === 1;
  const taps: Tensor3D[] = [];
  for (let i = 0; i < height.size; i++) {
    const [block, place] = tapPlace(height, i);
    const lines = isWhole ? blocks : slice(blocks, [0, block, place * rowSize], [batch, height.outputLength, rowSize]);
    const line = tf.reshape(lines, [batch * height.outputLength, columns.count, width.stride * channels]) as Tensor3D;
    for (let j = 0; j < width.size; j++) {
      const [at, inside] = tapPlace(width, j);
      taps.push(columns.count === width.outputLength && width.stride === 1 ? line : (slice(line, [0, at, inside * channels], [batch * height.outputLength, width.outputLength, channels]) as Tensor3D));
    }
  }
  return taps;
}

/** Adds what each tap holds back to the samples it met: the transpose of `windowTaps`. */
export function scatterTaps(taps: readonly Tensor3D[], batch: number, { height, width }: Window): Tensor4D {
  const channels = taps[0].shape[2];
  const [rows, columns] = [blocksOf(height), blocksOf(width)];
  const lineWidth = width.stride * channels;
  const rowSize = columns.count * lineWidth;
  const sum = (tensors: readonly Tensor3D[]): Tensor3D => tensors.reduce((total, tensor) => tf.add(total, tensor));
  const isWholeLine = columns.count === width.outputLength && width.stride === 1;
  const isWhole = rows.count === height.outputLength && height.stride === 1;
  const lines = Array.from({ length: height.size }, (_, i) => {
    const line = sum(
      Array.from({ length: width.size }, (_unused, j) => {
        const [at, inside] = tapPlace(width, j);
        const tap = taps[i * width.size + j];
        return isWholeLine ? tap : tf.pad(tap, [[0, 0], [at, columns.count - width.outputLength - at], [inside * channels, lineWidth - channels - inside * channels]]);
      }),
    );
    const [block, place] = tapPlace(height, i);
    const block3 = tf.reshape(line, [batch, height.outputLength, rowSize]) as Tensor3D;
    return isWhole ? block3 : tf.pad(block3, [[0, 0], [block, rows.count - height.outputLength - block], [place * rowSize, (height.stride - 1 - place) * rowSize]]);
  });
  const image = tf.reshape(sum(lines), [batch, rows.count * height.stride, columns.count * width.stride, channels]) as Tensor4D;
  return padPlane(image, [-height.padBefore, -rows.padAfter], [-width.padBefore, -columns.padAfter], 0);
}
