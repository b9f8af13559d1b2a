/** Starts the worker of this page's one contender and passes on what Node asks. */
import type { BenchReply, BenchRequest } from "./bench.worker.ts";

declare global {
  interface Window {
    /** Rejects with the worker's error. */
    askBench(request: BenchRequest): Promise<BenchReply>;
    /** Bytes of the page and its workers. */
    measurePage(): Promise<number>;
  }
  interface Performance {
    measureUserAgentSpecificMemory?(): Promise<{ readonly bytes: number }>;
  }
}

const worker = new Worker(new URL("./bench.worker.ts", import.meta.url), { type: "module" });

// One request at a time: Node waits for each reply.
window.askBench = (request) =>
  new Promise((resolve, reject) => {
    const fail = (problem: string): void => reject(new Error(problem));
    worker.onmessage = ({ data }: MessageEvent<{ reply: BenchReply } | { problem: string }>) => ("reply" in data ? resolve(data.reply) : fail(data.problem));
    worker.onerror = ({ message }) => fail(message);
    worker.postMessage(request);
  });

window.measurePage = async () => (await performance.measureUserAgentSpecificMemory?.())?.bytes ?? NaN;
