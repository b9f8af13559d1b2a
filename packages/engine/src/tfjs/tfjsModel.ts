import * as tf from "@tensorflow/tfjs-core";
import type { Tensor } from "@tensorflow/tfjs-core";
import { EngineError } from "../engineError.ts";
import type { ActivationGradients, CompiledModel, HostTensor, TrainerOptions, Weights } from "../executor.ts";
import type { Graph, NodeName } from "../graph.ts";
import { planGraph, runBackward, runForward } from "./graphPass.ts";
import type { GraphPlan } from "./graphPass.ts";
import type { TensorOps } from "./tensorOps.ts";
import { createTfjsTrainer } from "./tfjsTrainer.ts";

/** What a model and its trainers share: the graph, the weights on the device, and how to reach that device. */
export interface ModelState {
  readonly graph: Graph;
  readonly ops: TensorOps;
  /** Weights on the device, by parameter name. */
  readonly parameters: Map<string, Tensor>;
  /** Makes this model's backend the active one; call before any synchronous run of operations. */
  readonly activate: () => void;
}

/** Rows of a batch on the device: [rowCount, …shape]. */
export function uploadRows(state: ModelState, inputs: Float32Array, rowCount: number): Tensor {
  const shape = inputShape(state.graph);
  const size = shape.reduce((product, side) => product * side, 1);
  if (!Number.isInteger(rowCount) || rowCount < 1 || inputs.length !== rowCount * size) {
    throw new EngineError("bad-input", `${inputs.length} input values are not ${rowCount} rows of [${shape.join(", ")}].`, `Give rowCount × ${size} values.`);
  }
  return tf.tensor(inputs, [rowCount, ...shape], "float32");
}

const inputShape = (graph: Graph): readonly number[] => graph.nodes.find((node) => node.name === graph.input)!.shape;

function checkWeights(graph: Graph, weights: Weights): void {
  for (const { name, shape } of graph.parameters) {
    const tensor = weights[name];
    if (!tensor) throw new EngineError("weights-mismatch", `Weights for "${name}" of graph "${graph.name}" are missing.`, "Load weights of the same network, or initialise this parameter.");
    const size = shape.reduce((product, side) => product * side, 1);
    if (tensor.shape.join() !== shape.join() || tensor.data.length !== size) {
      throw new EngineError("weights-mismatch", `"${name}" is [${tensor.shape.join(", ")}] with ${tensor.data.length} values, the graph needs [${shape.join(", ")}].`, "Check base width, number of classes and channels.");
    }
  }
}

/** Puts a graph and its weights on the active backend. Weights the graph does not name are ignored. */
export function createTfjsModel(graph: Graph, weights: Weights, ops: TensorOps, activate: () => void): CompiledModel {
  const parameters = new Map<string, Tensor>();
  const state: ModelState = { graph, ops, parameters, activate };
  const plans = new Map<string, GraphPlan>();
  const planFor = (wanted: readonly NodeName[]): GraphPlan => {
    const key = wanted.join("\n");
    const known = plans.get(key);
    if (known) return known;
    const plan = planGraph(graph, wanted);
    plans.set(key, plan);
    return plan;
  };
  const requireNodes = (names: readonly NodeName[]): void => {
    for (const name of names) {
      if (!graph.nodes.some((node) => node.name === name)) throw new EngineError("bad-input", `Graph "${graph.name}" has no node "${name}".`, `It has ${graph.nodes.slice(-5).map((node) => node.name).join(", ")}, among others.`);
    }
  };

  const setWeights = (fresh: Weights): void => {
    checkWeights(graph, fresh);
    activate();
    for (const { name, shape } of graph.parameters) {
      parameters.get(name)?.dispose();
      parameters.set(name, tf.keep(tf.tensor(Float32Array.from(fresh[name].data), [...shape], "float32")));
    }
  };

  setWeights(weights);
  return {
    graph,
    setWeights,
    async getWeights() {
      activate();
      const result: Record<string, HostTensor> = {};
      const reads = graph.parameters.map(async ({ name, shape }) => {
        result[name] = { shape, data: (await parameters.get(name)!.data()) as Float32Array };
      });
      await Promise.all(reads);
      return Object.fromEntries(graph.parameters.map(({ name }) => [name, result[name]]));
    },
    async predict(inputs, rowCount, nodes = [graph.output], batchSize = 64) {
      requireNodes(nodes);
      if (!Number.isInteger(batchSize) || batchSize < 1) throw new EngineError("bad-input", `Batch size ${batchSize}.`, "Give a whole number of at least 1.");
      const rowSize = inputShape(graph).reduce((product, side) => product * side, 1);
      if (inputs.length !== rowCount * rowSize) throw new EngineError("bad-input", `${inputs.length} input values are not ${rowCount} rows of ${rowSize}.`, `Give rowCount × ${rowSize} values.`);
      const sizes = nodes.map((name) => graph.nodes.find((node) => node.name === name)!.shape.reduce((product, side) => product * side, 1));
      const results = sizes.map((size) => new Float32Array(rowCount * size));
      const plan = planFor(nodes);
      const keep = new Set(nodes);
      for (let row = 0; row < rowCount; row += batchSize) {
        const count = Math.min(batchSize, rowCount - row);
        activate();
        const outputs = tf.tidy(() => {
          const input = uploadRows(state, inputs.subarray(row * rowSize, (row + count) * rowSize), count);
          const { values } = runForward(plan, ops, parameters, input, { usesBatchStatistics: () => false, keep });
          return nodes.map((name) => values.get(name)!);
        });
        for (const [index, output] of outputs.entries()) results[index].set((await output.data()) as Float32Array, row * sizes[index]);
        tf.dispose(outputs);
      }
      return Object.fromEntries(nodes.map((name, index) => [name, results[index]]));
    },
    trainer: (options: TrainerOptions) => createTfjsTrainer(state, options),
    async activationGradients(inputs, rowCount, node, classIndex): Promise<ActivationGradients> {
      requireNodes([node]);
      const output = graph.nodes.find((candidate) => candidate.name === graph.output)!;
      if (!Number.isInteger(classIndex) || classIndex < 0 || classIndex >= output.shape[0]) throw new EngineError("bad-input", `Class ${classIndex} of ${output.shape[0]}.`, "Classes count from 0.");
      const plan = planFor([node, graph.output]);
      activate();
      const [activations, gradients, logits] = tf.tidy(() => {
        const record = runForward(plan, ops, parameters, uploadRows(state, inputs, rowCount), { usesBatchStatistics: () => false, keep: null });
        const seed = new Float32Array(rowCount * output.shape[0]);
        for (let row = 0; row < rowCount; row++) seed[row * output.shape[0] + classIndex] = 1;
        const seeds = new Map([[graph.output, tf.tensor(seed, [rowCount, ...output.shape])]]);
        const { nodes } = runBackward(plan, ops, parameters, record, { seeds, wantedParameters: new Set(), wantedNodes: new Set([node]) });
        const value = record.values.get(node)!;
        return [value, nodes.get(node) ?? tf.zerosLike(value), record.values.get(graph.output)!];
      });
      const read = async (tensor: Tensor): Promise<Float32Array> => (await tensor.data()) as Float32Array;
      const result = { activations: await read(activations), gradients: await read(gradients), shape: activations.shape.slice(1), logits: await read(logits) };
      tf.dispose([activations, gradients, logits]);
      return result;
    },
    dispose() {
      for (const tensor of parameters.values()) tensor.dispose();
      parameters.clear();
    },
  };
}
