import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { EngineError } from "../engineError.ts";
import { createExecutor } from "../program/compiledModel.ts";
import { REFERENCE_LEARNING_RATE, REFERENCE_LOSSES, referenceData, referenceGraph } from "../testing/referenceNet.ts";
import { createTfjsDevice } from "./createTfjsDevice.ts";

const options = { loss: "binaryCrossEntropy", optimizer: { kind: "adam", learningRate: REFERENCE_LEARNING_RATE } } as const;

/** Takes the GPU of the active backend away, as a crashed driver would. */
function destroyGpu(backend: "webgl" | "webgpu"): void {
  const held = tf.backend() as unknown as { device?: { destroy(): void }; gpgpu?: { gl: WebGL2RenderingContext } };
  if (backend === "webgpu") held.device!.destroy();
  else held.gpgpu!.gl.getExtension("WEBGL_lose_context")!.loseContext();
}

describe.each(["webgl", "webgpu"] as const)("a lost GPU behind tfjs:%s", (backend) => {
  test("ends a step in its typed error, and a new device goes on from the saved state to PyTorch's losses", async () => {
    const graph = referenceGraph();
    const { weights, inputs, labels } = referenceData(graph, 4, 61);
    const model = await createExecutor(await createTfjsDevice({ backend })).compile(graph, weights);
    const trainer = model.trainer(options);
    const losses = [await trainer.step(inputs, labels), await trainer.step(inputs, labels)];
    const saved = { weights: await model.getWeights(), state: await trainer.optimizerState() };

    const step = trainer.step(inputs, labels);
    destroyGpu(backend);
    await expect(step).rejects.toMatchObject({ code: "device-lost", remedy: expect.stringMatching(/checkpoint/) });
    await expect(trainer.step(inputs, labels)).rejects.toBeInstanceOf(EngineError);
    await expect(model.getWeights()).rejects.toMatchObject({ code: "device-lost" });

    const revived = await createExecutor(await createTfjsDevice({ backend })).compile(graph, saved.weights);
    const second = revived.trainer(options);
    second.restoreOptimizerState(saved.state);
    for (let step = 2; step < 5; step++) losses.push(await second.step(inputs, labels));
    losses.forEach((loss, index) => expect(Math.abs(loss - REFERENCE_LOSSES.batch4seed61[index])).toBeLessThan(5e-5));
    second.dispose();
    revived.dispose();
  });
});
