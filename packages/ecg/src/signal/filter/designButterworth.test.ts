import { describe, expect, it } from "vitest";
import { designButterworth } from "./designButterworth.ts";
import { designNotch } from "./designNotch.ts";
import { defaultPadLength, filterForwardBackward } from "./filterForwardBackward.ts";
import { filterSections, steadyState } from "./secondOrderSections.ts";

const wave = Float64Array.from({ length: 1000 }, (_, n) => Math.sin((2 * Math.PI * 1.2 * n) / 250) + 0.3 * Math.sin((2 * Math.PI * 50 * n) / 250) + 0.002 * n);
const close = (values: readonly number[], digits: number) => values.map((value) => expect.closeTo(value, digits));

describe("the vectors of the signal specification", () => {
  const band = designButterworth({ order: 2, kind: "bandpass", cutoffHz: [0.5, 40], samplingRateHz: 250 });

  it("are met by the sections, the pad length and the steady state of 0.5–40 Hz", () => {
    expect(band).toEqual([
      close([0.1424442454075173, 0.2848884908150346, 0.1424442454075173, 1, -0.6856000535320614, 0.2606960322734962], 14),
      close([1, -2, 1, 1, -1.9822347503854438, 0.9823948462782603], 14),
    ]);
    expect([...steadyState(band)]).toEqual(close([0.848306868653468, -0.115840638998728, -0.990751114061721, 0.990751114061708], 11));
    expect(defaultPadLength(band)).toBe(15);
    expect(defaultPadLength(designButterworth({ order: 4, kind: "bandpass", cutoffHz: [0.05, 150], samplingRateHz: 500 }))).toBe(27);
  });

  it("are met by both forward-backward filters", () => {
    const at = (filtered: Float64Array) => [0, 100, 500, 999].map((n) => filtered[n]!);
    expect(at(filterForwardBackward(band, wave))).toEqual(close([-0.00539654050851, 0.0946360935129, 0.584782087934, 0.0504342912462], 11));
    const diagnostic = designButterworth({ order: 4, kind: "bandpass", cutoffHz: [0.05, 150], samplingRateHz: 500 });
    expect(at(filterForwardBackward(diagnostic, wave))).toEqual(close([-0.104820333761, 0.163045575242, 1.19989673414, 0.110343940915], 10));
  });

  it("are met by the 50 Hz notch", () => {
    expect(designNotch({ frequencyHz: 50, quality: 30, samplingRateHz: 500 })).toEqual([
      close([0.989636175362892, -1.60126496823361, 0.989636175362892, 1, -1.60126496823361, 0.979272350725784], 14),
    ]);
  });
});

describe("designButterworth", () => {
  it("refuses orders and edges that make no filter", () => {
    expect(() => designButterworth({ order: 0, kind: "lowpass", cutoffHz: 40, samplingRateHz: 250 })).toThrow(RangeError);
    expect(() => designButterworth({ order: 2, kind: "lowpass", cutoffHz: 125, samplingRateHz: 250 })).toThrow(RangeError);
    expect(() => designButterworth({ order: 2, kind: "bandpass", cutoffHz: [40, 0.5], samplingRateHz: 250 })).toThrow(RangeError);
    expect(() => designButterworth({ order: 2, kind: "bandpass", cutoffHz: 40, samplingRateHz: 250 })).toThrow(RangeError);
    expect(() => designNotch({ frequencyHz: 50, quality: 30, samplingRateHz: 100 })).toThrow(RangeError);
  });
});

describe("filterForwardBackward", () => {
  it("leaves a constant as it is under a low-pass, however short the signal", () => {
    const lowpass = designButterworth({ order: 4, kind: "lowpass", cutoffHz: 40, samplingRateHz: 250 });
    for (const length of [1, 2, 5, 400]) {
      for (const value of filterForwardBackward(lowpass, new Float32Array(length).fill(2))) expect(value).toBeCloseTo(2, 12);
    }
    expect(filterForwardBackward(lowpass, [])).toHaveLength(0);
  });
});

describe("filterSections", () => {
  it("begins steady when given the steady state of the first sample", () => {
    const lowpass = designButterworth({ order: 3, kind: "lowpass", cutoffHz: 15, samplingRateHz: 360 });
    for (const value of filterSections(lowpass, new Float64Array(50).fill(1), steadyState(lowpass))) expect(value).toBeCloseTo(1, 12);
  });

  it("decays to true zero after the signal ends instead of into subnormal numbers", () => {
    const highpass = designButterworth({ order: 2, kind: "highpass", cutoffHz: 5, samplingRateHz: 250 });
    const samples = new Float64Array(20_000);
    samples[0] = 1;
    expect(filterSections(highpass, samples)[19_999]).toBe(0);
  });
});
