/**
 * What every executor offers. `models`, `study` and `explain` know only this file and the graph, so that a
 * compiled executor slots in without touching them.
 */
import type { Graph, NodeName } from "./graph.ts";

/** One weight tensor on the host. */
export interface HostTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** Weights by parameter name: trainable ones and running statistics. */
export type Weights = Readonly<Record<string, HostTensor>>;

export type ExecutorName = "tfjs:webgpu" | "tfjs:webgl" | "tfjs:wasm" | "tfjs:cpu";

/** Which executor runs, on what, and why it was chosen: shown to the person and kept in the run record. */
export interface ExecutorInfo {
  readonly name: ExecutorName;
  /** Human-readable adapter: GPU vendor/architecture, or the CPU route with its SIMD and thread facts. */
  readonly adapter: string;
  /** True for a software GPU such as SwiftShader. */
  readonly fallbackAdapter: boolean;
  /** One sentence: why this one. */
  readonly reason: string;
  /** Engine build and library versions. */
  readonly versions: Readonly<Record<string, string>>;
}

export interface AdamOptions {
  readonly kind: "adam";
  readonly learningRate: number;
  readonly beta1?: number;
  readonly beta2?: number;
  /** Added outside the root. Default 1e-8. */
  readonly epsilon?: number;
}

export type LossName = "softmaxCrossEntropy" | "binaryCrossEntropy";

export interface TrainerOptions {
  /**
   * `softmaxCrossEntropy`: over the output logits with integer labels. `binaryCrossEntropy`: on one output logit with
   * labels 0 and 1. Both are means over the rows.
   */
  readonly loss: LossName;
  readonly optimizer: AdamOptions;
  /**
   * Names (prefixes) of frozen parameters. A frozen parameter stays bit-identical; a batch norm whose gamma is frozen
   * runs in inference mode and keeps its running statistics.
   */
  readonly frozenPrefixes?: readonly string[];
}

/** Everything a trainer needs, beyond the weights, to continue exactly. */
export interface OptimizerState {
  readonly stepCount: number;
  readonly slots: Readonly<Record<string, HostTensor>>;
}

/** A training session over the weights of its model; steps change those weights. */
export interface Trainer {
  /** One optimiser step on `labels.length` rows; resolves with the mean loss before the update. */
  step(inputs: Float32Array, labels: Int32Array): Promise<number>;
  setLearningRate(learningRate: number): void;
  optimizerState(): Promise<OptimizerState>;
  restoreOptimizerState(state: OptimizerState): void;
  dispose(): void;
}

/** Activations A of a node and the gradients of one logit with respect to them, per row. */
export interface ActivationGradients {
  /** [rowCount × shape of the node] */
  readonly activations: Float32Array;
  readonly gradients: Float32Array;
  /** Shape of the node without the batch axis. */
  readonly shape: readonly number[];
  /** Logits, [rowCount × classes]. */
  readonly logits: Float32Array;
}

/** A graph with weights on one executor, in inference mode unless a trainer steps it. */
export interface CompiledModel {
  readonly graph: Graph;
  setWeights(weights: Weights): void;
  getWeights(): Promise<Weights>;
  /**
   * Inference. `inputs` is [rowCount × input shape]; returns, for each wanted node (default: the output), [rowCount × its shape].
   */
  predict(inputs: Float32Array, rowCount: number, nodes?: readonly NodeName[], batchSize?: number): Promise<Readonly<Record<NodeName, Float32Array>>>;
  trainer(options: TrainerOptions): Trainer;
  /** Inference-mode gradient of logit `classIndex` with respect to the activations of `node`, row by row independent. */
  activationGradients(inputs: Float32Array, rowCount: number, node: NodeName, classIndex: number): Promise<ActivationGradients>;
  dispose(): void;
}

export interface Executor {
  readonly info: ExecutorInfo;
  compile(graph: Graph, weights: Weights): Promise<CompiledModel>;
  dispose(): void;
}
