import { expect, test } from "vitest";
import type { PersonTrajectory } from "./personalRounds.ts";
import { resultRows } from "./resultRows.ts";
import { summarizeRounds } from "./roundSummary.ts";
import { percentText, writeReport } from "./report.ts";
import type { FoldRecord, RunRecord } from "./runRecord.ts";
import type { RecordScores } from "./scoring.ts";

// Accuracies of 16 people before and after, from the evaluation specification §5 with R's P values.
const before = [0.5, 0.5, 0.75, 0.25, 1, 0.5, 0.5, 0.75, 0.25, 0.5, 1, 0.75, 0.5, 0.25, 0.75, 0.5];
const after = [1, 0.75, 1, 0.75, 1, 1, 0.75, 1, 1, 0.75, 1, 1, 0.75, 1, 1, 1];
const scores = (accuracy: number): RecordScores => ({
  recordCount: 4, beatCount: 40, accuracy, balancedAccuracy: accuracy, sensitivity: accuracy, specificity: accuracy, auc: accuracy, beatAccuracy: accuracy, beatBalancedAccuracy: accuracy, beatAuc: null, calls: [],
});
const trajectories = before.map((value, index): PersonTrajectory => ({
  personId: index === 0 ? "<script>alert(1)</script>" : `p${index}`, foldIndex: 0, holdOut: "chronological", control: null,
  rounds: [scores(value), scores(after[index]!)], timeOnlyAccuracy: 0.5, poolRecordIds: [], heldOutRecordIds: [],
}));
const summary = summarizeRounds(trajectories, "chronological", false);

test("a round is summarised as mean and SD over people, with P values as R gives them", () => {
  const round = summary.rounds[1]!.metrics.accuracy!;
  // 14.75 over 16; sums of squares by hand: Σ = 14.75, Σ² = 13.8125.
  expect(round.mean).toBeCloseTo(14.75 / 16, 12);
  expect(round.sd).toBeCloseTo(Math.sqrt((13.8125 - 14.75 ** 2 / 16) / 15), 12);
  expect(round.pMannWhitney).toBeCloseTo(0.0001265437703, 10);
  expect(round.pWilcoxon).toBeCloseTo(0.0008271371749, 10);
  expect(summary.rounds[0]!.metrics.accuracy!.pWilcoxon).toBeNull();
  expect(summary.rounds[0]!.metrics.beatAuc).toBeNull();
});

test("several control runs of a person count as one, by their mean", () => {
  const control = [0.2, 0.8].map((accuracy, pair): PersonTrajectory => ({ ...trajectories[1]!, control: { pair: 0, inverted: pair === 1 }, rounds: [scores(accuracy)] }));
  expect(summarizeRounds(control, "chronological", true).rounds[0]!.metrics.accuracy).toMatchObject({ mean: 0.5, peopleCount: 1 });
});

const foldRecord = { waitedForDataShare: 0.0034 } as FoldRecord;
const record: RunRecord = {
  format: "kalium-run-record/1", study: "personal-transfer", title: "Title & more",
  purpose: "For research and teaching only. Kalium is not a medical device; do not use its output for diagnosis or treatment.",
  startedAt: "", finishedAt: "", secondsSpent: 1, secondsByStage: {}, resumedFromCheckpoint: false, interruptions: [{ at: "t", reason: "The GPU went away.", executorBefore: "webgpu", continuedFrom: "epoch 3 of 8" }], seed: 1,
  data: { kind: "potassium", simulated: true, hash: "h", recordCount: 1, beatCount: 1, classNames: ["a", "b"], flow: [], excludedPeople: [{ personId: "x", reason: "<img src=x onerror=alert(1)>" }] },
  network: { name: "n", graphHash: "g", trainableParameters: 1, weightsHash: "w" }, config: {} as RunRecord["config"], guards: [], folds: [foldRecord], trajectories, summaries: [summary],
  baselines: { majorityClassAccuracy: 0.5, shuffledControlAccuracy: null, timeOnlyAccuracy: 0.5 },
  executor: { name: "wasm", adapter: "CPU, 2 threads", fallbackAdapter: false, reason: "", versions: {} }, workers: 2, threads: { generic: 2, personal: 1 }, environment: { userAgent: "", cores: 2, crossOriginIsolated: true }, versions: {},
};

test("the table sets published rows apart as different data and names the baselines", () => {
  const rows = resultRows(record);
  expect(rows.filter(({ mark }) => mark === "published").every(({ source }) => source.includes("different data"))).toBe(true);
  expect(rows.filter(({ mark }) => mark === "ours").map(({ accuracy }) => accuracy)).toEqual(["0.578 (0.237)", "0.922 (0.120)"]);
  expect(rows.filter(({ mark }) => mark === "baseline")).toHaveLength(2);
});

test("the report says that data are simulated, carries the purpose, and runs nothing that stands in the data", () => {
  const html = writeReport(record);
  expect(html).toContain("Simulated data");
  expect(html).toContain("not a medical device");
  expect(html).not.toMatch(/<script>alert|<img src=x/);
  expect(html).toContain("&#60;script&#62;alert(1)");
});

test("the report says what computed, how long it waited for data, and what interrupted it", () => {
  const text = writeReport(record).replace(/<[^>]*>/g, " ");
  expect(text).toMatch(/wasm on CPU, 2 threads, 2 worker\(s\), 2 thread\(s\) each for the generic networks, 1 for the personal rounds/);
  expect(text).toMatch(/Waited for data\s+0\.3 %/);
  expect(text).toMatch(/webgpu: The GPU went away\. Went on from: epoch 3 of 8\./);
});

test("a share of time is a per cent with one digit, and a tiny one is not nothing", () => {
  expect([0, 0.0002, 0.0034, 0.5].map(percentText)).toEqual(["0.0 %", "below 0.1 %", "0.3 %", "50.0 %"]);
});
