/** What the tfjs device must do on every backend: the Node and the browser tests run the same list. */
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import { EngineError } from "../../engineError.ts";
import { createExecutor } from "../../program/compiledModel.ts";
import type { Device } from "../../program/device.ts";
import { input } from "../../program/expr.ts";
import { programBuilder } from "../../program/programBuilder.ts";
import { expectProgramCase } from "../../testing/expectProgramCase.ts";
import { programCases } from "../../testing/programCases.ts";
import { REFERENCE_LEARNING_RATE, REFERENCE_LOSSES, referenceData, referenceGraph } from "../../testing/referenceNet.ts";
import { createTfjsDevice } from "../createTfjsDevice.ts";
import type { TfjsBackendName } from "../loadBackend.ts";

/** @param lossTolerance largest difference of a loss from float64 PyTorch's */
export function expectTfjsDevice(backend: TfjsBackendName, lossTolerance: number): void {
  describe(`the device on tfjs:${backend}`, () => {
    let device: Device;
    beforeAll(async () => {
      device = await createTfjsDevice({ backend });
    });

    test.each(programCases)("agrees with the float64 interpreter: $title", async (programCase) => {
      const before = tf.memory().numTensors;
      await expectProgramCase(device, programCase);
      expect(tf.memory().numTensors).toBe(before);
    });

    test("follows PyTorch's losses over five Adam steps of four rows, and keeps no tensor from step to step", async () => {
      const graph = referenceGraph();
      const { weights, inputs, labels } = referenceData(graph, 4, 61);
      const empty = tf.memory().numTensors;
      const model = await createExecutor(device).compile(graph, weights);
      const trainer = model.trainer({ loss: "binaryCrossEntropy", optimizer: { kind: "adam", learningRate: REFERENCE_LEARNING_RATE } });
      const held: number[] = [];
      for (const expected of REFERENCE_LOSSES.batch4seed61) {
        expect(Math.abs((await trainer.step(inputs, labels)) - expected)).toBeLessThan(lossTolerance);
        held.push(tf.memory().numTensors);
      }
      expect(new Set(held).size).toBe(1);
      trainer.dispose();
      model.dispose();
      expect(tf.memory().numTensors).toBe(empty);
    });

    test("refuses feeds of the wrong size, unknown outputs and the states of another device, and keeps nothing", async () => {
      const builder = programBuilder();
      const program = builder.build("twice", { y: builder.map([builder.feed("x", [2, 3])], input(0), [2, 3]) });
      const store = device.createStates();
      const loaded = await device.load(program, store);
      const before = tf.memory().numTensors;
      await expect(loaded.run({ x: new Float32Array(5) }, ["y"])).rejects.toThrow(/feed "x" has 5 values.*\[2, 3\]/);
      await expect(loaded.run({}, ["y"])).rejects.toThrow(/feed "x" has no values/);
      await expect(loaded.run({ x: new Float32Array(6) }, ["z"])).rejects.toBeInstanceOf(EngineError);
      await expect(device.load(program, { ...store })).rejects.toThrow(/another device/);
      expect(tf.memory().numTensors).toBe(before);
    });
  });
}
