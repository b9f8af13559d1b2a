/** Nodes without weights as layers; what Keras has for images only goes through an image of width 1. */
import type { GraphNode, NodeName } from "../graph.ts";
import { LayersModelError } from "./layersModelError.ts";
import type { LayerAssembly } from "./layerAssembly.ts";
import { padSignal } from "./writeWindows.ts";

type NodeOf<Op extends GraphNode["op"]> = Extract<GraphNode, { op: Op }>;

const sizeOf = (shape: readonly number[]): number => shape.reduce((product, side) => product * side, 1);

export function writeZeroPad(assembly: LayerAssembly, { name, inputs, before, after }: NodeOf<"zeroPad1d">): void {
  padSignal(assembly, name, inputs[0], assembly.shapeOf(inputs[0]), [before, after], (_part, shape, input) => assembly.add(name, "Reshape", { target_shape: shape }, [input]));
}

export function writeUpsample(assembly: LayerAssembly, node: NodeOf<"upsample1d" | "upsample2d">): void {
  const [from] = node.inputs;
  const settings = { data_format: "channels_last", interpolation: "nearest" };
  if (node.op === "upsample2d") {
    assembly.add(node.name, "UpSampling2D", { size: node.factor, ...settings }, [from]);
    return;
  }
  const [length, channels] = assembly.shapeOf(from);
  const image = assembly.addPart(node.name, "image", "Reshape", { target_shape: [length, 1, channels] }, [from]);
  const wide = assembly.addPart(node.name, "repeat", "UpSampling2D", { size: [node.factor, 1], ...settings }, [image]);
  assembly.add(node.name, "Reshape", { target_shape: node.shape }, [wide]);
}

/** Inputs of fewer axes get leading ones, as the graph broadcasts them. */
export function writeMerge(assembly: LayerAssembly, node: NodeOf<"add" | "multiply">): void {
  const rank = node.shape.length;
  const inputs = node.inputs.map((from, index) => {
    const shape = assembly.shapeOf(from);
    return shape.length === rank ? from : assembly.addPart(node.name, `input${index}`, "Reshape", { target_shape: [...new Array<number>(rank - shape.length).fill(1), ...shape] }, [from]);
  });
  assembly.add(node.name, node.op === "add" ? "Add" : "Multiply", {}, inputs);
}

/** Over the last axis, by turning it into the time of a signal. */
export function writeChannelReduction(assembly: LayerAssembly, node: NodeOf<"channelMean" | "channelMax">): void {
  const shape = assembly.shapeOf(node.inputs[0]);
  const [rows, channels] = [sizeOf(shape.slice(0, -1)), shape.at(-1)!];
  const flat = shape.length === 2 ? node.inputs[0] : assembly.addPart(node.name, "rows", "Reshape", { target_shape: [rows, channels] }, [node.inputs[0]]);
  const turned = assembly.addPart(node.name, "turned", "Permute", { dims: [2, 1] }, [flat]);
  const reduced = assembly.addPart(node.name, "reduced", node.op === "channelMean" ? "GlobalAveragePooling1D" : "GlobalMaxPooling1D", {}, [turned]);
  assembly.add(node.name, "Reshape", { target_shape: node.shape }, [reduced]);
}

/** Cuts height and width with the layer for images, the channels after they took the place of the height. */
export function writeSlice(assembly: LayerAssembly, node: NodeOf<"slice">): void {
  const { name, begin, shape } = node;
  const whole = assembly.shapeOf(node.inputs[0]);
  if (whole.length > 3) throw new LayersModelError("bad-graph", name, `it cuts ${whole.length} axes, and the format's cropping knows three.`, "Write ONNX, or reshape it to fewer axes.");
  const filled = (sides: readonly number[], value: number): number[] => [...sides, ...new Array<number>(3 - sides.length).fill(value)];
  const [from, start, size] = [filled(whole, 1), filled(begin, 0), filled(shape, 1)];
  const cut = (axis: number): readonly [number, number] => [start[axis], from[axis] - start[axis] - size[axis]];
  const crop = (part: string, input: string, cropping: readonly (readonly [number, number])[]): string => assembly.addPart(name, part, "Cropping2D", { cropping, data_format: "channels_last" }, [input]);
  const image = whole.length === 3 ? node.inputs[0] : assembly.addPart(name, "image", "Reshape", { target_shape: from }, [node.inputs[0]]);
  const plane = crop("plane", image, [cut(0), cut(1)]);
  let result = plane;
  if (from[2] !== size[2]) {
    const turned = assembly.addPart(name, "turned", "Permute", { dims: [3, 1, 2] }, [plane]);
    result = assembly.addPart(name, "back", "Permute", { dims: [2, 3, 1] }, [crop("channels", turned, [cut(2), [0, 0]])]);
  }
  assembly.add(name, "Reshape", { target_shape: shape }, [result]);
}

export function writeMatmul(assembly: LayerAssembly, node: NodeOf<"matmul">): void {
  if (node.shape.length !== 2) throw new LayersModelError("bad-graph", node.name, "it multiplies stacks of matrices, and the format's Dot knows single ones.", "Write ONNX.");
  assembly.add(node.name, "Dot", { axes: [2, node.transposeB ? 2 : 1], normalize: false }, node.inputs);
}

/** A node that one layer without settings stands for. */
export const writeSimple = (assembly: LayerAssembly, { name, inputs }: { readonly name: NodeName; readonly inputs: readonly NodeName[] }, className: string, config: Readonly<Record<string, unknown>> = {}): void =>
  void assembly.add(name, className, config, inputs);
