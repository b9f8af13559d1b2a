import { describe, expect, it } from "vitest";
import { SimulationError } from "../index.ts";
import { correlation, mean, standardDeviation } from "../acceptance/sampleFigures.ts";
import { randomOf } from "../seededRandom.fixture.ts";
import { drawPotassiumHistory, historyKinds, potassiumAt } from "./potassiumHistory.ts";
import type { HistoryKind, PotassiumHistory } from "./potassiumHistory.ts";

const streams = randomOf(31);
const draw = (kind: HistoryKind, days: number, index: number, startMmolPerL?: number) =>
  drawPotassiumHistory({ kind, days, random: streams(`${kind} ${index}`), startMmolPerL });
const many = (kind: HistoryKind, days: number, people: number, startMmolPerL?: number) =>
  Array.from({ length: people }, (_, i) => draw(kind, days, i, startMmolPerL));
const eventTimes = (history: PotassiumHistory, kind: string) => history.events.filter((event) => event.kind === kind).map(({ timeS }) => timeS);

describe("a potassium history", () => {
  it("has its points, samples and ECGs in order of time, inside the days and inside the curve", () => {
    for (const kind of historyKinds) {
      for (const { course, labs, ecgTimesS, days } of many(kind, kind === "primary-care" ? 730 : 5, 200)) {
        for (const list of [course.map((p) => p.timeS), labs.map((l) => l.timeS)]) expect(list.filter((timeS, i) => i > 0 && !(timeS >= list[i - 1]))).toEqual([]);
        expect(ecgTimesS.length).toBe(labs.length);
        expect(labs.length).toBeGreaterThan(0);
        expect(labs.filter(({ timeS }, i) => !(Math.abs(ecgTimesS[i] - timeS) <= 1801))).toEqual([]);
        expect(ecgTimesS.filter((timeS) => !(timeS >= 0 && timeS < days * 86_400))).toEqual([]);
        expect(course.filter(({ potassiumMmolPerL: k }) => !(k >= 2 && k <= 9)), kind).toEqual([]);
      }
    }
  });
  it("reports what the laboratory would: about the truth, to 0.1 mmol/L, two samples 5 % apart", () => {
    const labs = many("primary-care", 1, 6000, 4.8).map((history) => history.labs[0]);
    const pairs = labs.filter((_, i) => i % 2 === 0).map((lab, i) => Math.abs(lab.measuredMmolPerL - labs[2 * i + 1].measuredMmolPerL));
    // Rounding to 0.1 adds a little.
    expect(mean(pairs) / 4.8).toBeCloseTo(0.05, 2);
    expect(mean(labs.map((lab) => lab.measuredMmolPerL - lab.trueMmolPerL))).toBeCloseTo(0, 1);
    for (const { measuredMmolPerL } of labs) expect(Math.abs(10 * measuredMmolPerL - Math.round(10 * measuredMmolPerL))).toBeLessThan(1e-9);
  });
  it("lets dialysis lower potassium as PRECEDE-K printed: 24, 62 and 12 % by 0–1, 1–2 and 2–3 mmol/L", () => {
    const falls = many("dialysis", 1, 4000).map((history) => {
      const [startS] = eventTimes(history, "dialysis-start");
      const [endS] = eventTimes(history, "dialysis-end");
      expect(endS - startS).toBe(4 * 3600);
      return { start: potassiumAt(history, startS), fall: potassiumAt(history, startS) - potassiumAt(history, endS) };
    });
    const share = (low: number, high: number) => falls.filter(({ fall }) => fall >= low && fall < high).length / falls.length;
    console.log(`fall in a session: mean ${mean(falls.map(({ fall }) => fall)).toFixed(2)}, below 1 ${share(0, 1).toFixed(3)}, 1–2 ${share(1, 2).toFixed(3)}, 2–3 ${share(2, 3).toFixed(3)}`);
    expect(Math.abs(share(0, 1) - 0.242)).toBeLessThan(0.06);
    expect(Math.abs(share(1, 2) - 0.622)).toBeLessThan(0.06);
    expect(Math.abs(share(2, 3) - 0.125)).toBeLessThan(0.06);
    expect(correlation(falls.map(({ start }) => start), falls.map(({ fall }) => fall))).toBeGreaterThan(0.5);
  });
  it("gives back two thirds of the fall within six hours, and starts lower after two days than after three", () => {
    const rebounds: number[] = [];
    const [long, short]: [number[], number[]] = [[], []];
    for (const history of many("dialysis", 15, 400, 5.4)) {
      const starts = eventTimes(history, "dialysis-start");
      expect(starts).toHaveLength(7);
      eventTimes(history, "dialysis-end").forEach((endS, i) => {
        const before = potassiumAt(history, starts[i]);
        const after = potassiumAt(history, endS);
        rebounds.push((potassiumAt(history, endS + 6 * 3600) - after) / (before - after));
      });
      starts.slice(1).forEach((startS) => (Math.floor(startS / 86_400) % 7 === 0 ? long : short).push(potassiumAt(history, startS)));
    }
    // What is eaten meanwhile adds to the rebound or, after a strong one, takes from it.
    expect(Math.abs(mean(rebounds) - 0.68)).toBeLessThan(0.06);
    expect(mean(long) - mean(short)).toBeCloseTo(0.25, 1);
    expect(mean(long)).toBeCloseTo(5.4, 1);
  });
  it("treats high potassium: about 1.2 mmol/L lower an hour after insulin, dialysed from 6.5", () => {
    const falls = many("emergency", 2, 800, 6.2).map((history) => {
      const [givenS] = eventTimes(history, "insulin-glucose");
      expect(eventTimes(history, "dialysis-start")).toHaveLength(0);
      expect(potassiumAt(history, givenS + 4 * 3600)).toBeGreaterThan(potassiumAt(history, givenS + 3600));
      return potassiumAt(history, givenS) - potassiumAt(history, givenS + 3600);
    });
    expect(Math.abs(mean(falls) - 1.18)).toBeLessThan(0.06);
    expect(standardDeviation(falls)).toBeLessThan(0.5);
    expect(eventTimes(draw("emergency", 2, 1, 7.1), "dialysis-start")).toHaveLength(1);
    expect(draw("emergency", 2, 1, 4.2).events).toEqual([]);
  });
  it("replaces low potassium by a quarter mmol/L per 20 mmol until it is 3.5", () => {
    const rises: number[] = [];
    for (const history of many("admission", 3, 400)) {
      const infusions = eventTimes(history, "potassium-infusion");
      expect(infusions.length).toBeGreaterThan(0);
      for (const timeS of infusions) {
        expect(potassiumAt(history, timeS)).toBeLessThan(3.5);
        rises.push(potassiumAt(history, timeS + 3600) - potassiumAt(history, timeS));
      }
      expect(potassiumAt(history, infusions.at(-1)! + 3600)).toBeGreaterThanOrEqual(3.5);
    }
    expect(mean(rises)).toBeCloseTo(0.25, 1);
    const hours = many("admission", 3, 400).map((history) => (eventTimes(history, "potassium-infusion").at(-1)! - eventTimes(history, "potassium-infusion")[0]) / 3600 + 1);
    console.log(`hours until 3.5: ${mean(hours).toFixed(1)}`);
  });
  it("lets most high values of primary care be normal at the next visit", () => {
    const next = many("primary-care", 1000, 800, 5.6).map(({ course }) => course[1].potassiumMmolPerL);
    expect(next.filter((potassium) => potassium > 5).length / next.length).toBeLessThan(0.5);
    expect(mean(next)).toBeLessThan(5);
    expect(mean(next)).toBeGreaterThan(4.4);
  });
  it("refuses impossible lengths and potassium by name", () => {
    expect(() => draw("dialysis", 0, 0)).toThrow(SimulationError);
    expect(() => draw("dialysis", 7, 0, 12)).toThrow(/startMmolPerL/);
  });
});
