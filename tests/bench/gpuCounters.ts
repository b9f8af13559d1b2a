/** Counts dispatches and queue submissions of every WebGPU user of this thread, by wrapping the two methods all of them must call. */

export interface GpuCounts {
  readonly dispatches: number;
  readonly submits: number;
}

interface Counted {
  prototype: Record<string, (...values: unknown[]) => unknown>;
}

let dispatches = 0;
let submits = 0;

function wrap(className: string, method: string, count: () => void): void {
  const prototype = (globalThis as unknown as Record<string, Counted | undefined>)[className]?.prototype;
  const original = prototype?.[method];
  if (prototype === undefined || original === undefined) return;
  prototype[method] = function (this: unknown, ...values: unknown[]) {
    count();
    return original.apply(this, values);
  };
}

/** Call once, before any framework is loaded. */
export function countGpuCalls(): void {
  wrap("GPUComputePassEncoder", "dispatchWorkgroups", () => dispatches++);
  wrap("GPUComputePassEncoder", "dispatchWorkgroupsIndirect", () => dispatches++);
  wrap("GPUQueue", "submit", () => submits++);
}

export const gpuCounts = (): GpuCounts => ({ dispatches, submits });
