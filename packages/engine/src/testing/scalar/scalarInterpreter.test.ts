import { describe, expect, test } from "vitest";
import { maskHash } from "../../program/maskHash.ts";
import { EVERY_OPERATION, operationCases, operationsOf } from "../cases/operationCases.ts";
import { drawnInputs, drawnTensor, liveWeights } from "../drawnTensors.ts";
import { runGraphProgram } from "../graphProgram.ts";
import { relativeDistance } from "../tensorDistance.ts";
import { centralDifferences } from "./centralDifferences.ts";
import { runScalar, scalarParameters } from "./scalarInterpreter.ts";
import { rowsOf, scalarLoss } from "./scalarLoss.ts";

const DROPOUT_SEED = 77;
const MOST_ENTRIES = 24;

describe("the engine's tape in float64", () => {
  test.each(operationCases.flatMap((operation) => [{ ...operation, training: true, mode: "training" }, { ...operation, training: false, mode: "inference" }]))(
    "$title, in $mode: values are those of the definition, gradients those of central differences",
    ({ graph, batch, training }) => {
      const parameters = scalarParameters(liveWeights(graph));
      const inputs = Float64Array.from(drawnInputs(graph, batch));
      const columns = graph.nodes.find(({ name }) => name === graph.output)!.shape[0];
      const labels = drawnTensor(batch * columns, "targets");
      const loss = { kind: "meanSquaredError" } as const;
      const dropoutFactor = training ? (node: number, element: number, rate: number): number => (maskHash(DROPOUT_SEED, node, element) < rate * 2 ** 32 ? 0 : 1 / (1 - rate)) : undefined;
      const run = (replaced?: ReadonlyMap<string, Float64Array>): ReadonlyMap<string, Float64Array> => runScalar({ graph, parameters, inputs, batch, training, dropoutFactor, replaced }).values;
      const lossOf = (values: ReadonlyMap<string, Float64Array>): number => scalarLoss(loss, rowsOf(values.get(graph.output)!, columns), rowsOf(labels, columns));

      const actual = runGraphProgram({ graph, parameters, inputs, batch, training, dropoutSeed: DROPOUT_SEED, loss, labels });
      const expected = run();
      for (const [name, value] of expected) expect({ name, distance: relativeDistance(actual.values[name], value) }).toEqual({ name, distance: expect.closeTo(0, 10) });
      expect(actual.loss).toBeCloseTo(lossOf(expected), 10);

      /** Compares as many entries as are affordable, spread over the tensor. */
      const compare = (name: string, gradient: Float64Array | null, moving: Float64Array, measure: () => number): void => {
        const stride = Math.ceil(moving.length / MOST_ENTRIES);
        const chosen = Float64Array.from({ length: Math.ceil(moving.length / stride) }, (_, index) => moving[index * stride]);
        const differences = centralDifferences(chosen, () => {
          const before = chosen.map((_, index) => moving[index * stride]);
          chosen.forEach((value, index) => (moving[index * stride] = value));
          const result = measure();
          before.forEach((value, index) => (moving[index * stride] = value));
          return result;
        });
        const own = differences.map((_, index) => gradient?.[index * stride] ?? 0);
        expect({ name, distance: relativeDistance(own, differences) }).toEqual({ name, distance: expect.closeTo(0, 5.7) });
      };
      for (const [name, gradient] of Object.entries(actual.parameterGradients)) compare(name, gradient, parameters[name], () => lossOf(run()));
      for (const { name } of graph.nodes) {
        const moving = Float64Array.from(expected.get(name)!);
        compare(name, actual.nodeGradients[name], moving, () => lossOf(run(new Map([[name, moving]]))));
      }
    },
  );

  test("has met every operation of the graph language", () => {
    expect([...operationsOf(operationCases.map(({ graph }) => graph))].sort()).toEqual(Object.keys(EVERY_OPERATION).sort());
  });
});
