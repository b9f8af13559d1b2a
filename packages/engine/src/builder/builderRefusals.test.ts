import { describe, expect, test } from "vitest";
import { EngineError } from "../engineError.ts";
import { graphBuilder } from "../graphBuilder.ts";
import type { GraphBuilder } from "../graphBuilder.ts";
import { GraphError } from "../graphError.ts";
import type { Padding } from "../graph.ts";

type Make = (b: GraphBuilder, x: string) => unknown;

/** What a caller without type checks may hand over. */
const loose = (value: string): never => value as never;

const SIGNAL = [8, 6];
const IMAGE = [5, 7, 4];

const REFUSED: readonly (readonly [title: string, shape: readonly number[], fault: RegExp, remedy: RegExp, make: Make])[] = [
  ["conv1d of an image", IMAGE, /needs \[time, channels\].*\[5, 7, 4\]/, /Reshape/, (b, x) => b.conv1d(x, { name: "bad", filters: 1, kernelSize: 1 })],
  ["conv1d whose dilated taps reach too far", SIGNAL, /window of 9 does not fit the 8 samples/, /smaller window/, (b, x) => b.conv1d(x, { name: "bad", filters: 1, kernelSize: 3, dilation: 4, padding: "valid" })],
  ["conv1d with dilation 0", SIGNAL, /dilation is 0/, /at least 1/, (b, x) => b.conv1d(x, { name: "bad", filters: 1, kernelSize: 3, dilation: 0 })],
  ["conv1d with half a stride", SIGNAL, /stride is 0.5/, /whole number/, (b, x) => b.conv1d(x, { name: "bad", filters: 1, kernelSize: 3, stride: 0.5 })],
  ["conv1d with no taps", SIGNAL, /window size is 0/, /at least 1/, (b, x) => b.conv1d(x, { name: "bad", filters: 1, kernelSize: 0 })],
  ["conv1d with groups that do not divide the channels", SIGNAL, /6 channels and 8 filters.*4 groups/, /divisor of both/, (b, x) => b.conv1d(x, { name: "bad", filters: 8, kernelSize: 3, groups: 4 })],
  ["conv1d with groups that do not divide the filters", SIGNAL, /6 channels and 4 filters.*3 groups/, /divisor of both/, (b, x) => b.conv1d(x, { name: "bad", filters: 4, kernelSize: 3, groups: 3 })],
  ["conv1d with negative padding", SIGNAL, /padding before is -1/, /at least 0/, (b, x) => b.conv1d(x, { name: "bad", filters: 1, kernelSize: 3, padding: { before: -1, after: 0 } })],
  ["conv1d with another library's padding", SIGNAL, /padding is "SAME"/, /same, valid, causal/, (b, x) => b.conv1d(x, { name: "bad", filters: 1, kernelSize: 3, padding: loose("SAME") })],
  ["conv1d with another library's initialiser", SIGNAL, /initializer is "he_normal"/, /heNormal/, (b, x) => b.conv1d(x, { name: "bad", filters: 1, kernelSize: 3, initializer: loose("he_normal") })],
  ["conv2d of a signal", SIGNAL, /needs \[height, width, channels\].*\[8, 6\]/, /Reshape/, (b, x) => b.conv2d(x, { name: "bad", filters: 1, kernelSize: 1 })],
  ["conv2d too wide", IMAGE, /window of 8 does not fit the 7 samples/, /smaller window/, (b, x) => b.conv2d(x, { name: "bad", filters: 1, kernelSize: [1, 8], padding: "valid" })],
  ["conv2d with causal padding", IMAGE, /padding is "causal"/, /same, valid/, (b, x) => b.conv2d(x, { name: "bad", filters: 1, kernelSize: 2, padding: loose("causal") })],
  ["conv2d with three sizes", IMAGE, /kernelSize is \[1, 2, 3\]/, /\[height, width\]/, (b, x) => b.conv2d(x, { name: "bad", filters: 1, kernelSize: [1, 2, 3] as never })],
  ["a causal pool", SIGNAL, /no causal padding/, /before, after/, (b, x) => b.averagePool1d(x, { name: "bad", poolSize: 2, padding: "causal" })],
  ["a pool whose padding is a window", SIGNAL, /no sample/, /Pad less/, (b, x) => b.averagePool1d(x, { name: "bad", poolSize: 2, padding: { before: 0, after: 2 } })],
  ["an image pool padded too far", IMAGE, /no sample/, /Pad less/, (b, x) => b.maxPool2d(x, { name: "bad", poolSize: 2, padding: { top: 0, bottom: 0, left: 2, right: 0 } })],
  ["a global pool of an image over time", IMAGE, /needs \[time, channels\]/, /Reshape/, (b, x) => b.globalMaxPool1d(x, "bad")],
  ["a global pool of a signal over space", SIGNAL, /needs \[height, width, channels\]/, /Reshape/, (b, x) => b.globalAveragePool2d(x, "bad")],
  ["an unknown GELU", SIGNAL, /approximation is "fast"/, /erf, tanh/, (b, x) => b.gelu(x, { name: "bad", approximation: loose("fast") })],
  ["a product of lengths that do not broadcast", SIGNAL, /cannot multiply.*\[8, 6\].*\[6, 8\]/, /equal, or 1/, (b, x) => b.multiply(x, b.permute(x, { name: "p", permutation: [1, 0] }), "bad")],
  ["dropout of everything", SIGNAL, /rate is 1\./, /below 1/, (b, x) => b.dropout(x, { name: "bad", rate: 1 })],
  ["dropout at a rate that is no number", SIGNAL, /rate is NaN/, /below 1/, (b, x) => b.dropout(x, { name: "bad", rate: Number.NaN })],
  ["batch norm with momentum above 1", SIGNAL, /momentum is 1.1/, /within 0 and 1/, (b, x) => b.batchNorm(x, { name: "bad", momentum: 1.1 })],
  ["layer norm with epsilon 0", SIGNAL, /epsilon is 0/, /positive/, (b, x) => b.layerNorm(x, { name: "bad", epsilon: 0 })],
  ["L2 normalisation with a negative epsilon", SIGNAL, /epsilon is -1/, /positive/, (b, x) => b.l2Normalize(x, { name: "bad", epsilon: -1 })],
  ["concatenation of nothing", SIGNAL, /nothing to put together/, /at least one/, (b) => b.concat([], { name: "bad", axis: 0 })],
  ["concatenation along an axis that is not there", SIGNAL, /axis 2 is not one of \[8, 6\]/, /without the batch/, (b, x) => b.concat([x, x], { name: "bad", axis: 2 })],
  ["concatenation of other lengths", SIGNAL, /\[8, 6\].*\[6, 8\].*axis 0/, /equal/, (b, x) => b.concat([x, b.permute(x, { name: "p", permutation: [1, 0] })], { name: "bad", axis: 0 })],
  ["a slice beyond the end", SIGNAL, /5 values from 4 on leave axis 0/, /fewer/, (b, x) => b.slice(x, { name: "bad", begin: [4, 0], size: [5, 1] })],
  ["a slice with an axis too few", SIGNAL, /begin \[4\]/, /each axis/, (b, x) => b.slice(x, { name: "bad", begin: [4], size: [1] })],
  ["an empty slice", SIGNAL, /size of axis 1 is 0/, /at least 1/, (b, x) => b.slice(x, { name: "bad", begin: [0, 0], size: [1, 0] })],
  ["a reshape to another number of values", SIGNAL, /48 values.*\[7, 7\] with 49/, /number/, (b, x) => b.reshape(x, { name: "bad", shape: [7, 7] })],
  ["a permutation that names an axis twice", SIGNAL, /\[0, 0\] is not an order/, /once/, (b, x) => b.permute(x, { name: "bad", permutation: [0, 0] })],
  ["zero padding below zero", SIGNAL, /padding after is -2/, /at least 0/, (b, x) => b.zeroPad1d(x, { name: "bad", before: 0, after: -2 })],
  ["upsampling by half", SIGNAL, /factor is 0.5/, /whole number/, (b, x) => b.upsample1d(x, { name: "bad", factor: 0.5 })],
  ["upsampling of an image by nothing", IMAGE, /factor is 0/, /at least 1/, (b, x) => b.upsample2d(x, { name: "bad", factor: [2, 0] })],
  ["a product of inner lengths that differ", SIGNAL, /cannot multiply.*\[8, 6\].*\[8, 6\]/, /inner lengths/, (b, x) => b.matmul(x, x, { name: "bad" })],
  ["a product of vectors", [6], /cannot multiply/, /inner lengths/, (b, x) => b.matmul(x, x, { name: "bad" })],
  ["heads that do not divide the features", SIGNAL, /6 features.*4 heads/, /headSize/, (b, x) => b.multiHeadAttention(x, { name: "bad", heads: 4 })],
  ["attention over a vector", [6], /needs \[time, features\]|needs \[time, channels\]/, /Reshape/, (b, x) => b.multiHeadAttention(x, { name: "bad", heads: 2 })],
  ["an LSTM of no units", SIGNAL, /units is 0/, /at least 1/, (b, x) => b.lstm(x, { name: "bad", units: 0 })],
  ["a dense layer of no units", SIGNAL, /units is 0/, /at least 1/, (b, x) => b.dense(x, { name: "bad", units: 0 })],
  ["a name that is taken", SIGNAL, /taken/, /unique/, (b, x) => {
    b.relu(x, "bad");
    b.tanh(x, "bad");
  }],
  ["parameters that are there already", SIGNAL, /parameter "bad.kernel" exists/, /another name/, (b, x) => {
    b.dense(x, { name: "first", units: 1, parameterPrefix: "bad" });
    b.dense(x, { name: "second", units: 1, parameterPrefix: "bad" });
  }],
  ["an input that is not in the graph", SIGNAL, /reads "gone"/, /first/, (b) => b.softmax("gone", "bad")],
];

describe("a wrong node is refused where it is made, by its name, its fault and the remedy", () => {
  test.each(REFUSED)("%s", (_title, shape, fault, remedy, make) => {
    const b = graphBuilder("graph");
    const x = b.input("input", shape);
    let thrown: unknown;
    try {
      make(b, x);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(EngineError);
    expect(thrown).toBeInstanceOf(GraphError);
    const error = thrown as GraphError;
    expect(error.code).toBe("bad-graph");
    expect(error.node).toBe("bad");
    expect(error.message).toMatch(/^Node "bad": /);
    expect(error.message).toMatch(fault);
    expect(error.remedy).toMatch(remedy);
    expect(error.message.endsWith(error.remedy)).toBe(true);
  });

  test("an empty input shape, and a second input", () => {
    expect(() => graphBuilder("graph").input("x", [])).toThrow(/shape is empty.*Give \[features\]/);
    const b = graphBuilder("graph");
    b.input("x", [3]);
    expect(() => b.input("y", [3])).toThrow(/already has the input "x"/);
  });
});

describe("shapes are inferred", () => {
  // Expected: the output lengths of TensorFlow (same, valid, causal) and PyTorch (explicit), floor((n + p − d (k − 1) − 1) / s) + 1.
  const SHAPES: readonly (readonly [title: string, input: readonly number[], expected: readonly number[], make: (b: GraphBuilder, x: string) => string])[] = [
    ...([[1, 1, "same", 11], [2, 1, "same", 6], [3, 2, "same", 4], [1, 1, "valid", 7], [2, 2, "valid", 2], [2, 1, "causal", 6], [1, 3, "causal", 11], [3, 1, { before: 2, after: 1 }, 4], [1, 2, { before: 0, after: 1 }, 4]] as const).map(
      ([stride, dilation, padding, length]) => [`conv1d of 11 samples by 5 taps, stride ${stride}, dilation ${dilation}, ${JSON.stringify(padding)}`, [11, 2], [length, 3], (b: GraphBuilder, x: string) => b.conv1d(x, { name: "y", filters: 3, kernelSize: 5, stride, dilation, padding: padding as Padding })] as const,
    ),
    ["conv2d", [9, 10, 2], [4, 4, 5], (b, x) => b.conv2d(x, { name: "y", filters: 5, kernelSize: [3, 4], stride: 2, padding: "valid" })],
    ["conv2d, same, by pairs", [9, 10, 2], [9, 4, 5], (b, x) => b.conv2d(x, { name: "y", filters: 5, kernelSize: 3, stride: [1, 3] })],
    ["a max pool", [9, 2], [4, 2], (b, x) => b.maxPool1d(x, { name: "y", poolSize: 2 })],
    ["an average pool of an image", [9, 7, 2], [5, 4, 2], (b, x) => b.averagePool2d(x, { name: "y", poolSize: 2, padding: "same" })],
    ["global pools", [9, 7, 2], [2], (b, x) => b.globalMaxPool2d(x, "y")],
    ["channel mean", [9, 7], [9, 1], (b, x) => b.channelMean(x, "y")],
    ["a broadcast product", [9, 7], [9, 7], (b, x) => b.multiply(b.globalAveragePool1d(x, "g"), x, "y")],
    ["concatenation", [9, 7], [9, 14], (b, x) => b.concat([x, x], { name: "y", axis: -1 })],
    ["slice, reshape and permute", [9, 7], [3, 2, 4], (b, x) => b.permute(b.reshape(b.slice(x, { name: "s", begin: [1, 0], size: [8, 3] }), { name: "r", shape: [4, 2, 3] }), { name: "y", permutation: [2, 1, 0] })],
    ["matmul", [9, 7], [9, 9], (b, x) => b.matmul(x, x, { name: "y", transposeB: true })],
    ["attention", [9, 6], [9, 6], (b, x) => b.multiHeadAttention(x, { name: "y", heads: 2, headSize: 5 })],
    ["all states of an LSTM", [9, 6], [9, 4], (b, x) => b.lstm(x, { name: "y", units: 4, returnSequences: true })],
    ["the last state of an LSTM", [9, 6], [4], (b, x) => b.lstm(x, { name: "y", units: 4 })],
    ["upsampling", [9, 7, 6], [18, 21, 6], (b, x) => b.upsample2d(x, { name: "y", factor: [2, 3] })],
    ["dense on images", [9, 7, 6], [9, 7, 2], (b, x) => b.dense(x, { name: "y", units: 2 })],
  ];
  test.each(SHAPES)("%s", (_title, shape, expected, make) => {
    const b = graphBuilder("graph");
    b.output(make(b, b.input("input", shape)));
    expect(b.build().nodes.at(-1)!.shape).toEqual(expected);
  });

  test("an LSTM of Keras' size has Keras' number of parameters, and attention PyTorch's", () => {
    const b = graphBuilder("graph");
    const x = b.input("input", [20, 12]);
    b.output(b.lstm(b.multiHeadAttention(x, { name: "attention", heads: 3 }), { name: "lstm", units: 32 }));
    const count = (prefix: string): number => b.build().parameters.filter(({ name }) => name.startsWith(prefix)).reduce((sum, { shape }) => sum + shape.reduce((product, side) => product * side, 1), 0);
    expect(count("lstm")).toBe(4 * (32 * (12 + 32) + 32));
    expect(count("attention")).toBe(4 * (12 * 12 + 12));
  });
});
