import { EngineError } from "../engineError.ts";
import type { HostTensor, Weights } from "../executor.ts";
import type { Graph, NodeName } from "../graph.ts";
import type { JsonObject } from "./modelJson.ts";

export interface AssembledLayer {
  readonly name: string;
  readonly className: string;
  readonly config: JsonObject;
  readonly inputs: readonly string[];
  readonly weights: readonly { readonly name: string; readonly tensor: HostTensor }[];
}

/** The layers of a model so far. The layer that holds the value of a node has the node's name. */
export interface LayerAssembly {
  readonly layers: readonly AssembledLayer[];
  shapeOf(node: NodeName): readonly number[];
  /** @throws {EngineError} `weights-mismatch` when it is missing or has another shape */
  weight(parameter: string): HostTensor;
  /** Adds a layer of that name; leaves (kernel, bias …) in the order of Keras. Returns the name. */
  add(name: string, className: string, config: JsonObject, inputs: readonly string[], leaves?: Readonly<Record<string, HostTensor>>): string;
  /** Adds a layer on the way to a node, called NODE/PART. */
  addPart(node: NodeName, part: string, className: string, config: JsonObject, inputs: readonly string[]): string;
}

export function layerAssembly(graph: Graph, weights: Weights): LayerAssembly {
  const layers: AssembledLayer[] = [];
  const shapes = new Map(graph.nodes.map(({ name, shape }) => [name, shape]));
  const parameters = new Map(graph.parameters.map(({ name, shape }) => [name, shape]));
  const taken = new Set(shapes.keys());
  const add: LayerAssembly["add"] = (name, className, config, inputs, leaves = {}) => {
    layers.push({ name, className, config, inputs, weights: Object.entries(leaves).map(([leaf, tensor]) => ({ name: `${name}/${leaf}`, tensor })) });
    return name;
  };
  return {
    layers,
    shapeOf: (node) => shapes.get(node)!,
    weight(parameter) {
      const tensor = weights[parameter];
      const shape = parameters.get(parameter)!;
      if (!tensor) throw new EngineError("weights-mismatch", `Weights for "${parameter}" of graph "${graph.name}" are missing.`, "Hand over the weights of the same network.");
      if (tensor.shape.join() !== shape.join()) throw new EngineError("weights-mismatch", `"${parameter}" is [${tensor.shape.join(", ")}], the graph needs [${shape.join(", ")}].`, "Hand over the weights of the same network.");
      return tensor;
    },
    add,
    addPart(node, part, className, config, inputs) {
      let name = `${node}/${part}`;
      while (taken.has(name)) name += "_";
      taken.add(name);
      return add(name, className, config, inputs);
    },
  };
}
