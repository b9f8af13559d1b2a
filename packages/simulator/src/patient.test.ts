import { describe, expect, it } from "vitest";
import { drawDayBias, drawPatient, parametersAtPotassium } from "./index.ts";
import type { SimulatedPatient } from "./index.ts";
import { leadAmplitudes, personalRatio } from "./beatShape.ts";
import { drawTruncatedNormal } from "./randomDraws.ts";
import { correlation, mean, median, slope, standardDeviation } from "./sampleFigures.fixture.ts";
import { randomOf } from "./seededRandom.fixture.ts";

const streams = randomOf(2026);
const people = Array.from({ length: 20_000 }, (_, i) => drawPatient(streams(`person ${i}`), `p${i}`));
const draw = streams("potassium");

function heartAt(patient: SimulatedPatient, potassiumMmolPerL: number) {
  const curve = parametersAtPotassium(Math.min(9, Math.max(2, potassiumMmolPerL + patient.potassiumShiftMmolPerL + drawDayBias(draw))));
  const qrsMs = patient.qrsMs * personalRatio(curve.qrsWidthRatio, patient.qrsGain);
  return {
    tV4Millivolt: patient.tAmplitudeV4Millivolt * personalRatio(curve.tAmplitudeRatio, patient.tGain),
    qrsMs,
    qtcMs: patient.qtcMs + qrsMs - patient.qrsMs + curve.jtcChangeMs,
    prMs: patient.prMs + (curve.prChangeMs ?? NaN),
  };
}
const logSd = (values: readonly number[]) => standardDeviation(values.map(Math.log));
const share = (flags: readonly boolean[]) => flags.filter(Boolean).length / flags.length;

describe("simulated people", () => {
  it("have the spread that is stated", () => {
    const without = people.filter(({ hasStrain }) => !hasStrain);
    expect(median(without.map((p) => p.tAmplitudeV4Millivolt))).toBeCloseTo(0.4, 1);
    expect(logSd(without.map((p) => p.tAmplitudeV4Millivolt))).toBeCloseTo(0.45, 2);
    expect(median(people.map((p) => p.tGain))).toBeCloseTo(0.75, 1);
    expect(logSd(people.map((p) => p.tGain))).toBeCloseTo(0.5, 1);
    expect(logSd(people.map((p) => p.qrsGain))).toBeCloseTo(0.4, 1);
    expect(mean(people.map((p) => p.qrsMs))).toBeCloseTo(92, 0);
    expect(standardDeviation(people.map((p) => p.qrsMs))).toBeCloseTo(10, 0);
    expect(standardDeviation(people.map((p) => p.potassiumShiftMmolPerL))).toBeCloseTo(0.4, 1);
    expect(standardDeviation(people.map(() => drawDayBias(draw)))).toBeCloseTo(0.4, 1);
  });
  it("hardly show potassium from one to another: |r| of T in V4 at most .35 over K 3–6.5 (S2)", () => {
    const k = people.map(() => drawTruncatedNormal(draw, 4.5, 0.7, 3, 6.5));
    const r = correlation(k, people.map((p, i) => heartAt(p, k[i]).tV4Millivolt));
    console.log(`S2 between-person r of T in V4 ${r.toFixed(3)} (published -.22 to .02, .17 for T/R)`);
    expect(Math.abs(r)).toBeLessThanOrEqual(0.35);
  });
  it("show a tall T in 10–25 % and a wide QRS in 10–32 % at K of at least 6.5 (S3)", () => {
    const hearts = people.map((p) => heartAt(p, Math.min(9, 6.5 - 0.5 * Math.log(1 - draw()))));
    const tall = share(hearts.map(({ tV4Millivolt }) => tV4Millivolt >= 1));
    const wide = share(hearts.map(({ qrsMs }) => qrsMs > 120));
    console.log(`S3 T of at least 1.0 mV ${(100 * tall).toFixed(1)} %, QRS above 120 ms ${(100 * wide).toFixed(1)} %`);
    expect(tall).toBeGreaterThanOrEqual(0.1);
    expect(tall).toBeLessThanOrEqual(0.25);
    expect(wide).toBeGreaterThanOrEqual(0.1);
    expect(wide).toBeLessThanOrEqual(0.32);
  });
  it("recover the primary-care slopes of T and QTc below 4.2 mmol/L within 30 %, and the sign of PR's (S4)", () => {
    const k = people.map(() => drawTruncatedNormal(draw, 3.9, 0.3, 2, 4.1));
    const hearts = people.map((p, i) => heartAt(p, k[i]));
    // Each person's own base is independent of potassium; taking it off only steadies the slope. T base .30 mV as there.
    const t = 1000 * slope(k, hearts.map(({ tV4Millivolt }, i) => (0.3 * tV4Millivolt) / people[i].tAmplitudeV4Millivolt));
    const qtc = slope(k, hearts.map(({ qtcMs }, i) => qtcMs - people[i].qtcMs));
    const pr = slope(k, hearts.map(({ prMs }, i) => prMs - people[i].prMs));
    console.log(`S4 per mmol/L: T ${t.toFixed(1)} uV (43.1), QTc ${qtc.toFixed(1)} ms (-12.8), PR ${pr.toFixed(1)} ms (-4.6)`);
    // PR reaches about half: shift and day bias carry some hearts past 4.5, where the curve's PR rises again.
    expect(pr).toBeLessThan(-2);
    expect(t / 43.1).toBeGreaterThan(0.7);
    expect(t / 43.1).toBeLessThan(1.3);
    expect(qtc / -12.8).toBeGreaterThan(0.7);
    expect(qtc / -12.8).toBeLessThan(1.3);
  });
  it("show signs of low potassium in lead II in at least 70 % at 2.5, and much more rarely at 4.5 (S7)", () => {
    const signs = (potassiumMmolPerL: number) => share(people.slice(0, 4000).map((patient) => {
      const effective = Math.max(2, potassiumMmolPerL + patient.potassiumShiftMmolPerL + drawDayBias(draw));
      const lead = leadAmplitudes(patient, parametersAtPotassium(effective), "sinus", patient.heartRatePerMinute, "II");
      return lead.uMillivolt >= lead.tMillivolt || lead.uMillivolt > 0.05 || lead.stMillivolt <= -0.05;
    }));
    const low = signs(2.5);
    const normal = signs(4.5);
    console.log(`S7 in lead II: ${(100 * low).toFixed(1)} % at 2.5, ${(100 * normal).toFixed(1)} % at 4.5`);
    expect(low).toBeGreaterThanOrEqual(0.7);
    expect(normal).toBeLessThan(0.2);
  });
});
