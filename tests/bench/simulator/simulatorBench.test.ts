import { describe, expect, it } from "vitest";
import { judge } from "./simulatorBench.ts";

describe("judge", () => {
  it("asks for 5 ms a record and 60 s for 10 000 people, or their share", () => {
    expect(judge({ noisyMs: [4, 5, 9], peopleS: 60 }, 10_000).map(({ met }) => met)).toEqual([true, true]);
    expect(judge({ noisyMs: [4, 5.1, 9], peopleS: 6.1 }, 1000).map(({ met }) => met)).toEqual([false, false]);
  });
});
