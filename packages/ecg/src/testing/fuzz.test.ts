import { describe, expect, it } from "vitest";
import { FormatError } from "../errors.ts";
import type { FormatReader } from "../open/formatReader.ts";
import { NO_FACTS } from "../open/recordFacts.ts";
import type { SourceFile } from "../read/sourceFile.ts";
import { fuzzReader } from "./fuzz.ts";

/** A format of eight bytes of header and then bytes as samples; `fault` plants a bug for the fuzzer to find. */
function plantedReader(fault: "none" | "untyped" | "slow" | "memory" | "short"): FormatReader {
  return {
    formats: ["npy"],
    recognises: (head) => head[0] === 0x4b,
    async open(file: SourceFile) {
      const bytes = await file.bytes();
      if (bytes.length < 8) throw new FormatError("truncated", { file: file.path }, "the header is cut", "Copy it again.");
      const declared = bytes[4]! | (bytes[5]! << 8);
      if (fault === "memory") new Float64Array(declared * 64);
      if (declared > bytes.length - 8) throw new FormatError("truncated", { file: file.path }, "samples are missing", "Copy it again.");
      if (fault === "untyped" && bytes[6] === 0x80) throw new TypeError("planted");
      if (fault === "slow" && bytes[7] === 0xff) for (const until = performance.now() + 1100; performance.now() < until; );
      const signal = { name: "I", unit: "mV", samplingRateHz: 100, samplesPerFrame: 1, sampleCount: declared, gainPerUnit: 1, baselineCount: 0, invalidCount: null };
      return [
        {
          format: "npy", formatDetail: "planted", id: "planted", files: [file.path], annotations: [], annotationRateHz: 100, facts: NO_FACTS, notes: [],
          groups: [{ kind: "rhythm", framesPerSecond: 100, frameCount: declared, signals: [signal], pieces: [{ fromFrame: 0, startS: 0 }] }],
          readSamples: async (_group, from, to) => [Int32Array.from(bytes.subarray(8 + from, 8 + to - (fault === "short" && to > from ? 1 : 0)))],
        },
      ];
    },
  };
}

const seed = [{ path: "a.bin", bytes: Uint8Array.from({ length: 108 }, (_, i) => (i === 0 ? 0x4b : i === 4 ? 100 : i < 8 ? 0 : i)) }];

describe("the fuzzer", () => {
  it("passes a reader without faults, which opens many of the inputs", async () => {
    const outcome = await fuzzReader(plantedReader("none"), [seed], { title: "planted", runs: 5000 });
    expect(outcome.findings).toEqual([]);
    expect(outcome.openedCount).toBeGreaterThan(500);
    expect(outcome.refusals.get("truncated")).toBeGreaterThan(100);
  });

  it.each([
    ["untyped", "untyped-error"],
    ["memory", "memory"],
    ["short", "untyped-error"],
  ] as const)("finds a planted fault of kind %s", async (fault, kind) => {
    const outcome = await fuzzReader(plantedReader(fault), [seed], { title: "planted", runs: 20_000 });
    expect(outcome.findings.map((finding) => finding.kind)).toContain(kind);
  });

  it("finds a planted input that takes longer than a second", async () => {
    const outcome = await fuzzReader(plantedReader("slow"), [seed], { title: "planted", runs: 20_000, stopAfter: 1 });
    expect(outcome.findings.some((finding) => finding.kind === "slow")).toBe(true);
  });
});
