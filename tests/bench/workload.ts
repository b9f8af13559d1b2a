/** What is timed: networks, weights, batches and losses, each rebuilt from one seed by whoever needs them. */
import type { Graph, HostTensor, Weights } from "../../packages/engine/src/index.ts";
import { LARGE_REFERENCE, REFERENCE_LEARNING_RATE, REFERENCE_LOSSES, congruentialGenerator, referenceData, referenceGraph } from "../../packages/engine/src/testing/referenceNet.ts";
import { resnet1d } from "../../packages/models/src/index.ts";

/** `tiny` is for trying the bench itself. */
export type TaskName = "small" | "large" | "notebook" | "inference" | "tiny";
export const TASK_NAMES: readonly TaskName[] = ["small", "large", "notebook", "inference", "tiny"];

export interface Workload {
  readonly task: TaskName;
  readonly graph: Graph;
  readonly batch: number;
  readonly weights: Weights;
  readonly inputs: Float32Array;
  readonly labels: Int32Array;
  /** Null: inference. */
  readonly loss: "binaryCrossEntropy" | "softmaxCrossEntropy" | null;
  readonly learningRate: number;
  /** Losses of Adam steps in float64 PyTorch; empty for inference. */
  readonly losses: readonly number[];
}

/** The generator's seed of every network but the tiny one's. */
const SEED = 7;

/**
 * PyTorch 1.13 in float64 (`--only pytorch:float64`). Of the large network its own float32 is 1.1e-5 away, since some inputs of
 * ReLUs are within rounding of zero.
 */
const LARGE_LOSSES = [0.69883142, 0.56755475, 0.43041375, 0.28556994, 0.15828839];
/** The first only: biases in front of batch norms have no gradient but rounding, which Adam makes whole steps of, and programs part ways. */
const NOTEBOOK_LOSSES = [0.69889104];

export const TASK_TITLES: Readonly<Record<TaskName, string>> = {
  small: "Reference step: residual network of base width 16, 64 × 120 × 1, binary cross-entropy, Adam",
  large: "Large step: residual network of base width 32, 32 × 1000 × 12, binary cross-entropy, Adam",
  notebook: "Notebook step: ResNet-50 layout of base width 8, 32 × 120 × 1, softmax cross-entropy, Adam",
  inference: "Inference: residual network of base width 16, 64 × 120 × 1",
  tiny: "Tiny step: residual network of base width 16, 4 × 120 × 1, binary cross-entropy, Adam",
};

export function makeWorkload(task: TaskName): Workload {
  const reference = { task, learningRate: REFERENCE_LEARNING_RATE, loss: "binaryCrossEntropy" } as const;
  switch (task) {
    case "small":
      return { ...reference, ...referenceBatch(referenceGraph(), 64, SEED), losses: REFERENCE_LOSSES.batch64seed7 };
    case "large":
      return { ...reference, ...referenceBatch(referenceGraph(LARGE_REFERENCE), 32, SEED), losses: LARGE_LOSSES };
    case "tiny":
      return { ...reference, ...referenceBatch(referenceGraph(), 4, 61), losses: REFERENCE_LOSSES.batch4seed61 };
    case "inference":
      return { ...reference, ...referenceBatch(referenceGraph(), 64, SEED), loss: null, losses: [] };
    case "notebook":
      return { ...reference, ...drawnBatch(resnet1d({ baseWidth: 8 }), 32), loss: "softmaxCrossEntropy", losses: NOTEBOOK_LOSSES };
  }
}

type Batch = Pick<Workload, "graph" | "batch" | "weights" | "inputs" | "labels">;

const referenceBatch = (graph: Graph, batch: number, seed: number): Batch => ({ graph, batch, ...referenceData(graph, batch, seed) });

/** Kernels in the order of the graph, uniform in ±√(6 / fan-in) / 2, then inputs in ±2; labels alternate. */
function drawnBatch(graph: Graph, batch: number): Batch {
  const draw = congruentialGenerator(SEED);
  const sizeOf = (shape: readonly number[]): number => shape.reduce((product, side) => product * side, 1);
  const weights = Object.fromEntries(
    graph.parameters.map(({ name, shape, initializer }): [string, HostTensor] => {
      const data = new Float32Array(sizeOf(shape));
      if (initializer === "ones") data.fill(1);
      if (name.endsWith(".kernel")) {
        const scale = Math.sqrt(6 / sizeOf(shape.slice(0, -1)));
        for (let index = 0; index < data.length; index++) data[index] = draw() * scale;
      }
      return [name, { shape, data }];
    }),
  );
  const inputs = Float32Array.from({ length: batch * sizeOf(graph.nodes[0].shape) }, () => 4 * draw());
  return { graph, batch, weights, inputs, labels: Int32Array.from({ length: batch }, (_, row) => row % 2) };
}
