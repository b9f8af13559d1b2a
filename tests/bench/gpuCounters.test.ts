import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { countGpuCalls, gpuCounts } from "./gpuCounters.ts";
import { runSteps } from "./runSteps.ts";

class FakePass {
  readonly sizes: number[] = [];
  dispatchWorkgroups(size: number): this {
    this.sizes.push(size);
    return this;
  }
  dispatchWorkgroupsIndirect(): void {}
}
class FakeQueue {
  submit(): void {}
}

describe("The counters of WebGPU calls", () => {
  beforeAll(() => {
    vi.stubGlobal("GPUComputePassEncoder", FakePass);
    vi.stubGlobal("GPUQueue", FakeQueue);
    countGpuCalls();
  });
  afterAll(() => void vi.unstubAllGlobals());

  test("count dispatches and submits, and let the calls through", () => {
    const before = gpuCounts();
    const pass = new FakePass();
    expect(pass.dispatchWorkgroups(3)).toBe(pass);
    pass.dispatchWorkgroupsIndirect();
    new FakeQueue().submit();
    const after = gpuCounts();
    expect(pass.sizes).toEqual([3]);
    expect([after.dispatches - before.dispatches, after.submits - before.submits]).toEqual([2, 1]);
  });

  test("are read for each step, and shared out over the steps of a run of several", async () => {
    const run = async (): Promise<number> => {
      for (let dispatch = 0; dispatch < 20; dispatch++) new FakePass().dispatchWorkgroups(1);
      new FakeQueue().submit();
      return 0.5;
    };
    const single = await runSteps({ run, memory: () => null }, 3, Infinity);
    expect(single).toMatchObject({ dispatches: [20, 20, 20], submits: [1, 1, 1], losses: [0.5, 0.5, 0.5], output: null });
    const queued = await runSteps({ run, stepsPerRun: 10, memory: () => null }, 1, Infinity);
    expect(queued).toMatchObject({ dispatches: [2], submits: [0.1] });
  });
});
