/**
 * The reference network of Kalium's engine tests: a small 1-D ResNet with the weights, inputs and labels of a linear
 * congruential generator, so that any program can rebuild it. The losses come from PyTorch in float64
 * (tests/golden/engine/reference_net.py).
 */
import type { HostTensor, Weights } from "../executor.ts";
import type { Graph } from "../graph.ts";
import { graphBuilder } from "../graphBuilder.ts";

export const REFERENCE_LOSSES = {
  batch64seed7: [0.7053091, 0.5944584, 0.5077837, 0.4298299, 0.3540596],
  batch4seed61: [0.6806055, 0.3818483, 0.2364128, 0.1543587, 0.1056728],
} as const;

export const REFERENCE_LEARNING_RATE = 1e-3;

export interface ReferenceGraphOptions {
  /** Filters of the stem and the first block; each block after it has twice as many. */
  readonly baseWidth: number;
  /** Samples of a row. */
  readonly length: number;
  readonly channels: number;
}

/** The large step runs batches of 32 through this one. */
export const LARGE_REFERENCE: ReferenceGraphOptions = { baseWidth: 32, length: 1000, channels: 12 };

/** Stem of 16 filters, four residual blocks of 16 to 128, mean over time, one logit. 120 samples, one channel, unless said otherwise. */
export function referenceGraph({ baseWidth, length, channels }: ReferenceGraphOptions = { baseWidth: 16, length: 120, channels: 1 }): Graph {
  const b = graphBuilder("reference");
  const pads = { before: 1, after: 1 };
  let x = b.input("input", [length, channels]);
  x = b.conv1d(x, { name: "stem.conv", filters: baseWidth, kernelSize: 7, padding: { before: 3, after: 3 }, bias: false });
  x = b.relu(b.batchNorm(x, { name: "stem.norm" }), "stem.out");
  for (let block = 0; block < 4; block++) {
    const filters = baseWidth * 2 ** block;
    const stride = block === 0 ? 1 : 2;
    const name = `block${block}`;
    let y = b.conv1d(x, { name: `${name}.conv1`, filters, kernelSize: 3, stride, padding: pads, bias: false });
    y = b.relu(b.batchNorm(y, { name: `${name}.norm1` }), `${name}.relu1`);
    y = b.conv1d(y, { name: `${name}.conv2`, filters, kernelSize: 3, padding: pads, bias: false });
    y = b.batchNorm(y, { name: `${name}.norm2` });
    const shortcut = block === 0 ? x : b.conv1d(x, { name: `${name}.shortcut`, filters, kernelSize: 1, stride, padding: "valid", bias: false });
    x = b.relu(b.add(y, shortcut, `${name}.sum`), `${name}.out`);
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
