import { describe, expect, test } from "vitest";
import { createExecutor } from "./compiledModel.ts";
import { interpreterDevice } from "../testing/interpreterDevice.ts";
import { REFERENCE_LEARNING_RATE, REFERENCE_LOSSES, referenceData, referenceGraph } from "../testing/referenceNet.ts";

describe.each([
  { title: "as written", optimize: null },
  { title: "fused", optimize: { inlineBroadcast: false } },
  { title: "fused, small results computed again", optimize: { inlineBroadcast: true } },
])("programs $title", ({ optimize }) => {
  test("follow float64 PyTorch's losses over five Adam steps to seven digits", async () => {
    const graph = referenceGraph();
    const { weights, inputs, labels } = referenceData(graph, 4, 61);
    const model = await createExecutor(interpreterDevice(optimize)).compile(graph, weights);
    const trainer = model.trainer({ loss: "binaryCrossEntropy", optimizer: { kind: "adam", learningRate: REFERENCE_LEARNING_RATE } });
    for (const expected of REFERENCE_LOSSES.batch4seed61) expect(await trainer.step(inputs, labels)).toBeCloseTo(expected, 6);
    const { arenaBytes, liveBytes } = trainer.memory()!;
    expect(arenaBytes / liveBytes).toBeLessThan(1.3);
  });
});
