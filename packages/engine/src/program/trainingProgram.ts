/**
 * The program of one training step: forward, loss, gradients, running statistics and the optimiser's update, for one batch size.
 */
import { EngineError } from "../engineError.ts";
import type { LossSpec, TrainerOptions } from "../executor.ts";
import type { Graph, GraphNode, ParameterSpec } from "../graph.ts";
import { differentiate } from "./differentiate.ts";
import { add, constant, div, gt, input, mul, select, substitute, unary } from "./expr.ts";
import type { Expr } from "./expr.ts";
import { checkLoss } from "./lossLabels.ts";
import { labelsPerRow, lossSpec, lowerLoss } from "./losses.ts";
import { lowerGraph } from "./lower/lowerGraph.ts";
import { optimizerForm } from "./optimizers.ts";
import type { OptimizerForm } from "./optimizers.ts";
import { sizeOf } from "./program.ts";
import type { Program, ValueId } from "./program.ts";
import { programBuilder } from "./programBuilder.ts";

/** Parameters that move by the same scalars and the same text. */
interface UpdateGroup {
  readonly parameters: readonly ParameterSpec[];
  readonly decays: boolean;
  readonly learningRateFactor: number;
}

/** What a trainer knows before any batch size is known. */
export interface TrainingPlan {
  readonly graph: Graph;
  readonly options: TrainerOptions;
  readonly loss: LossSpec;
  readonly optimizer: OptimizerForm;
  readonly trained: readonly ParameterSpec[];
  readonly groups: readonly UpdateGroup[];
  /** Name of a slot's state in the store; unique to this trainer. */
  readonly stateName: (slot: string, parameter: string) => string;
  /** Slots of every trained parameter: the optimiser's, then those of averaging and accumulation. */
  readonly slots: readonly string[];
  readonly lossSumState: string;
}

export const AVERAGE_SLOT = "average";
export const ACCUMULATED_SLOT = "accumulated";

/** @throws {EngineError} for options that do not fit the graph */
export function planTraining(graph: Graph, options: TrainerOptions, trainerId: string): TrainingPlan {
  const isFrozen = (name: string): boolean => (options.frozenPrefixes ?? []).some((prefix) => name.startsWith(prefix));
  const trained = graph.parameters.filter(({ name, trainable }) => trainable && !isFrozen(name));
  const outputShape = graph.nodes.find(({ name }) => name === graph.output)!.shape;
  const loss = lossSpec(options.loss);
  if (trained.length === 0) throw new EngineError("bad-input", "Every parameter is frozen.", "Leave at least one outside frozenPrefixes.");
  if (outputShape.length !== 1) throw new EngineError("bad-input", `The output of "${graph.name}" is [${outputShape.join(", ")}].`, "Train a network that ends in [outputs].");
  checkLoss(loss, outputShape[0]);
  if (options.loss === "binaryCrossEntropy" && outputShape[0] !== 1) throw new EngineError("bad-input", `binaryCrossEntropy on ${outputShape[0]} logits.`, 'Use softmaxCrossEntropy, a network with one logit, or { kind: "binaryCrossEntropy" } with labels for each of them.');
  for (const node of graph.nodes) {
    if (node.op === "batchNorm" && isFrozen(node.gamma) !== isFrozen(node.beta)) throw new EngineError("bad-input", `Only part of batch norm "${node.name}" is frozen.`, "Freeze its gamma and beta together.");
  }
  const accumulation = options.accumulationSteps ?? 1;
  if (!Number.isInteger(accumulation) || accumulation < 1) throw new EngineError("bad-input", `accumulationSteps is ${accumulation}.`, "Give a whole number of at least 1.");
  if (options.clipNorm !== undefined && !(options.clipNorm > 0)) throw new EngineError("bad-input", `clipNorm is ${options.clipNorm}.`, "Give a positive norm, or leave it out.");
  const optimizer = optimizerForm(options.optimizer);
  const groups = new Map<string, { parameters: ParameterSpec[]; decays: boolean; learningRateFactor: number }>();
  for (const parameter of trained) {
    // Biases and the parameters of norms are vectors; everything else decays.
    const decays = parameter.shape.length > 1;
    const learningRateFactor = options.learningRateFactors?.find(({ prefix }) => parameter.name.startsWith(prefix))?.factor ?? 1;
    const key = `${optimizer.usesDecay && decays} ${learningRateFactor}`;
    const group = groups.get(key) ?? { parameters: [], decays, learningRateFactor };
    group.parameters.push(parameter);
    groups.set(key, group);
  }
  return {
    graph, options, loss, optimizer, trained,
    groups: [...groups.values()],
    stateName: (slot, parameter) => `${trainerId}/${slot}/${parameter}`,
    slots: [...optimizer.slots, ...(options.averageDecay === undefined ? [] : [AVERAGE_SLOT]), ...(accumulation > 1 ? [ACCUMULATED_SLOT] : [])],
    lossSumState: `${trainerId}/loss sum`,
  };
}

/** Sizes of the states a trainer adds to those of its model. */
export function trainerStates(plan: TrainingPlan): Record<string, number> {
  const sizes: Record<string, number> = { [plan.lossSumState]: 1 };
  for (const slot of plan.slots) for (const { name, shape } of plan.trained) sizes[plan.stateName(slot, name)] = sizeOf(shape);
  return sizes;
}

/** Names of the scalars fed to group `index` of an updating step. */
export const scalarFeeds = (plan: TrainingPlan, index: number): readonly string[] => Array.from({ length: plan.optimizer.scalarCount }, (_, k) => `scalar ${index}.${k}`);

/**
 * Feeds: `inputs`, `labels`, `dropout seed`, and the scalars when `updates`. Output: `loss`. A step that does not update only adds its gradient to
 * what is accumulated.
 */
export function trainingProgram(plan: TrainingPlan, batch: number, updates: boolean): Program {
  const { graph, options, stateName } = plan;
  const b = programBuilder();
  const isTrained = new Set(plan.trained.map(({ name }) => name));
  const hasDropout = graph.nodes.some((node: GraphNode) => node.op === "dropout");
  const lowered = lowerGraph(b, graph, {
    batch,
    dropoutSeed: hasDropout ? b.feed("dropout seed", []) : null,
    usesBatchStatistics: (node) => isTrained.has(node.gamma),
  });
  const output = lowered.values.get(graph.output)!;
  const labels = b.feed("labels", [batch, labelsPerRow(plan.loss, b.shapeOf(output)[1])]);
  const loss = lowerLoss(b, plan.loss, output, labels);
  const parameters = new Map(plan.trained.map(({ name, shape }) => [name, b.state(name, shape)]));
  const found = differentiate(b, new Map([[loss, b.constant(Float32Array.of(1), [])]]), plan.trained.map(({ name }) => parameters.get(name)!));
  const gradients = new Map<string, ValueId>();
  plan.trained.forEach(({ name, shape }, index) => gradients.set(name, found[index] ?? b.constant(new Float32Array(sizeOf(shape)), shape)));

  const accumulation = options.accumulationSteps ?? 1;
  if (accumulation > 1 && !updates) {
    b.update(plan.trained.map(({ name }) => ({ value: gradients.get(name)!, states: [stateName(ACCUMULATED_SLOT, name)] })), [], [add(input(0), input(1))]);
  } else {
    if (accumulation > 1) {
      for (const { name, shape } of plan.trained) {
        gradients.set(name, b.map([gradients.get(name)!, b.state(stateName(ACCUMULATED_SLOT, name), shape)], mul(add(input(0), input(1)), constant(1 / accumulation))));
      }
    }
    const scale = options.clipNorm === undefined ? null : clipScale(b, [...gradients.values()], options.clipNorm);
    addUpdates(b, plan, gradients, scale);
  }
  addStatistics(b, lowered.statistics);
  b.update([{ value: b.reshape(loss, [1]), states: [plan.lossSumState] }], [], [add(input(0), input(1))]);
  return b.build(`${graph.name}/train ${batch}`, { loss });
}

/** clipNorm / ‖all gradients‖ where that is below 1. */
function clipScale(b: ReturnType<typeof programBuilder>, gradients: readonly ValueId[], clipNorm: number): ValueId {
  const squares = gradients.map((gradient) => b.reshape(b.reduce("sum", [gradient], mul(input(0), input(0)), b.shapeOf(gradient).map((_, axis) => axis)), [1]));
  const norm = b.reduce("sum", [b.concat(squares, 0)], input(0), [0]);
  const length = unary("sqrt", input(0));
  return b.reshape(b.map([norm], select(gt(length, constant(clipNorm)), div(constant(clipNorm), length), constant(1))), []);
}

function addUpdates(b: ReturnType<typeof programBuilder>, plan: TrainingPlan, gradients: ReadonlyMap<string, ValueId>, scale: ValueId | null): void {
  const { optimizer, options, stateName } = plan;
  const averages = options.averageDecay !== undefined;
  plan.groups.forEach((group, index) => {
    const scalars = [...scalarFeeds(plan, index).map((name) => b.feed(name, [])), ...(scale === null ? [] : [scale])];
    const ownStates = 1 + optimizer.slots.length;
    const stateCount = ownStates + (averages ? 1 : 0);
    // The optimiser's text knows gradient, parameter, slots and scalars; here an average may stand between slots and scalars, and the gradient may be scaled.
    const gradient = scale === null ? input(0) : mul(input(0), input(1 + stateCount + optimizer.scalarCount));
    const placed = (at: number): Expr => (at === 0 ? gradient : at <= ownStates ? input(at) : input(at - ownStates + stateCount));
    const exprs = optimizer.exprs(group.decays).map((text) => substitute(text, placed));
    if (averages) {
      const decay = options.averageDecay!;
      exprs.push(add(mul(constant(decay), input(1 + ownStates)), mul(constant(1 - decay), exprs[0])));
    }
    const entries = group.parameters.map(({ name }) => ({
      value: gradients.get(name)!,
      states: [name, ...optimizer.slots.map((slot) => stateName(slot, name)), ...(averages ? [stateName(AVERAGE_SLOT, name)] : [])],
    }));
    b.update(entries, scalars, exprs);
  });
  if ((options.accumulationSteps ?? 1) > 1) {
    b.update(plan.trained.map(({ name }) => ({ value: gradients.get(name)!, states: [stateName(ACCUMULATED_SLOT, name)] })), [], [constant(0)]);
  }
}

/** Moves running statistics; those of one momentum together. */
function addStatistics(b: ReturnType<typeof programBuilder>, statistics: readonly { readonly running: string; readonly batch: ValueId; readonly momentum: number }[]): void {
  const byMomentum = new Map<number, { value: ValueId; states: string[] }[]>();
  for (const { running, batch, momentum } of statistics) byMomentum.set(momentum, [...(byMomentum.get(momentum) ?? []), { value: batch, states: [running] }]);
  byMomentum.forEach((entries, momentum) => b.update(entries, [], [add(mul(constant(momentum), input(1)), mul(constant(1 - momentum), input(0)))]));
}
