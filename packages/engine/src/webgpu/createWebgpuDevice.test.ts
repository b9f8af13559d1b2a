import { describe, expect, test } from "vitest";
import { EngineError } from "../engineError.ts";
import { createExecutor } from "../program/compiledModel.ts";
import { REFERENCE_LEARNING_RATE, REFERENCE_LOSSES, referenceData, referenceGraph } from "../testing/referenceNet.ts";
import { createWebgpuDevice } from "./createWebgpuDevice.ts";

/** Dawn for Node, where it was installed and finds a Vulkan driver (VK_ICD_FILENAMES names one). */
async function dawn(): Promise<GPU | null> {
  try {
    const { create, globals } = await import("webgpu");
    Object.assign(globalThis, globals);
    const gpu = create([]);
    return (await gpu.requestAdapter()) ? gpu : null;
  } catch {
    return null;
  }
}

const gpu = await dawn();
if (!gpu) console.info("Dawn for Node finds no Vulkan driver here: the WebGPU device is tested in Chromium only.");

describe("the webgpu device in Node", () => {
  test("says what is missing where there is no WebGPU", async () => {
    const error: unknown = await createWebgpuDevice({ gpu: { requestAdapter: async () => null } as unknown as GPU }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(EngineError);
    expect((error as EngineError).code).toBe("executor-unavailable");
    expect((error as EngineError).message).toMatch(/no adapter.*wasm/);
  });

  test.runIf(gpu)("follows PyTorch's losses on an injected Dawn", async () => {
    const device = await createWebgpuDevice({ gpu: gpu!, reason: "Given by the test." });
    expect(device.info).toMatchObject({ name: "webgpu", reason: "Given by the test." });
    const graph = referenceGraph();
    const { weights, inputs, labels } = referenceData(graph, 4, 61);
    const model = await createExecutor(device).compile(graph, weights);
    const trainer = model.trainer({ loss: "binaryCrossEntropy", optimizer: { kind: "adam", learningRate: REFERENCE_LEARNING_RATE } });
    for (const expected of REFERENCE_LOSSES.batch4seed61) expect(Math.abs((await trainer.step(inputs, labels)) - expected)).toBeLessThan(5e-5);
    trainer.dispose();
    model.dispose();
    device.dispose();
  });
});
