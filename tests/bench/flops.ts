/** Floating-point operations of a pass over a graph, from its shapes alone. */
import type { Graph } from "../../packages/engine/src/index.ts";

export interface FlopCount {
  readonly forward: number;
  /** Forward, gradient of every kernel, gradient of every input but the network's own. */
  readonly step: number;
}

export const FLOP_RULE =
  "2 operations per multiply-add of convolutions and dense layers; a step is forward + kernel gradients + input gradients (none for the network's input); norms, activations and Adam are not counted";

export function countFlops(graph: Graph, batch: number): FlopCount {
  const shapes = new Map(graph.nodes.map((node) => [node.name, node.shape]));
  let forward = 0;
  let step = 0;
  for (const node of graph.nodes) {
    const before = node.inputs.length > 0 ? shapes.get(node.inputs[0])! : [];
    let flops: number;
    if (node.op === "conv1d") flops = 2 * batch * node.shape[0] * node.filters * node.kernelSize * (before[1] / (node.groups ?? 1));
    else if (node.op === "dense") flops = 2 * batch * node.shape.reduce((product, side) => product * side, 1) * before[before.length - 1];
    else continue;
    forward += flops;
    step += flops * (node.inputs[0] === graph.input ? 2 : 3);
  }
  return { forward, step };
}
