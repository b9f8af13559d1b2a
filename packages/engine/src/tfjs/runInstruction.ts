import * as tf from "@tensorflow/tfjs-core";
import type { Tensor } from "@tensorflow/tfjs-core";
import { maskHash } from "../program/maskHash.ts";
import { sizeOf } from "../program/program.ts";
import type { Instruction } from "../program/program.ts";
import { convolutionInputGradient, convolutionKernelGradient, convolve } from "./convolution.ts";
import { runMap, runMoments, runReduce } from "./elementwise.ts";
import { concat, pad, slice, transpose } from "./layout.ts";
import { matrixProduct } from "./matrixProduct.ts";
import { averagePoolGradient, maxPoolGradient, pool } from "./pooling.ts";

/** Every instruction but `update`, which writes state and is the device's own. */
export type PureInstruction = Exclude<Instruction, { readonly op: "update" }>;

/**
 * The outputs of an instruction, in order, from the tensors of its inputs. Call inside a tidy; results are fresh tensor objects.
 * @param seed the value of the seed of a random mask, on the host
 */
export function runInstruction(instruction: PureInstruction, inputs: readonly Tensor[], shapes: readonly (readonly number[])[], seed: number): readonly Tensor[] {
  const [x, second, third] = inputs;
  const [shape] = shapes;
  switch (instruction.op) {
    case "map": return runMap(instruction.exprs, inputs, shape);
    case "reduce": return runReduce(instruction.kind, instruction.exprs, inputs, instruction.shape, instruction.axes, shape);
    case "moments": return runMoments(x, instruction.axes, shape);
    case "matmul": return [matrixProduct(x, second, instruction.transposeA, instruction.transposeB, shape)];
    case "conv": return [convolve(x, second, instruction.window, instruction.groups, shape)];
    case "convInputGradient": return [convolutionInputGradient(x, second, instruction.window, instruction.groups, shape)];
    case "convKernelGradient": return [convolutionKernelGradient(x, second, instruction.window, instruction.groups, shape)];
    case "pool": return [pool(instruction.kind, x, instruction.window, shape)];
    case "poolGradient": return [instruction.kind === "max" ? maxPoolGradient(x, second, third, instruction.window, shape) : averagePoolGradient(x, instruction.window, shape)];
    case "reshape": return [tf.reshape(x, [...shape])];
    case "transpose": return [transpose(x, instruction.permutation, shape)];
    case "slice": return [slice(x, instruction.begin, shape)];
    case "pad": return [pad(x, instruction.before, shape)];
    case "concat": return [concat(inputs, instruction.axis, shape)];
    case "randomMask": return [randomMask(seed, instruction.stream, instruction.rate, shape)];
    default: return instruction satisfies never;
  }
}

/** Drawn on the host: tfjs has no 32-bit unsigned arithmetic. */
function randomMask(seed: number, stream: number, rate: number, shape: readonly number[]): Tensor {
  const threshold = rate * 2 ** 32;
  const kept = 1 / (1 - rate);
  return tf.tensor(Float32Array.from({ length: sizeOf(shape) }, (_, index) => (maskHash(seed, stream, index) < threshold ? 0 : kept)), [...shape]);
}
