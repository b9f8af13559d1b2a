/** Convolutions and pools as layers: other paddings than same and valid become zero padding before. */
import type { HostTensor } from "../executor.ts";
import type { GraphNode, NodeName, Padding } from "../graph.ts";
import { resolveWindow } from "../windowGeometry.ts";
import { LayersModelError } from "./layersModelError.ts";
import type { LayerAssembly } from "./layerAssembly.ts";

type NodeOf<Op extends GraphNode["op"]> = Extract<GraphNode, { op: Op }>;

/** Keras' word for the padding of an axis, or the zeros to add before a `valid` window. */
interface KerasPadding {
  readonly words: readonly ("same" | "valid")[];
  readonly zeros: readonly [number, number];
}

function kerasPadding(length: number, size: number, stride: number, padding: Padding, dilation: number): KerasPadding {
  const own = resolveWindow(length, size, stride, padding, dilation);
  const same = resolveWindow(length, size, stride, "same", dilation);
  const words: ("same" | "valid")[] = [];
  if (own.padBefore === 0 && (padding === "valid" || own.padAfter === 0)) words.push("valid");
  if (own.padBefore === same.padBefore && own.outputLength === same.outputLength && (padding === "same" || own.padAfter === same.padAfter)) words.push("same");
  return { words, zeros: [own.padBefore, own.padAfter] };
}

/** One word for all axes, or null. */
const commonWord = (axes: readonly KerasPadding[]): "same" | "valid" | null => (["valid", "same"] as const).find((word) => axes.every(({ words }) => words.includes(word))) ?? null;

/** Zeros around an image. */
const padImage = (assembly: LayerAssembly, node: NodeName, from: string, [vertical, horizontal]: readonly KerasPadding[]): string =>
  assembly.addPart(node, "pad", "ZeroPadding2D", { padding: [vertical.zeros, horizontal.zeros], data_format: "channels_last" }, [from]);

/** Zeros around a signal, as an image of width 1. */
export function padSignal(assembly: LayerAssembly, node: NodeName, from: string, [length, channels]: readonly number[], [before, after]: readonly [number, number], close: (part: string, shape: readonly number[], input: string) => string): string {
  const image = assembly.addPart(node, "image", "Reshape", { target_shape: [length, 1, channels] }, [from]);
  const padded = assembly.addPart(node, "pad", "ZeroPadding2D", { padding: [[before, after], [0, 0]], data_format: "channels_last" }, [image]);
  return close("signal", [length + before + after, channels], padded);
}

const reshapePart = (assembly: LayerAssembly, node: NodeName) => (part: string, shape: readonly number[], input: string): string => assembly.addPart(node, part, "Reshape", { target_shape: shape }, [input]);

const refuse = (node: GraphNode, problem: string, remedy: string): LayersModelError => new LayersModelError("bad-graph", node.name, problem, remedy);

function requireKnown(node: NodeOf<"conv1d" | "conv2d">, strides: readonly number[], dilations: readonly number[], channels: number, groups: number): void {
  if (strides.some((stride) => stride > 1) && dilations.some((dilation) => dilation > 1)) throw refuse(node, "it has both a stride and a dilation, and Keras takes one of them.", "Write ONNX, or use one of the two.");
  if (groups === 1) return;
  if (groups !== channels) throw refuse(node, `its ${channels} channels form ${groups} groups, and the format knows one group or one for each channel.`, "Write ONNX.");
  if (dilations.some((dilation) => dilation > 1)) throw refuse(node, "it is dilated channel by channel, which TensorFlow.js ignores.", "Write ONNX.");
}

const biasOf = (assembly: LayerAssembly, { bias }: NodeOf<"conv1d" | "conv2d">): Readonly<Record<string, HostTensor>> => (bias === null ? {} : { bias: assembly.weight(bias) });

export function writeConv1d(assembly: LayerAssembly, node: NodeOf<"conv1d">): void {
  const { name, filters, kernelSize, stride, dilation = 1, groups = 1 } = node;
  const [length, channels] = assembly.shapeOf(node.inputs[0]);
  requireKnown(node, [stride], [dilation], channels, groups);
  const axis = kerasPadding(length, kernelSize, stride, node.padding, dilation);
  const word = commonWord([axis]);
  const from = word === null ? padSignal(assembly, name, node.inputs[0], [length, channels], axis.zeros, reshapePart(assembly, name)) : node.inputs[0];
  const common = { padding: word ?? "valid", data_format: "channels_last", activation: "linear", use_bias: node.bias !== null };
  const kernel = assembly.weight(node.kernel);
  if (groups === 1) {
    assembly.add(name, "Conv1D", { ...common, filters, kernel_size: [kernelSize], strides: [stride], dilation_rate: [dilation] }, [from], { kernel, ...biasOf(assembly, node) });
    return;
  }
  const padded = word === null ? length + axis.zeros[0] + axis.zeros[1] : length;
  const image = assembly.addPart(name, "columns", "Reshape", { target_shape: [padded, 1, channels] }, [from]);
  const multiplier = filters / channels;
  const wide = assembly.add(`${name}/depthwise`, "DepthwiseConv2D", { ...common, kernel_size: [kernelSize, 1], strides: [stride, stride], dilation_rate: [1, 1], depth_multiplier: multiplier }, [image], { depthwise_kernel: { shape: [kernelSize, 1, channels, multiplier], data: kernel.data }, ...biasOf(assembly, node) });
  assembly.add(name, "Reshape", { target_shape: node.shape }, [wide]);
}

export function writeConv2d(assembly: LayerAssembly, node: NodeOf<"conv2d">): void {
  const { name, filters, kernelSize, stride, dilation, groups } = node;
  const [height, width, channels] = assembly.shapeOf(node.inputs[0]);
  requireKnown(node, stride, dilation, channels, groups);
  const axes = imageAxes([height, width], kernelSize, stride, node.padding, dilation);
  const word = commonWord(axes);
  const from = word === null ? padImage(assembly, name, node.inputs[0], axes) : node.inputs[0];
  const common = { padding: word ?? "valid", data_format: "channels_last", activation: "linear", use_bias: node.bias !== null, kernel_size: kernelSize, strides: stride, dilation_rate: dilation };
  const kernel = assembly.weight(node.kernel);
  if (groups === 1) {
    assembly.add(name, "Conv2D", { ...common, filters }, [from], { kernel, ...biasOf(assembly, node) });
    return;
  }
  const multiplier = filters / channels;
  assembly.add(name, "DepthwiseConv2D", { ...common, depth_multiplier: multiplier }, [from], { depthwise_kernel: { shape: [...kernelSize, channels, multiplier], data: kernel.data }, ...biasOf(assembly, node) });
}

function imageAxes([height, width]: readonly number[], size: readonly number[], stride: readonly number[], padding: NodeOf<"conv2d">["padding"], dilation: readonly number[]): readonly KerasPadding[] {
  const [vertical, horizontal]: readonly Padding[] = typeof padding === "string" ? [padding, padding] : [{ before: padding.top, after: padding.bottom }, { before: padding.left, after: padding.right }];
  return [kerasPadding(height, size[0], stride[0], vertical, dilation[0]), kerasPadding(width, size[1], stride[1], horizontal, dilation[1])];
}

const POOLS = { maxPool1d: "MaxPooling1D", averagePool1d: "AveragePooling1D", maxPool2d: "MaxPooling2D", averagePool2d: "AveragePooling2D" } as const;

const isSignalPool = (node: NodeOf<keyof typeof POOLS>): node is NodeOf<"maxPool1d" | "averagePool1d"> => node.op === "maxPool1d" || node.op === "averagePool1d";

export function writePool(assembly: LayerAssembly, node: NodeOf<keyof typeof POOLS>): void {
  const shape = assembly.shapeOf(node.inputs[0]);
  const axes = isSignalPool(node) ? [kerasPadding(shape[0], node.poolSize, node.stride, node.padding, 1)] : imageAxes(shape, node.poolSize, node.stride, node.padding, [1, 1]);
  const word = commonWord(axes);
  if (word === null) throw refuse(node, `a pool with padding ${axes.map(({ zeros }) => zeros.join(", ")).join(" and ")} is neither same nor valid, and zeros put before it would count.`, "Write ONNX, or build the network with same or valid pools.");
  assembly.add(node.name, POOLS[node.op], { pool_size: [node.poolSize].flat(), strides: [node.stride].flat(), padding: word, data_format: "channels_last" }, [node.inputs[0]]);
}
