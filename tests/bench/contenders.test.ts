import { describe, expect, test } from "vitest";
import { CONTENDERS, selectContenders, startContender } from "./contenders.ts";
import { countFlops } from "./flops.ts";
import { checkGates } from "./gates.ts";
import { makeRows } from "./resultRow.ts";
import { formatRows } from "./resultTable.ts";
import { runRounds } from "./rounds.ts";
import type { Outcome } from "./rounds.ts";
import { runSteps } from "./runSteps.ts";
import { makeWorkload } from "./workload.ts";

const names = (only: readonly string[] | null): readonly string[] => selectContenders(CONTENDERS, only).map(({ name }) => name);

describe("The choice of contenders", () => {
  test("takes groups and single names, and leaves out what is only on request", () => {
    expect(names(["wasm", "stock:cpu"])).toEqual(["wasm:1", "wasm:1:portable", "wasm:2", "stock:cpu"]);
    expect(names(["wasm:1"])).toEqual(["wasm:1"]);
    expect(names(null)).not.toContain("pytorch:float64");
    expect(names(["pytorch"])).toEqual(["pytorch:1", "pytorch:2"]);
    expect(names(["pytorch:float64"])).toEqual(["pytorch:float64"]);
  });

  test("names what there is when a name fits none", () => {
    expect(() => names(["wasn"])).toThrow(/no contender "wasn".*wasm:1/);
  });
});

describe("The operations of a step", () => {
  test("are the 0.90 and 15.3 GFLOP of the reference and large steps, 0.30 forward", () => {
    const count = (task: "small" | "large") => {
      const { graph, batch } = makeWorkload(task);
      return countFlops(graph, batch);
    };
    expect(count("small").step / 1e9).toBeCloseTo(0.9, 1);
    expect(count("small").forward / 1e9).toBeCloseTo(0.3, 2);
    expect(count("large").step / 1e9).toBeCloseTo(15.3, 0);
  });
});

describe("A contender run to its row", () => {
  test("is the wasm executor on one thread, whose losses are those of float64 PyTorch", async () => {
    const workload = makeWorkload("tiny");
    const contender = await startContender({ kind: "own", executor: "wasm", threads: 1 });
    const session = await contender.open(workload);
    const entrant = {
      name: "wasm:1",
      open: async () => ({ adapter: contender.adapter, run: (count: number, budgetMs: number) => runSteps(session, count, budgetMs), measureMemory: async () => ({ peakGrowthBytes: null, pageBytes: null }), close: async () => undefined }),
    };
    const outcomes = await runRounds([entrant], { steps: 5, budgetMs: 60_000 });
    const [row] = makeRows(outcomes, { flops: countFlops(workload.graph, workload.batch).step, losses: workload.losses });
    expect(row.losses).toHaveLength(5);
    expect(row.deviation).toBeLessThanOrEqual(5e-6);
    expect(row).toMatchObject({ contender: "wasm:1", problem: null, timedSteps: 5, dispatches: null });
    // Every activation of the stem alone is 4 × 120 × 16 values.
    expect(row.memory!.bytes).toBeGreaterThan(4 * 4 * 120 * 16);
  });
});

/** Contenders with known times and losses. */
function sampleOutcomes(): readonly Outcome[] {
  const outcome = (name: string, stepMs: number, losses: readonly number[], more: Partial<Outcome> = {}): Outcome => ({
    name, adapter: name, problem: null, rounds: [[stepMs, stepMs], [stepMs], [], [], []], firstStepOnly: false, losses, dispatches: 0, submits: 0, memory: null,
    processMemory: { peakGrowthBytes: null, pageBytes: null }, output: null, ...more,
  });
  return [
    outcome("pytorch:1", 20, [0.7, 0.6]),
    outcome("wasm:1", 25, [0.7, 0.6001], { memory: { bytes: 140, source: "arena", liveBytes: 100 } }),
    outcome("wasm:2", 10, [0.7, 0.6002]),
    outcome("webgpu", 500, [0.7], { dispatches: 99, submits: 1 }),
    outcome("stock:webgpu", 5000, [0.7], { dispatches: 1016, submits: 68, firstStepOnly: true }),
    outcome("jax:wasm", NaN, [], { rounds: [[], [], [], [], []], problem: "cannot start here" }),
  ];
}

describe("Rows", () => {
  const rows = makeRows(sampleOutcomes(), { flops: 1e9, losses: [0.7, 0.6] });
  const row = (name: string) => rows.find(({ contender }) => contender === name)!;

  test("hold ratios to stock tfjs-webgpu and to PyTorch, and operations a second", () => {
    expect(row("wasm:1")).toMatchObject({ medianMs: 25, timesStock: 200, overPytorch: 1.25, pairedOverPytorch: 1.25, gflops: 40, dispatches: null });
    expect(row("wasm:1").deviation).toBeCloseTo(1e-4, 10);
    expect(row("jax:wasm")).toMatchObject({ medianMs: null, timesStock: null, deviation: null });
  });

  test("are compared with the acceptance figures, which can be missed", () => {
    const gates = checkGates("small", rows, false);
    const met = (title: string) => gates.find((gate) => gate.title.startsWith(title))?.met;
    expect(met("wasm over PyTorch")).toBe(false);
    expect(met("two threads of wasm")).toBe(true);
    expect(met("webgpu over stock")).toBe(true);
    expect(met("dispatches of a webgpu step")).toBe(true);
    expect(met("losses of wasm:1 off by")).toBe(false);
    expect(met("losses that differ")).toBe(false);
    expect(met("arena of a wasm step")).toBe(false);
    expect(met("the same without fused")).toBeUndefined();
    expect(checkGates("small", rows, true).find(({ title }) => title.startsWith("webgpu over stock"))?.met).toBe(false);
  });

  test("of a first step alone decide nothing, but for stock tfjs-webgpu", () => {
    const hasty = rows.map((one) => (one.contender === "webgpu" ? { ...one, firstStepOnly: true } : one));
    const titles = checkGates("small", hasty, false).map(({ title }) => title);
    expect(titles.some((title) => title.startsWith("webgpu over stock"))).toBe(false);
    expect(titles.some((title) => title.startsWith("wasm, one thread, over stock"))).toBe(true);
  });

  test("are printed with a line for each contender that failed", () => {
    const lines = formatRows(rows).split("\n");
    expect(lines).toHaveLength(1 + 5 + 2);
    expect(lines.find((line) => line.startsWith("wasm:1 "))?.split(/\s+/).slice(0, 7)).toEqual(["wasm:1", "25", "25", "3", "40", "200", "1.25"]);
    expect(lines).toContain("jax:wasm failed: cannot start here");
    expect(lines).toContain("* its first step, the only one there was time for");
  });
});
