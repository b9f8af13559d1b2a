/** One small network for each operation and option that an ONNX file can hold: the cases of its tests. */
import { graphBuilder } from "../graphBuilder.ts";
import type { GraphBuilder } from "../graphBuilder.ts";
import type { Graph, NodeName } from "../graph.ts";

export interface ExportCase {
  readonly title: string;
  readonly graph: Graph;
}

function exportCase(title: string, inputShape: readonly number[], build: (b: GraphBuilder, x: NodeName) => NodeName): ExportCase {
  const b = graphBuilder("case");
  b.output(build(b, b.input("input", inputShape)));
  return { title, graph: b.build() };
}

/** Odd lengths throughout, so that the ways of padding differ. */
export function exportCases(): ExportCase[] {
  return [
    ...(["same", "valid", { before: 2, after: 1 }] as const).flatMap((padding) =>
      [1, 2, 3].map((stride) => exportCase(`conv1d, padding ${JSON.stringify(padding)}, stride ${stride}`, [13, 3], (b, x) => b.conv1d(x, { name: "conv", filters: 4, kernelSize: 4, stride, padding }))),
    ),
    ...(["same", "valid", { before: 2, after: 1 }] as const).map((padding) => exportCase(`maxPool1d, padding ${JSON.stringify(padding)}`, [13, 3], (b, x) => b.maxPool1d(x, { name: "pool", poolSize: 3, stride: 2, padding }))),
    exportCase("conv1d without bias, batch norm, ReLU", [13, 3], (b, x) => b.relu(b.batchNorm(b.conv1d(x, { name: "conv", filters: 4, kernelSize: 3, bias: false }), { name: "norm" }), "relu")),
    exportCase("batch norm of the input", [13, 3], (b, x) => b.batchNorm(x, { name: "norm" })),
    exportCase("batch norm of features", [5], (b, x) => b.batchNorm(x, { name: "norm" })),
    exportCase("zeroPad1d", [7, 3], (b, x) => b.zeroPad1d(x, { name: "pad", before: 2, after: 1 })),
    exportCase("add of two branches", [7, 3], (b, x) => b.add(x, b.conv1d(x, { name: "conv", filters: 3, kernelSize: 3 }), "sum")),
    exportCase("globalAveragePool1d of the input", [7, 3], (b, x) => b.globalAveragePool1d(x, "pool")),
    exportCase("dense over features", [5], (b, x) => b.dense(x, { name: "dense", units: 3 })),
    exportCase("dense without bias", [5], (b, x) => b.dense(x, { name: "dense", units: 3, bias: false })),
  ];
}
