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

/** `webgpu` and `wasm` are Kalium's compiled executors; `tfjs:…` run the same programs through TensorFlow.js. */
export type ExecutorName = "webgpu" | "wasm" | "tfjs:webgpu" | "tfjs:webgl" | "tfjs:wasm" | "tfjs:cpu";

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

/** Decoupled weight decay (Loshchilov and Hutter 2019): parameter −= learning rate · weightDecay · parameter. Kernels only, not biases or norms. */
export interface AdamWOptions extends Omit<AdamOptions, "kind"> {
  readonly kind: "adamW";
  /** Default 0.01. */
  readonly weightDecay?: number;
}

/** PyTorch's convention: velocity = momentum · velocity + gradient (+ weightDecay · parameter, kernels only); parameter −= learning rate · velocity. */
export interface SgdOptions {
  readonly kind: "sgd";
  readonly learningRate: number;
  /** Default 0. */
  readonly momentum?: number;
  /** Default 0. */
  readonly weightDecay?: number;
}

export type OptimizerOptions = AdamOptions | AdamWOptions | SgdOptions;

export type LossName = "softmaxCrossEntropy" | "binaryCrossEntropy";

/** What is minimised; all read the output of the graph, [rows × outputs], and are means over the rows that count unless said otherwise. */
export type LossSpec =
  /** Integer labels; a label of −1 does not count. With class weights the mean is Σ w·loss / Σ w, as PyTorch. */
  | { readonly kind: "softmaxCrossEntropy"; readonly classWeights?: readonly number[] }
  /** Labels 0 or 1, [rows × outputs]; NaN does not count. `positiveWeight` multiplies the loss of ones, per output. */
  | { readonly kind: "binaryCrossEntropy"; readonly positiveWeight?: readonly number[] }
  /** Targets [rows × outputs]; NaN does not count. */
  | { readonly kind: "meanSquaredError" }
  /** ½ e² within delta, delta · (|e| − ½ delta) beyond. Targets as above. */
  | { readonly kind: "huber"; readonly delta: number }
  /** |e| · min(N(mean) / N(target), maximumWeight), N the normal density of the training targets (Nowroozilarki 2024; the cap is Kalium's). */
  | { readonly kind: "adaptiveMeanAbsoluteError"; readonly mean: number; readonly deviation: number; readonly maximumWeight: number; readonly reduction?: "mean" | "sum" }
  /**
   * Normalised-temperature cross-entropy (Chen et al. 2020) over rows that are L2-normalised by the graph: the first half anchors, the second half their partners, in order.
   * Labels: the patient of each row; with `maskSamePatient` other rows of the same patient leave the denominator.
   */
  | { readonly kind: "ntXent"; readonly temperature: number; readonly maskSamePatient: boolean }
  /** Cross-entropy weighted by 1 − recall of the label's class in the batch, no gradient through the recall (EIANet). One logit, labels 0 or 1. */
  | { readonly kind: "binaryRecall"; readonly reduction?: "mean" | "sum"; readonly smooth?: boolean }
  /** Weighted sum of losses, each on its own columns of output and targets (`columns[0]` up to but not including `columns[1]`). */
  | { readonly kind: "sum"; readonly parts: readonly { readonly loss: LossSpec; readonly columns: readonly [number, number]; readonly weight: number }[] };

export interface TrainerOptions {
  /** A name stands for that loss without options. */
  readonly loss: LossName | LossSpec;
  readonly optimizer: OptimizerOptions;
  /**
   * Names (prefixes) of frozen parameters. A frozen parameter stays bit-identical; a batch norm whose gamma is frozen
   * runs in inference mode and keeps its running statistics.
   */
  readonly frozenPrefixes?: readonly string[];
  /** Factors on the learning rate by prefix of the parameter's name; the first that fits counts. */
  readonly learningRateFactors?: readonly { readonly prefix: string; readonly factor: number }[];
  /** The gradient of an update is scaled down to this L2 norm over all trainable parameters. Default: no clipping. */
  readonly clipNorm?: number;
  /** Steps whose mean gradient makes one update; batch norms see each step's rows alone. Default 1. */
  readonly accumulationSteps?: number;
  /** Exponential average of the weights, average = decay · average + (1 − decay) · weights after each update; read by `averagedWeights`. */
  readonly averageDecay?: number;
  /** Seed of dropout, a whole number below 2^24. Default 0. */
  readonly dropoutSeed?: number;
}

/** Everything a trainer needs, beyond the weights, to continue exactly. */
export interface OptimizerState {
  readonly stepCount: number;
  readonly slots: Readonly<Record<string, HostTensor>>;
}

/** A training session over the weights of its model; steps change those weights. */
export interface Trainer {
  /** One optimiser step on a batch; resolves with the loss before the update. */
  step(inputs: Float32Array, labels: Int32Array | Float32Array): Promise<number>;
  /** The same without waiting for the loss; it is added to what `meanLoss` returns. */
  submit(inputs: Float32Array, labels: Int32Array | Float32Array): Promise<void>;
  /** Mean of the losses of all steps since the last call; NaN when there were none. */
  meanLoss(): Promise<number>;
  setLearningRate(learningRate: number): void;
  optimizerState(): Promise<OptimizerState>;
  restoreOptimizerState(state: OptimizerState): void;
  /** The exponential average of the weights. @throws {EngineError} without `averageDecay` */
  averagedWeights(): Promise<Weights>;
  /** Memory of the last step's program, or null before the first. */
  memory(): { readonly arenaBytes: number; readonly liveBytes: number; readonly instructionCount: number } | null;
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

/** Values of nodes and the gradients of one scalar with respect to them, from one pass. */
export interface NodeGradients {
  /** By node: [rowCount × shape of the node]. */
  readonly values: Readonly<Record<NodeName, Float32Array>>;
  readonly gradients: Readonly<Record<NodeName, Float32Array>>;
  /** [rowCount × output shape] */
  readonly output: Float32Array;
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
  /**
   * Inference-mode gradients of Σ seed · output with respect to any named nodes. `seed` is [output shape], the same for every row, or [rowCount × output shape].
   */
  gradients(inputs: Float32Array, rowCount: number, nodes: readonly NodeName[], seed: Float32Array): Promise<NodeGradients>;
  dispose(): void;
}

export interface Executor {
  readonly info: ExecutorInfo;
  compile(graph: Graph, weights: Weights): Promise<CompiledModel>;
  dispose(): void;
}
