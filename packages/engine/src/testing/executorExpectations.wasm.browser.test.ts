import { expect, test } from "vitest";
import { createExecutor } from "../program/compiledModel.ts";
import { createWasmDevice } from "../wasm/createWasmDevice.ts";
import type { WasmDevice } from "../wasm/createWasmDevice.ts";
import { describeExecutor } from "./executorExpectations.ts";
import type { ThreadedCasesReply } from "./threadedCases.worker.ts";

let device: WasmDevice;
const memoryInUse = (): number => device.memoryBytes().used;
const create = (portable: boolean) => async () => createExecutor((device = await createWasmDevice({ threads: 1, portable })));

// A page may not wait for other threads; below, a worker does.
describeExecutor("wasm", create(false), { reference: { fourRows: 5e-6, small: 5e-6, smallGelu: 5e-6, smallSame: 5e-6, largeGelu: 5e-6 }, memoryInUse });
describeExecutor("wasm, portable", create(true), { reference: { fourRows: 5e-6, small: 5e-6, smallGelu: 5e-6, smallSame: 5e-6 }, memoryInUse });

test("two and three threads give the bits of one for every operation and loss, in inference and training", async () => {
  const worker = new Worker(new URL("./threadedCases.worker.ts", import.meta.url), { type: "module" });
  const { different, compared, problem } = await new Promise<ThreadedCasesReply>((resolve, reject) => {
    worker.addEventListener("message", ({ data }: MessageEvent<ThreadedCasesReply>) => resolve(data));
    worker.addEventListener("error", ({ message }) => reject(new Error(message)));
    worker.postMessage({ threads: [1, 2, 3] });
  }).finally(() => worker.terminate());
  expect(problem).toBeUndefined();
  expect(different).toEqual([]);
  expect(compared).toBeGreaterThan(1000);
});
