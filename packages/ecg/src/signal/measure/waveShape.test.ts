import { describe, expect, it } from "vitest";
import { gaussian, raisedCosine, sampled, trapezium } from "./analyticWaves.fixture.ts";
import { waveShape } from "./waveShape.ts";

const within = (value: number | null | undefined, truth: number, share = 0.005) => {
  expect(value).not.toBeNull();
  expect(Math.abs(value! / truth - 1)).toBeLessThanOrEqual(share);
};

describe.each([250, 500, 1000])("the shape of a wave at %i Hz", (rate) => {
  it.each([25, 40, 60])("has the closed-form amplitude, width, slopes, area and symmetry of a Gaussian of σ %i ms", (sigma) => {
    const [a, centre] = [0.4, 401.3];
    const shape = waveShape(sampled([gaussian(a, centre, sigma)], 900, rate), ((centre - 5 * sigma) / 1000) * rate, ((centre + 5 * sigma) / 1000) * rate, 0, rate)!;
    within(shape.amplitudeMillivolt, a);
    within(shape.halfWidthMs, 2.3548200450309493 * sigma);
    within(shape.upSlopeMillivoltPerS, (1000 * a * Math.exp(-0.5)) / sigma);
    within(shape.downSlopeMillivoltPerS, (1000 * a * Math.exp(-0.5)) / sigma);
    within(shape.areaMillivoltMs, a * sigma * Math.sqrt(2 * Math.PI));
    within(shape.peakSample, (centre / 1000) * rate);
    within(shape.areaRatio, 1);
  });

  it("turns an inverted Gaussian on an offset level with its sign", () => {
    const samples = sampled([gaussian(-0.3, 400, 40)], 900, rate).map((value) => value + 0.12);
    const shape = waveShape(samples, 0.2 * rate, 0.6 * rate, 0.12, rate)!;
    within(shape.amplitudeMillivolt, -0.3);
    within(shape.areaMillivoltMs, -0.3 * 40 * Math.sqrt(2 * Math.PI));
    within(shape.upSlopeMillivoltPerS, (300 * Math.exp(-0.5)) / 40);
  });

  it("has the width, slope and area of a raised cosine", () => {
    const shape = waveShape(sampled([raisedCosine(0.5, 400, 120)], 900, rate), 0.28 * rate, 0.52 * rate, 0, rate)!;
    within(shape.amplitudeMillivolt, 0.5);
    within(shape.halfWidthMs, 120);
    within(shape.upSlopeMillivoltPerS, (0.25 * Math.PI * 1000) / 120);
    within(shape.areaMillivoltMs, 60);
    within(shape.timeRatio, 1);
    within(shape.areaRatio, 1);
  });

  it("has the time ratio that its marks give it", () => {
    within(waveShape(sampled([gaussian(0.4, 400, 40)], 900, rate), 0.2 * rate, 0.5 * rate, 0, rate)!.timeRatio, 2);
  });

  it("has the area ratio, slopes and area of a lopsided wave, x³·exp(−x)", () => {
    const [amplitude, scaleMs] = [0.4, 30];
    const unit = (x: number) => (x <= 0 ? 0 : (x ** 3 * Math.exp(-x)) / (27 * Math.exp(-3)));
    const steepness = (x: number) => (((3 - x) * x ** 2 * Math.exp(-x)) / (27 * Math.exp(-3)) / scaleMs) * 1000 * amplitude;
    const shape = waveShape(sampled([(ms) => amplitude * unit((ms - 101) / scaleMs)], 900, rate), 0.1 * rate, 0.7 * rate, 0, rate)!;
    within(shape.amplitudeMillivolt, amplitude);
    within(shape.areaMillivoltMs, (amplitude * scaleMs * 6) / (27 * Math.exp(-3)));
    // The share before the peak is the incomplete gamma function P(4, 3).
    within(shape.areaRatio, (1 - 13 * Math.exp(-3)) / (13 * Math.exp(-3)));
    within(shape.upSlopeMillivoltPerS, steepness(3 - Math.sqrt(3)));
    within(shape.downSlopeMillivoltPerS, -steepness(3 + Math.sqrt(3)));
  });

  // Its slopes are left out: a local cubic overshoots by 6 % at corners, which no wave of the heart has.
  it("has the width and area of a trapezium", () => {
    const shape = waveShape(sampled([trapezium(0.6, [200, 320, 400, 480])], 900, rate), 0.2 * rate, 0.48 * rate, 0, rate)!;
    within(shape.amplitudeMillivolt, 0.6);
    within(shape.halfWidthMs, 180);
    within(shape.areaMillivoltMs, 108);
  });
});

describe("a shape that is not there", () => {
  it("is null for a flat line and for marks on top of each other", () => {
    expect(waveShape(new Float64Array(100), 10, 90, 0, 500)).toBeNull();
    expect(waveShape(sampled([gaussian(1, 50, 10)], 200, 500), 20, 21, 0, 500)).toBeNull();
  });

  it("has no half width when the mark cuts the wave above half its height", () => {
    expect(waveShape(sampled([gaussian(0.4, 400, 40)], 900, 500), 195, 300, 0, 500)!.halfWidthMs).toBeNull();
  });
});
