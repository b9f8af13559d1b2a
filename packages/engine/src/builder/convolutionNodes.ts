import type { Initializer, NodeName, Padding, Padding2d, Pair } from "../graph.ts";
import { GraphError } from "../graphError.ts";
import { axisPaddings, pairOf, requireWhole } from "./nodePlacement.ts";
import type { NodePlacement } from "./nodePlacement.ts";

export interface Conv1dOptions {
  /** Node name; its parameters are `NAME.kernel` and `NAME.bias`. */
  readonly name: NodeName;
  readonly filters: number;
  readonly kernelSize: number;
  /** Default 1. */
  readonly stride?: number;
  /** Zeros before and after; see `Padding`. PyTorch's `padding=p` is `{ before: p, after: p }`; its result differs from `same` at stride 2. Default `same`. */
  readonly padding?: Padding;
  /** Samples from one tap to the next. Default 1. */
  readonly dilation?: number;
  /** Channels and filters are split into this many groups that do not see each other. Default 1. */
  readonly groups?: number;
  /** Default true. */
  readonly bias?: boolean;
  /** Default `heNormal`. */
  readonly initializer?: Initializer;
}

/** As `Conv1dOptions`; one number stands for height and width, a pair is [height, width]. */
export interface Conv2dOptions extends Omit<Conv1dOptions, "kernelSize" | "stride" | "padding" | "dilation"> {
  readonly kernelSize: number | Pair;
  readonly stride?: number | Pair;
  readonly padding?: Padding2d;
  readonly dilation?: number | Pair;
}

export interface ConvolutionNodes {
  /** [time, channels] → [time, filters]; a cross-correlation, as in every library. @throws {GraphError} when the window does not fit or groups do not divide */
  conv1d(from: NodeName, options: Conv1dOptions): NodeName;
  /** [height, width, channels] → [height, width, filters]. */
  conv2d(from: NodeName, options: Conv2dOptions): NodeName;
}

function requireGroups(name: NodeName, channels: number, filters: number, groups: number): void {
  requireWhole(name, "filters", filters, 1);
  requireWhole(name, "groups", groups, 1);
  if (channels % groups !== 0 || filters % groups !== 0) throw new GraphError(name, `${channels} channels and ${filters} filters cannot be split into ${groups} groups.`, "Choose a divisor of both.");
}

export function convolutionNodes({ signalShape, imageShape, slide, parameter, place }: NodePlacement): ConvolutionNodes {
  return {
    conv1d(from, { name, filters, kernelSize, stride = 1, padding = "same", dilation = 1, groups = 1, bias = true, initializer = "heNormal" }) {
      const [length, channels] = signalShape(name, from);
      requireGroups(name, channels, filters, groups);
      const { outputLength } = slide(name, from, length, kernelSize, stride, padding, dilation);
      const kernel = parameter(name, "kernel", [kernelSize, channels / groups, filters], true, initializer);
      const biasName = bias ? parameter(name, "bias", [filters], true, "zeros") : null;
      // Defaults are left out, so that a graph has one form and one hash.
      const special = { ...(dilation === 1 ? {} : { dilation }), ...(groups === 1 ? {} : { groups }) };
      return place({ op: "conv1d", name, shape: [outputLength, filters], inputs: [from], filters, kernelSize, stride, padding, ...special, kernel, bias: biasName });
    },
    conv2d(from, { name, filters, kernelSize, stride = 1, padding = "same", dilation = 1, groups = 1, bias = true, initializer = "heNormal" }) {
      const [height, width, channels] = imageShape(name, from);
      requireGroups(name, channels, filters, groups);
      const [sizes, strides, dilations] = [pairOf(name, "kernelSize", kernelSize), pairOf(name, "stride", stride), pairOf(name, "dilation", dilation)];
      const [vertical, horizontal] = axisPaddings(name, padding);
      const rows = slide(name, from, height, sizes[0], strides[0], vertical, dilations[0]).outputLength;
      const columns = slide(name, from, width, sizes[1], strides[1], horizontal, dilations[1]).outputLength;
      const kernel = parameter(name, "kernel", [...sizes, channels / groups, filters], true, initializer);
      const biasName = bias ? parameter(name, "bias", [filters], true, "zeros") : null;
      return place({ op: "conv2d", name, shape: [rows, columns, filters], inputs: [from], filters, kernelSize: sizes, stride: strides, padding, dilation: dilations, groups, kernel, bias: biasName });
    },
  };
}
