import { describe, expect, it } from "vitest";
import { gaussian, sampled } from "../analyticWaves.fixture.ts";
import { waveShape } from "../waveShape.ts";
import { morphologyScore } from "./morphologyCombinationScore.ts";
import { EIGENLEAD_SLOPE_BASIS, RIGHT_SLOPE_OVER_ROOT_BASIS, rightSlopeOverRootAmplitude, severiPotassiumMmolPerL, slopeOverAmplitude } from "./slopeMarkers.ts";
import { MORPHOLOGY_BASIS } from "./morphologyCombinationScore.ts";
import { QRS_WARP_BASIS, T_WARP_BASIS } from "./warpMarkers.ts";

const gaussianT = (amplitude: number, sigma: number) => waveShape(sampled([gaussian(amplitude, 400, sigma)], 900, 500), (400 - 5 * sigma) / 2, (400 + 5 * sigma) / 2, 0, 500)!;

describe("slope markers of a Gaussian T wave", () => {
  it.each([[0.2, 50], [0.4, 40], [0.9, 25]])("have their closed forms (amplitude %d mV, σ %d ms)", (amplitude, sigma) => {
    const t = gaussianT(amplitude, sigma);
    const slope = (1000 * Math.exp(-0.5)) / sigma;
    expect(Math.abs(slopeOverAmplitude(t) / slope - 1)).toBeLessThan(0.005);
    expect(Math.abs(rightSlopeOverRootAmplitude(t)! / (slope * Math.sqrt(amplitude)) - 1)).toBeLessThan(0.005);
  });

  it("have no root for a wave that points down", () => {
    expect(rightSlopeOverRootAmplitude(gaussianT(-0.3, 40))).toBeNull();
    expect(slopeOverAmplitude(gaussianT(-0.3, 40))).toBeGreaterThan(0);
  });

  it("follow the published line only in the unit of its authors", () => {
    expect(severiPotassiumMmolPerL(4)).toBeCloseTo(4.15, 12);
    expect(EIGENLEAD_SLOPE_BASIS.calibration).toMatch(/unit of T_S\/A is not given/);
  });
});

describe("the basis of every marker", () => {
  it.each([RIGHT_SLOPE_OVER_ROOT_BASIS, EIGENLEAD_SLOPE_BASIS, MORPHOLOGY_BASIS, T_WARP_BASIS, QRS_WARP_BASIS])("names source, unit and range: $citation", (basis) => {
    for (const text of [basis.citation, basis.unit, basis.applicableRange, basis.kaliumsChoice]) expect(text.length).toBeGreaterThan(0);
  });
});

describe("the morphology combination score", () => {
  const score = (wave: (ms: number) => number, from = 200, to = 600) => morphologyScore(sampled([wave], 900, 500), from / 2, to / 2, 0, 500)!;

  it("is near zero for a Gaussian, in each of its parts", () => {
    const { asymmetry, flatness, notch } = score(gaussian(0.4, 400, 40));
    expect(asymmetry).toBeLessThan(0.02);
    expect(flatness).toBeLessThan(0.01);
    expect(notch).toBeLessThan(1e-9);
  });

  it("has the closed-form flatness of a raised cosine and of a box", () => {
    const cosine = score((ms) => (Math.abs(ms - 400) < 120 ? 0.2 * (1 + Math.cos((Math.PI * (ms - 400)) / 120)) : 0), 280, 520);
    // Kurtosis of the raised cosine distribution: 3 − 6(π⁴ − 90)/(5(π² − 6)²).
    const excess = (-6 * (Math.PI ** 4 - 90)) / (5 * (Math.PI ** 2 - 6) ** 2);
    expect(Math.abs(cosine.flatness / (-excess / 3) - 1)).toBeLessThan(0.005);
    const box = score((ms) => (Math.abs(ms - 400) <= 100 ? 0.4 + 1e-6 * (100 - Math.abs(ms - 400)) : 0), 200, 600);
    expect(Math.abs(box.flatness / 0.4 - 1)).toBeLessThan(0.005);
  });

  it("has the depth of a notch over the height", () => {
    const twoHumps = (ms: number) => gaussian(0.4, 360, 20)(ms) + gaussian(0.3, 440, 20)(ms);
    const dip = Math.min(...Array.from({ length: 81 }, (_, k) => twoHumps(360 + k)));
    expect(score(twoHumps).notch).toBeCloseTo((0.3 - dip) / 0.4, 2);
  });

  it("grows with a wave that leans", () => {
    expect(score((ms) => gaussian(0.4, 400, ms < 400 ? 60 : 30)(ms)).asymmetry).toBeGreaterThan(score((ms) => gaussian(0.4, 400, ms < 400 ? 45 : 40)(ms)).asymmetry);
  });

  it("weighs flatness with 1.6", () => {
    const { asymmetry, flatness, notch, score: sum } = score((ms) => gaussian(0.4, 360, 30)(ms) + gaussian(0.3, 440, 25)(ms));
    expect(sum).toBeCloseTo(asymmetry + 1.6 * flatness + notch, 12);
  });
});
