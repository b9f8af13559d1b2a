import { describe, expect, it } from "vitest";
import { judge, type ReadingRow } from "./readingBench.ts";

const row = (task: ReadingRow["task"], megabytesPerSecond: number, ratio: number | null): ReadingRow => ({ format: 212, files: "long", task, megabytes: 20, rounds: 9, megabytesPerSecond, pythonMegabytesPerSecond: null, ratio, cpuRatio: ratio });

describe("judge", () => {
  it("asks for 100 MB/s of each way of reading, and for five times rdrecord's time beside what it gives by default and beside the same", () => {
    expect(judge([row("raw : raw", 100, 1), row("mV : mV", 99.9, 5), row("raw : mV", 100, 4.99)]).map(({ text, met }) => [text, met])).toEqual([
      ["format 212, long, raw: at least 100 MB/s", true],
      ["format 212, long, mV: at least 100 MB/s", false],
      ["format 212, long, mV : mV: rdrecord takes at least 5 times as long", true],
      ["format 212, long, raw : mV: rdrecord takes at least 5 times as long", false],
    ]);
  });

  it("leaves open what it cannot compare", () => {
    expect(judge([row("raw : mV", 500, null)]).map(({ met }) => met)).toEqual([null]);
  });
});
