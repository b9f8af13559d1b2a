/**
 * Gathers the operators and constants of an ONNX graph and keeps account of the layouts in which each value exists, so that a transpose
 * is written only where an operator cannot take what is there, and once.
 */
import { EngineError } from "../engineError.ts";
import type { Weights } from "../executor.ts";
import type { Graph, NodeName } from "../graph.ts";
import { channelsLast, isIdentity, layoutSuffix, permutationBetween, permuteArray, sameLayout } from "./layout.ts";
import type { Layout } from "./layout.ts";
import type { OnnxAttribute, OnnxNode, OnnxTensor } from "./onnxMessages.ts";

export type Attributes = Readonly<Record<string, OnnxAttribute>>;

export interface OnnxAssembly {
  readonly nodes: readonly OnnxNode[];
  readonly tensors: readonly OnnxTensor[];
  /** Without the batch axis. */
  shapeOf(node: NodeName): readonly number[];
  /** Layouts in which the value exists, first the one it was computed in. */
  layoutsOf(node: NodeName): readonly Layout[];
  /** The ONNX value that holds a node in a layout; transposes what there is if need be. */
  read(node: NodeName, layout: Layout): string;
  /** Writes an operator whose result is the value of `node`, in `layout`. */
  define(node: NodeName, layout: Layout, operator: string, inputs: readonly string[], attributes?: Attributes): void;
  /** Says that `node` is the ONNX value `value`, which exists already, in `layout`. */
  bind(node: NodeName, layout: Layout, value: string): void;
  /** Lets `node` stand for `from` without an operator. */
  alias(node: NodeName, from: NodeName): void;
  /** Writes an operator in between; returns its output, of which `outputIndex` says which one is wanted. */
  emit(hint: string, operator: string, inputs: readonly string[], attributes?: Attributes, outputIndex?: number): string;
  /** Numbers of parameter `name`, checked against the graph. */
  parameter(name: string): { readonly shape: readonly number[]; readonly data: Float32Array };
  /** Parameter as a constant of the file, its axes permuted and then its shape changed if asked. Written once. */
  parameterConstant(name: string, permutation?: readonly number[], shape?: readonly number[]): string;
  constant(hint: string, shape: readonly number[], data: Float32Array): string;
  /** A float without axes; equal ones are shared. */
  scalar(value: number): string;
  /** A list of int64; equal ones are shared. */
  integers(values: readonly number[]): string;
}

export function onnxAssembly(graph: Graph, weights: Weights): OnnxAssembly {
  const nodes: OnnxNode[] = [];
  const tensors: OnnxTensor[] = [];
  const shapes = new Map(graph.nodes.map((node) => [node.name, node.shape]));
  const parameters = new Map(graph.parameters.map((parameter) => [parameter.name, parameter]));
  const forms = new Map<NodeName, { readonly layout: Layout; readonly value: string }[]>();
  const aliases = new Map<NodeName, NodeName>();
  const taken = new Set<string>(shapes.keys());
  const shared = new Map<string, string>();

  const fresh = (hint: string): string => {
    let name = hint;
    for (let count = 2; taken.has(name); count++) name = `${hint}_${count}`;
    taken.add(name);
    return name;
  };
  const original = (node: NodeName): NodeName => aliases.get(node) ?? node;
  const formsOf = (node: NodeName) => forms.get(original(node))!;
  const addConstant = (hint: string, shape: readonly number[], data: Float32Array | BigInt64Array): string => {
    const name = fresh(hint);
    tensors.push({ name, shape, data });
    return name;
  };
  const sharedConstant = (key: string, make: () => string): string => {
    const name = shared.get(key) ?? make();
    shared.set(key, name);
    return name;
  };
  const valueName = (node: NodeName, layout: Layout): string => (isIdentity(layout) ? node : fresh(node + layoutSuffix(layout)));
  const bind = (node: NodeName, layout: Layout, value: string): void => {
    forms.set(node, [...(forms.get(node) ?? []), { layout, value }]);
  };
  const parameter = (name: string) => {
    const spec = parameters.get(name);
    const tensor = weights[name];
    if (!spec || !tensor) throw new EngineError("weights-mismatch", `The weights hold no tensor "${name}".`, `Give weights of the graph "${graph.name}".`);
    if (spec.shape.join() !== tensor.shape.join()) {
      throw new EngineError("weights-mismatch", `Tensor "${name}" is [${tensor.shape.join(", ")}], the graph "${graph.name}" wants [${spec.shape.join(", ")}].`, "Give weights of this graph.");
    }
    return tensor;
  };

  return {
    nodes,
    tensors,
    shapeOf: (node) => shapes.get(node)!,
    layoutsOf: (node) => formsOf(node).map((form) => form.layout),
    read(node, layout) {
      const present = formsOf(node);
      const found = present.find((form) => sameLayout(form.layout, layout));
      if (found) return found.value;
      const owner = original(node);
      const value = valueName(owner, layout);
      nodes.push({ name: value, operator: "Transpose", inputs: [present[0].value], outputs: [value], attributes: { perm: { ints: permutationBetween(present[0].layout, layout) } } });
      bind(owner, layout, value);
      return value;
    },
    define(node, layout, operator, inputs, attributes = {}) {
      const value = valueName(node, layout);
      nodes.push({ name: value, operator, inputs, outputs: [value], attributes });
      bind(node, layout, value);
    },
    bind,
    alias: (node, from) => void aliases.set(node, original(from)),
    emit(hint, operator, inputs, attributes = {}, outputIndex = 0) {
      const value = fresh(hint);
      // Outputs that nobody reads have an empty name.
      const outputs = Array.from({ length: outputIndex + 1 }, (_, index) => (index === outputIndex ? value : ""));
      nodes.push({ name: value, operator, inputs, outputs, attributes });
      return value;
    },
    parameter,
    parameterConstant(name, permutation, shape) {
      return sharedConstant(`parameter ${name} ${permutation?.join() ?? ""} ${shape?.join() ?? ""}`, () => {
        const tensor = parameter(name);
        const placed = permutation === undefined ? tensor : permuteArray(tensor.data, tensor.shape, permutation);
        return addConstant(name, shape ?? placed.shape, placed.data);
      });
    },
    constant: addConstant,
    scalar: (value) => sharedConstant(`scalar ${value}`, () => addConstant(`constant ${value}`, [], Float32Array.of(value))),
    integers: (values) => sharedConstant(`integers ${values.join()}`, () => addConstant(`integers ${values.join(" ")}`, [values.length], BigInt64Array.from(values, BigInt))),
  };
}

/** The layout that most of the values already have; the first one's own where there is a draw. */
export function commonLayout(assembly: OnnxAssembly, nodes: readonly NodeName[]): Layout {
  const candidates = nodes.flatMap((node) => assembly.layoutsOf(node));
  const count = (layout: Layout): number => nodes.filter((node) => assembly.layoutsOf(node).some((other) => sameLayout(other, layout))).length;
  return candidates.reduce((best, layout) => (count(layout) > count(best) ? layout : best), candidates[0] ?? channelsLast(0));
}
