/** Operators that treat every value alike, or every value of a channel: in whatever layout the input has. */
import type { GraphNode, NodeName } from "../graph.ts";
import { channelsFirst, permutationBetween, channelsLast, sameLayout } from "./layout.ts";
import type { Layout } from "./layout.ts";
import { commonLayout } from "./onnxAssembly.ts";
import type { OnnxAssembly } from "./onnxAssembly.ts";

type NodeOf<Op extends GraphNode["op"]> = Extract<GraphNode, { op: Op }>;

const UNARY_OPERATORS = { relu: "Relu", sigmoid: "Sigmoid", tanh: "Tanh" } as const;

export function emitUnary(assembly: OnnxAssembly, node: NodeOf<"relu" | "sigmoid" | "tanh">): void {
  const [from] = node.inputs;
  const [layout] = assembly.layoutsOf(from);
  assembly.define(node.name, layout, UNARY_OPERATORS[node.op], [assembly.read(from, layout)]);
}

/** Opset 17 has no Gelu; the erf form is written in the pattern that runtimes recognise and fuse. */
export function emitGelu(assembly: OnnxAssembly, node: NodeOf<"gelu">): void {
  const [from] = node.inputs;
  const [layout] = assembly.layoutsOf(from);
  const x = assembly.read(from, layout);
  const step = (part: string, operator: string, ...inputs: string[]): string => assembly.emit(`${node.name}/${part}`, operator, inputs);
  const inner = (): string => {
    if (node.approximation === "erf") return step("erf", "Erf", step("scaled", "Div", x, assembly.scalar(Math.SQRT2)));
    const cube = step("cube", "Mul", step("square", "Mul", x, x), x);
    const sum = step("sum", "Add", x, step("cubeTerm", "Mul", cube, assembly.scalar(0.044715)));
    return step("tanh", "Tanh", step("scaled", "Mul", sum, assembly.scalar(Math.sqrt(2 / Math.PI))));
  };
  const gate = step("gate", "Add", inner(), assembly.scalar(1));
  assembly.define(node.name, layout, "Mul", [step("gated", "Mul", x, gate), assembly.scalar(0.5)]);
}

/** Along the axis of the channels, wherever it is. */
export function emitSoftmax(assembly: OnnxAssembly, node: NodeOf<"softmax">): void {
  const [from] = node.inputs;
  const [layout] = assembly.layoutsOf(from);
  assembly.define(node.name, layout, "Softmax", [assembly.read(from, layout)], { axis: { int: layout.indexOf(node.shape.length) } });
}

/** Mean or maximum of the channels, which stay as one. */
export function emitChannelReduction(assembly: OnnxAssembly, node: NodeOf<"channelMean" | "channelMax">): void {
  const [from] = node.inputs;
  const [layout] = assembly.layoutsOf(from);
  const attributes = { axes: { ints: [layout.indexOf(node.shape.length)] }, keepdims: { int: 1 } };
  assembly.define(node.name, layout, node.op === "channelMean" ? "ReduceMean" : "ReduceMax", [assembly.read(from, layout)], attributes);
}

export function emitL2Normalize(assembly: OnnxAssembly, node: NodeOf<"l2Normalize">): void {
  const [from] = node.inputs;
  const [layout] = assembly.layoutsOf(from);
  const x = assembly.read(from, layout);
  const norm = assembly.emit(`${node.name}/norm`, "ReduceL2", [x], { axes: { ints: [layout.indexOf(node.shape.length)] }, keepdims: { int: 1 } });
  assembly.define(node.name, layout, "Div", [x, assembly.emit(`${node.name}/floor`, "Max", [norm, assembly.scalar(node.epsilon)])]);
}

/** Inputs of fewer axes get axes of length 1 before their own; those of length 1 are repeated by ONNX itself. */
export function emitBinary(assembly: OnnxAssembly, node: NodeOf<"add" | "multiply">): void {
  const rank = node.shape.length;
  const whole = node.inputs.filter((input) => assembly.shapeOf(input).length === rank);
  const layout = commonLayout(assembly, whole);
  const operands = node.inputs.map((input) => readBroadcast(assembly, input, layout));
  assembly.define(node.name, layout, node.op === "add" ? "Add" : "Mul", operands);
}

function readBroadcast(assembly: OnnxAssembly, from: NodeName, layout: Layout): string {
  const missing = layout.length - 1 - assembly.shapeOf(from).length;
  if (missing === 0) return assembly.read(from, layout);
  const isMissing = (axis: number): boolean => axis > 0 && axis <= missing;
  const own: Layout = layout.filter((axis) => !isMissing(axis)).map((axis) => (axis === 0 ? 0 : axis - missing));
  const axes = layout.flatMap((axis, physical) => (isMissing(axis) ? [physical] : []));
  return assembly.emit(`${from}/spread`, "Unsqueeze", [assembly.read(from, own), assembly.integers(axes)]);
}

export function emitPositionEmbedding(assembly: OnnxAssembly, node: NodeOf<"positionEmbedding">): void {
  const [from] = node.inputs;
  const [layout] = assembly.layoutsOf(from);
  const { shape } = assembly.parameter(node.table);
  const own = layout.filter((axis) => axis > 0).map((axis) => axis - 1);
  const placed = layout.map((axis) => (axis === 0 ? 1 : shape[axis - 1]));
  assembly.define(node.name, layout, "Add", [assembly.read(from, layout), assembly.parameterConstant(node.table, own, placed)]);
}

/** With the running statistics. Where the channels come second already, as BatchNormalization; otherwise as one product and one sum. */
export function emitBatchNorm(assembly: OnnxAssembly, node: NodeOf<"batchNorm">): void {
  const [from] = node.inputs;
  const rank = node.shape.length;
  const wanted = channelsFirst(rank);
  const x = (layout: Layout): string => assembly.read(from, layout);
  if (rank === 1 || assembly.layoutsOf(from).some((layout) => sameLayout(layout, wanted))) {
    const constants = [node.gamma, node.beta, node.runningMean, node.runningVariance].map((name) => assembly.parameterConstant(name));
    assembly.define(node.name, wanted, "BatchNormalization", [x(wanted), ...constants], { epsilon: { float: node.epsilon } });
    return;
  }
  const [layout] = assembly.layoutsOf(from);
  const [gamma, beta, mean, variance] = [node.gamma, node.beta, node.runningMean, node.runningVariance].map((name) => assembly.parameter(name).data);
  const factors = Array.from(gamma, (value, channel) => value / Math.sqrt(variance[channel] + node.epsilon));
  const spread = layout.map((axis) => (axis === rank ? gamma.length : 1));
  const scale = assembly.constant(`${node.name}/scale`, spread, Float32Array.from(factors));
  const shift = assembly.constant(`${node.name}/shift`, spread, Float32Array.from(factors, (factor, channel) => beta[channel] - mean[channel] * factor));
  assembly.define(node.name, layout, "Add", [assembly.emit(`${node.name}/scaled`, "Mul", [x(layout), scale]), shift]);
}

export function emitLayerNorm(assembly: OnnxAssembly, node: NodeOf<"layerNorm">): void {
  const [from] = node.inputs;
  const layout = channelsLast(node.shape.length);
  const inputs = [assembly.read(from, layout), assembly.parameterConstant(node.gamma), assembly.parameterConstant(node.beta)];
  assembly.define(node.name, layout, "LayerNormalization", inputs, { axis: { int: -1 }, epsilon: { float: node.epsilon } });
}

/** Axes change their order in name only where a layout of the input already is the result. */
export function emitPermute(assembly: OnnxAssembly, node: NodeOf<"permute">): void {
  const [from] = node.inputs;
  const source = [0, ...node.permutation.map((axis) => axis + 1)];
  // Physical axis p of the input holds its logical axis layout[p], which the result knows by another number.
  for (const layout of assembly.layoutsOf(from)) assembly.bind(node.name, permutationBetween(source, layout), assembly.read(from, layout));
}
