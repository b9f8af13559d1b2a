/** Small networks for each operation and option that an ONNX file can hold: the cases of its tests. */
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

/** A convolution without padding, whose result exists with its channels first: operators after it must follow that order. */
const turned = (b: GraphBuilder, x: NodeName): NodeName => b.conv1d(x, { name: "before", filters: 4, kernelSize: 1 });
const turned2d = (b: GraphBuilder, x: NodeName): NodeName => b.conv2d(x, { name: "before", filters: 4, kernelSize: 1 });

const SIGNAL = [13, 3];
const IMAGE = [9, 7, 3];

/** Odd lengths throughout, so that the ways of padding differ. */
export function exportCases(): ExportCase[] {
  return [...convolutionCases(), ...poolingCases(), ...elementwiseCases(), ...shapeCases(), ...productCases(), ...networkCases()];
}

function convolutionCases(): ExportCase[] {
  return [
    ...(["same", "valid", "causal", { before: 2, after: 1 }] as const).flatMap((padding) =>
      [1, 2, 3].map((stride) => exportCase(`conv1d, padding ${JSON.stringify(padding)}, stride ${stride}`, SIGNAL, (b, x) => b.conv1d(x, { name: "conv", filters: 4, kernelSize: 4, stride, padding }))),
    ),
    ...(["same", "valid", "causal"] as const).map((padding) => exportCase(`conv1d, padding ${padding}, dilation 2`, SIGNAL, (b, x) => b.conv1d(x, { name: "conv", filters: 4, kernelSize: 3, dilation: 2, padding }))),
    exportCase("conv1d in groups", [13, 4], (b, x) => b.conv1d(x, { name: "conv", filters: 6, kernelSize: 3, groups: 2 })),
    exportCase("conv1d by channel", [13, 4], (b, x) => b.conv1d(x, { name: "conv", filters: 4, kernelSize: 3, groups: 4, bias: false })),
    ...(["same", "valid", { top: 2, bottom: 0, left: 1, right: 3 }] as const).flatMap((padding) =>
      ([1, [2, 3]] as const).map((stride) => exportCase(`conv2d, padding ${JSON.stringify(padding)}, stride ${stride.toString()}`, IMAGE, (b, x) => b.conv2d(x, { name: "conv", filters: 4, kernelSize: [4, 3], stride, padding }))),
    ),
    exportCase("conv2d in groups with dilation", [9, 11, 4], (b, x) => b.conv2d(x, { name: "conv", filters: 6, kernelSize: 3, groups: 2, dilation: [1, 3] })),
    exportCase("zeroPad1d of the input", SIGNAL, (b, x) => b.zeroPad1d(x, { name: "pad", before: 2, after: 1 })),
    exportCase("zeroPad1d between convolutions", SIGNAL, (b, x) => b.conv1d(b.zeroPad1d(turned(b, x), { name: "pad", before: 0, after: 3 }), { name: "conv", filters: 2, kernelSize: 3 })),
  ];
}

function poolingCases(): ExportCase[] {
  const paddings = ["same", "valid", { before: 2, after: 1 }] as const;
  const imagePaddings = ["same", "valid", { top: 1, bottom: 0, left: 1, right: 1 }] as const;
  return [
    ...paddings.map((padding) => exportCase(`maxPool1d, padding ${JSON.stringify(padding)}`, SIGNAL, (b, x) => b.maxPool1d(x, { name: "pool", poolSize: 3, stride: 2, padding }))),
    ...paddings.map((padding) => exportCase(`averagePool1d, padding ${JSON.stringify(padding)}`, SIGNAL, (b, x) => b.averagePool1d(x, { name: "pool", poolSize: 3, stride: 2, padding }))),
    ...imagePaddings.map((padding) => exportCase(`maxPool2d, padding ${JSON.stringify(padding)}`, IMAGE, (b, x) => b.maxPool2d(x, { name: "pool", poolSize: [3, 2], stride: [2, 1], padding }))),
    ...imagePaddings.map((padding) => exportCase(`averagePool2d, padding ${JSON.stringify(padding)}`, IMAGE, (b, x) => b.averagePool2d(x, { name: "pool", poolSize: [3, 2], stride: 2, padding }))),
    exportCase("globalAveragePool1d of the input", SIGNAL, (b, x) => b.globalAveragePool1d(x, "pool")),
    exportCase("globalAveragePool1d of a convolution", SIGNAL, (b, x) => b.globalAveragePool1d(turned(b, x), "pool")),
    exportCase("globalMaxPool1d of a convolution", SIGNAL, (b, x) => b.globalMaxPool1d(turned(b, x), "pool")),
    exportCase("globalAveragePool2d of the input", IMAGE, (b, x) => b.globalAveragePool2d(x, "pool")),
    exportCase("globalMaxPool2d of a convolution", IMAGE, (b, x) => b.globalMaxPool2d(turned2d(b, x), "pool")),
    exportCase("channelMean of the input", SIGNAL, (b, x) => b.channelMean(x, "mean")),
    exportCase("channelMax of a convolution", SIGNAL, (b, x) => b.channelMax(turned(b, x), "max")),
    exportCase("channelMean of an image's convolution", IMAGE, (b, x) => b.channelMean(turned2d(b, x), "mean")),
    exportCase("upsample1d", SIGNAL, (b, x) => b.upsample1d(x, { name: "up", factor: 3 })),
    exportCase("upsample2d", IMAGE, (b, x) => b.upsample2d(turned2d(b, x), { name: "up", factor: [2, 3] })),
  ];
}

function elementwiseCases(): ExportCase[] {
  return [
    exportCase("conv1d without bias, batch norm, ReLU", SIGNAL, (b, x) => b.relu(b.batchNorm(b.conv1d(x, { name: "conv", filters: 4, kernelSize: 3, bias: false }), { name: "norm" }), "relu")),
    exportCase("batch norm of the input", SIGNAL, (b, x) => b.batchNorm(x, { name: "norm" })),
    exportCase("batch norm of features", [5], (b, x) => b.batchNorm(x, { name: "norm" })),
    exportCase("batch norm of an image", IMAGE, (b, x) => b.batchNorm(turned2d(b, x), { name: "norm", epsilon: 1e-2 })),
    exportCase("layer norm of the input", SIGNAL, (b, x) => b.layerNorm(x, { name: "norm" })),
    exportCase("layer norm of a convolution", SIGNAL, (b, x) => b.layerNorm(turned(b, x), { name: "norm", epsilon: 1e-3 })),
    exportCase("GELU by the error function", SIGNAL, (b, x) => b.gelu(x, { name: "gelu" })),
    exportCase("GELU by tanh", SIGNAL, (b, x) => b.gelu(turned(b, x), { name: "gelu", approximation: "tanh" })),
    exportCase("sigmoid", SIGNAL, (b, x) => b.sigmoid(x, "sigmoid")),
    exportCase("tanh", SIGNAL, (b, x) => b.tanh(x, "tanh")),
    exportCase("softmax of features", [5], (b, x) => b.softmax(x, "softmax")),
    exportCase("softmax of a convolution", SIGNAL, (b, x) => b.softmax(turned(b, x), "softmax")),
    exportCase("l2Normalize of features", [5], (b, x) => b.l2Normalize(x, { name: "unit" })),
    exportCase("l2Normalize of a convolution, which a large epsilon holds back", SIGNAL, (b, x) => b.l2Normalize(turned(b, x), { name: "unit", epsilon: 2 })),
    exportCase("dropout, which does nothing here", SIGNAL, (b, x) => b.relu(b.dropout(turned(b, x), { name: "drop", rate: 0.5 }), "relu")),
    exportCase("dropout as the output", SIGNAL, (b, x) => b.dropout(b.relu(x, "relu"), { name: "drop", rate: 0.5 })),
    exportCase("add of two branches", [7, 3], (b, x) => b.add(x, b.conv1d(x, { name: "conv", filters: 3, kernelSize: 3 }), "sum")),
    exportCase("multiply of a signal by a gate for each channel", SIGNAL, (b, x) => b.multiply(turned(b, x), b.dense(b.globalAveragePool1d(turned2(b, x), "pool"), { name: "gate", units: 4 }), "product")),
    exportCase("multiply of a signal by a gate for each time", SIGNAL, (b, x) => b.multiply(b.sigmoid(b.channelMean(x, "mean"), "gate"), turned(b, x), "product")),
    exportCase("add of a row and a column", SIGNAL, (b, x) => b.add(b.channelMax(x, "column"), b.globalMaxPool1d(x, "row"), "sum")),
    exportCase("position embedding of the input", SIGNAL, (b, x) => b.positionEmbedding(x, { name: "position" })),
    exportCase("position embedding of a convolution", SIGNAL, (b, x) => b.positionEmbedding(turned(b, x), { name: "position" })),
  ];
}

/** A second convolution of the input, for a branch. */
const turned2 = (b: GraphBuilder, x: NodeName): NodeName => b.conv1d(x, { name: "branch", filters: 4, kernelSize: 2 });

function shapeCases(): ExportCase[] {
  return [
    exportCase("concat of channels", SIGNAL, (b, x) => b.concat([turned(b, x), x, turned2(b, x)], { name: "concat", axis: -1 })),
    exportCase("concat of time", SIGNAL, (b, x) => b.concat([turned(b, x), turned2(b, x)], { name: "concat", axis: 0 })),
    exportCase("slice of time and channels", SIGNAL, (b, x) => b.slice(turned(b, x), { name: "slice", begin: [2, 1], size: [5, 2] })),
    exportCase("slice of everything", SIGNAL, (b, x) => b.slice(x, { name: "slice", begin: [0, 0], size: SIGNAL })),
    exportCase("reshape of a convolution to features", SIGNAL, (b, x) => b.reshape(turned(b, x), { name: "flat", shape: [52] })),
    exportCase("reshape of a signal to an image", [12, 3], (b, x) => b.conv2d(b.reshape(x, { name: "image", shape: [4, 3, 3] }), { name: "conv", filters: 2, kernelSize: 3 })),
    exportCase("permute of the input", SIGNAL, (b, x) => b.permute(x, { name: "turn", permutation: [1, 0] })),
    exportCase("permute of an image's convolution", IMAGE, (b, x) => b.relu(b.permute(turned2d(b, x), { name: "turn", permutation: [2, 0, 1] }), "relu")),
    exportCase("permute twice", IMAGE, (b, x) => b.permute(b.permute(x, { name: "turn", permutation: [1, 2, 0] }), { name: "again", permutation: [1, 2, 0] })),
  ];
}

function productCases(): ExportCase[] {
  return [
    exportCase("dense over features", [5], (b, x) => b.dense(x, { name: "dense", units: 3 })),
    exportCase("dense without bias", [5], (b, x) => b.dense(x, { name: "dense", units: 3, bias: false })),
    exportCase("dense of the input at each time", SIGNAL, (b, x) => b.dense(x, { name: "dense", units: 5 })),
    exportCase("dense of a convolution at each time", SIGNAL, (b, x) => b.dense(turned(b, x), { name: "dense", units: 5 })),
    exportCase("dense of an image without bias", IMAGE, (b, x) => b.dense(x, { name: "dense", units: 5, bias: false })),
    exportCase("matmul", [6, 6], (b, x) => b.matmul(x, b.conv1d(x, { name: "conv", filters: 3, kernelSize: 3 }), { name: "product" })),
    exportCase("matmul with the second operand transposed", SIGNAL, (b, x) => b.matmul(turned(b, x), turned2(b, x), { name: "product", transposeB: true })),
    exportCase("matmul of images", [3, 5, 4], (b, x) => b.matmul(x, b.relu(x, "relu"), { name: "product", transposeB: true })),
    exportCase("attention of two heads", [7, 6], (b, x) => b.multiHeadAttention(x, { name: "attention", heads: 2 })),
    exportCase("attention with a head size of its own, after a convolution", SIGNAL, (b, x) => b.multiHeadAttention(turned(b, x), { name: "attention", heads: 3, headSize: 5 })),
    exportCase("LSTM, last state", SIGNAL, (b, x) => b.lstm(x, { name: "lstm", units: 4 })),
    exportCase("LSTM, all states, twice", SIGNAL, (b, x) => b.lstm(b.lstm(turned(b, x), { name: "first", units: 4, returnSequences: true }), { name: "second", units: 3, returnSequences: true })),
  ];
}

/** Networks in which the order of axes changes back and forth. */
function networkCases(): ExportCase[] {
  return [
    exportCase("an encoder block: attention and a feed-forward part, each with a sum and a layer norm", [11, 6], (b, x) => {
      const attended = b.layerNorm(b.add(x, b.dropout(b.multiHeadAttention(b.positionEmbedding(x, { name: "position" }), { name: "attention", heads: 3 }), { name: "drop", rate: 0.1 }), "sum"), { name: "norm" });
      const fed = b.dense(b.gelu(b.dense(attended, { name: "wide", units: 12 }), { name: "gelu" }), { name: "narrow", units: 6 });
      return b.dense(b.globalAveragePool1d(b.layerNorm(b.add(attended, fed, "sum2"), { name: "norm2" }), "pool"), { name: "logits", units: 2 });
    }),
    exportCase("an image network with channel and spatial attention", [8, 10, 2], (b, x) => {
      const h = b.relu(b.batchNorm(b.conv2d(x, { name: "conv", filters: 4, kernelSize: 3, bias: false }), { name: "norm" }), "relu");
      const byChannel = b.multiply(h, b.reshape(b.sigmoid(b.dense(b.globalMaxPool2d(h, "most"), { name: "squeeze", units: 4 }), "gate"), { name: "spread", shape: [1, 1, 4] }), "channels");
      const map = b.concat([b.channelMean(byChannel, "mean"), b.channelMax(byChannel, "max")], { name: "maps", axis: 2 });
      const bySpace = b.multiply(byChannel, b.sigmoid(b.conv2d(map, { name: "look", filters: 1, kernelSize: 5 }), "where"), "space");
      return b.dense(b.globalAveragePool2d(b.maxPool2d(bySpace, { name: "pool", poolSize: 2 }), "average"), { name: "logits", units: 3 });
    }),
    exportCase("convolutions, an LSTM and a decoder that doubles the samples", [12, 2], (b, x) => {
      const coded = b.maxPool1d(b.relu(b.conv1d(x, { name: "conv", filters: 4, kernelSize: 5, padding: "causal" }), "relu"), { name: "pool", poolSize: 2 });
      const states = b.lstm(coded, { name: "lstm", units: 5, returnSequences: true });
      const wide = b.conv1d(b.upsample1d(b.concat([states, coded], { name: "both", axis: 1 }), { name: "up", factor: 2 }), { name: "decode", filters: 2, kernelSize: 3 });
      return b.softmax(b.add(wide, x, "sum"), "softmax");
    }),
    exportCase("two views compared: unit vectors and their products", [6, 3], (b, x) => {
      const unit = b.l2Normalize(b.dense(b.conv1d(x, { name: "conv", filters: 5, kernelSize: 3 }), { name: "project", units: 4, bias: false }), { name: "unit" });
      return b.tanh(b.matmul(unit, b.permute(unit, { name: "turn", permutation: [1, 0] }), { name: "likeness" }), "tanh");
    }),
  ];
}
