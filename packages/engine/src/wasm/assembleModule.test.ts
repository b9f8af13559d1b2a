import { Worker } from "node:worker_threads";
import { expect, test } from "vitest";
import { assembleModule } from "./assembleModule.ts";
import { FunctionWriter } from "./encoder/functionWriter.ts";
import type { KernelCall, Phase } from "./kernelCall.ts";

const STEPS = 20;
const ITEMS = 40;
const [ARRIVALS, WORDS, COUNTS] = [1024, 2048, 4096];

/** Adds 1 to the word of each item. */
const countItems: KernelCall = {
  key: "count items",
  write: (name) => {
    const w = new FunctionWriter(name, ["i32", "i32", "i32"]);
    const at = w.local("i32");
    return w.loopWhile(
      () => w.get(0).get(1).op("i32.lt_s"),
      () => w.get(2).get(0).i32(4).op("i32.mul").op("i32.add").set(at).get(at).get(at).atomic("i32.atomic.load").i32(1).op("i32.add").atomic("i32.atomic.store").step(0, 1),
    );
  },
  operands: [{ kind: "value", value: 0, element: 0 }],
  items: ITEMS,
  itemNanoseconds: 10_000,
};
const phases: readonly Phase[] = [[countItems], [countItems]];

const threadScript = `
const { workerData: { module, memory, thread, steps }, parentPort } = require("node:worker_threads");
const { step } = new WebAssembly.Instance(module, { host: { memory } }).exports;
for (let n = 0; n < steps; n++) step(thread);
parentPort.postMessage("done");`;

test.each([2, 3, 5, 6, 7])("%i threads meet at every barrier while the word that counts them wraps", async (threads) => {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
  const words = new Int32Array(memory.buffer);
  const wholeTeams = Math.floor(2 ** 32 / threads);
  words[ARRIVALS / 4] = (wholeTeams - STEPS) * threads;
  const bytes = assembleModule(phases, () => COUNTS, { minimumPages: 1, maximumPages: 1, shared: true }, { threads, arrivalsAddress: ARRIVALS, wordsAddress: WORDS });
  const module = await WebAssembly.compile(bytes);
  const workers = Array.from({ length: threads }, (_, thread) => new Worker(threadScript, { eval: true, workerData: { module, memory, thread, steps: STEPS } }));
  const done = Promise.all(workers.map((worker) => new Promise((resolve, reject) => worker.once("message", resolve).once("error", reject))));
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise((_, reject) => (timer = setTimeout(() => reject(new Error("a thread waits without end")), 20_000)));
  try {
    await Promise.race([done, late]);
  } finally {
    clearTimeout(timer);
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
  // Two barriers a step: half of them lie before the wrap.
  expect(words[ARRIVALS / 4]).toBe(STEPS * threads);
  expect([...words.subarray(COUNTS / 4, COUNTS / 4 + ITEMS)]).toEqual(Array.from({ length: ITEMS }, () => phases.length * STEPS));
});
