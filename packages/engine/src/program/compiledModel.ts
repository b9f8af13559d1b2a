/** Models and trainers over any device: what is checked, fed, kept and read back, written once for every executor. */
import { EngineError } from "../engineError.ts";
import type { CompiledModel, Executor, HostTensor, NodeGradients, Weights } from "../executor.ts";
import type { Graph, NodeName } from "../graph.ts";
import { GRADIENT_OF, gradientProgram, inferenceProgram } from "./inferenceProgram.ts";
import type { Device, LoadedProgram } from "./device.ts";
import { createTrainer, createTrainerBench } from "./deviceTrainer.ts";
import type { TrainerBench } from "./deviceTrainer.ts";
import { programCache } from "./programCache.ts";
import { sizeOf } from "./program.ts";
import type { Program } from "./program.ts";

/** An executor on a device. */
export function createExecutor(device: Device): Executor {
  return {
    info: device.info,
    async compile(graph, weights) {
      return createModel(device, graph, weights);
    },
    dispose: () => device.dispose(),
  };
}

const DEFAULT_BATCH_SIZE = 64;

function checkWeights(graph: Graph, weights: Weights): void {
  for (const { name, shape } of graph.parameters) {
    const tensor = weights[name];
    if (!tensor) throw new EngineError("weights-mismatch", `Weights for "${name}" of graph "${graph.name}" are missing.`, "Load weights of the same network, or initialise this parameter.");
    if (tensor.shape.join() !== shape.join() || tensor.data.length !== sizeOf(shape)) {
      throw new EngineError("weights-mismatch", `"${name}" is [${tensor.shape.join(", ")}] with ${tensor.data.length} values, the graph needs [${shape.join(", ")}].`, "Check base width, number of classes and channels.");
    }
  }
}

function createModel(device: Device, graph: Graph, initial: Weights): CompiledModel {
  checkWeights(graph, initial);
  const states = device.createStates();
  states.declare(Object.fromEntries(graph.parameters.map(({ name, shape }) => [name, sizeOf(shape)])));
  const shapes = new Map(graph.nodes.map(({ name, shape }) => [name, shape]));
  const rowSize = sizeOf(shapes.get(graph.input)!);
  const outputShape = shapes.get(graph.output)!;
  const outputSize = sizeOf(outputShape);
  const load = (program: Program): Promise<LoadedProgram> => device.load(program, states);
  const programs = programCache(load);
  /** Benches by the options they are for; the ones that no trainer uses are waiting for the next. */
  const benches: { readonly key: string; readonly bench: TrainerBench; isTaken: boolean }[] = [];

  const requireNodes = (names: readonly NodeName[]): void => {
    for (const name of names) {
      if (!shapes.has(name)) throw new EngineError("bad-input", `Graph "${graph.name}" has no node "${name}".`, `It has ${graph.nodes.slice(-5).map((node) => node.name).join(", ")}, among others.`);
    }
  };
  const requireRows = (inputs: Float32Array, rowCount: number, batchSize: number): void => {
    if (!Number.isInteger(batchSize) || batchSize < 1) throw new EngineError("bad-input", `Batch size ${batchSize}.`, "Give a whole number of at least 1.");
    if (!Number.isInteger(rowCount) || rowCount < 1 || inputs.length !== rowCount * rowSize) {
      throw new EngineError("bad-input", `${inputs.length} input values are not ${rowCount} rows of [${shapes.get(graph.input)!.join(", ")}].`, `Give rowCount × ${rowSize} values.`);
    }
  };
  /** Runs a program over the rows in batches and puts the results of each name together. */
  const overBatches = async (
    inputs: Float32Array, rowCount: number, batchSize: number, sizes: Readonly<Record<string, number>>,
    program: (batch: number) => Promise<LoadedProgram>, extraFeeds: (row: number, count: number) => Record<string, Float32Array>,
  ): Promise<Record<string, Float32Array>> => {
    const names = Object.keys(sizes);
    const results = Object.fromEntries(names.map((name) => [name, new Float32Array(rowCount * sizes[name])]));
    for (let row = 0; row < rowCount; row += batchSize) {
      const count = Math.min(batchSize, rowCount - row);
      const loaded = await program(count);
      const part = await loaded.run({ inputs: inputs.subarray(row * rowSize, (row + count) * rowSize), ...extraFeeds(row, count) }, names);
      for (const name of names) results[name].set(part[name], row * sizes[name]);
    }
    return results;
  };

  const model: CompiledModel = {
    graph,
    setWeights(weights) {
      checkWeights(graph, weights);
      for (const { name } of graph.parameters) states.write(name, weights[name].data);
    },
    async getWeights() {
      const data = await states.read(graph.parameters.map(({ name }) => name));
      return Object.fromEntries(graph.parameters.map(({ name, shape }, index): [string, HostTensor] => [name, { shape, data: data[index] }]));
    },
    async predict(inputs, rowCount, nodes = [graph.output], batchSize = DEFAULT_BATCH_SIZE) {
      requireNodes(nodes);
      requireRows(inputs, rowCount, batchSize);
      const sizes = Object.fromEntries(nodes.map((name) => [name, sizeOf(shapes.get(name)!)]));
      return overBatches(inputs, rowCount, batchSize, sizes, (batch) => programs.get(`predict ${batch} ${nodes.join("\n")}`, () => inferenceProgram(graph, nodes, batch)), () => ({}));
    },
    trainer(options) {
      const key = JSON.stringify(options);
      let place = benches.find((candidate) => !candidate.isTaken && candidate.key === key);
      if (!place) benches.push((place = { key, bench: createTrainerBench(graph, options, `trainer ${benches.length + 1}`, load), isTaken: false }));
      const taken = place;
      taken.isTaken = true;
      return createTrainer({ states, graph, rowSize }, taken.bench, () => (taken.isTaken = false));
    },
    async gradients(inputs, rowCount, nodes, seed): Promise<NodeGradients> {
      requireNodes(nodes);
      requireRows(inputs, rowCount, DEFAULT_BATCH_SIZE);
      if (seed.length !== outputSize && seed.length !== rowCount * outputSize) throw new EngineError("bad-input", `A seed of ${seed.length} values for ${rowCount} rows of [${outputShape.join(", ")}].`, "Give one value for each output, for all rows alike or for each row.");
      const sizes: Record<string, number> = {};
      for (const name of new Set([...nodes, graph.output])) sizes[name] = sizeOf(shapes.get(name)!);
      for (const name of nodes) sizes[GRADIENT_OF + name] = sizeOf(shapes.get(name)!);
      const seedOf = (row: number, count: number): Float32Array => {
        if (seed.length > outputSize || rowCount === 1) return seed.subarray(row * outputSize, (row + count) * outputSize);
        const repeated = new Float32Array(count * outputSize);
        for (let index = 0; index < count; index++) repeated.set(seed, index * outputSize);
        return repeated;
      };
      const results = await overBatches(inputs, rowCount, DEFAULT_BATCH_SIZE, sizes, (batch) => programs.get(`gradients ${batch} ${nodes.join("\n")}`, () => gradientProgram(graph, nodes, batch)), (row, count) => ({ seed: seedOf(row, count) }));
      return {
        values: Object.fromEntries(nodes.map((name) => [name, results[name]])),
        gradients: Object.fromEntries(nodes.map((name) => [name, results[GRADIENT_OF + name]])),
        output: results[graph.output],
      };
    },
    async activationGradients(inputs, rowCount, node, classIndex) {
      requireNodes([node]);
      if (!Number.isInteger(classIndex) || classIndex < 0 || classIndex >= outputSize) throw new EngineError("bad-input", `Class ${classIndex} of ${outputSize}.`, "Classes count from 0.");
      const seed = new Float32Array(outputSize);
      seed[classIndex] = 1;
      const { values, gradients, output } = await model.gradients(inputs, rowCount, [node], seed);
      return { activations: values[node], gradients: gradients[node], shape: shapes.get(node)!, logits: output };
    },
    dispose() {
      programs.dispose();
      benches.forEach(({ bench }) => bench.programs.dispose());
      states.dispose();
    },
  };
  model.setWeights(initial);
  return model;
}
