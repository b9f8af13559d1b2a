import { expect, test } from "vitest";
import type { TrainLargeReply, TrainLargeRequest } from "./trainLarge.worker.ts";

function train(request: TrainLargeRequest): Promise<TrainLargeReply> {
  const worker = new Worker(new URL("./trainLarge.worker.ts", import.meta.url), { type: "module" });
  return new Promise<TrainLargeReply>((resolve, reject) => {
    worker.addEventListener("message", ({ data }: MessageEvent<TrainLargeReply | { readonly problem: string }>) => ("problem" in data ? reject(new Error(data.problem)) : resolve(data)));
    worker.addEventListener("error", ({ message }) => reject(new Error(message)));
    worker.postMessage(request);
  }).finally(() => worker.terminate());
}

const told = ({ adapter, arenaBytes, losses, secondsOfStep }: TrainLargeReply): string =>
  `${adapter}: arena ${(arenaBytes / 2 ** 20).toFixed(0)} MiB, losses ${losses.map((loss) => loss.toFixed(3)).join(" ")}, seconds of a step ${secondsOfStep.map((seconds) => seconds.toFixed(2)).join(" ")}`;

test("the ResNet-50 layout at base width 64 trains on batches of 32", async () => {
  const reply = await train({ baseWidth: 64, inputLengthSamples: 120, inputChannels: 1, batch: 32, steps: 6 });
  console.log(told(reply));
  expect(reply.trainableParameters).toBe(15_969_666);
  expect(reply.losses.every(Number.isFinite)).toBe(true);
  expect(reply.losses.at(-1)).toBeLessThan(reply.losses[0] / 2);
});

test("12 leads of 5000 samples train in batches of 32 through base width 16, within 4 GiB", async () => {
  const reply = await train({ baseWidth: 16, inputLengthSamples: 5000, inputChannels: 12, batch: 32, steps: 6 });
  console.log(told(reply));
  expect(reply.losses.every(Number.isFinite)).toBe(true);
  expect(reply.losses.at(-1)).toBeLessThan(reply.losses[0] / 2);
  expect(reply.arenaBytes).toBeLessThan(2 ** 32);
});
