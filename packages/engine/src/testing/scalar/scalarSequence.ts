import type { GraphNode, ProjectionParameters } from "../../graph.ts";
import type { ParameterOf } from "./scalarConvolution.ts";
import { scalarSigmoid } from "./scalarElementwise.ts";
import type { ScalarTensor } from "./scalarTensor.ts";
import { alongLastAxis, at, sumOf, tensorOf } from "./scalarTensor.ts";

type Node<Op extends GraphNode["op"]> = Extract<GraphNode, { op: Op }>;

/** Every vector along the last axis times a matrix [features, units], plus a bias. */
export const scalarDense = (x: ScalarTensor, kernel: Float64Array, bias: Float64Array | null): ScalarTensor =>
  alongLastAxis(x, (vector) => {
    const units = kernel.length / vector.length;
    return Array.from({ length: units }, (_, u) => (bias?.[u] ?? 0) + sumOf(vector.length, (f) => vector[f] * kernel[f * units + u]));
  });

export function scalarMatmul(a: ScalarTensor, b: ScalarTensor, transposeB: boolean): ScalarTensor {
  const depth = a.shape[a.shape.length - 1];
  const columns = transposeB ? b.shape[b.shape.length - 2] : b.shape[b.shape.length - 1];
  return tensorOf([...a.shape.slice(0, -1), columns], (position) => {
    const [lead, row, column] = [position.slice(0, -2), position[position.length - 2], position[position.length - 1]];
    return sumOf(depth, (k) => at(a, [...lead, row, k]) * at(b, transposeB ? [...lead, column, k] : [...lead, k, column]));
  });
}

/** softmax(q kᵀ / √size) v for each head, the heads side by side, then the output projection. */
export function scalarAttention(node: Node<"multiHeadAttention">, x: ScalarTensor, parameter: ParameterOf): ScalarTensor {
  const project = (input: ScalarTensor, { kernel, bias }: ProjectionParameters): ScalarTensor => scalarDense(input, parameter(kernel), parameter(bias));
  const [query, key, value] = [project(x, node.query), project(x, node.key), project(x, node.value)];
  const [batch, time] = x.shape;
  const { heads, headSize } = node;
  const mixed = tensorOf([batch, time, heads * headSize], () => 0);
  for (let b = 0; b < batch; b++) for (let head = 0; head < heads; head++) for (let from = 0; from < time; from++) {
    const scores = Array.from({ length: time }, (_, to) => Math.exp(sumOf(headSize, (d) => at(query, [b, from, head * headSize + d]) * at(key, [b, to, head * headSize + d])) / Math.sqrt(headSize)));
    const total = scores.reduce((sum, score) => sum + score, 0);
    for (let d = 0; d < headSize; d++) {
      const column = head * headSize + d;
      mixed.data[(b * time + from) * heads * headSize + column] = sumOf(time, (to) => (scores[to] / total) * at(value, [b, to, column]));
    }
  }
  return project(mixed, node.out);
}

/** Hochreiter and Schmidhuber 1997 with a forget gate; gates side by side in the order input, forget, cell, output. */
export function scalarLstm(node: Node<"lstm">, x: ScalarTensor, parameter: ParameterOf): ScalarTensor {
  const [batch, time, features] = x.shape;
  const { units } = node;
  const [kernel, recurrent, bias] = [parameter(node.kernel), parameter(node.recurrentKernel), parameter(node.bias)];
  const states = tensorOf([batch, time, units], () => 0);
  for (let b = 0; b < batch; b++) {
    let hidden = new Float64Array(units);
    let cell = new Float64Array(units);
    for (let t = 0; t < time; t++) {
      const gate = (which: number, u: number): number => {
        const column = which * units + u;
        return bias[column] + sumOf(features, (f) => at(x, [b, t, f]) * kernel[f * 4 * units + column]) + sumOf(units, (v) => hidden[v] * recurrent[v * 4 * units + column]);
      };
      const oldCell = cell;
      cell = oldCell.map((old, u) => scalarSigmoid(gate(1, u)) * old + scalarSigmoid(gate(0, u)) * Math.tanh(gate(2, u)));
      const newCell = cell;
      const newHidden = newCell.map((value, u) => scalarSigmoid(gate(3, u)) * Math.tanh(value));
      hidden = newHidden;
      states.data.set(hidden, (b * time + t) * units);
    }
  }
  return node.returnSequences ? states : tensorOf([batch, units], ([b, u]) => at(states, [b, time - 1, u]));
}
