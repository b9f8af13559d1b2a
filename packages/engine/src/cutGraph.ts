import type { Graph, NodeName } from "./graph.ts";
import { GraphError } from "./graphError.ts";
import { parametersOf } from "./parametersOf.ts";

/**
 * Cuts a graph after one node, so that a frozen beginning can be evaluated once and its result kept. The head ends
 * at the node; the tail starts with an input of that name and shape. Parameters keep their names, so the weights of the
 * whole graph serve both.
 * @throws {GraphError} when another path passes by the node.
 */
export function cutGraph(graph: Graph, nodeName: NodeName): { readonly head: Graph; readonly tail: Graph } {
  const byName = new Map(graph.nodes.map((node) => [node.name, node]));
  const cut = byName.get(nodeName);
  if (!cut) throw new GraphError(nodeName, `graph "${graph.name}" has no such node to cut at.`, `Its nodes are ${graph.nodes.map(({ name }) => name).join(", ")}.`);
  const headNames = new Set<NodeName>();
  const visit = (name: NodeName): void => {
    if (headNames.has(name)) return;
    headNames.add(name);
    byName.get(name)!.inputs.forEach(visit);
  };
  visit(nodeName);
  const headNodes = graph.nodes.filter((node) => headNames.has(node.name));
  const tailNodes = graph.nodes.filter((node) => !headNames.has(node.name));
  for (const node of tailNodes) {
    const bypass = node.inputs.find((name) => name !== nodeName && headNames.has(name));
    if (bypass !== undefined) throw new GraphError(node.name, `reads "${bypass}", which lies before the cut at "${nodeName}".`, "Cut where only one node crosses.");
  }
  const headParameters = new Set(headNodes.flatMap(parametersOf));
  const tailParameters = new Set(tailNodes.flatMap(parametersOf));
  return {
    head: { name: `${graph.name}/to ${nodeName}`, nodes: headNodes, parameters: graph.parameters.filter((p) => headParameters.has(p.name)), input: graph.input, output: nodeName },
    tail: {
      name: `${graph.name}/from ${nodeName}`,
      nodes: [{ op: "input", name: nodeName, shape: cut.shape, inputs: [] }, ...tailNodes],
      parameters: graph.parameters.filter((p) => tailParameters.has(p.name)),
      input: nodeName,
      output: graph.output === nodeName ? nodeName : graph.output,
    },
  };
}
