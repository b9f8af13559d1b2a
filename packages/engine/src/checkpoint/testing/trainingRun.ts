/**
 * A training that is hard to resume: with dropout, an averaged and clipped update, gradients in the middle of their accumulation, a plateau
 * schedule, random numbers of the caller's own and a loader in the middle of an epoch.
 */
import type { Executor, TrainerOptions } from "../../executor.ts";
import { graphBuilder } from "../../graphBuilder.ts";
import { graphHash } from "../../graphHash.ts";
import type { Graph } from "../../graph.ts";
import { initializeWeights } from "../../initializeWeights.ts";
import { createBatchLoader } from "../../loader/batchLoader.ts";
import { groupedOrder } from "../../loader/epochOrder.ts";
import { arraySource } from "../../loader/rowSource.ts";
import { advanceSchedule, startSchedule } from "../../schedules.ts";
import type { LearningRateSchedule } from "../../schedules.ts";
import { seededRandom } from "../../seededRandom.ts";
import { readCheckpoint } from "../readCheckpoint.ts";
import { resumableRandom } from "../resumableRandom.ts";
import { captureTraining, resumeTraining } from "../trainingCheckpoint.ts";
import type { TrainingSession } from "../trainingCheckpoint.ts";
import { writeCheckpoint } from "../writeCheckpoint.ts";

function smallNet(): Graph {
  const b = graphBuilder("small");
  const h = b.relu(b.batchNorm(b.conv1d(b.input("ecg", [9, 2]), { name: "conv", filters: 3, kernelSize: 3 }), { name: "norm" }), "relu");
  b.output(b.dense(b.dropout(b.globalAveragePool1d(h, "pool"), { name: "drop", rate: 0.4 }), { name: "logits", units: 2 }));
  return b.build();
}

const ROWS = 11;
export const STEPS = 9;
const draw = seededRandom(4)("data");
const rows = { inputs: Float32Array.from({ length: ROWS * 18 }, () => 2 * draw() - 1), rowLength: 18, labels: Int32Array.from({ length: ROWS }, () => Math.floor(2 * draw())) };

/** A rate that follows the losses, which the number of steps alone does not give. */
const rule: LearningRateSchedule = { kind: "plateau", factor: 0.7, patience: 0 };

/** Trains from the start or from a file, `steps` steps, storing a file after each; noise on the inputs is drawn by the caller. */
export async function train(executor: Executor, options: TrainerOptions, steps: number, file?: Uint8Array): Promise<{ readonly losses: number[]; readonly files: Uint8Array[]; readonly session: TrainingSession }> {
  const graph = smallNet();
  const stored = file && readCheckpoint(file, { graphHash: await graphHash(graph) });
  const start = async (): Promise<TrainingSession> => {
    const model = await executor.compile(graph, initializeWeights(graph, seededRandom(1)));
    return { model, trainer: model.trainer(options) };
  };
  const session = stored ? await resumeTraining(executor, graph, stored) : await start();
  const random = resumableRandom(stored?.random ?? { seed: 2, drawn: {} });
  let state = stored?.schedule?.state ?? startSchedule(rule, options.optimizer.learningRate);
  const loader = createBatchLoader({ source: arraySource(rows), batchSize: 4, random: (epoch) => seededRandom(3)(`batches ${epoch}`), order: groupedOrder(Array.from({ length: ROWS }, (_, row) => row >> 1), "apart"), from: stored?.position ?? undefined, nowMs: () => 0 });
  const losses = [...((stored?.notes as number[] | undefined) ?? [])];
  const files: Uint8Array[] = [];
  for (let step = losses.length; step < steps; step++) {
    const batch = (await loader.next())!;
    const noise = random.stream("noise");
    const loss = await session.trainer.step(batch.inputs.map((value) => value + 0.1 * noise()), batch.labels);
    losses.push(loss);
    state = advanceSchedule(rule, state, loss);
    session.trainer.setLearningRate(state.learningRate);
    files.push(writeCheckpoint(await captureTraining(session, { trainerOptions: options, learningRate: state.learningRate, schedule: { rule, state }, random: random.state(), position: loader.position(), notes: losses })));
  }
  loader.dispose();
  return { losses, files, session };
}

export const cases: { title: string; options: TrainerOptions }[] = [
  { title: "Adam", options: { loss: "softmaxCrossEntropy", optimizer: { kind: "adam", learningRate: 0.02 }, dropoutSeed: 5 } },
  {
    title: "AdamW with clipping, an average of the weights and updates every second step",
    options: { loss: "softmaxCrossEntropy", optimizer: { kind: "adamW", learningRate: 0.02 }, dropoutSeed: 5, clipNorm: 0.1, averageDecay: 0.8, accumulationSteps: 2 },
  },
  {
    title: "SGD with momentum and a frozen norm, updates every third step",
    options: { loss: { kind: "softmaxCrossEntropy", classWeights: [1, 2] }, optimizer: { kind: "sgd", learningRate: 0.1, momentum: 0.9 }, frozenPrefixes: ["norm."], accumulationSteps: 3, averageDecay: 0.5 },
  },
];
