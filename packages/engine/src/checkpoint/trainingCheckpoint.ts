/** From a running training to a checkpoint and back. */
import type { CompiledModel, Executor, Trainer, TrainerOptions } from "../executor.ts";
import type { Graph } from "../graph.ts";
import { graphHash } from "../graphHash.ts";
import type { Checkpoint } from "./checkpoint.ts";
import { CheckpointError } from "./checkpointError.ts";
import { PREFIX_BYTES } from "./checkpointFormat.ts";

/** A model under training. */
export interface TrainingSession {
  readonly model: CompiledModel;
  readonly trainer: Trainer;
}

export interface CaptureOptions extends Partial<Pick<Checkpoint, "schedule" | "random" | "position" | "otherWeights" | "notes">> {
  /** What the trainer was made with. */
  readonly trainerOptions: TrainerOptions;
  /** The rate in force. Default: that of the optimiser's options. */
  readonly learningRate?: number;
}

/** The state of a training between two steps; call it when no step is under way. Losses that `meanLoss` has not returned yet are not kept. */
export async function captureTraining({ model, trainer }: TrainingSession, options: CaptureOptions): Promise<Checkpoint> {
  const { trainerOptions, learningRate = trainerOptions.optimizer.learningRate, schedule = null, random = null, position = null, otherWeights = {}, notes = null } = options;
  return {
    graphHash: await graphHash(model.graph),
    graphName: model.graph.name,
    weights: await model.getWeights(),
    optimizer: await trainer.optimizerState(),
    trainerOptions, learningRate, schedule, random, position, otherWeights, notes,
  };
}

/**
 * A model and a trainer that continue where the checkpoint was taken, to the same bits on an executor that is deterministic.
 * @throws {CheckpointError} `other-graph`
 */
export async function resumeTraining(executor: Executor, graph: Graph, checkpoint: Checkpoint): Promise<TrainingSession> {
  if ((await graphHash(graph)) !== checkpoint.graphHash) {
    throw new CheckpointError("other-graph", PREFIX_BYTES, `The checkpoint is of another network, "${checkpoint.graphName}", than "${graph.name}"`, "Build the network as it was when the training began, or start anew.");
  }
  const model = await executor.compile(graph, checkpoint.weights);
  const trainer = model.trainer(checkpoint.trainerOptions);
  trainer.restoreOptimizerState(checkpoint.optimizer);
  trainer.setLearningRate(checkpoint.learningRate);
  return { model, trainer };
}
