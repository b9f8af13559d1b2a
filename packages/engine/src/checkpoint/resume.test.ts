import "../testing/allowRelaxedSimd.ts";
import { describe, expect, test } from "vitest";
import type { Executor } from "../executor.ts";
import { graphBuilder } from "../graphBuilder.ts";
import { createExecutor } from "../program/compiledModel.ts";
import type { Device } from "../program/device.ts";
import { interpreterDevice } from "../testing/interpreterDevice.ts";
import { createWasmDevice } from "../wasm/createWasmDevice.ts";
import { CheckpointError } from "./checkpointError.ts";
import { readCheckpoint } from "./readCheckpoint.ts";
import { expectExactResume } from "./testing/resumeExpectations.ts";
import { cases, STEPS, train } from "./testing/trainingRun.ts";
import { resumeTraining } from "./trainingCheckpoint.ts";
import { writeCheckpoint } from "./writeCheckpoint.ts";

/** The interpreter with states of float32 between steps, as every executor has them. */
function float32Executor(): Executor {
  const device = interpreterDevice(null);
  const rounding: Device = {
    ...device,
    async load(program, states) {
      const loaded = await device.load(program, states);
      const { arrays } = states as unknown as { readonly arrays: Readonly<Record<string, Float64Array>> };
      return {
        ...loaded,
        async run(feeds, wanted) {
          const result = await loaded.run(feeds, wanted);
          for (const array of Object.values(arrays)) array.set(Float32Array.from(array));
          return result;
        },
      };
    },
  };
  return createExecutor(rounding);
}

expectExactResume("the interpreter", async () => float32Executor());
expectExactResume("wasm", async () => createExecutor(await createWasmDevice({ threads: 1 })));
expectExactResume("wasm without relaxed SIMD", async () => createExecutor(await createWasmDevice({ threads: 1, portable: true })));

describe("resuming", () => {
  const { options } = cases[1];

  test.each<[string, (file: Uint8Array) => Promise<unknown>]>([
    ["without the data's position", async (file) => ({ ...readCheckpoint(file), position: null })],
    ["without the schedule", async (file) => ({ ...readCheckpoint(file), schedule: null, learningRate: 0.02 })],
    ["without the random streams", async (file) => ({ ...readCheckpoint(file), random: null })],
    ["with another step count", async (file) => ({ ...readCheckpoint(file), optimizer: { ...readCheckpoint(file).optimizer, stepCount: 1 } })],
  ])("%s ends elsewhere, so the comparison can fail", async (_title, spoil) => {
    const unbroken = await train(float32Executor(), options, STEPS);
    const spoilt = writeCheckpoint((await spoil(unbroken.files[4])) as Parameters<typeof writeCheckpoint>[0]);
    expect((await train(float32Executor(), options, STEPS, spoilt)).files.at(-1)).not.toEqual(unbroken.files.at(-1));
  });

  test("refuses another network", async () => {
    const { files } = await train(float32Executor(), options, 1);
    const b = graphBuilder("other");
    b.output(b.dense(b.input("ecg", [18]), { name: "logits", units: 2 }));
    await expect(resumeTraining(float32Executor(), b.build(), readCheckpoint(files[0]))).rejects.toThrow(CheckpointError);
  });
});
