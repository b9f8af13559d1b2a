/**
 * What the tests of this folder share: runs a small graph as a program in float64, holds its values to a definition given in the test, and its gradients to
 * central differences of the program's own values.
 */
import { expect } from "vitest";
import type { NodeName } from "../../graph.ts";
import { graphBuilder } from "../../graphBuilder.ts";
import type { GraphBuilder } from "../../graphBuilder.ts";
import { gaussian } from "../../gaussian.ts";
import { seededRandom } from "../../seededRandom.ts";
import { differentiate } from "../differentiate.ts";
import { interpretProgram } from "../interpretProgram.ts";
import { optimizeProgram } from "../optimizeProgram.ts";
import { sizeOf } from "../program.ts";
import type { Program, ValueId } from "../program.ts";
import { programBuilder } from "../programBuilder.ts";
import { lowerGraph } from "./lowerGraph.ts";

/** A float64 tensor that a definition reads by position. */
export interface Tensor {
  readonly shape: readonly number[];
  readonly data: Float64Array;
  /** The element, or 0 outside. */
  at(...position: readonly number[]): number;
}

export interface LoweringCase {
  readonly title: string;
  readonly batch: number;
  /** Without the batch. */
  readonly input: readonly number[];
  /** Adds nodes after the input and returns the one to be the output. */
  readonly build: (b: GraphBuilder, x: NodeName) => NodeName;
  /** The output at a position (batch first), from its definition. */
  readonly definition?: (x: Tensor, parameters: Readonly<Record<string, Tensor>>) => (...position: readonly number[]) => number;
  /** Batch norms by the statistics of the batch, and dropout with this seed. */
  readonly training?: { readonly dropoutSeed: number };
}

const STEP = 1e-5;
const RELATIVE_TOLERANCE = 1e-6;
const SAMPLES = 40;

export function tensor(shape: readonly number[], data: Float64Array): Tensor {
  return {
    shape,
    data,
    at(...position) {
      let index = 0;
      for (let axis = 0; axis < shape.length; axis++) {
        if (position[axis] < 0 || position[axis] >= shape[axis]) return 0;
        index = index * shape[axis] + position[axis];
      }
      return data[index];
    },
  };
}

/** For `test.each`, under whole titles. */
export const titled = (cases: readonly LoweringCase[]): [string, LoweringCase][] => cases.map((each) => [each.title, each]);

/** Every position of a shape, in row-major order. */
export function positions(shape: readonly number[]): number[][] {
  return shape.reduce<number[][]>((before, side) => before.flatMap((at) => Array.from({ length: side }, (_, index) => [...at, index])), [[]]);
}

/** Σ term(i) for i below count. */
export const sumOver = (count: number, term: (index: number) => number): number => Array.from({ length: count }, (_, index) => term(index)).reduce((sum, value) => sum + value, 0);

export function runLowering({ title, batch, input, build, training }: LoweringCase) {
  const builder = graphBuilder(title);
  builder.output(build(builder, builder.input("input", input)));
  const graph = builder.build();
  const b = programBuilder();
  const { values } = lowerGraph(b, graph, { batch, dropoutSeed: training ? b.feed("dropout seed", []) : null, usesBatchStatistics: () => training !== undefined });
  const y = values.get(graph.output)!;
  const declared = graph.nodes.find(({ name }) => name === graph.output)!.shape;
  const random = seededRandom(20261121);
  const normal = (name: string, count: number): Float64Array => {
    const draw = random(`${title}/${name}`);
    return Float64Array.from({ length: count }, () => gaussian(draw));
  };
  const inputShape = [batch, ...input];
  const x = normal("input", sizeOf(inputShape));
  const states: Record<string, Float64Array> = {};
  for (const { name, shape } of graph.parameters) {
    const drawn = normal(name, sizeOf(shape)).map((value) => 0.5 * value);
    states[name] = name.endsWith("runningVariance") ? drawn.map((value) => 0.5 + value * value) : drawn;
  }
  const feeds = { inputs: x, ...(training ? { "dropout seed": [training.dropoutSeed] } : {}) };
  const seedData = normal("seed", sizeOf(b.shapeOf(y)));
  const trainable = graph.parameters.filter((parameter) => parameter.trainable);
  const forward = b.build("forward", { y });
  const wanted: readonly ValueId[] = [b.feed("inputs", inputShape), ...trainable.map(({ name, shape }) => b.state(name, shape))];
  const gradients = differentiate(b, new Map([[y, b.feed("seed", b.shapeOf(y))]]), wanted);
  const outputs = Object.fromEntries(gradients.flatMap((id, index) => (id === null ? [] : [[index, id]])));
  const program = b.build("gradients", { y, ...outputs });
  const valueOf = (): Float64Array => interpretProgram(forward, feeds, states)[y];
  return { graph, program, y, declared, outputShape: b.shapeOf(y), x: tensor(inputShape, x), states, feeds: { ...feeds, seed: seedData }, seedData, trainable, gradients, wanted, valueOf };
}

/** @throws when shape, values or gradients are wrong */
export function checkLowering(options: LoweringCase): void {
  const run = runLowering(options);
  const { program, y, x, states, feeds, seedData, trainable, gradients, valueOf } = run;
  expect(run.outputShape, "shape").toEqual([options.batch, ...run.declared]);
  const data = interpretProgram(program, feeds, states);
  if (options.definition) {
    const parameters = Object.fromEntries(run.graph.parameters.map(({ name, shape }) => [name, tensor(shape, states[name])]));
    const define = options.definition(x, parameters);
    positions(run.outputShape).forEach((at, index) => expect(Math.abs(data[y][index] - define(...at)), `value at ${at.join()}`).toBeLessThan(1e-12 * Math.max(1, Math.abs(data[y][index]))));
  }
  checkRewrites(program, feeds, states, data);
  const objective = (): number => valueOf().reduce((sum, value, index) => sum + value * seedData[index], 0);
  const largest = Math.max(...gradients.flatMap((id) => (id === null ? [] : [largestOf(data[id])])));
  [x.data, ...trainable.map(({ name }) => states[name])].forEach((operand, which) => {
    const found = gradients[which] === null ? new Float64Array(operand.length) : data[gradients[which]];
    expect(found.length).toBe(operand.length);
    const scale = Math.max(largestOf(found), 1e-3 * largest);
    const stride = Math.max(1, Math.floor(operand.length / SAMPLES));
    for (let index = 0; index < operand.length; index += stride) {
      const kept = operand[index];
      operand[index] = kept + STEP;
      const above = objective();
      operand[index] = kept - STEP;
      const below = objective();
      operand[index] = kept;
      const name = which === 0 ? "input" : trainable[which - 1].name;
      expect(Math.abs(found[index] - (above - below) / (2 * STEP)), `gradient of ${name} at ${index}`).toBeLessThanOrEqual(RELATIVE_TOLERANCE * scale);
    }
  });
}

const largestOf = (data: Float64Array): number => data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);

/** Fused programs give the same numbers. */
function checkRewrites(program: Program, feeds: Readonly<Record<string, ArrayLike<number>>>, states: Record<string, Float64Array>, data: readonly Float64Array[]): void {
  for (const inlineBroadcast of [false, true]) {
    const fused = interpretProgram(optimizeProgram(program, { inlineBroadcast }), feeds, states);
    for (const id of Object.values(program.outputs)) {
      fused[id].forEach((value, index) => expect(Math.abs(value - data[id][index]), "fused").toBeLessThan(1e-10 * Math.max(1, Math.abs(value))));
    }
  }
}
