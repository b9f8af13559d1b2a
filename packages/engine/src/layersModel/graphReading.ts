import type { HostTensor } from "../executor.ts";
import type { NodeName } from "../graph.ts";
import type { GraphBuilder } from "../graphBuilder.ts";
import type { LayerConfig } from "./layerConfig.ts";
import type { LayerWeights } from "./layerWeights.ts";

/** A graph that grows layer by layer, and the weights collected for it. */
export interface GraphReading {
  readonly builder: GraphBuilder;
  readonly source: LayerWeights;
  /** By parameter name. */
  readonly weights: Record<string, HostTensor>;
  /** Layers that act in training alone, and that the engine lacks, are left out. */
  readonly inferenceOnly: boolean;
  /** The layer whose closing softmax or sigmoid is left out, or null. */
  readonly logitsLayer: string | null;
}

/** Adds the nodes of a layer that reads the nodes `from`; returns the node that holds its output. */
export type LayerTranslator = (reading: GraphReading, config: LayerConfig, from: readonly NodeName[]) => NodeName;

/** Collects the tensor `leaf` of a layer as the parameter `node.parameter`. */
export function takeWeight({ source, weights }: GraphReading, layer: string, leaf: string, parameter: string, shape: readonly number[]): void {
  weights[parameter] = source.take(layer, leaf, shape);
}
