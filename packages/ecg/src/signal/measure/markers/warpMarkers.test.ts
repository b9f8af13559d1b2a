import { describe, expect, it } from "vitest";
import { gaussian, sampled } from "../analyticWaves.fixture.ts";
import { qrsWarp, tWaveWarp, type MarkedWave } from "./warpMarkers.ts";

const BASE_MS = 240;

/** A wave of known form on [0, 1], drawn after a change of time, with a quiet margin. */
function drawn(inverse: (v: number) => number, rate: number, amplitude = 0.4, baseMs = BASE_MS): MarkedWave {
  const form = (u: number) => amplitude * Math.sin(Math.PI * u) ** 2 * (1 + 0.3 * Math.sin(Math.PI * u));
  const [margin, n] = [Math.round(0.06 * rate), Math.round((baseMs / 1000) * rate)];
  const samples = Float64Array.from({ length: n + 1 + 2 * margin }, (_, i) => (i < margin || i > margin + n ? 0 : form(inverse((i - margin) / n))));
  return { samples, samplingRateHz: rate, onset: margin, offset: margin + n, levelMillivolt: 0 };
}

/** Inverse of γ(u) = u − k·sin(2πu)/π, which moves time by k·base/π at most. */
function inverseOf(k: number): (v: number) => number {
  return (v) => {
    let [low, high] = [0, 1];
    for (let i = 0; i < 60; i++) {
      const middle = (low + high) / 2;
      if (middle - (k * Math.sin(2 * Math.PI * middle)) / Math.PI < v) low = middle;
      else high = middle;
    }
    return (low + high) / 2;
  };
}

const same = (v: number) => v;

describe("the time-warping distance of T waves", () => {
  it.each([
    [0.05, 250], [0.05, 500], [0.1, 500], [0.15, 1000], [-0.1, 500], [0.2, 250],
  ])("is the mean of a known warping, %d of the base at %i Hz, within half a percent", (k, rate) => {
    const warp = tWaveWarp(drawn(same, rate), drawn(inverseOf(k), rate))!;
    const truth = ((BASE_MS * Math.abs(k)) / Math.PI) * (2 / Math.PI);
    expect(Math.abs(warp.unsignedMs / truth - 1)).toBeLessThan(0.005);
    expect(Math.sign(warp.signedMs)).toBe(-Math.sign(k));
  });

  it.each([0.8, 0.9, 1.1, 1.3])("of a wave stretched by %d is |stretch − 1| · half the base / 2, positive when narrower", (stretch) => {
    const warp = tWaveWarp(drawn(same, 1000), drawn(same, 1000, 0.4, BASE_MS * stretch))!;
    // The wave is even about its middle, so its centre of area is there.
    expect(Math.abs(warp.signedMs / ((1 - stretch) * (BASE_MS / 4)) - 1)).toBeLessThan(0.005);
  });

  it("is zero for the same form at another height, and for the wave itself", () => {
    expect(tWaveWarp(drawn(same, 500), drawn(same, 500, 1.1))!.unsignedMs).toBeLessThan(1e-6);
    expect(tWaveWarp(drawn(same, 500), drawn(same, 500))!.unsignedMs).toBe(0);
  });

  it("vanishes with the rate's own change when times are scaled by RR^(−1/3)", () => {
    const reference = { ...drawn(same, 1000), rrMs: 1000 };
    const faster = { ...drawn(same, 1000, 0.4, BASE_MS * Math.cbrt(0.7)), rrMs: 700 };
    const warp = tWaveWarp(reference, faster)!;
    expect(warp.signedMs).toBeGreaterThan(5);
    expect(Math.abs(warp.rateCorrectedMs!)).toBeLessThan(0.3);
  });

  it("is null for a flat wave and has no corrected value without RR", () => {
    const wave = drawn(same, 500);
    expect(tWaveWarp(wave, { ...wave, samples: new Float64Array(wave.samples.length) })).toBeNull();
    expect(tWaveWarp(wave, wave)!.rateCorrectedMs).toBeNull();
  });
});

describe("the QRS warp", () => {
  const complex = (scale: number): MarkedWave => ({
    samples: sampled([gaussian(-0.1, 150 - 25 * scale, 6 * scale), gaussian(1.2, 150, 8 * scale), gaussian(-0.3, 150 + 28 * scale, 7 * scale)], 300, 1000),
    samplingRateHz: 1000, onset: 150 - 60 * scale, offset: 150 + 60 * scale, levelMillivolt: 0,
  });

  it.each([0.85, 1.15, 1.4])("of a complex scaled in time by %d is the mean displacement, positive when wider", (scale) => {
    const warp = qrsWarp(complex(1), complex(scale))!;
    // Displacement (scale − 1)·|t| with t from the centre of area, c ms off the middle: the mean of |t| is (a² + b²)/2(a + b).
    const weights = Array.from(complex(1).samples, Math.abs);
    const centre = weights.reduce((sum, weight, ms) => sum + weight * (ms - 150), 0) / weights.reduce((sum, weight) => sum + weight, 0);
    const [a, b] = [60 + centre, 60 - centre];
    const truth = ((scale - 1) * (a * a + b * b)) / (2 * (a + b));
    expect(Math.abs(warp.signedMs / truth - 1)).toBeLessThan(0.01);
  });
});
