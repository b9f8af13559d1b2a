import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { BEAT_BANDPASS, designBandpassFir, filterFirCentred } from "./firBandpass.ts";
import type { BandpassFirSpec } from "./firBandpass.ts";

interface FirGolden {
  readonly designs: readonly (BandpassFirSpec & { readonly taps: readonly number[] })[];
  readonly filtered: readonly { readonly sampleCount: number; readonly design: number; readonly filtered: readonly number[] }[];
}
const golden = JSON.parse(readFileSync(new URL("../../../../tests/golden/ecg/fir.json", import.meta.url), "utf8")) as FirGolden;

/** The signal of make_signal_goldens.py. */
function makeWave(sampleCount: number): Float64Array {
  return Float64Array.from({ length: sampleCount }, (_, n) => Math.sin((2 * Math.PI * 1.2 * n) / 250) + 0.3 * Math.sin((2 * Math.PI * 50 * n) / 250) + 0.002 * n);
}

function gainDb(taps: Float64Array, frequencyHz: number, samplingRateHz: number): number {
  const centre = (taps.length - 1) / 2;
  const gain = taps.reduce((sum, tap, n) => sum + tap * Math.cos((2 * Math.PI * frequencyHz * (n - centre)) / samplingRateHz), 0);
  return 20 * Math.log10(Math.abs(gain));
}

describe("designBandpassFir", () => {
  const taps = designBandpassFir(BEAT_BANDPASS);

  it("gives the published taps of the 0.5–40 Hz filter", () => {
    expect(taps[200]).toBeCloseTo(0.6319176261, 10);
    expect(taps[199]).toBeCloseTo(0.2799638528, 10);
    expect(taps[198]).toBeCloseTo(-0.1305809508, 10);
    expect(taps[190]).toBeCloseTo(0.0222275108, 10);
    expect(taps[0]).toBeCloseTo(1.210765e-4, 10);
    expect(taps.reduce((sum, tap) => sum + tap, 0)).toBeCloseTo(0.0085029159, 10);
  });

  it.each([
    [0.25, -17.62, 0.01],
    [0.5, -6.03, 0.01],
    [1, -0.05, 0.01],
    [10, 0, 0.01],
    [40, -6.02, 0.01],
    [45, -63.7, 0.1],
  ])("has the published gain at %d Hz", (frequencyHz, expectedDb, tolerance) => {
    expect(Math.abs(gainDb(taps, frequencyHz, 125) - expectedDb)).toBeLessThanOrEqual(tolerance);
  });

  it("equals SciPy's firwin to 1e-12 of the largest tap", () => {
    for (const design of golden.designs) {
      const own = designBandpassFir(design);
      const largest = Math.max(...design.taps.map(Math.abs));
      design.taps.forEach((tap, n) => expect(Math.abs(own[n] - tap)).toBeLessThanOrEqual(1e-12 * largest));
    }
  });

  it("refuses even tap counts and bands beyond half the sampling rate", () => {
    expect(() => designBandpassFir({ ...BEAT_BANDPASS, tapCount: 400 })).toThrow(RangeError);
    expect(() => designBandpassFir({ ...BEAT_BANDPASS, highHz: 62.5 })).toThrow(RangeError);
    expect(() => designBandpassFir({ ...BEAT_BANDPASS, lowHz: 0 })).toThrow(RangeError);
  });
});

describe("filterFirCentred", () => {
  it("equals numpy's convolution of the reflected signal, also for signals shorter than the filter", () => {
    for (const { sampleCount, design, filtered } of golden.filtered) {
      const own = filterFirCentred(makeWave(sampleCount), Float64Array.from(golden.designs[design].taps));
      expect(own.length).toBe(filtered.length);
      filtered.forEach((value, n) => expect(Math.abs(own[n] - value)).toBeLessThanOrEqual(1e-12));
    }
  });

  it("keeps a 10 Hz wave in place and at full height", () => {
    const x = Float64Array.from({ length: 1000 }, (_, n) => Math.cos((2 * Math.PI * 10 * n) / 125));
    const filtered = filterFirCentred(x, designBandpassFir(BEAT_BANDPASS));
    for (let n = 200; n < 800; n++) expect(filtered[n]).toBeCloseTo(x[n], 2);
  });

  it("is linear", () => {
    const taps = designBandpassFir({ ...BEAT_BANDPASS, tapCount: 51 });
    const a = makeWave(300);
    const b = a.map((value, n) => Math.cos(n) * value);
    const sum = filterFirCentred(a.map((value, n) => 2 * value - 3 * b[n]), taps);
    const parts = [filterFirCentred(a, taps), filterFirCentred(b, taps)];
    sum.forEach((value, n) => expect(value).toBeCloseTo(2 * parts[0][n] - 3 * parts[1][n], 12));
  });

  it("gives nothing for nothing and refuses taps that are not symmetric", () => {
    expect(filterFirCentred([], designBandpassFir(BEAT_BANDPASS)).length).toBe(0);
    expect(() => filterFirCentred([1, 2], Float64Array.of(1, 2, 3))).toThrow(RangeError);
    expect(() => filterFirCentred([1, 2], Float64Array.of(1, 1))).toThrow(RangeError);
  });
});
