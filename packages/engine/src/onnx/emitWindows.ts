/** Operators that slide a window: convolutions, pools, and the padding and repetition of samples. */
import { GraphError } from "../graphError.ts";
import type { GraphNode, Padding, Padding2d, Pair } from "../graph.ts";
import { axisWindow } from "../program/lower/axisWindow.ts";
import type { AxisWindow } from "../program/program.ts";
import { channelsFirst } from "./layout.ts";
import type { OnnxAssembly } from "./onnxAssembly.ts";

type NodeOf<Op extends GraphNode["op"]> = Extract<GraphNode, { op: Op }>;

/** Attributes of a window; pads are explicit, first all beginnings, then all ends. */
function windowAttributes(axes: readonly AxisWindow[]): Record<string, { readonly ints: readonly number[] }> {
  return {
    kernel_shape: { ints: axes.map((axis) => axis.size) },
    strides: { ints: axes.map((axis) => axis.stride) },
    pads: { ints: [...axes.map((axis) => axis.padBefore), ...axes.map(padAfter)] },
    ...(axes.some((axis) => axis.dilation > 1) ? { dilations: { ints: axes.map((axis) => axis.dilation) } } : {}),
  };
}

/** Zeros at the end that a window reaches; a rule may ask for more than that. */
const padAfter = (axis: AxisWindow): number =>
  Math.max(0, (axis.outputLength - 1) * axis.stride + (axis.size - 1) * axis.dilation + 1 - axis.inputLength - axis.padBefore);

const perAxis = (value: number | Pair): readonly number[] => (typeof value === "number" ? [value] : value);

function paddingOf(padding: Padding | Padding2d, axis: number): Padding {
  if (typeof padding === "string" || "before" in padding) return padding;
  return axis === 0 ? { before: padding.top, after: padding.bottom } : { before: padding.left, after: padding.right };
}

/** One axis for a signal, two for an image. */
function spatialAxes(shape: readonly number[], size: number | Pair, stride: number | Pair, dilation: number | Pair, padding: Padding | Padding2d): AxisWindow[] {
  return perAxis(size).map((taps, axis) => axisWindow(shape[axis], taps, perAxis(stride)[axis], perAxis(dilation)[axis], paddingOf(padding, axis)));
}

/** Kernels are [taps…, channels / groups, filters] here and [filters, channels / groups, taps…] there. */
export function emitConvolution(assembly: OnnxAssembly, node: NodeOf<"conv1d" | "conv2d">): void {
  const [from] = node.inputs;
  const shape = assembly.shapeOf(from);
  const layout = channelsFirst(shape.length);
  const axes = spatialAxes(shape, node.kernelSize, node.stride, node.dilation ?? 1, node.padding);
  const kernel = assembly.parameterConstant(node.kernel, node.op === "conv1d" ? [2, 1, 0] : [3, 2, 0, 1]);
  const bias = node.bias === null ? [] : [assembly.parameterConstant(node.bias)];
  const groups = node.groups ?? 1;
  assembly.define(node.name, layout, "Conv", [assembly.read(from, layout), kernel, ...bias], { ...windowAttributes(axes), ...(groups > 1 ? { group: { int: groups } } : {}) });
}

/** @throws {GraphError} for a padding that reaches the pool size, which ONNX does not allow */
export function emitPool(assembly: OnnxAssembly, node: NodeOf<"maxPool1d" | "averagePool1d" | "maxPool2d" | "averagePool2d">): void {
  const [from] = node.inputs;
  const shape = assembly.shapeOf(from);
  const layout = channelsFirst(shape.length);
  const axes = spatialAxes(shape, node.poolSize, node.stride, [1, 1], node.padding);
  for (const axis of axes) {
    if (Math.max(axis.padBefore, padAfter(axis)) >= axis.size) throw new GraphError(node.name, `its padding reaches the pool size ${axis.size}, for which ONNX has no operator.`, "Pad less, or pad in a node of its own.");
  }
  const isMax = node.op === "maxPool1d" || node.op === "maxPool2d";
  const attributes = { ...windowAttributes(axes), ...(isMax ? {} : { count_include_pad: { int: 0 } }) };
  assembly.define(node.name, layout, isMax ? "MaxPool" : "AveragePool", [assembly.read(from, layout)], attributes);
}

/** Mean or maximum over all axes between batch and channels, in whatever layout the input has. */
export function emitGlobalPool(assembly: OnnxAssembly, node: NodeOf<"globalAveragePool1d" | "globalMaxPool1d" | "globalAveragePool2d" | "globalMaxPool2d">): void {
  const [from] = node.inputs;
  const [layout] = assembly.layoutsOf(from);
  const channels = assembly.shapeOf(from).length;
  const axes = layout.flatMap((logical, physical) => (logical > 0 && logical < channels ? [physical] : []));
  const isMax = node.op === "globalMaxPool1d" || node.op === "globalMaxPool2d";
  assembly.define(node.name, [0, 1], isMax ? "ReduceMax" : "ReduceMean", [assembly.read(from, layout)], { axes: { ints: axes }, keepdims: { int: 0 } });
}

export function emitZeroPad(assembly: OnnxAssembly, node: NodeOf<"zeroPad1d">): void {
  const [from] = node.inputs;
  const [layout] = assembly.layoutsOf(from);
  const pads = [...layout.map((logical) => (logical === 1 ? node.before : 0)), ...layout.map((logical) => (logical === 1 ? node.after : 0))];
  assembly.define(node.name, layout, "Pad", [assembly.read(from, layout), assembly.integers(pads)]);
}

/** Nearest neighbour: output sample i is input sample ⌊i / factor⌋. */
export function emitUpsample(assembly: OnnxAssembly, node: NodeOf<"upsample1d" | "upsample2d">): void {
  const [from] = node.inputs;
  const layout = channelsFirst(node.shape.length);
  const factors = node.op === "upsample1d" ? [node.factor] : node.factor;
  const scales = assembly.constant(`${node.name}/scales`, [layout.length], Float32Array.of(1, 1, ...factors));
  const attributes = { mode: { text: "nearest" }, coordinate_transformation_mode: { text: "asymmetric" }, nearest_mode: { text: "floor" } };
  assembly.define(node.name, layout, "Resize", [assembly.read(from, layout), "", scales], attributes);
}
