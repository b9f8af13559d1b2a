/** A trainer over a device: batches in, states changed. */
import { EngineError } from "../engineError.ts";
import type { HostTensor, OptimizerState, Trainer, TrainerOptions, Weights } from "../executor.ts";
import type { Graph } from "../graph.ts";
import type { LoadedProgram, ProgramMemory, StateStore } from "./device.ts";
import { labelFeed } from "./lossLabels.ts";
import { labelsPerRow } from "./losses.ts";
import { programCache } from "./programCache.ts";
import type { ProgramCache } from "./programCache.ts";
import { sizeOf } from "./program.ts";
import type { Program } from "./program.ts";
import { AVERAGE_SLOT, planTraining, scalarFeeds, trainerStates, trainingProgram } from "./trainingProgram.ts";
import type { TrainingPlan } from "./trainingProgram.ts";

export interface TrainerHome {
  readonly states: StateStore;
  readonly graph: Graph;
  readonly rowSize: number;
}

/** What outlives a trainer: its programs, and the states they name, which another trainer with the same options takes over. */
export interface TrainerBench {
  readonly plan: TrainingPlan;
  readonly programs: ProgramCache;
}

/** @throws {EngineError} for options that do not fit */
export function createTrainerBench(graph: Graph, options: TrainerOptions, trainerId: string, load: (program: Program) => Promise<LoadedProgram>): TrainerBench {
  return { plan: planTraining(graph, options, trainerId), programs: programCache(load) };
}

/** A fresh trainer at a bench: moments, averages and sums start anew. `leave` is called once, when it is disposed. */
export function createTrainer({ states, graph, rowSize }: TrainerHome, { plan, programs }: TrainerBench, leave: () => void): Trainer {
  const { options } = plan;
  const outputs = graph.nodes.find(({ name }) => name === graph.output)!.shape[0];
  const perRow = labelsPerRow(plan.loss, outputs);
  const accumulation = options.accumulationSteps ?? 1;
  let { learningRate } = options.optimizer;
  let isDisposed = false;
  let stepCount = 0;
  let countedLosses = 0;
  let lastMemory: ProgramMemory | null = null;
  const averageStarts = declareStates();

  /** Declares this trainer's states; an average starts at the weights, which are read once. */
  function declareStates(): Promise<void> {
    const sizes = trainerStates(plan);
    states.declare(sizes);
    for (const [name, size] of Object.entries(sizes)) states.write(name, new Float32Array(size));
    if (options.averageDecay === undefined) return Promise.resolve();
    return states.read(plan.trained.map(({ name }) => name)).then((data) => plan.trained.forEach(({ name }, index) => states.write(plan.stateName(AVERAGE_SLOT, name), data[index])));
  }

  const run = async (inputs: Float32Array, labels: Int32Array | Float32Array, wanted: readonly string[]): Promise<Readonly<Record<string, Float32Array>>> => {
    if (isDisposed) throw new EngineError("bad-input", "This trainer is disposed.", "Make another one.");
    const batch = labels.length / perRow;
    if (!Number.isInteger(batch) || batch < 1 || inputs.length !== batch * rowSize) {
      throw new EngineError("bad-input", `${inputs.length} input values and ${labels.length} labels.`, `Give ${rowSize} values and ${perRow} label${perRow === 1 ? "" : "s"} for each row.`);
    }
    const fed = labelFeed(plan.loss, outputs, labels);
    await averageStarts;
    const updates = (stepCount + 1) % accumulation === 0;
    const loaded: LoadedProgram = await programs.get(`${batch} ${updates}`, () => trainingProgram(plan, batch, updates));
    lastMemory = loaded.memory;
    const feeds: Record<string, Float32Array> = { inputs, labels: fed, "dropout seed": Float32Array.of(((options.dropoutSeed ?? 0) + stepCount) % 2 ** 24) };
    if (updates) {
      const update = (stepCount + 1) / accumulation;
      plan.groups.forEach((group, index) => {
        const values = plan.optimizer.scalars(update, learningRate * group.learningRateFactor);
        scalarFeeds(plan, index).forEach((name, k) => (feeds[name] = Float32Array.of(values[k])));
      });
    }
    const result = await loaded.run(feeds, wanted);
    stepCount += 1;
    countedLosses += 1;
    return result;
  };

  const readSlots = async (slots: readonly string[]): Promise<Record<string, HostTensor>> => {
    const keys = slots.flatMap((slot) => plan.trained.map((parameter) => ({ slot, parameter })));
    const data = await states.read(keys.map(({ slot, parameter }) => plan.stateName(slot, parameter.name)));
    return Object.fromEntries(keys.map(({ slot, parameter }, index) => [`${slot}/${parameter.name}`, { shape: parameter.shape, data: data[index] }]));
  };

  return {
    async step(inputs, labels) {
      return (await run(inputs, labels, ["loss"])).loss[0];
    },
    async submit(inputs, labels) {
      await run(inputs, labels, []);
    },
    async meanLoss() {
      const [[sum]] = await states.read([plan.lossSumState]);
      const mean = sum / countedLosses;
      states.write(plan.lossSumState, Float32Array.of(0));
      countedLosses = 0;
      return mean;
    },
    setLearningRate(rate) {
      learningRate = rate;
    },
    async optimizerState() {
      const savedStepCount = stepCount;
      await averageStarts;
      return { stepCount: savedStepCount, slots: await readSlots(plan.slots) };
    },
    restoreOptimizerState(saved: OptimizerState) {
      const tensors = plan.slots.flatMap((slot) =>
        plan.trained.map(({ name, shape }) => {
          const tensor = saved.slots[`${slot}/${name}`];
          if (!tensor || tensor.shape.join() !== shape.join() || tensor.data.length !== sizeOf(shape)) throw new EngineError("weights-mismatch", `The optimiser state does not fit "${name}".`, "Restore it with the same network, optimiser and frozen parameters.");
          return { state: plan.stateName(slot, name), data: tensor.data };
        }),
      );
      // An average that is still being started must not overwrite the restored one.
      void averageStarts.then(() => tensors.forEach(({ state, data }) => states.write(state, data)));
      tensors.forEach(({ state, data }) => states.write(state, data));
      stepCount = saved.stepCount;
    },
    async averagedWeights(): Promise<Weights> {
      if (options.averageDecay === undefined) throw new EngineError("bad-input", "This trainer keeps no average of the weights.", "Create it with averageDecay.");
      await averageStarts;
      const all = await states.read(graph.parameters.map(({ name }) => name));
      const averages = await states.read(plan.trained.map(({ name }) => plan.stateName(AVERAGE_SLOT, name)));
      const byName = new Map(plan.trained.map(({ name }, index) => [name, averages[index]]));
      return Object.fromEntries(graph.parameters.map(({ name, shape }, index): [string, HostTensor] => [name, { shape, data: byName.get(name) ?? all[index] }]));
    },
    memory: () => lastMemory,
    dispose() {
      if (isDisposed) return;
      isDisposed = true;
      leave();
    },
  };
}
