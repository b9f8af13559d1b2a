/** Numbers for tests: the same every time, by name. */
import type { Weights } from "../executor.ts";
import type { Graph } from "../graph.ts";
import { seededRandom } from "../seededRandom.ts";

const sizeOf = (shape: readonly number[]): number => shape.reduce((product, side) => product * side, 1);

/** Uniform in [−1, 1). */
export function drawnTensor(count: number, stream: string): Float32Array {
  const random = seededRandom(5)(stream);
  return Float32Array.from({ length: count }, () => 2 * random() - 1);
}

/** Weights that are nowhere zero or one, statistics that are nowhere trivial; values keep their size from layer to layer. */
export function liveWeights(graph: Graph): Weights {
  return Object.fromEntries(graph.parameters.map(({ name, shape, initializer }) => {
    const fanIn = sizeOf(shape.slice(0, -1));
    const data = drawnTensor(sizeOf(shape), `${graph.name}/${name}`).map((value) => (initializer === "ones" ? 1 + value / 2 : shape.length > 1 && initializer !== "normal002" ? value * Math.sqrt(3 / fanIn) : 0.6 * value));
    return [name, { shape, data }];
  }));
}

/** [batch × input shape] */
export const drawnInputs = (graph: Graph, batch: number): Float32Array => drawnTensor(batch * sizeOf(graph.nodes[0].shape), `${graph.name}/inputs`);
