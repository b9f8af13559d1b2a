import type { Weights } from "../executor.ts";
import type { Graph } from "../graph.ts";
import { graphBuilder } from "../graphBuilder.ts";

/** One row of the kernel for each row of the batch, which an input of ones and zeros picks: outputs are the kernel, and so are their gradients. */
export function outputsAsWeights(rows: number, columns: number, outputs: Float32Array): { graph: Graph; weights: Weights; inputs: Float32Array } {
  const b = graphBuilder(`${rows} rows of ${columns} outputs`);
  b.output(b.dense(b.input("row", [rows]), { name: "outputs", units: columns, bias: false }));
  const inputs = Float32Array.from({ length: rows * rows }, (_, index) => (index % (rows + 1) === 0 ? 1 : 0));
  return { graph: b.build(), weights: { "outputs.kernel": { shape: [rows, columns], data: outputs } }, inputs };
}
