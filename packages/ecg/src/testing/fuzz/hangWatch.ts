/** Ends the process when the code under test loops for ever: no test runner can interrupt a synchronous loop in its own thread. */
import { Worker } from "node:worker_threads";

/** Far beyond the bar of one second, so that a machine under load does not fail an honest reader. */
const HANG_MS = 20_000;

const WATCHER = `
const { workerData } = require("node:worker_threads");
const beat = new Int32Array(workerData.beat);
let last = -1, since = Date.now();
setInterval(() => {
  const now = Atomics.load(beat, 0);
  if (now !== last) { last = now; since = Date.now(); return; }
  if (Date.now() - since > workerData.hangMs) {
    require("node:fs").writeSync(2, "\\nfuzzing " + workerData.title + ": input " + now + " hangs; the process ends here\\n");
    process.kill(process.pid, "SIGKILL");
  }
}, 500);
`;

export interface HangWatch {
  /** Says that input `index` starts now. */
  beat(index: number): void;
  stop(): Promise<void>;
}

export function watchForHangs(title: string): HangWatch {
  const shared = new SharedArrayBuffer(4);
  const cell = new Int32Array(shared);
  const worker = new Worker(WATCHER, { eval: true, workerData: { beat: shared, hangMs: HANG_MS, title } });
  worker.unref();
  return {
    beat: (index) => void Atomics.store(cell, 0, index),
    async stop() {
      await worker.terminate();
    },
  };
}
