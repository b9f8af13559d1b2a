import * as tf from "@tensorflow/tfjs-core";
import type { Tensor, Tensor3D } from "@tensorflow/tfjs-core";
import { sizeOf } from "../program/program.ts";

/** [matrices, rows, columns], rows and columns swapped beforehand on wasm, whose fast product knows no transposes. */
function asMatrices(x: Tensor, transpose: boolean): { readonly matrices: Tensor3D; readonly transpose: boolean } {
  const matrices = tf.reshape(x, [sizeOf(x.shape.slice(0, -2)), x.shape.at(-2)!, x.shape.at(-1)!]) as Tensor3D;
  return transpose && tf.getBackend() === "wasm" ? { matrices: tf.transpose(matrices, [0, 2, 1]), transpose: false } : { matrices, transpose };
}

/** Products of the last two axes; leading axes are equal, or absent in one of the two. */
export function matrixProduct(a: Tensor, b: Tensor, transposeA: boolean, transposeB: boolean, shape: readonly number[]): Tensor {
  // One right matrix for all: the leading axes are more rows of one product.
  const left = b.rank === 2 && !transposeA ? tf.reshape(a, [a.size / a.shape.at(-1)!, a.shape.at(-1)!]) : a;
  const [first, second] = [asMatrices(left, transposeA), asMatrices(b, transposeB)];
  return tf.reshape(tf.matMul(first.matrices, second.matrices, first.transpose, second.transpose), [...shape]);
}
