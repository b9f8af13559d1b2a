import { describe, expect, test } from "vitest";
import { waveLabels } from "./waveLabels.ts";

const column = (labels: Float32Array, wave: number): number[] => Array.from({ length: labels.length / 3 }, (_, i) => labels[3 * i + wave]!);

const evenly = (start: number, step: number, count: number): Float64Array => Float64Array.from({ length: count }, (_, i) => start + i * step);

describe("labels of a row", () => {
  const waves = [
    { kind: "p", onset: 20, peak: 25, offset: 30 },
    { kind: "qrs", onset: 40, peak: 45, offset: 50 },
    { kind: "t", onset: 60, peak: 70, offset: 80 },
  ] as const;

  test("are one inside a wave with both boundaries, zero between the first mark and the last, and unknown beyond a margin of 24 ms", () => {
    // 500 Hz, one sample of the row for every second of the strip: a margin of 12 strip samples.
    const labels = waveLabels(waves, 500, evenly(0, 2, 60));
    const p = column(labels, 0);
    expect(p.slice(10, 16)).toEqual([1, 1, 1, 1, 1, 1]);
    expect(p.slice(4, 10)).toEqual([0, 0, 0, 0, 0, 0]);
    expect(p.slice(0, 4).every(Number.isNaN)).toBe(true);
    expect(p.slice(16, 47).every((value) => value === 0)).toBe(true);
    expect(p.slice(47).every(Number.isNaN)).toBe(true);
    expect(column(labels, 1).flatMap((value, i) => (value === 1 ? [i] : []))).toEqual([20, 21, 22, 23, 24, 25]);
    expect(column(labels, 2).flatMap((value, i) => (value === 1 ? [i] : []))).toEqual([30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40]);
  });

  test("follow a row that starts between samples and is stretched", () => {
    const labels = column(waveLabels(waves, 500, evenly(9.5, 3, 20)), 0);
    // Samples lie at 9.5, 12.5, …; those within 20 … 30 are 21.5, 24.5 and 27.5.
    expect(labels.flatMap((value, i) => (value === 1 ? [i] : []))).toEqual([4, 5, 6]);
  });

  test("are unknown beside a wave that lacks a boundary, in its own column alone", () => {
    const labels = waveLabels([{ kind: "p", onset: 20, peak: 25, offset: 30 }, { kind: "qrs", onset: null, peak: 200, offset: 210 }, { kind: "t", onset: 260, peak: 280, offset: 300 }], 500, evenly(0, 1, 310));
    const qrs = column(labels, 1);
    expect(qrs.flatMap((value, i) => (Number.isNaN(value) && i > 8 && i < 311 && i <= 300 ? [i] : []))).toEqual(Array.from({ length: 86 }, (_, i) => 125 + i));
    expect(column(labels, 0)[150]).toBe(0);
  });

  test("are all unknown for a lead that nobody marked", () => {
    expect(waveLabels([], 500, evenly(0, 2, 10)).every(Number.isNaN)).toBe(true);
  });
});
