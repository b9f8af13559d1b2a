/** The worker in which one contender computes. */
import type { Session } from "../contender.ts";
import { startContender } from "../contenders.ts";
import type { ContenderSpec } from "../contenders.ts";
import { describeAdapter } from "../describeAdapter.ts";
import { countGpuCalls } from "../gpuCounters.ts";
import { runSteps } from "../runSteps.ts";
import type { BlockReport } from "../runner.ts";
import { makeWorkload } from "../workload.ts";
import type { TaskName } from "../workload.ts";

export type BenchRequest =
  | { readonly kind: "describe" }
  | { readonly kind: "open"; readonly spec: Exclude<ContenderSpec, { kind: "pytorch" }>; readonly task: TaskName }
  | { readonly kind: "run"; readonly count: number; readonly budgetMs: number };

export type BenchReply =
  /** The WebGPU adapter of this browser, and whether threads can share memory. */
  | { readonly kind: "described"; readonly adapter: string; readonly isolated: boolean }
  | { readonly kind: "opened"; readonly adapter: string }
  | { readonly kind: "ran"; readonly report: BlockReport };

countGpuCalls();
const violations: string[] = [];
self.addEventListener("securitypolicyviolation", (event) => violations.push(`${event.effectiveDirective} refused ${event.blockedURI}`));
let session: Session | null = null;

async function answer(request: BenchRequest): Promise<BenchReply> {
  switch (request.kind) {
    case "describe":
      return { kind: "described", adapter: await describeAdapter(), isolated: self.crossOriginIsolated };
    case "open": {
      const contender = await startContender(request.spec);
      session = await contender.open(makeWorkload(request.task));
      return { kind: "opened", adapter: contender.adapter };
    }
    case "run": {
      if (session === null) throw new Error("No contender is open.");
      return { kind: "ran", report: await runSteps(session, request.count, request.budgetMs) };
    }
  }
}

self.addEventListener("message", ({ data }: MessageEvent<BenchRequest>) => {
  answer(data).then(
    (reply) => self.postMessage({ reply }),
    (error: unknown) => self.postMessage({ problem: [error instanceof Error ? error.message : String(error), ...new Set(violations)].join("; ") }),
  );
});
