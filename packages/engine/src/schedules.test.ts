import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { EngineError } from "./engineError.ts";
import { advanceSchedule, startSchedule } from "./schedules.ts";
import type { LearningRateSchedule, ScheduleState } from "./schedules.ts";

interface GoldenCase {
  readonly title: string;
  readonly schedule: LearningRateSchedule;
  readonly base: number;
  readonly metrics?: readonly number[];
  readonly rates: readonly number[];
}

const golden = JSON.parse(readFileSync(new URL("../../../tests/golden/engine/schedules.json", import.meta.url), "utf8")) as { readonly cases: readonly GoldenCase[] };

/** Rates from the start on; every state passes through JSON, as in a checkpoint. */
function ratesOf(schedule: LearningRateSchedule, base: number, count: number, metrics?: readonly number[]): number[] {
  let state = startSchedule(schedule, base);
  const rates = [state.learningRate];
  for (let index = 0; index < count; index++) {
    state = advanceSchedule(schedule, JSON.parse(JSON.stringify(state)) as ScheduleState, metrics?.[index]);
    rates.push(state.learningRate);
  }
  return rates;
}

describe("learning rate schedules", () => {
  test.each(golden.cases)("$title gives PyTorch's rates", ({ schedule, base, metrics, rates }) => {
    ratesOf(schedule, base, rates.length - 1, metrics).forEach((rate, index) => expect(Math.abs(rate - rates[index])).toBeLessThan(1e-12 * base + 1e-12 * rates[index]));
    expect(new Set(rates).size).toBeGreaterThan(1);
  });

  test("a constant one stays, and a cosine stays at its end", () => {
    expect(ratesOf({ kind: "constant" }, 0.3, 3)).toEqual([0.3, 0.3, 0.3, 0.3]);
    expect(ratesOf({ kind: "cosine", total: 2 }, 1, 4).slice(2)).toEqual([0, 0, 0]);
  });

  test("a warm-up without a stated start never trains at a rate of zero", () => {
    expect(ratesOf({ kind: "cosine", total: 8, warmUp: 3 }, 1, 3)).toEqual([0.25, 0.5, 0.75, 1]);
  });

  test("a plateau lowers the rate no more often than it may", () => {
    const schedule: LearningRateSchedule = { kind: "plateau", factor: 0.1, patience: 0, mostReductions: 3 };
    const rates = ratesOf(schedule, 1, 9, new Array<number>(9).fill(1));
    expect(rates.at(-1)).toBeCloseTo(1e-3, 12);
  });

  test("a metric that is not a number counts as no improvement", () => {
    expect(ratesOf({ kind: "plateau", factor: 0.5, patience: 1 }, 1, 3, [Number.NaN, Number.NaN, Number.NaN])).toEqual([1, 1, 0.5, 0.5]);
  });

  test("refuses schedules that mean nothing, and a plateau without its metric", () => {
    const wrong: readonly LearningRateSchedule[] = [{ kind: "step", every: 0, factor: 0.1 }, { kind: "cosine", total: 5, warmUp: 5 }, { kind: "plateau", factor: 1, patience: 2 }];
    wrong.forEach((schedule) => expect(() => startSchedule(schedule, 0.1)).toThrow(EngineError));
    expect(() => startSchedule({ kind: "constant" }, Number.NaN)).toThrow(EngineError);
    const plateau: LearningRateSchedule = { kind: "plateau", factor: 0.5, patience: 1 };
    expect(() => advanceSchedule(plateau, startSchedule(plateau, 0.1))).toThrow(/metric/);
  });
});
