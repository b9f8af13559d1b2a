import { describe, expect, it } from "vitest";
import { judge } from "./simulatorBench.ts";

const noisy = (...cpuMs: readonly number[]) => cpuMs.map((each) => ({ ms: 3 * each, cpuMs: each }));

describe("judge", () => {
  it("asks for 5 ms a record and 60 s for 10 000 people, or their share, of the processor", () => {
    expect(judge({ noisy: noisy(4, 5, 9), peopleCpuS: 60 }, 10_000).map(({ met }) => met)).toEqual([true, true]);
    expect(judge({ noisy: noisy(4, 5.1, 9), peopleCpuS: 6.1 }, 1000).map(({ met }) => met)).toEqual([false, false]);
  });
});
