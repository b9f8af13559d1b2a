import * as tf from "@tensorflow/tfjs-core";
import { EngineError } from "../engineError.ts";
import type { HostTensor, OptimizerState, Trainer, TrainerOptions } from "../executor.ts";
import type { GraphNode } from "../graph.ts";
import { planGraph, runBackward, runForward } from "./graphPass.ts";
import { uploadRows } from "./tfjsModel.ts";
import type { ModelState } from "./tfjsModel.ts";

type BatchNormNode = Extract<GraphNode, { op: "batchNorm" }>;

function checkLabels(labels: Int32Array, classCount: number): void {
  const wrong = labels.find((label) => label < 0 || label >= classCount);
  if (wrong !== undefined) throw new EngineError("bad-input", `Label ${wrong} with ${classCount} classes.`, `Labels run from 0 to ${classCount - 1}.`);
}

/** Adam on the weights of a model. Batch norms of trained parameters use the batch, frozen ones their running statistics. */
export function createTfjsTrainer(state: ModelState, options: TrainerOptions): Trainer {
  const { graph, ops, parameters, activate } = state;
  const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 } = options.optimizer;
  let { learningRate } = options.optimizer;
  const frozenPrefixes = options.frozenPrefixes ?? [];
  const isFrozen = (name: string): boolean => frozenPrefixes.some((prefix) => name.startsWith(prefix));
  const trained = graph.parameters.filter((parameter) => parameter.trainable && !isFrozen(parameter.name));
  const outputSize = graph.nodes.find((node) => node.name === graph.output)!.shape[0];
  if (trained.length === 0) throw new EngineError("bad-input", "Every parameter is frozen.", "Leave at least one outside frozenPrefixes.");
  if (options.loss === "binaryCrossEntropy" && outputSize !== 1) throw new EngineError("bad-input", `binaryCrossEntropy on ${outputSize} logits.`, "Use softmaxCrossEntropy, or a network with one logit.");
  const batchNorms = graph.nodes.filter((node): node is BatchNormNode => node.op === "batchNorm");
  for (const node of batchNorms) {
    if (isFrozen(node.gamma) !== isFrozen(node.beta)) throw new EngineError("bad-input", `Only part of batch norm "${node.name}" is frozen.`, "Freeze its gamma and beta together.");
  }
  const wantedParameters = new Set(trained.map((parameter) => parameter.name));
  const plan = planGraph(graph, [graph.output]);
  const usesBatchStatistics = (node: BatchNormNode): boolean => !isFrozen(node.gamma);
  activate();
  const adam = ops.adam(trained.map((parameter) => parameter.shape), { beta1, beta2, epsilon });
  let stepCount = 0;

  return {
    async step(inputs, labels) {
      checkLabels(labels, options.loss === "binaryCrossEntropy" ? 2 : outputSize);
      activate();
      const replace = (name: string, fresh: tf.Tensor): void => {
        const old = parameters.get(name)!;
        if (old === fresh) return;
        old.dispose();
        parameters.set(name, tf.keep(fresh));
      };
      const loss = tf.tidy(() => {
        const record = runForward(plan, ops, parameters, uploadRows(state, inputs, labels.length), { usesBatchStatistics, keep: null });
        const { loss: value, dLogits } = ops.loss(options.loss, record.values.get(graph.output)!, labels);
        const gradients = runBackward(plan, ops, parameters, record, { seeds: new Map([[graph.output, dLogits]]), wantedParameters, wantedNodes: new Set() });
        for (const node of batchNorms) {
          const result = record.batchNorms.get(node.name);
          if (!result) continue;
          replace(node.runningMean, ops.runningAverage(parameters.get(node.runningMean)!, result.mean, node.momentum));
          replace(node.runningVariance, ops.runningAverage(parameters.get(node.runningVariance)!, result.variance, node.momentum));
        }
        stepCount++;
        const before = trained.map(({ name }) => parameters.get(name)!);
        const after = adam.update(before, trained.map(({ name }) => gradients.parameters.get(name)!), learningRate, stepCount);
        trained.forEach(({ name }, index) => replace(name, after[index]));
        return value;
      });
      const [meanLoss] = await loss.data();
      loss.dispose();
      return meanLoss;
    },
    setLearningRate(rate) {
      learningRate = rate;
    },
    async optimizerState() {
      activate();
      const savedStepCount = stepCount;
      const moments = await adam.readMoments();
      const slots: Record<string, HostTensor> = {};
      trained.forEach(({ name }, index) => {
        slots[`adam.first/${name}`] = moments[index].first;
        slots[`adam.second/${name}`] = moments[index].second;
      });
      return { stepCount: savedStepCount, slots };
    },
    restoreOptimizerState(saved: OptimizerState) {
      activate();
      const slot = (kind: string, name: string, shape: readonly number[]): HostTensor => {
        const tensor = saved.slots[`adam.${kind}/${name}`];
        if (!tensor || tensor.shape.join() !== shape.join()) throw new EngineError("weights-mismatch", `The optimiser state does not fit "${name}".`, "Restore it with the same network and the same frozen parameters.");
        return tensor;
      };
      adam.writeMoments(trained.map(({ name, shape }) => ({ first: slot("first", name, shape), second: slot("second", name, shape) })));
      stepCount = saved.stepCount;
    },
    dispose: () => adam.dispose(),
  };
}
