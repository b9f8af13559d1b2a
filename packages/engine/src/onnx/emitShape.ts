/** Operators that move values without changing them. */
import type { GraphNode } from "../graph.ts";
import { channelsLast } from "./layout.ts";
import { commonLayout } from "./onnxAssembly.ts";
import type { OnnxAssembly } from "./onnxAssembly.ts";

type NodeOf<Op extends GraphNode["op"]> = Extract<GraphNode, { op: Op }>;

export function emitConcat(assembly: OnnxAssembly, node: NodeOf<"concat">): void {
  const layout = commonLayout(assembly, node.inputs);
  const inputs = node.inputs.map((input) => assembly.read(input, layout));
  assembly.define(node.name, layout, "Concat", inputs, { axis: { int: layout.indexOf(node.axis + 1) } });
}

/** Axes that are kept whole are not named. */
export function emitSlice(assembly: OnnxAssembly, node: NodeOf<"slice">): void {
  const [from] = node.inputs;
  const shape = assembly.shapeOf(from);
  const cut = node.begin.flatMap((begin, axis) => (begin > 0 || node.shape[axis] < shape[axis] ? [axis] : []));
  if (cut.length === 0) return assembly.alias(node.name, from);
  const [layout] = assembly.layoutsOf(from);
  const begins = cut.map((axis) => node.begin[axis]);
  const ends = cut.map((axis) => node.begin[axis] + node.shape[axis]);
  const axes = cut.map((axis) => layout.indexOf(axis + 1));
  assembly.define(node.name, layout, "Slice", [assembly.read(from, layout), ...[begins, ends, axes].map((values) => assembly.integers(values))]);
}

/** A zero in the new shape keeps the batch as it comes. */
export function emitReshape(assembly: OnnxAssembly, node: NodeOf<"reshape">): void {
  const [from] = node.inputs;
  const x = assembly.read(from, channelsLast(assembly.shapeOf(from).length));
  assembly.define(node.name, channelsLast(node.shape.length), "Reshape", [x, assembly.integers([0, ...node.shape])]);
}
