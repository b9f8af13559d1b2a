/** Layers with weights: convolutions, dense layers, norms and the LSTM. */
import type { NodeName } from "../graph.ts";
import { closeLayer } from "./activationLayers.ts";
import type { LayerConfig } from "./layerConfig.ts";
import { takeWeight } from "./graphReading.ts";
import type { GraphReading, LayerTranslator } from "./graphReading.ts";

function channelsOf({ builder }: GraphReading, config: LayerConfig, from: NodeName): number {
  config.require("data_format", ["channels_last", "channelsLast"], "Save the model with channels last.");
  return builder.shapeOf(from).at(-1)!;
}

function imagePadding(config: LayerConfig): "same" | "valid" {
  const padding = config.text("padding", "valid");
  if (padding !== "same" && padding !== "valid") throw config.refuse(`padding "${padding}" is not supported.`, "Use same or valid.");
  return padding;
}

function signalPadding(config: LayerConfig): "same" | "valid" | "causal" {
  return config.raw("padding") === "causal" ? "causal" : imagePadding(config);
}

function takeBias(reading: GraphReading, config: LayerConfig, node: NodeName, filters: number): boolean {
  const bias = config.flag("use_bias", true);
  if (bias) takeWeight(reading, config.layer.name, "bias", `${node}.bias`, [filters]);
  return bias;
}

interface Convolution {
  readonly node: NodeName;
  readonly filters: number;
  readonly groups: number;
  readonly leaf: string;
  readonly bias: boolean;
  readonly size: readonly [number, number];
  readonly stride: readonly [number, number];
  readonly dilation: readonly [number, number];
}

/** A convolution over a signal or an image, with the tensor `leaf` of the layer. */
function convolve(reading: GraphReading, config: LayerConfig, from: NodeName, { node, filters, groups, leaf, bias, size, stride, dilation }: Convolution): NodeName {
  const { builder } = reading;
  const channels = channelsOf(reading, config, from);
  if (builder.shapeOf(from).length === 2) {
    takeWeight(reading, config.layer.name, leaf, `${node}.kernel`, [size[0], channels / groups, filters]);
    return builder.conv1d(from, { name: node, filters, kernelSize: size[0], stride: stride[0], dilation: dilation[0], padding: signalPadding(config), groups, bias });
  }
  takeWeight(reading, config.layer.name, leaf, `${node}.kernel`, [...size, channels / groups, filters]);
  return builder.conv2d(from, { name: node, filters, kernelSize: size, stride, dilation, padding: imagePadding(config), groups, bias });
}

const windowOf = (config: LayerConfig): Pick<Convolution, "size" | "stride" | "dilation"> => ({ size: config.pair("kernel_size"), stride: config.pair("strides", 1), dilation: config.pair("dilation_rate", 1) });

const plainConvolution: LayerTranslator = (reading, config, [from]) => {
  const { name } = config.layer;
  const [filters, groups] = [config.number("filters"), config.number("groups", 1)];
  const bias = takeBias(reading, config, name, filters);
  return closeLayer(reading, config, convolve(reading, config, from, { node: name, filters, groups, leaf: "kernel", bias, ...windowOf(config) }));
};

/** Each channel by itself; the kernel [size, channels, multiplier] is ours of as many groups as channels. */
const depthwiseConvolution: LayerTranslator = (reading, config, [from]) => {
  const { name } = config.layer;
  const groups = channelsOf(reading, config, from);
  const filters = groups * config.number("depth_multiplier", 1);
  const bias = takeBias(reading, config, name, filters);
  return closeLayer(reading, config, convolve(reading, config, from, { node: name, filters, groups, leaf: "depthwise_kernel", bias, ...windowOf(config) }));
};

const separableConvolution: LayerTranslator = (reading, config, [from]) => {
  const { name } = config.layer;
  const groups = channelsOf(reading, config, from);
  const [filters, window] = [config.number("filters"), windowOf(config)];
  // TensorFlow.js saves no depth_multiplier for this layer; the kernel tells it.
  const taps = reading.builder.shapeOf(from).length === 2 ? window.size[0] : window.size[0] * window.size[1];
  const multiplier = config.number("depth_multiplier", Math.round((reading.source.find(name, "depthwise_kernel")?.data.length ?? 0) / (taps * groups)));
  const depthwise = convolve(reading, config, from, { node: `${name}.depthwise`, filters: groups * multiplier, groups, leaf: "depthwise_kernel", bias: false, ...window });
  const bias = takeBias(reading, config, name, filters);
  return closeLayer(reading, config, convolve(reading, config, depthwise, { node: name, filters, groups: 1, leaf: "pointwise_kernel", bias, size: [1, 1], stride: [1, 1], dilation: [1, 1] }));
};

/** A scale or an offset that the layer does without is one or zero. */
function takeAffine(reading: GraphReading, config: LayerConfig, size: number): void {
  const { name } = config.layer;
  if (config.flag("scale", true)) takeWeight(reading, name, "gamma", `${name}.gamma`, [size]);
  else reading.weights[`${name}.gamma`] = { shape: [size], data: new Float32Array(size).fill(1) };
  if (config.flag("center", true)) takeWeight(reading, name, "beta", `${name}.beta`, [size]);
  else reading.weights[`${name}.beta`] = { shape: [size], data: new Float32Array(size) };
}

function requireLastAxis(reading: GraphReading, config: LayerConfig, from: NodeName): number {
  const rank = reading.builder.shapeOf(from).length;
  config.require("axis", [-1, rank, [-1], [rank]], "Normalise the last axis, the channels.");
  return reading.builder.shapeOf(from)[rank - 1];
}

export const weightedLayers: Readonly<Record<string, LayerTranslator>> = {
  Conv1D: plainConvolution,
  Conv2D: plainConvolution,
  DepthwiseConv1D: depthwiseConvolution,
  DepthwiseConv2D: depthwiseConvolution,
  SeparableConv1D: separableConvolution,
  SeparableConv2D: separableConvolution,
  Dense(reading, config, [from]) {
    const { name } = config.layer;
    const units = config.number("units");
    takeWeight(reading, name, "kernel", `${name}.kernel`, [reading.builder.shapeOf(from).at(-1)!, units]);
    return closeLayer(reading, config, reading.builder.dense(from, { name, units, bias: takeBias(reading, config, name, units) }));
  },
  BatchNormalization(reading, config, [from]) {
    const { name } = config.layer;
    const size = requireLastAxis(reading, config, from);
    takeAffine(reading, config, size);
    takeWeight(reading, name, "moving_mean", `${name}.runningMean`, [size]);
    takeWeight(reading, name, "moving_variance", `${name}.runningVariance`, [size]);
    return reading.builder.batchNorm(from, { name, epsilon: config.number("epsilon", 1e-3), momentum: config.number("momentum", 0.99) });
  },
  LayerNormalization(reading, config, [from]) {
    takeAffine(reading, config, requireLastAxis(reading, config, from));
    return reading.builder.layerNorm(from, { name: config.layer.name, epsilon: config.number("epsilon", 1e-3) });
  },
  LSTM(reading, config, [from]) {
    const { name } = config.layer;
    config.require("activation", ["tanh"], "Use an LSTM with tanh.");
    config.require("recurrent_activation", ["sigmoid"], "The engine's gates are sigmoids: train the LSTM with recurrentActivation \"sigmoid\".");
    for (const key of ["go_backwards", "stateful", "return_state", "unroll"]) config.require(key, [false], `Save the LSTM without ${key}.`);
    config.require("use_bias", [true], "Save the LSTM with a bias.");
    if (!reading.inferenceOnly) for (const key of ["dropout", "recurrent_dropout"]) config.require(key, [0], "Put Dropout layers around the LSTM, or read the model with inferenceOnly.");
    const units = config.number("units");
    const features = reading.builder.shapeOf(from).at(-1)!;
    takeWeight(reading, name, "kernel", `${name}.kernel`, [features, 4 * units]);
    takeWeight(reading, name, "recurrent_kernel", `${name}.recurrentKernel`, [units, 4 * units]);
    takeWeight(reading, name, "bias", `${name}.bias`, [4 * units]);
    return reading.builder.lstm(from, { name, units, returnSequences: config.flag("return_sequences", false) });
  },
};
