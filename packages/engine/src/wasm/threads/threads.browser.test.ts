import { describe, expect, test } from "vitest";
import { REFERENCE_RUNS } from "../../testing/referenceNet.ts";
import { createWasmDevice } from "../createWasmDevice.ts";
import type { TrainReferenceReply, TrainReferenceRequest } from "../testing/trainReference.worker.ts";

/** One run in a worker of its own. */
function train(request: TrainReferenceRequest): Promise<TrainReferenceReply> {
  const worker = new Worker(new URL("../testing/trainReference.worker.ts", import.meta.url), { type: "module" });
  return new Promise<TrainReferenceReply>((resolve, reject) => {
    worker.addEventListener("message", ({ data }: MessageEvent<TrainReferenceReply | { readonly problem: string }>) => ("problem" in data ? reject(new Error(data.problem)) : resolve(data)));
    worker.addEventListener("error", ({ message }) => reject(new Error(message)));
    worker.postMessage(request);
  }).finally(() => worker.terminate());
}

describe.each([{ portable: false }, { portable: true }])("threads over shared memory, portable $portable", ({ portable }) => {
  test("give bit-identical losses and weights for 1, 2, 3 and 5 threads, on PyTorch's losses", async () => {
    const { batch, seed, losses: wanted } = REFERENCE_RUNS.smallGelu;
    const runs: TrainReferenceReply[] = [];
    for (const threads of [1, 2, 3, 5]) runs.push(await train({ threads, portable, activation: "gelu", batch, seed, steps: 8 }));
    for (const run of runs) {
      expect(run.losses).toEqual(runs[0].losses);
      expect(run.weightsDigest).toBe(runs[0].weightsDigest);
      expect(run.adapter).toMatch(/thread/);
    }
    wanted.forEach((loss, step) => expect(Math.abs(runs[0].losses[step] - loss)).toBeLessThan(5e-6));
    // The digest tells weights apart: another batch leads elsewhere.
    const otherBatch = await train({ threads: 2, portable, activation: "gelu", batch: batch - 2, seed, steps: 8 });
    expect(otherBatch.weightsDigest).not.toBe(runs[0].weightsDigest);
    console.log(runs.map(({ adapter, bestMilliseconds }) => `${adapter}: ${bestMilliseconds.toFixed(1)} ms`).join("\n"));
  });
});

test("a page, which may not wait, is refused threads and told why", async () => {
  await expect(createWasmDevice({ threads: 2 })).rejects.toThrow(/worker of a cross-origin isolated page/);
});
