import { describe, expect, test } from "vitest";
import type { ExecutorInfo, ExecutorName } from "./executor.ts";
import { REFERENCE_LOSSES } from "./testing/referenceNet.ts";

interface Answer {
  readonly info?: ExecutorInfo;
  readonly losses?: readonly number[];
  readonly error?: string;
}

function trainInWorker(forced: ExecutorName | undefined): Promise<Answer> {
  const worker = new Worker(new URL("./testing/step.worker.ts", import.meta.url), { type: "module" });
  return new Promise<Answer>((resolve, reject) => {
    worker.addEventListener("message", (event: MessageEvent<Answer>) => resolve(event.data));
    worker.addEventListener("error", (event) => reject(new Error(event.message)));
    worker.postMessage({ forced });
  }).finally(() => worker.terminate());
}

describe("in a module worker", () => {
  test.each(["wasm", "webgpu", "tfjs:wasm", "tfjs:webgpu", "tfjs:webgl"] as const)("%s follows PyTorch's losses", async (forced) => {
    const { info, losses, error } = await trainInWorker(forced);
    expect(error).toBeUndefined();
    expect(info!.name).toBe(forced);
    losses!.forEach((loss, step) => expect(Math.abs(loss - REFERENCE_LOSSES.batch4seed61[step])).toBeLessThan(5e-5));
  });

  test("the automatic choice passes over the software GPUs of the test browser", async () => {
    const { info } = await trainInWorker(undefined);
    expect(info!.name).toBe("wasm");
    expect(info!.reason).toMatch(/webgpu only has a software adapter/);
  });
});
