/** Programs in inference mode: values of nodes, and gradients of a weighted output with respect to them. */
import type { Graph, NodeName } from "../graph.ts";
import { differentiate } from "./differentiate.ts";
import { lowerGraph } from "./lower/lowerGraph.ts";
import type { Program, ValueId } from "./program.ts";
import { sizeOf } from "./program.ts";
import { programBuilder } from "./programBuilder.ts";

/** Prefix of the output that holds a node's gradient. */
export const GRADIENT_OF = "gradient of ";

/** Feed: `inputs`. Outputs: the nodes by name. */
export function inferenceProgram(graph: Graph, nodes: readonly NodeName[], batch: number): Program {
  const b = programBuilder();
  const { values } = lowerGraph(b, graph, { batch, wanted: nodes });
  return b.build(`${graph.name}/predict ${batch}`, Object.fromEntries(nodes.map((name) => [name, values.get(name)!])));
}

/** Feeds: `inputs` and `seed` [batch, …output]. Outputs: the nodes, the output of the graph, and `GRADIENT_OF` each node. */
export function gradientProgram(graph: Graph, nodes: readonly NodeName[], batch: number): Program {
  const b = programBuilder();
  const { values } = lowerGraph(b, graph, { batch, wanted: [...nodes, graph.output], separate: nodes });
  const output = values.get(graph.output)!;
  const seed = b.feed("seed", b.shapeOf(output));
  const gradients = differentiate(b, new Map([[output, seed]]), nodes.map((name) => values.get(name)!));
  const outputs: Record<string, ValueId> = { [graph.output]: output };
  nodes.forEach((name, index) => {
    const value = values.get(name)!;
    outputs[name] = value;
    outputs[GRADIENT_OF + name] = gradients[index] ?? b.constant(new Float32Array(sizeOf(b.shapeOf(value))), b.shapeOf(value));
  });
  return b.build(`${graph.name}/gradients ${batch}`, outputs);
}
