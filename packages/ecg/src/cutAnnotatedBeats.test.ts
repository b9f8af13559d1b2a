import { beforeAll, describe, expect, it } from "vitest";
import { cutAnnotatedBeats } from "./cutAnnotatedBeats.ts";
import type { AnnotatedBeatStrip } from "./cutAnnotatedBeats.ts";
import { heartbeatClassOf, isBeatSymbol } from "./heartbeatClass.ts";
import { readWfdbFolder } from "./read/wfdb/wfdbFolder.ts";
import type { Recording } from "./recording.ts";
import { hasSharedData, listShared } from "./testing/sharedData.ts";

describe.skipIf(!hasSharedData)("cutAnnotatedBeats on MIT-BIH", () => {
  let recordings: readonly Recording[] = [];
  const strips = new Map<string, AnnotatedBeatStrip>();
  beforeAll(async () => {
    ({ recordings } = await readWfdbFolder(listShared("mitdb")));
    for (const recording of recordings) strips.set(recording.id, cutAnnotatedBeats(recording, { leadName: "MLII", classOf: heartbeatClassOf }));
  });

  it("gives every kept beat the class of the annotation within 150 ms", () => {
    for (const recording of recordings) {
      const strip = strips.get(recording.id)!;
      expect(strip.classes.length).toBe(strip.beatCount);
      strip.rPeakSampleIndices.forEach((index, i) => {
        const near = recording.annotations.filter(({ sampleIndex, symbol }) => isBeatSymbol(symbol) && Math.abs(sampleIndex / 360 - index / 125) <= 0.15);
        expect(near.map(({ symbol }) => heartbeatClassOf(symbol))).toContain(strip.classes[i]);
        expect(heartbeatClassOf(strip.symbols[i])).toBe(strip.classes[i]);
      });
    }
  });

  it("accounts for every reference beat: kept, rejected, left out by symbol, or not found", () => {
    for (const recording of recordings) {
      const strip = strips.get(recording.id)!;
      const sum = (counts: Readonly<Record<string, number>>) => Object.values(counts).reduce((total, count) => total + count, 0);
      expect(strip.beatCount + sum(strip.rejectedCounts)).toBe(strip.detectedCount);
      expect(strip.detectedCount + sum(strip.leftOutSymbolCounts) + strip.unmatchedAnnotationCount).toBe(
        recording.annotations.filter(({ symbol }) => isBeatSymbol(symbol)).length,
      );
    }
  });

  it("keeps nearly all normal and ventricular beats of records 119, 200 and 208", () => {
    const counts = (id: string) => [0, 1].map((label) => strips.get(id)!.classes.filter((value) => value === label).length);
    for (const [id, normal, ventricular] of [["119", 1543, 444], ["200", 1743, 826], ["208", 1586, 992]] as const) {
      expect(counts(id)[0]).toBeGreaterThan(0.98 * normal);
      expect(counts(id)[0]).toBeLessThanOrEqual(normal);
      expect(counts(id)[1]).toBeGreaterThan(0.98 * ventricular);
      expect(counts(id)[1]).toBeLessThanOrEqual(ventricular);
    }
    expect(strips.get("208")!.leftOutSymbolCounts.F).toBeGreaterThan(360);
    expect(strips.get("217")!.leftOutSymbolCounts["/"]).toBeGreaterThan(1500);
  });
});
