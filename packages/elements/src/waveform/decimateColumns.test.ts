import { describe, expect, it } from "vitest";
import { decimateColumns } from "./decimateColumns.ts";

/** Park–Miller, so that the windows are the same on every run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48271) % 2147483647) / 2147483647;
}

describe("decimateColumns (V4)", () => {
  it("equals brute force over each column's own samples in 10 000 random windows", () => {
    const random = seeded(7);
    const samples = Float32Array.from({ length: 4000 }, () => (random() < 0.02 ? NaN : random() * 4 - 2));
    let differences = 0;
    for (let trial = 0; trial < 10_000; trial++) {
      const first = random() * 4400 - 200;
      const perColumn = 0.3 + random() * 40;
      const count = 1 + Math.floor(random() * 30);
      const columns = decimateColumns(samples, first, perColumn, count);
      for (let c = 0; c < count; c++) {
        const inside: number[] = [];
        const from = Math.max(0, Math.floor(first + c * perColumn) - 1);
        for (let i = from; i < samples.length && i < first + (c + 1) * perColumn; i++) {
          if (i >= first + c * perColumn && Number.isFinite(samples[i])) inside.push(samples[i]);
        }
        const low = inside.length === 0 ? NaN : Math.min(...inside);
        const high = inside.length === 0 ? NaN : Math.max(...inside);
        if (!Object.is(low, columns.minima[c]) || !Object.is(high, columns.maxima[c])) differences++;
      }
    }
    expect(differences).toBe(0);
  });

  it("keeps a one-sample spike visible at every zoom and offset", () => {
    const samples = new Float32Array(65_000);
    samples[31_337] = 100;
    for (const speed of [12.5, 25, 50, 100]) {
      for (const dpr of [1, 2, 3]) {
        const perColumn = 500 / (speed * (96 / 25.4) * dpr);
        for (let offset = 0; offset < 40; offset++) {
          const columns = decimateColumns(samples, 31_337 - 300 * perColumn + offset * 0.137, perColumn, 600);
          expect(columns.maxima.reduce((most, value) => (value > most ? value : most), 0)).toBe(100);
        }
      }
    }
  });

  it.each([5, 10, 20])("keeps both of two opposite spikes %i samples apart in one column", (apart) => {
    const samples = new Float32Array(1000);
    samples[500] = 100;
    samples[500 + apart] = -100;
    const columns = decimateColumns(samples, 0, 100, 10);
    expect(columns.maxima[5]).toBe(100);
    expect(columns.minima[5]).toBe(-100);
  });

  it("never lets an invalid sample into min or max and reports it at the column's edge", () => {
    const columns = decimateColumns(Float32Array.of(NaN, 1, 2, Infinity, -Infinity, NaN), 0, 3, 3);
    expect([...columns.minima]).toEqual([1, NaN, NaN]);
    expect([...columns.maxima]).toEqual([2, NaN, NaN]);
    expect(columns.firsts[0]).toBeNaN();
    expect(columns.lasts[0]).toBe(2);
  });

  it("puts every sample into exactly one column when columns are not whole samples wide", () => {
    const samples = Float32Array.from({ length: 997 }, (_, i) => i);
    const columns = decimateColumns(samples, 0, 997 / 31, 31);
    for (let c = 1; c < 31; c++) expect(columns.minima[c]).toBe(columns.maxima[c - 1] + 1);
    expect(columns.minima[0]).toBe(0);
    expect(columns.maxima[30]).toBe(996);
  });
});
