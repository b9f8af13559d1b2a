import type { Graph } from "./graph.ts";

/** Numbers of trainable values and of running statistics. */
export function countParameters(graph: Graph): { readonly trainable: number; readonly runningStatistics: number } {
  let trainable = 0;
  let runningStatistics = 0;
  for (const parameter of graph.parameters) {
    const size = parameter.shape.reduce((product, side) => product * side, 1);
    if (parameter.trainable) trainable += size;
    else runningStatistics += size;
  }
  return { trainable, runningStatistics };
}
