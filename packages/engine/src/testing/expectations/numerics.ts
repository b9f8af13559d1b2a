/** Where float32 is easily lost: saturated functions, offsets much larger than what varies, long sums. */
import { describe, expect, test } from "vitest";
import type { GraphBuilder } from "../../graphBuilder.ts";
import type { NodeName } from "../../graph.ts";
import { operationCase } from "../cases/operationCase.ts";
import { drawnTensor, liveWeights } from "../drawnTensors.ts";
import { runGraphProgram } from "../graphProgram.ts";
import { scalarParameters } from "../scalar/scalarInterpreter.ts";
import { expectTensors } from "../tensorDistance.ts";
import type { ExecutorUnderTest } from "./executorUnderTest.ts";
import { GRADIENTS_ONLY, gradientsOf } from "./operations.ts";

export function expectNumerics(subject: ExecutorUnderTest): void {
  describe("numerics", () => {
    const steep = Float32Array.of(-1000, -90, -30, -1e-6, 0, 1e-6, 30, 90, 1000);
    const saturated: readonly { title: string; build: (b: GraphBuilder, x: NodeName) => NodeName; value: (x: number) => number }[] = [
      { title: "sigmoid", build: (b, x) => b.sigmoid(x, "y"), value: (x) => 1 / (1 + Math.exp(-x)) },
      { title: "tanh", build: (b, x) => b.tanh(x, "y"), value: Math.tanh },
      { title: "GELU by the error function", build: (b, x) => b.gelu(x, { name: "y" }), value: (x) => (Math.abs(x) < 1 ? x / 2 : Math.max(x, 0)) },
      { title: "GELU by tanh", build: (b, x) => b.gelu(x, { name: "y", approximation: "tanh" }), value: (x) => (Math.abs(x) < 1 ? x / 2 : Math.max(x, 0)) },
    ];
    test.each(saturated)("$title of huge and of tiny values has its limits, and gradients that are numbers", async ({ title, build, value }) => {
      const { graph } = operationCase(title, 1, [steep.length], build);
      const model = await subject.compile(graph, {});
      const { values, gradients } = await model.gradients(steep, 1, ["input", "y"], new Float32Array(steep.length).fill(1));
      values.y.forEach((y, index) => expect(Math.abs(y - value(steep[index]))).toBeLessThanOrEqual(1e-6 * Math.max(1, Math.abs(steep[index]))));
      expect([...gradients.input].every(Number.isFinite)).toBe(true);
    });

    test("softmax of values a thousand apart is a one and zeros, and of equal huge values even", async () => {
      const { graph } = operationCase("steep softmax", 2, [4], (b, x) => b.softmax(x, "y"));
      const model = await subject.compile(graph, {});
      const { values, gradients } = await model.gradients(Float32Array.of(-1000, 0, 1000, 10, 500, 500, 500, 500), 2, ["input", "y"], Float32Array.of(1, 2, 3, 4));
      expectTensors("value", values, { y: [0, 0, 1, 0, 0.25, 0.25, 0.25, 0.25] }, 1e-6);
      expectTensors("gradient", { second: gradients.input.slice(4) }, { second: [-0.375, -0.125, 0.125, 0.375] }, 1e-6);
      expect([...gradients.input].every(Number.isFinite)).toBe(true);
    });

    test("L2 normalise of a zero vector is zero, with gradients that are numbers", async () => {
      const { graph } = operationCase("nothing normalised", 2, [3], (b, x) => b.l2Normalize(x, { name: "y" }));
      const model = await subject.compile(graph, {});
      const { values, gradients } = await model.gradients(Float32Array.of(0, 0, 0, 3, 0, 4), 2, ["input", "y"], Float32Array.of(0, 0, 1));
      expectTensors("value", values, { y: [0, 0, 0, 0.6, 0, 0.8] }, 1e-6);
      expect([...gradients.input].some(Number.isNaN)).toBe(false);
    });

    test.each<{ title: string; shape: readonly number[]; build: (b: GraphBuilder, x: NodeName) => NodeName; offset: number; tolerance: number }>([
      { title: "batch norm of values around 300", shape: [50, 3], build: (b, x) => b.tanh(b.batchNorm(x, { name: "norm" }), "y"), offset: 300, tolerance: 5e-4 },
      { title: "layer norm of values around 300", shape: [5, 40], build: (b, x) => b.tanh(b.layerNorm(x, { name: "norm" }), "y"), offset: 300, tolerance: 5e-4 },
      { title: "a convolution over 3001 samples, averaged", shape: [3001, 1], build: (b, x) => b.globalAveragePool1d(b.tanh(b.conv1d(x, { name: "conv", filters: 4, kernelSize: 5, stride: 2 }), "tanh"), "y"), offset: 0, tolerance: 1e-5 },
      { title: "batch norm over 3001 samples", shape: [3001, 2], build: (b, x) => b.globalMaxPool1d(b.tanh(b.batchNorm(x, { name: "norm" }), "tanh"), "y"), offset: 0.5, tolerance: 1e-4 },
    ])("$title keeps its digits in training", async ({ title, shape, build, offset, tolerance }) => {
      const batch = 2;
      const { graph } = operationCase(title, batch, shape, build);
      const weights = liveWeights(graph);
      const inputs = drawnTensor(batch * shape[0] * shape[1], title).map((value) => value + offset);
      const columns = graph.nodes.find(({ name }) => name === graph.output)!.shape[0];
      const labels = drawnTensor(batch * columns, "targets");
      const loss = { kind: "meanSquaredError" } as const;
      const expected = runGraphProgram({ graph, parameters: scalarParameters(weights), inputs, batch, training: true, loss, labels });
      const trainer = (await subject.compile(graph, weights)).trainer({ loss, optimizer: GRADIENTS_ONLY });
      expectTensors("loss", { step: [await trainer.step(inputs, labels)] }, { step: [expected.loss] }, tolerance);
      expectTensors("gradient", await gradientsOf(trainer), expected.parameterGradients as Readonly<Record<string, Float64Array>>, tolerance);
      trainer.dispose();
    });
  });
}
