/**
 * Builds a `Graph` node by node. Shapes are inferred and checked at each call, so a wrong network fails at the line
 * that is wrong, before any weight exists.
 */
import { convolutionNodes } from "./builder/convolutionNodes.ts";
import type { ConvolutionNodes } from "./builder/convolutionNodes.ts";
import { elementwiseNodes } from "./builder/elementwiseNodes.ts";
import type { ElementwiseNodes } from "./builder/elementwiseNodes.ts";
import { nodePlacement, requireWhole } from "./builder/nodePlacement.ts";
import { poolingNodes } from "./builder/poolingNodes.ts";
import type { PoolingNodes } from "./builder/poolingNodes.ts";
import { sequenceNodes } from "./builder/sequenceNodes.ts";
import type { SequenceNodes } from "./builder/sequenceNodes.ts";
import { shapeNodes } from "./builder/shapeNodes.ts";
import type { ShapeNodes } from "./builder/shapeNodes.ts";
import type { Graph, NodeName } from "./graph.ts";
import { GraphError } from "./graphError.ts";

export type { Conv1dOptions, Conv2dOptions } from "./builder/convolutionNodes.ts";
export type { BatchNormOptions } from "./builder/elementwiseNodes.ts";
export type { Pool1dOptions, Pool2dOptions } from "./builder/poolingNodes.ts";
export type { AttentionOptions, DenseOptions, LstmOptions } from "./builder/sequenceNodes.ts";

/**
 * Each method adds one node and returns its name, to be handed to the next one. Shapes leave out the batch. A method that cannot build its node throws a
 * `GraphError` (an `EngineError` of code `bad-graph`) with `node`, the shapes it met, and a `remedy`.
 *
 * @example
 * const b = graphBuilder("small");
 * const x = b.relu(b.conv1d(b.input("beats", [120, 1]), { name: "stem", filters: 16, kernelSize: 7 }), "stem.relu");
 * b.output(b.dense(b.globalAveragePool1d(x, "pool"), { name: "head", units: 1 }));
 * const graph = b.build();
 */
export interface GraphBuilder extends ConvolutionNodes, ElementwiseNodes, PoolingNodes, ShapeNodes, SequenceNodes {
  /** The one input; shape without the batch axis: [time, channels] for signals, [height, width, channels] for images. */
  input(name: NodeName, shape: readonly number[]): NodeName;
  /** Output shape of a node so far, without the batch axis. */
  shapeOf(node: NodeName): readonly number[];
  /** Marks the node that holds the logits. */
  output(from: NodeName): void;
  /** The finished graph. @throws {GraphError} when input or output is missing or a node is read by none. */
  build(): Graph;
}

/**
 * Starts a graph.
 * @throws {GraphError} (from its methods) with node and shapes.
 */
export function graphBuilder(graphName: string): GraphBuilder {
  const placement = nodePlacement();
  const { nodes, parameters, place, shapeOf } = placement;
  let inputName: NodeName | null = null;
  let outputName: NodeName | null = null;
  return {
    ...convolutionNodes(placement),
    ...elementwiseNodes(placement),
    ...poolingNodes(placement),
    ...shapeNodes(placement),
    ...sequenceNodes(placement),
    input(name, shape) {
      if (inputName !== null) throw new GraphError(name, `the graph already has the input "${inputName}".`, "A graph reads one input; slice it if it carries several things.");
      if (shape.length === 0) throw new GraphError(name, "the input shape is empty.", "Give [features], [time, channels] or [height, width, channels].");
      shape.forEach((size) => requireWhole(name, "a size of the input shape", size, 1));
      inputName = name;
      return place({ op: "input", name, shape: [...shape], inputs: [] });
    },
    shapeOf: (node) => shapeOf(node, node),
    output(from) {
      shapeOf(from, from);
      outputName = from;
    },
    build() {
      if (inputName === null) throw new GraphError(graphName, "the graph has no input.", "Call input().");
      if (outputName === null) throw new GraphError(graphName, "the graph has no output.", "Call output().");
      const read = new Set([...nodes.values()].flatMap((node) => node.inputs));
      for (const name of nodes.keys()) {
        if (name !== outputName && !read.has(name)) throw new GraphError(name, "no node reads it and it is not the output.", "Remove or connect it.");
      }
      return { name: graphName, nodes: [...nodes.values()], parameters: [...parameters.values()], input: inputName, output: outputName };
    },
  };
}
