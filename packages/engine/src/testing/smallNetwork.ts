/** A network with batch norms and dropout that trains in no time: signals of 12 samples in 2 channels, three classes. */
import type { Weights } from "../executor.ts";
import type { Graph } from "../graph.ts";
import { graphBuilder } from "../graphBuilder.ts";
import { drawnInputs, liveWeights } from "./drawnTensors.ts";

export interface SmallNetwork {
  readonly graph: Graph;
  readonly weights: Weights;
  /** Five rows of 24 values. */
  readonly inputs: Float32Array;
  readonly labels: Int32Array;
}

export function smallNetwork(): SmallNetwork {
  const b = graphBuilder("small network");
  let x = b.input("input", [12, 2]);
  for (const [name, filters] of [["first", 4], ["second", 6]] as const) x = b.relu(b.batchNorm(b.conv1d(x, { name: `${name}.conv`, filters, kernelSize: 3, bias: false }), { name: `${name}.norm` }), `${name}.out`);
  b.output(b.dense(b.dropout(b.globalAveragePool1d(x, "pool"), { name: "drop", rate: 0.25 }), { name: "head", units: 3 }));
  const graph = b.build();
  return { graph, weights: liveWeights(graph), inputs: drawnInputs(graph, 5), labels: Int32Array.of(0, 2, 1, 1, 0) };
}
