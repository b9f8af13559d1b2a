import type { NodeName, Padding, Padding2d, Pair } from "../graph.ts";
import { GraphError } from "../graphError.ts";
import type { WindowGeometry } from "../windowGeometry.ts";
import { axisPaddings, pairOf, requireWhole } from "./nodePlacement.ts";
import type { NodePlacement } from "./nodePlacement.ts";

export interface Pool1dOptions {
  readonly name: NodeName;
  readonly poolSize: number;
  /** Default: the pool size. */
  readonly stride?: number;
  /** Default `valid`; `causal` is for convolutions only. */
  readonly padding?: Padding;
}

/** As `Pool1dOptions`; one number stands for height and width. */
export interface Pool2dOptions {
  readonly name: NodeName;
  readonly poolSize: number | Pair;
  readonly stride?: number | Pair;
  readonly padding?: Padding2d;
}

/** Padding is no sample: a maximum never sees a zero of it, an average never divides by it. @throws {GraphError} when a window could hold no sample */
export interface PoolingNodes {
  /** [time, channels] → [windows, channels]. Of equal maxima the first takes the gradient. */
  maxPool1d(from: NodeName, options: Pool1dOptions): NodeName;
  /** A window at the edge divides by the samples it holds (PyTorch: `count_include_pad=False`). */
  averagePool1d(from: NodeName, options: Pool1dOptions): NodeName;
  /** [height, width, channels] → [rows, columns, channels]. */
  maxPool2d(from: NodeName, options: Pool2dOptions): NodeName;
  averagePool2d(from: NodeName, options: Pool2dOptions): NodeName;
  /** Mean over time: [time, channels] → [channels]. */
  globalAveragePool1d(from: NodeName, name: NodeName): NodeName;
  /** Maximum over time: [time, channels] → [channels]. Equal maxima share the gradient. */
  globalMaxPool1d(from: NodeName, name: NodeName): NodeName;
  /** Mean over height and width: [height, width, channels] → [channels]. */
  globalAveragePool2d(from: NodeName, name: NodeName): NodeName;
  /** Maximum over height and width: [height, width, channels] → [channels]. */
  globalMaxPool2d(from: NodeName, name: NodeName): NodeName;
  /** Mean over the last axis, which stays with length 1: [time, channels] → [time, 1]. With `channelMax` the two maps of spatial attention (Woo et al. 2018). */
  channelMean(from: NodeName, name: NodeName): NodeName;
  /** Maximum over the last axis, which stays with length 1. */
  channelMax(from: NodeName, name: NodeName): NodeName;
  /** Repeats each sample `factor` times: [time, channels] → [time · factor, channels]. */
  upsample1d(from: NodeName, options: { readonly name: NodeName; readonly factor: number }): NodeName;
  /** Repeats each pixel; one factor stands for height and width. */
  upsample2d(from: NodeName, options: { readonly name: NodeName; readonly factor: number | Pair }): NodeName;
}

export function poolingNodes({ shapeOf, signalShape, imageShape, slide, place }: NodePlacement): PoolingNodes {
  /** Slides a pool; every window must hold a sample. */
  const slidePool = (name: NodeName, from: NodeName, length: number, size: number, stride: number, padding: Padding): WindowGeometry => {
    if (padding === "causal") throw new GraphError(name, "a pool has no causal padding.", "Give { before, after }.");
    const geometry = slide(name, from, length, size, stride, padding);
    if (geometry.padBefore >= size || geometry.padAfter >= size) {
      throw new GraphError(name, `padding ${geometry.padBefore}, ${geometry.padAfter} reaches the pool size ${size}, so a window could hold no sample.`, "Pad less.");
    }
    return geometry;
  };
  const pool1d = (op: "maxPool1d" | "averagePool1d", from: NodeName, { name, poolSize, stride = poolSize, padding = "valid" }: Pool1dOptions): NodeName => {
    const [length, channels] = signalShape(name, from);
    const { outputLength } = slidePool(name, from, length, poolSize, stride, padding);
    return place({ op, name, shape: [outputLength, channels], inputs: [from], poolSize, stride, padding });
  };
  const pool2d = (op: "maxPool2d" | "averagePool2d", from: NodeName, { name, poolSize, stride = poolSize, padding = "valid" }: Pool2dOptions): NodeName => {
    const [height, width, channels] = imageShape(name, from);
    const [sizes, strides] = [pairOf(name, "poolSize", poolSize), pairOf(name, "stride", stride)];
    const [vertical, horizontal] = axisPaddings(name, padding);
    const rows = slidePool(name, from, height, sizes[0], strides[0], vertical).outputLength;
    const columns = slidePool(name, from, width, sizes[1], strides[1], horizontal).outputLength;
    return place({ op, name, shape: [rows, columns, channels], inputs: [from], poolSize: sizes, stride: strides, padding });
  };
  const overChannels = (op: "channelMean" | "channelMax", from: NodeName, name: NodeName): NodeName => place({ op, name, shape: [...shapeOf(name, from).slice(0, -1), 1], inputs: [from] });
  return {
    maxPool1d: (from, options) => pool1d("maxPool1d", from, options),
    averagePool1d: (from, options) => pool1d("averagePool1d", from, options),
    maxPool2d: (from, options) => pool2d("maxPool2d", from, options),
    averagePool2d: (from, options) => pool2d("averagePool2d", from, options),
    globalAveragePool1d: (from, name) => place({ op: "globalAveragePool1d", name, shape: [signalShape(name, from)[1]], inputs: [from] }),
    globalMaxPool1d: (from, name) => place({ op: "globalMaxPool1d", name, shape: [signalShape(name, from)[1]], inputs: [from] }),
    globalAveragePool2d: (from, name) => place({ op: "globalAveragePool2d", name, shape: [imageShape(name, from)[2]], inputs: [from] }),
    globalMaxPool2d: (from, name) => place({ op: "globalMaxPool2d", name, shape: [imageShape(name, from)[2]], inputs: [from] }),
    channelMean: (from, name) => overChannels("channelMean", from, name),
    channelMax: (from, name) => overChannels("channelMax", from, name),
    upsample1d(from, { name, factor }) {
      const [length, channels] = signalShape(name, from);
      requireWhole(name, "factor", factor, 1);
      return place({ op: "upsample1d", name, shape: [length * factor, channels], inputs: [from], factor });
    },
    upsample2d(from, { name, factor }) {
      const [height, width, channels] = imageShape(name, from);
      const factors = pairOf(name, "factor", factor);
      factors.forEach((value) => requireWhole(name, "factor", value, 1));
      return place({ op: "upsample2d", name, shape: [height * factors[0], width * factors[1], channels], inputs: [from], factor: factors });
    },
  };
}
