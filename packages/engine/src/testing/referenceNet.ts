/**
 * The reference network of Kalium's engine tests: a small 1-D ResNet with the weights, inputs and labels of a linear
 * congruential generator, so that any program can rebuild it. The losses come from PyTorch in float64
 * (tests/golden/engine/reference_net.py).
 */
import type { HostTensor, Weights } from "../executor.ts";
import type { Graph, NodeName, Padding } from "../graph.ts";
import { graphBuilder } from "../graphBuilder.ts";

export const REFERENCE_LOSSES = {
  batch64seed7: [0.7053091, 0.5944584, 0.5077837, 0.4298299, 0.3540596],
  batch4seed61: [0.6806055, 0.3818483, 0.2364128, 0.1543587, 0.1056728],
} as const;

export const REFERENCE_LEARNING_RATE = 1e-3;

export interface ReferenceGraphOptions {
  /** Filters of the stem and the first block; each block after it has twice as many. Default 16. */
  readonly baseWidth?: number;
  /** Samples of a row. Default 120. */
  readonly length?: number;
  /** Default 1. */
  readonly channels?: number;
  /** Default `relu`; GELU is that of the error function. */
  readonly activation?: "relu" | "gelu";
  /** Zeros around a convolution: as many on both sides (default), or TensorFlow's `same`. */
  readonly padding?: "symmetric" | "same";
}

/** The large step runs batches of 32 through this one. */
export const LARGE_REFERENCE: ReferenceGraphOptions = { baseWidth: 32, length: 1000, channels: 12 };

export interface ReferenceRun {
  readonly title: string;
  readonly options: ReferenceGraphOptions;
  readonly batch: number;
  readonly seed: number;
  /** Of five Adam steps, in float64. */
  readonly losses: readonly number[];
}

/** Rows of the reference table that a float32 executor can be held to. */
export const REFERENCE_RUNS = {
  small: { title: "64 rows", options: {}, batch: 64, seed: 7, losses: REFERENCE_LOSSES.batch64seed7 },
  smallGelu: { title: "64 rows, GELU", options: { activation: "gelu" }, batch: 64, seed: 7, losses: [0.694978, 0.5908641, 0.5012536, 0.4175469, 0.3377481] },
  fourRows: { title: "4 rows", options: {}, batch: 4, seed: 61, losses: REFERENCE_LOSSES.batch4seed61 },
  smallSame: { title: "64 rows, TensorFlow's padding", options: { padding: "same" }, batch: 64, seed: 7, losses: [0.708775, 0.5988145, 0.5126641, 0.4348641, 0.3596105] },
  largeGelu: { title: "32 rows of 12 × 1000, GELU", options: { ...LARGE_REFERENCE, activation: "gelu" }, batch: 32, seed: 7, losses: [0.7016451, 0.5683843, 0.4309277, 0.279283, 0.1474604] },
} as const satisfies Readonly<Record<string, ReferenceRun>>;

export type ReferenceRunName = keyof typeof REFERENCE_RUNS;

/** Stem of 16 filters, four residual blocks of 16 to 128, mean over time, one logit. 120 samples, one channel, unless said otherwise. */
export function referenceGraph({ baseWidth = 16, length = 120, channels = 1, activation = "relu", padding = "symmetric" }: ReferenceGraphOptions = {}): Graph {
  const b = graphBuilder("reference");
  const pads = (reach: number): Padding => (padding === "same" ? "same" : { before: reach, after: reach });
  const activate = (from: NodeName, name: NodeName): NodeName => (activation === "relu" ? b.relu(from, name) : b.gelu(from, { name }));
  let x = b.input("input", [length, channels]);
  x = b.conv1d(x, { name: "stem.conv", filters: baseWidth, kernelSize: 7, padding: pads(3), bias: false });
  x = activate(b.batchNorm(x, { name: "stem.norm" }), "stem.out");
  for (let block = 0; block < 4; block++) {
    const filters = baseWidth * 2 ** block;
    const stride = block === 0 ? 1 : 2;
    const name = `block${block}`;
    let y = b.conv1d(x, { name: `${name}.conv1`, filters, kernelSize: 3, stride, padding: pads(1), bias: false });
    y = activate(b.batchNorm(y, { name: `${name}.norm1` }), `${name}.relu1`);
    y = b.conv1d(y, { name: `${name}.conv2`, filters, kernelSize: 3, padding: pads(1), bias: false });
    y = b.batchNorm(y, { name: `${name}.norm2` });
    const shortcut = block === 0 ? x : b.conv1d(x, { name: `${name}.shortcut`, filters, kernelSize: 1, stride, padding: "valid", bias: false });
    x = activate(b.add(y, shortcut, `${name}.sum`), `${name}.out`);
  }
  b.output(b.dense(b.globalAveragePool1d(x, "pool"), { name: "head", units: 1 }));
  return b.build();
}

/** Uniform numbers in [−½, ½): s ← (1664525 s + 1013904223) mod 2³². */
export function congruentialGenerator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32 - 0.5;
  };
}

/** Weights, inputs and labels of the reference run. */
export function referenceData(graph: Graph, batch: number, seed: number): { weights: Weights; inputs: Float32Array; labels: Int32Array } {
  const draw = congruentialGenerator(seed);
  const weights: Record<string, HostTensor> = {};
  for (const { name, shape, initializer } of graph.parameters) {
    const data = new Float32Array(shape.reduce((product, side) => product * side, 1));
    if (initializer === "ones") data.fill(1);
    weights[name] = { shape, data };
  }
  const blocks = [0, 1, 2, 3].flatMap((block) => [`block${block}.conv1`, `block${block}.conv2`, ...(block > 0 ? [`block${block}.shortcut`] : [])]);
  for (const layer of ["stem.conv", ...blocks, "head"]) {
    const { shape, data } = weights[`${layer}.kernel`];
    const inputWidth = shape[shape.length - 2];
    // The generator's rule names 7 ci for the stem, 3 ci for 3-wide kernels, ci for the shortcut and the features.
    const taps = shape.length === 3 ? shape[0] : 1;
    const scale = Math.sqrt(6 / (taps * inputWidth));
    for (let index = 0; index < data.length; index++) data[index] = draw() * scale;
  }
  const [length, channels] = graph.nodes[0].shape;
  const inputs = Float32Array.from({ length: batch * length * channels }, () => 4 * draw());
  const labels = Int32Array.from({ length: batch }, (_, row) => row % 2);
  return { weights, inputs, labels };
}
