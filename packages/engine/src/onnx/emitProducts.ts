/** Matrix products: dense layers, products of two values, attention and the recurrence. */
import type { GraphNode, ProjectionParameters } from "../graph.ts";
import { channelsFirst, channelsLast, isIdentity, permuteArray, sameLayout, TIME_FIRST } from "./layout.ts";
import type { OnnxAssembly } from "./onnxAssembly.ts";

type NodeOf<Op extends GraphNode["op"]> = Extract<GraphNode, { op: Op }>;

/** Over one row Gemm, over a signal that only exists with its channels first a convolution of one tap, which spares a transpose; else MatMul. */
export function emitDense(assembly: OnnxAssembly, node: NodeOf<"dense">): void {
  const [from] = node.inputs;
  const rank = node.shape.length;
  const bias = node.bias === null ? [] : [assembly.parameterConstant(node.bias)];
  const last = channelsLast(rank);
  if (rank === 1) return assembly.define(node.name, last, "Gemm", [assembly.read(from, last), assembly.parameterConstant(node.kernel), ...bias]);
  const first = channelsFirst(rank);
  const present = assembly.layoutsOf(from);
  if (rank <= 3 && !present.some(isIdentity) && present.some((layout) => sameLayout(layout, first))) {
    const { shape } = assembly.parameter(node.kernel);
    const kernel = assembly.parameterConstant(node.kernel, [1, 0], [shape[1], shape[0], ...Array<number>(rank - 1).fill(1)]);
    return assembly.define(node.name, first, "Conv", [assembly.read(from, first), kernel, ...bias]);
  }
  const product = [assembly.read(from, last), assembly.parameterConstant(node.kernel)];
  if (bias.length === 0) return assembly.define(node.name, last, "MatMul", product);
  assembly.define(node.name, last, "Add", [assembly.emit(`${node.name}/product`, "MatMul", product), ...bias]);
}

export function emitMatmul(assembly: OnnxAssembly, node: NodeOf<"matmul">): void {
  const [left, right] = node.inputs;
  const layout = channelsLast(node.shape.length);
  const turned = [...layout.slice(0, -2), layout.length - 1, layout.length - 2];
  assembly.define(node.name, layout, "MatMul", [assembly.read(left, layout), assembly.read(right, node.transposeB ? turned : layout)]);
}

/** softmax(Q Kᵀ / √headSize) V for each head, side by side, then the output projection. */
export function emitAttention(assembly: OnnxAssembly, node: NodeOf<"multiHeadAttention">): void {
  const [from] = node.inputs;
  const layout = channelsLast(2);
  const x = assembly.read(from, layout);
  const { heads, headSize } = node;
  const project = (part: string, input: string, projection: ProjectionParameters): string =>
    assembly.emit(`${node.name}/${part}`, "Add", [assembly.emit(`${node.name}/${part}Product`, "MatMul", [input, assembly.parameterConstant(projection.kernel)]), assembly.parameterConstant(projection.bias)]);
  const split = (part: string, input: string, perm: readonly number[]): string =>
    assembly.emit(`${node.name}/${part}Heads`, "Transpose", [assembly.emit(`${node.name}/${part}Split`, "Reshape", [input, assembly.integers([0, 0, heads, headSize])])], { perm: { ints: perm } });
  const query = split("query", assembly.emit(`${node.name}/queryScaled`, "Mul", [project("query", x, node.query), assembly.scalar(1 / Math.sqrt(headSize))]), [0, 2, 1, 3]);
  const key = split("key", project("key", x, node.key), [0, 2, 3, 1]);
  const value = split("value", project("value", x, node.value), [0, 2, 1, 3]);
  const weights = assembly.emit(`${node.name}/weights`, "Softmax", [assembly.emit(`${node.name}/scores`, "MatMul", [query, key])], { axis: { int: -1 } });
  const mixed = assembly.emit(`${node.name}/mixed`, "Transpose", [assembly.emit(`${node.name}/mixedHeads`, "MatMul", [weights, value])], { perm: { ints: [0, 2, 1, 3] } });
  const joined = assembly.emit(`${node.name}/joined`, "Reshape", [mixed, assembly.integers([0, 0, heads * headSize])]);
  const product = assembly.emit(`${node.name}/outProduct`, "MatMul", [joined, assembly.parameterConstant(node.out.kernel)]);
  assembly.define(node.name, layout, "Add", [product, assembly.parameterConstant(node.out.bias)]);
}

/** Gates of the engine's i, f, c, o that ONNX wants as i, o, f, c. */
const GATE_ORDER = [0, 3, 1, 2];

/** [rows, 4 · units] → [1, 4 · units, rows], gates reordered. */
function gateMatrix(data: Float32Array, units: number): Float32Array {
  const rows = data.length / (4 * units);
  const turned = permuteArray(data, [rows, 4 * units], [1, 0]).data;
  const result = new Float32Array(data.length);
  const block = units * rows;
  GATE_ORDER.forEach((gate, position) => result.set(turned.subarray(gate * block, (gate + 1) * block), position * block));
  return result;
}

/** Time comes first in ONNX; sequences leave it there until another operator needs another order. */
export function emitLstm(assembly: OnnxAssembly, node: NodeOf<"lstm">): void {
  const [from] = node.inputs;
  const { units } = node;
  const [, features] = assembly.shapeOf(from);
  const kernel = assembly.constant(node.kernel, [1, 4 * units, features], gateMatrix(assembly.parameter(node.kernel).data, units));
  const recurrent = assembly.constant(node.recurrentKernel, [1, 4 * units, units], gateMatrix(assembly.parameter(node.recurrentKernel).data, units));
  // ONNX has a second bias for the recurrence, which stays zero.
  const biases = new Float32Array(8 * units);
  biases.set(gateMatrix(assembly.parameter(node.bias).data, units));
  const bias = assembly.constant(node.bias, [1, 8 * units], biases);
  const inputs = [assembly.read(from, TIME_FIRST), kernel, recurrent, bias];
  const attributes = { hidden_size: { int: units } };
  if (node.returnSequences) {
    const states = assembly.emit(`${node.name}/states`, "LSTM", inputs, attributes);
    assembly.define(node.name, TIME_FIRST, "Squeeze", [states, assembly.integers([1])]);
  } else {
    const state = assembly.emit(`${node.name}/state`, "LSTM", inputs, attributes, 1);
    assembly.define(node.name, [0, 1], "Squeeze", [state, assembly.integers([0])]);
  }
}
