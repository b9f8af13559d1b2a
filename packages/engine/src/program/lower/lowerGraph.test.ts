import { describe, expect, test } from "vitest";
import { cutGraph } from "../../cutGraph.ts";
import { graphBuilder } from "../../graphBuilder.ts";
import type { Graph } from "../../graph.ts";
import { initializeWeights } from "../../initializeWeights.ts";
import { parametersOf } from "../../parametersOf.ts";
import { seededRandom } from "../../seededRandom.ts";
import { GRADIENT_OF, gradientProgram, inferenceProgram } from "../inferenceProgram.ts";
import { interpretProgram } from "../interpretProgram.ts";
import type { Program } from "../program.ts";
import { planTraining, scalarFeeds, trainerStates, trainingProgram } from "../trainingProgram.ts";

/** One node of almost every family, in two branches. */
function variedGraph(): Graph {
  const b = graphBuilder("varied");
  const x = b.input("input", [8, 4]);
  const early = b.batchNorm(b.conv1d(x, { name: "conv", filters: 4, kernelSize: 3, groups: 2 }), { name: "norm" });
  const attended = b.layerNorm(b.add(early, b.multiHeadAttention(b.positionEmbedding(early, { name: "position" }), { name: "attention", heads: 2 }), "sum"), { name: "layer" });
  const state = b.lstm(b.dropout(b.gelu(attended, { name: "gelu" }), { name: "drop", rate: 0.5 }), { name: "lstm", units: 3 });
  b.output(b.dense(state, { name: "head", units: 1 }));
  return b.build();
}

const statesOf = (graph: Graph): Record<string, Float64Array> =>
  Object.fromEntries(Object.entries(initializeWeights(graph, seededRandom(5))).map(([name, { data }]) => [name, Float64Array.from(data)]));

const inputsOf = (count: number): Float64Array => Float64Array.from({ length: count }, (_, index) => Math.sin(1 + 1.7 * index));

const outputOf = (program: Program, feeds: Readonly<Record<string, ArrayLike<number>>>, states: Record<string, Float64Array>, name: string): number[] =>
  [...interpretProgram(program, feeds, states)[program.outputs[name]]];

describe("gradients with respect to nodes", () => {
  test("of a node that changes nothing are those of its readers alone", () => {
    const b = graphBuilder("alias");
    const x = b.input("input", [3]);
    const bent = b.tanh(x, "bent");
    b.output(b.add(b.multiply(b.dropout(bent, { name: "same", rate: 0.5 }), x, "product"), bent, "y"));
    const graph = b.build();
    const program = gradientProgram(graph, ["input", "bent", "same"], 1);
    const inputs = [0.5, -1, 2];
    const read = (name: string): number[] => outputOf(program, { inputs, seed: [1, 1, 1] }, {}, GRADIENT_OF + name);
    inputs.forEach((value, index) => {
      const slope = 1 - Math.tanh(value) ** 2;
      expect(read("same")[index]).toBeCloseTo(value, 12);
      expect(read("bent")[index]).toBeCloseTo(value + 1, 12);
      expect(read("input")[index]).toBeCloseTo(Math.tanh(value) + (value + 1) * slope, 12);
    });
  });

  test("of two equal nodes are told apart", () => {
    const b = graphBuilder("twins");
    const x = b.input("input", [2]);
    b.output(b.add(b.relu(x, "one"), b.multiply(b.relu(x, "two"), x, "product"), "y"));
    const program = gradientProgram(b.build(), ["one", "two"], 1);
    const read = (name: string): number[] => outputOf(program, { inputs: [3, 4], seed: [1, 1] }, {}, GRADIENT_OF + name);
    expect(read("one")).toEqual([1, 1]);
    expect(read("two")).toEqual([3, 4]);
  });

  test("of a node that the output does not read are zero", () => {
    const b = graphBuilder("aside");
    const x = b.input("input", [2]);
    const aside = b.relu(x, "aside");
    b.output(b.slice(b.concat([b.tanh(x, "tanh"), aside], { name: "both", axis: 0 }), { name: "y", begin: [0], size: [2] }));
    expect(outputOf(gradientProgram(b.build(), ["aside"], 1), { inputs: [3, 4], seed: [1, 1] }, {}, `${GRADIENT_OF}aside`)).toEqual([0, 0]);
  });
});

test("every parameter of the graph is read by the node that made it, and by no other", () => {
  const graph = variedGraph();
  expect(graph.nodes.flatMap(parametersOf).sort()).toEqual(graph.parameters.map(({ name }) => name).sort());
});

test("a graph cut in two gives what the whole gives", () => {
  const graph = variedGraph();
  const { head, tail } = cutGraph(graph, "layer");
  const [states, inputs] = [statesOf(graph), inputsOf(2 * 8 * 4)];
  const whole = outputOf(inferenceProgram(graph, ["head"], 2), { inputs }, states, "head");
  const middle = outputOf(inferenceProgram(head, ["layer"], 2), { inputs }, states, "layer");
  expect(outputOf(inferenceProgram(tail, ["head"], 2), { inputs: middle }, states, "head")).toEqual(whole);
});

describe("a training step", () => {
  const stepOnce = (frozenPrefixes: readonly string[]) => {
    const graph = variedGraph();
    const plan = planTraining(graph, { loss: "binaryCrossEntropy", optimizer: { kind: "sgd", learningRate: 0.1 }, frozenPrefixes }, "t");
    const states = { ...statesOf(graph), ...Object.fromEntries(Object.entries(trainerStates(plan)).map(([name, size]) => [name, new Float64Array(size)])) };
    const before = Object.fromEntries(Object.entries(states).map(([name, data]) => [name, [...data]]));
    const scalars = Object.fromEntries(plan.groups.flatMap((_, index) => scalarFeeds(plan, index).map((name) => [name, [0.1]])));
    const program = trainingProgram(plan, 3, true);
    const [loss] = outputOf(program, { inputs: inputsOf(3 * 8 * 4), labels: [0, 1, 1], "dropout seed": [9], ...scalars }, states, "loss");
    const moved = graph.parameters.map(({ name }) => name).filter((name) => states[name].some((value, index) => value !== before[name][index]));
    return { graph, loss, moved };
  };

  test("moves every parameter and running statistic", () => {
    const { graph, loss, moved } = stepOnce([]);
    expect(Number.isFinite(loss)).toBe(true);
    // A bias of the keys moves every score of a query alike, which the softmax takes off again.
    expect([...moved, "attention.key.bias"].sort()).toEqual(expect.arrayContaining(graph.parameters.map(({ name }) => name).sort()));
  });

  test("leaves what is frozen, and the running statistics of a frozen batch norm, bit by bit", () => {
    const { graph, moved } = stepOnce(["conv", "norm", "attention", "lstm.kernel"]);
    const frozen = (name: string): boolean => /^(conv|norm|attention|lstm\.kernel)/.test(name);
    expect(moved).toEqual(graph.parameters.map(({ name }) => name).filter((name) => !frozen(name)));
  });
});
