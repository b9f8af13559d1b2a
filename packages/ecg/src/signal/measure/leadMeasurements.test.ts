import { describe, expect, it } from "vitest";
import { gaussian, raisedCosine, sampled, trapezium } from "./analyticWaves.fixture.ts";
import { measureLead, type LeadMarks } from "./leadMeasurements.ts";

const LEVEL = -0.35;
/** P of σ 15 at 150, q-R-S at 270, 300, 325, ST raised by .08 mV from 350 to 430, T of σ 28 at 560, U at 760; ms and mV. */
const waves = [
  gaussian(0.14, 150, 15), gaussian(-0.12, 270, 4), gaussian(1.3, 300, 6), gaussian(-0.5, 325, 5),
  trapezium(0.08, [345, 350, 430, 470]), gaussian(0.45, 560, 28), raisedCosine(0.09, 760, 60),
];
const marksMs = { p: [90, 210], qrs: [250, 342], t: [460, 672], u: [700, 820] } as const;

function measured(rate: number, change: Partial<LeadMarks> = {}) {
  const at = (ms: number) => (ms / 1000) * rate;
  const samples = sampled(waves, 1000, rate).map((value) => value + LEVEL);
  const marks: LeadMarks = {
    globalQrsOnset: at(marksMs.qrs[0]), globalQrsOffset: at(marksMs.qrs[1]),
    pOnset: at(marksMs.p[0]), pOffset: at(marksMs.p[1]), qrsOnset: at(marksMs.qrs[0]), qrsOffset: at(marksMs.qrs[1]),
    tOnset: at(marksMs.t[0]), tOffset: at(marksMs.t[1]), uOnset: at(marksMs.u[0]), uOffset: at(marksMs.u[1]), ...change,
  };
  return measureLead("V3", samples, marks, rate, [0, 20, 60, 80]);
}

const share = (value: number | null | undefined, truth: number) => {
  expect(value).not.toBeNull();
  expect(Math.abs(value! / truth - 1)).toBeLessThanOrEqual(0.005);
};

describe.each([500, 1000])("a lead of drawn waves at %i Hz", (rate) => {
  const lead = measured(rate);

  it("has the durations that its marks give it", () => {
    share(lead.pDurationMs, 120);
    share(lead.prMs, 160);
    share(lead.qrsMs, 92);
    share(lead.qtMs, 422);
    share(lead.jtMs, 330);
    share(lead.tDurationMs, 212);
    share(lead.tPeakEndMs, 112);
  });

  it("has its level before the complex, and heights of P, Q, R, S, T, U against it", () => {
    expect(lead.isoelectricMillivolt).toBeCloseTo(LEVEL, 3);
    share(lead.p!.amplitudeMillivolt, 0.14);
    share(lead.qrs!.qMillivolt, -0.12);
    share(lead.qrs!.rMillivolt, 1.3);
    share(lead.t!.amplitudeMillivolt, 0.45);
    share(lead.u!.amplitudeMillivolt, 0.09);
    if (rate === 1000) share(lead.qrs!.sMillivolt, -0.5);
    expect(lead.qrs!.rPrimeMillivolt).toBeNull();
    share(lead.qrs!.activationTimeMs, 50);
  });

  it("has the areas of P, T and U, and of the complex as the sum of its waves", () => {
    const root = Math.sqrt(2 * Math.PI);
    share(lead.p!.areaMillivoltMs, 0.14 * 15 * root);
    share(lead.u!.areaMillivoltMs, 0.09 * 60);
    share(lead.qrsAreaMillivoltMs, root * (-0.12 * 4 + 1.3 * 6 - 0.5 * 5));
  });

  it("has ST at J + 20, + 60 and + 80 ms, and at any time asked for", () => {
    const st = new Map(lead.st.map(({ afterJMs, millivolt }) => [afterJMs, millivolt]));
    for (const after of [20, 60, 80]) share(st.get(after), 0.08);
  });

  it("has T over R and U over T", () => {
    share(lead.tOverR, 0.45 / 1.3);
    share(lead.uOverT, 0.09 / 0.45);
  });
});

describe("a lead in which a wave is not marked", () => {
  it("has no number for it and says why", () => {
    const lead = measured(500, { pOnset: null, tOffset: null, qrsOnset: null });
    expect(lead).toMatchObject({ prMs: null, p: null, qtMs: null, jtMs: null, t: null, tOverR: null, uOverT: null, qrsMs: null });
    expect(Object.keys(lead.missing).sort()).toEqual(["p", "qrsMs", "t"]);
  });
});
