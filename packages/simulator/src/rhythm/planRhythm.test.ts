import { describe, expect, it } from "vitest";
import { drawPatient, SimulationError } from "../index.ts";
import type { RhythmName, RhythmPlan, RhythmPlanOptions } from "../index.ts";
import { mean, standardDeviation } from "../acceptance/sampleFigures.ts";
import { randomOf } from "../seededRandom.fixture.ts";
import { planRhythm } from "./planRhythm.ts";
import { rhythmNames } from "./rhythmPlan.ts";

const streams = randomOf(77);
const patient = { ...drawPatient(streams("patient"), "p"), heartRatePerMinute: 72, rrVariability: 0.03 };

function plan(options: Partial<RhythmPlanOptions> = {}, stream = "plan"): RhythmPlan {
  return planRhythm({ random: streams(stream), patient, effectivePotassiumMmolPerL: 4.5, durationS: 10, prMs: 160, qrsOnsetToRPeakMs: 40, ...options });
}
const peaksOf = ({ beats }: RhythmPlan) => beats.map(({ rPeakS }) => rPeakS);
const intervals = (times: readonly number[]) => times.slice(1).map((time, i) => time - times[i]);

describe("a planned rhythm", () => {
  it("covers both edges and states every interval, for every rhythm", () => {
    for (const rhythm of rhythmNames) {
      for (let i = 0; i < 20; i++) {
        const made = plan({ rhythm, effectivePotassiumMmolPerL: 2 + 0.35 * i }, `${rhythm} ${i}`);
        const peaks = peaksOf(made);
        expect(made.name).toBe(rhythm);
        expect(peaks[0]).toBeLessThan(0);
        if (made.fibrillationFromS === null) expect(peaks.at(-1)).toBeGreaterThan(10);
        else expect(peaks.at(-1)).toBeLessThan(made.fibrillationFromS - 0.29);
        made.beats.forEach(({ precedingRrS, rPeakS }, at) => {
          if (at > 0) expect(precedingRrS).toBeCloseTo(rPeakS - peaks[at - 1], 12);
          expect(precedingRrS).toBeGreaterThan(0.25);
        });
      }
    }
  });
  it("conducts every P wave of a sinus rhythm with the PR interval stated", () => {
    const made = plan({ heartRatePerMinute: 60, rhythm: "sinus" });
    expect(made.blockedPOnsetS).toEqual([]);
    for (const { origin, pOnsetS, rPeakS } of made.beats) {
      expect(origin).toBe("sinus");
      expect(rPeakS - pOnsetS!).toBeCloseTo(0.2, 12);
    }
    expect(plan({ prMs: null }).beats.every(({ pOnsetS }) => pOnsetS === null)).toBe(true);
  });
  it("slows the sinus node by 2/min per mmol/L between 4.5 and 7", () => {
    const rateAt = (effectivePotassiumMmolPerL: number) =>
      mean(Array.from({ length: 4000 }, (_, i) => plan({ rhythm: "sinus", effectivePotassiumMmolPerL, durationS: 0.1 }, `slow ${i}`).heartRatePerMinute));
    expect(rateAt(4.5) - rateAt(5.5)).toBeCloseTo(2, 6);
    expect(rateAt(4.5) - rateAt(7)).toBeCloseTo(5, 6);
    expect(rateAt(4.5) - rateAt(8.2)).toBeCloseTo(5, 6);
    expect(rateAt(4.5) - rateAt(3)).toBeCloseTo(0, 6);
  });
  it("lengthens PR beat by beat in a Wenckebach cycle, by less each time, and then drops a beat", () => {
    const made = plan({ rhythm: "second-degree-block", secondDegree: "wenckebach", durationS: 60, patient: { ...patient, rrVariability: 0 }, heartRatePerMinute: 80 });
    const conducted = made.beats.map(({ rPeakS, pOnsetS }) => ({ atS: pOnsetS!, prS: rPeakS - pOnsetS! as number | null }));
    const waves = [...conducted, ...made.blockedPOnsetS.map((atS) => ({ atS, prS: null }))].sort((a, b) => a.atS - b.atS);
    // The atria go on regularly, dropped or not.
    for (const gap of intervals(waves.map(({ atS }) => atS))) expect(gap).toBeCloseTo(0.75, 9);
    const cycles: number[][] = [[]];
    for (const { prS } of waves) {
      if (prS === null) cycles.push([]);
      else cycles.at(-1)!.push(prS);
    }
    const whole = cycles.slice(1, -1);
    expect(whole.length).toBeGreaterThan(8);
    for (const cycle of whole) {
      expect(cycle.length).toBeGreaterThanOrEqual(2);
      expect(cycle.length).toBeLessThanOrEqual(4);
      expect(cycle[0]).toBeCloseTo(0.2, 9);
      const steps = intervals(cycle);
      steps.forEach((step, i) => {
        expect(step).toBeGreaterThan(0);
        if (i > 0) expect(step).toBeLessThan(steps[i - 1]);
      });
    }
  });
  it("blocks every second P wave in two-to-one block and halves the rate", () => {
    const made = plan({ rhythm: "second-degree-block", secondDegree: "two-to-one", heartRatePerMinute: 80, durationS: 60 });
    expect(Math.abs(made.blockedPOnsetS.length - made.beats.length)).toBeLessThanOrEqual(1);
    expect(made.heartRatePerMinute).toBeCloseTo(40, 0);
    for (const { rPeakS, pOnsetS } of made.beats) expect(rPeakS - pOnsetS!).toBeCloseTo(0.2, 9);
  });
  it("keeps atria and ventricles apart in complete block, with an escape of its own rate", () => {
    const origins = new Set<string>();
    for (let i = 0; i < 40; i++) {
      const made = plan({ rhythm: "complete-block", durationS: 30 }, `complete ${i}`);
      const [origin] = new Set(made.beats.map((beat) => beat.origin));
      origins.add(origin);
      expect(made.beats.every((beat) => beat.pOnsetS === null && beat.origin === origin)).toBe(true);
      expect(made.heartRatePerMinute).toBeGreaterThanOrEqual(origin === "junctional" ? 30 : 25);
      expect(made.heartRatePerMinute).toBeLessThanOrEqual(origin === "junctional" ? 50 : 40);
      expect(60 / mean(intervals(made.blockedPOnsetS as number[]))).toBeGreaterThan(1.2 * made.heartRatePerMinute);
    }
    expect(origins).toEqual(new Set(["junctional", "ventricular"]));
  });
  it("gives a sine wave one complex a period, slowing, and calls the rhythm so from 8.5 mmol/L up", () => {
    const rr = intervals(peaksOf(plan({ rhythm: "sine-wave", effectivePotassiumMmolPerL: 8.8, durationS: 30 })));
    expect(mean(rr.slice(-5))).toBeGreaterThan(1.15 * mean(rr.slice(0, 5)));
    expect(plan({ effectivePotassiumMmolPerL: 8.5 }).name).toBe("sine-wave");
    expect(plan({ effectivePotassiumMmolPerL: 8.5, rhythm: "sinus" }).name).toBe("sinus");
  });
  it("draws rhythms by potassium with the chances stated, and never fibrillation", () => {
    const shares = (effectivePotassiumMmolPerL: number) => {
      const counts = new Map<RhythmName, number>();
      for (let i = 0; i < 20_000; i++) {
        const { name } = plan({ effectivePotassiumMmolPerL, durationS: 0.1 }, `share ${i}`);
        counts.set(name, (counts.get(name) ?? 0) + 1 / 20_000);
      }
      return counts;
    };
    expect(shares(5)).toEqual(new Map([["sinus", expect.closeTo(1, 6)]]));
    expect(shares(6.5).get("junctional")).toBeCloseTo(0.05, 2);
    const high = shares(7.5);
    expect(Math.abs(high.get("junctional")! - 0.18)).toBeLessThan(0.01);
    expect(Math.abs(high.get("second-degree-block")! - 0.02)).toBeLessThan(0.004);
    expect(Math.abs(high.get("complete-block")! - 0.01)).toBeLessThan(0.003);
    expect([...high.keys()].sort()).toEqual(["complete-block", "junctional", "second-degree-block", "sinus"]);
  });
  it("is irregular and without P waves in atrial fibrillation, at the mean rate asked for", () => {
    const made = plan({ rhythm: "atrial-fibrillation", heartRatePerMinute: 90, durationS: 600 });
    const rr = intervals(peaksOf(made));
    expect(60 / mean(rr)).toBeCloseTo(90, -0.5);
    expect(standardDeviation(rr) / mean(rr)).toBeGreaterThan(0.15);
    const centred = rr.map((value) => value - mean(rr));
    const serial = mean(centred.slice(1).map((value, i) => value * centred[i])) / mean(centred.map((value) => value ** 2));
    expect(Math.abs(serial)).toBeLessThan(0.15);
    expect(made.beats.every(({ pOnsetS }) => pOnsetS === null)).toBe(true);
  });
  it("fibrillates from the time asked for, after sinus beats or a sine wave", () => {
    expect(plan({ rhythm: "ventricular-fibrillation", fibrillationFromS: 4 }).fibrillationFromS).toBe(4);
    const drawn = plan({ rhythm: "ventricular-fibrillation", effectivePotassiumMmolPerL: 8.9 });
    expect(drawn.fibrillationFromS).toBeGreaterThanOrEqual(2);
    expect(drawn.fibrillationFromS).toBeLessThanOrEqual(4);
    expect(drawn.beats.every(({ pOnsetS }) => pOnsetS === null)).toBe(true);
  });
  it("replaces the asked share of sinus beats by premature ones with a full pause", () => {
    const made = plan({ rhythm: "sinus", prematureShare: 0.1, durationS: 1200, patient: { ...patient, rrVariability: 0 }, heartRatePerMinute: 60 });
    const early = made.beats.filter(({ origin }) => origin === "ventricular");
    expect(early.length / made.beats.length).toBeGreaterThan(0.07);
    expect(early.length / made.beats.length).toBeLessThan(0.13);
    expect(made.blockedPOnsetS).toHaveLength(early.length);
    made.beats.forEach((beat, i) => {
      if (beat.origin !== "ventricular") return;
      expect(beat.precedingRrS).toBeLessThan(0.71);
      expect(made.beats[i + 1].rPeakS - made.beats[i - 1].rPeakS).toBeCloseTo(2, 9);
    });
  });
  it("refuses impossible rates, shares and times by name", () => {
    expect(() => plan({ heartRatePerMinute: 0 })).toThrow(SimulationError);
    expect(() => plan({ prematureShare: 0.9 })).toThrow(/prematureShare/);
    expect(() => plan({ fibrillationFromS: 11 })).toThrow(/fibrillationFromS/);
  });
});
