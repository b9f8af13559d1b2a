import { describe, expect, test } from "vitest";
import { runRounds } from "./rounds.ts";
import type { Entrant } from "./rounds.ts";
import type { Runner } from "./runner.ts";

/** A contender whose steps take so long, by its own account, and that notes when it runs. */
function fakeEntrant(name: string, stepMs: number, diary: string[], failAfter = Infinity): Entrant {
  let done = 0;
  const runner: Runner = {
    adapter: `adapter of ${name}`,
    async run(count, budgetMs) {
      diary.push(name);
      const timesMs: number[] = [];
      for (let spent = 0; timesMs.length < count && (spent === 0 || spent < budgetMs); spent += stepMs) {
        if (++done > failAfter) throw new Error("the adapter was lost");
        timesMs.push(stepMs);
      }
      return { timesMs, losses: timesMs.map(() => 0.5), dispatches: timesMs.map(() => 7), submits: timesMs.map(() => 1), memory: null, output: null };
    },
    measureMemory: async () => ({ peakGrowthBytes: 5, pageBytes: null }),
    close: async () => void diary.push(`${name} closed`),
  };
  return { name, open: async () => runner };
}

const countSteps = (rounds: readonly (readonly number[])[]): number => rounds.flat().length;

describe("The rounds of the bench", () => {
  test("let contenders take turns, and give each its steps", async () => {
    const diary: string[] = [];
    const outcomes = await runRounds([fakeEntrant("a", 10, diary), fakeEntrant("b", 20, diary)], { steps: 10, budgetMs: 10_000 });
    expect(diary).toEqual(["a", "a", "b", "b", ...Array.from({ length: 5 }, () => ["a", "b"]).flat(), "a closed", "b closed"]);
    expect(outcomes.map(({ rounds }) => rounds.map((times) => times.length))).toEqual([[2, 2, 2, 2, 2], [2, 2, 2, 2, 2]]);
    expect(outcomes[0]).toMatchObject({ adapter: "adapter of a", dispatches: 7, submits: 1, problem: null, processMemory: { peakGrowthBytes: 5 } });
    // Five warm-up steps and ten timed ones.
    expect(outcomes[0].losses).toHaveLength(15);
  });

  test("give a slow contender three steps, and one that would eat the budget its first", async () => {
    const diary: string[] = [];
    const [slow, endless] = await runRounds([fakeEntrant("slow", 6_000, diary), fakeEntrant("endless", 90_000, diary)], { steps: 30, budgetMs: 150_000 });
    expect(countSteps(slow.rounds)).toBe(3);
    expect(slow.losses).toHaveLength(4);
    expect(endless).toMatchObject({ firstStepOnly: true, rounds: [[90_000], [], [], [], []] });
    expect(endless.losses).toHaveLength(1);
  });

  test("start no step after the budget is spent", async () => {
    const [outcome] = await runRounds([fakeEntrant("a", 800, [])], { steps: 30, budgetMs: 5_000 });
    expect(countSteps(outcome.rounds)).toBeLessThanOrEqual(5);
    expect(countSteps(outcome.rounds)).toBeGreaterThan(0);
  });

  test("keep what a contender did before it failed, with the reason, and go on with the others", async () => {
    const diary: string[] = [];
    const broken: Entrant = { name: "broken", open: () => Promise.reject(new Error("cannot start here")) };
    const [lost, missing, fine] = await runRounds([fakeEntrant("lost", 10, diary, 9), broken, fakeEntrant("fine", 10, diary)], { steps: 10, budgetMs: 10_000 });
    expect(lost).toMatchObject({ problem: "the adapter was lost", rounds: [[10, 10], [10, 10], [], [], []] });
    expect(missing).toMatchObject({ problem: "cannot start here", adapter: "" });
    expect(countSteps(fine.rounds)).toBe(10);
    expect(diary.filter((word) => word.endsWith("closed"))).toEqual(["lost closed", "fine closed"]);
  });
});
