import { describe, expect, it } from "vitest";
import { designButterworth } from "./designButterworth.ts";
import { designNotch } from "./designNotch.ts";
import { filterSections } from "./secondOrderSections.ts";
import { responseAt } from "./frequencyResponse.ts";

describe("responseAt", () => {
  it("finds the published depths of the 50 Hz notch of quality 30 at 500 Hz: -2.3 dB at 1 Hz off, -0.1 dB at 5 Hz off, 1.7 Hz wide", () => {
    const notch = designNotch({ frequencyHz: 50, quality: 30, samplingRateHz: 500 });
    const decibelAt = (hz: number) => responseAt(notch, hz, 500).gainDecibel;
    for (const side of [-1, 1]) {
      expect(decibelAt(50 + side)).toBeCloseTo(-2.3, 1);
      expect(decibelAt(50 + 5 * side)).toBeCloseTo(-0.1, 1);
      expect(decibelAt(50 + (side * 50) / 30 / 2)).toBeCloseTo(-3, 1);
    }
    expect(decibelAt(50)).toBeLessThan(-250);
  });

  it.each([1, 2, 5, 8])("finds 3 dB at every edge of Butterworth filters of order %i, and their published slope", (order) => {
    const lowpass = designButterworth({ order, kind: "lowpass", cutoffHz: 40, samplingRateHz: 1000 });
    const band = designButterworth({ order, kind: "bandpass", cutoffHz: [0.5, 40], samplingRateHz: 250 });
    const stop = designButterworth({ order, kind: "bandstop", cutoffHz: [48, 52], samplingRateHz: 500 });
    for (const [sections, hz, rate] of [[lowpass, 40, 1000], [band, 0.5, 250], [band, 40, 250], [stop, 48, 500], [stop, 52, 500]] as const) {
      expect(responseAt(sections, hz, rate).gain).toBeCloseTo(Math.SQRT1_2, 8);
    }
    // |H|² = 1/(1 + (tan(πf/fs)/tan(πfc/fs))^2n) after the bilinear transformation.
    const ratio = Math.tan((Math.PI * 90) / 1000) / Math.tan((Math.PI * 40) / 1000);
    expect(responseAt(lowpass, 90, 1000).gain).toBeCloseTo(1 / Math.sqrt(1 + ratio ** (2 * order)), 12);
  });

  it("tells what happens to a sine that is filtered", () => {
    const sections = designButterworth({ order: 3, kind: "bandpass", cutoffHz: [5, 30], samplingRateHz: 360 });
    const turn = (2 * Math.PI * 11) / 360;
    const filtered = filterSections(sections, Float64Array.from({ length: 3000 }, (_, n) => Math.sin(turn * n)));
    const { gain, phaseRadians } = responseAt(sections, 11, 360);
    for (let n = 2500; n < 3000; n++) expect(filtered[n]).toBeCloseTo(gain * Math.sin(turn * n + phaseRadians), 9);
  });
});

describe("single precision", () => {
  it("would ruin a 0.05 Hz high-pass, which is why all is double: an error of more than 1e-3 against the same sections", () => {
    const sections = designButterworth({ order: 4, kind: "bandpass", cutoffHz: [0.05, 150], samplingRateHz: 500 });
    const samples = Float64Array.from({ length: 5000 }, (_, n) => Math.sin((2 * Math.PI * 1.2 * n) / 500) + 0.5);
    const exact = filterSections(sections, samples);
    const single = samples.slice();
    const round = Math.fround;
    for (const [b0, b1, b2, , a1, a2] of sections.map((section) => section.map(round))) {
      let [first, second] = [0, 0];
      for (let n = 0; n < single.length; n++) {
        const x = single[n];
        const y = round(round(b0 * x) + first);
        first = round(round(round(b1 * x) - round(a1 * y)) + second);
        second = round(round(b2 * x) - round(a2 * y));
        single[n] = y;
      }
    }
    expect(Math.max(...single.map((value, n) => Math.abs(value - exact[n])))).toBeGreaterThan(1e-3);
  });
});
