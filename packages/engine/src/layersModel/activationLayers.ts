/** Activations, on their own or closing another layer. */
import type { NodeName } from "../graph.ts";
import type { LayerConfig } from "./layerConfig.ts";
import type { GraphReading, LayerTranslator } from "./graphReading.ts";

/** Adds the activation of a layer as node `name`; "linear" adds nothing. */
export function applyActivation(reading: GraphReading, config: LayerConfig, activation: unknown, from: NodeName, name: NodeName): NodeName {
  const { builder, logitsLayer } = reading;
  switch (activation ?? "linear") {
    case "linear": return from;
    case "relu": return builder.relu(from, name);
    case "tanh": return builder.tanh(from, name);
    case "sigmoid": return logitsLayer === config.layer.name ? from : builder.sigmoid(from, name);
    case "softmax": return logitsLayer === config.layer.name ? from : builder.softmax(from, name);
    case "gelu": return builder.gelu(from, { name });
    case "gelu_new": return builder.gelu(from, { name, approximation: "tanh" });
    case "swish":
    case "silu": return builder.multiply(from, builder.sigmoid(from, `${name}.gate`), name);
    default: throw config.refuse(`the activation ${JSON.stringify(activation)} is not supported.`, "Use linear, relu, tanh, sigmoid, softmax, gelu, gelu_new or swish.");
  }
}

/** The node after a layer's own work: its activation is called NAME.activation. */
export const closeLayer = (reading: GraphReading, config: LayerConfig, from: NodeName): NodeName => applyActivation(reading, config, config.raw("activation"), from, `${config.layer.name}.activation`);

const overLastAxis = (config: LayerConfig, rank: number): void => config.require("axis", [-1, rank, [-1], [rank]], "Only the last axis can be meant.");

export const activationLayers: Readonly<Record<string, LayerTranslator>> = {
  Activation: (reading, config, [from]) => applyActivation(reading, config, config.raw("activation"), from, config.layer.name),
  ReLU(reading, config, [from]) {
    config.require("max_value", [null], "Leave max_value out.");
    config.require("negative_slope", [0], "Leave negative_slope out.");
    config.require("threshold", [0], "Leave threshold out.");
    return applyActivation(reading, config, "relu", from, config.layer.name);
  },
  Softmax(reading, config, [from]) {
    overLastAxis(config, reading.builder.shapeOf(from).length);
    return applyActivation(reading, config, "softmax", from, config.layer.name);
  },
  Dropout: (reading, config, [from]) => reading.builder.dropout(from, { name: config.layer.name, rate: config.number("rate") }),
  ...Object.fromEntries(["SpatialDropout1D", "SpatialDropout2D", "GaussianNoise", "GaussianDropout", "AlphaDropout"].map((className): [string, LayerTranslator] => [className, (reading, config, [from]) => {
    if (!reading.inferenceOnly) throw config.refuse(`${className} acts in training, and the engine lacks it.`, "Read the model with inferenceOnly, or use Dropout.");
    return from;
  }])),
};
