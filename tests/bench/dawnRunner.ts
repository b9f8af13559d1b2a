/** WebGPU contenders in this Node process, through Dawn, on whatever GPU its Vulkan, Metal or Direct3D driver gives. */
import { startContender } from "./contenders.ts";
import type { ContenderSpec } from "./contenders.ts";
import { describeAdapter } from "./describeAdapter.ts";
import { countGpuCalls } from "./gpuCounters.ts";
import { measurePeakGflops } from "./roofline.ts";
import { runSteps } from "./runSteps.ts";
import type { Runner } from "./runner.ts";
import { makeWorkload } from "./workload.ts";
import type { TaskName } from "./workload.ts";

export interface Dawn {
  readonly adapter: string;
  measurePeakGflops(): Promise<number>;
  open(spec: ContenderSpec, task: TaskName): Promise<Runner>;
}

/** @throws {RangeError} when there is no adapter */
export async function startDawn(): Promise<Dawn> {
  const { create, globals } = await import("webgpu");
  Object.assign(globalThis, globals);
  // Node 20 has no navigator, later ones have one without `gpu`.
  const gpu = create([]);
  if (typeof navigator === "undefined") Object.defineProperty(globalThis, "navigator", { value: { gpu, userAgent: "Node" }, configurable: true });
  else Object.defineProperty(navigator, "gpu", { value: gpu, configurable: true });
  countGpuCalls();
  const adapter = await describeAdapter();
  if (adapter === "none") throw new RangeError("Dawn finds no GPU. On Linux it needs libvulkan.so.1 and a driver (VK_ICD_FILENAMES may name one; VK_LOADER_DEBUG=all says what is tried).");
  return {
    adapter,
    measurePeakGflops,
    async open(spec, task) {
      if (spec.kind === "pytorch") throw new Error("PyTorch does not run on Dawn.");
      const contender = await startContender(spec);
      const session = await contender.open(makeWorkload(task));
      return {
        adapter: contender.adapter,
        run: (count, budgetMs) => runSteps(session, count, budgetMs),
        // One process for all contenders: its growth belongs to none of them.
        measureMemory: async () => ({ peakGrowthBytes: null, pageBytes: null }),
        close: async () => undefined,
      };
    },
  };
}
