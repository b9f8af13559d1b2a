import { chooseExecutor, initializeWeights, seededRandom, shuffled, type Executor, type Weights } from "@kalium/engine";
import { resnet1d } from "@kalium/models";
import { beforeAll, describe, expect, test } from "vitest";
import { trainGeneric, type GenericTrainingState } from "./genericTraining.ts";
import { JobCancelled, type JobContext } from "./job.ts";
import { lookInside } from "./lookInside.ts";
import { createPersonalNetwork } from "./personalNetwork.ts";
import { runPersonalRounds, type PersonResult } from "./personalRounds.ts";
import { demoProtocol } from "./studyConfig.ts";
import type { StudyRecord } from "./studyData.ts";
import { testRecord } from "./testRecord.fixture.ts";

const graph = resnet1d({ baseWidth: 4, batchNormMomentum: 0.9 });
const randomOf = seededRandom(5);
const context: JobContext = { turn: async () => {}, report: () => {}, nowMs: () => performance.now() };
let executor: Executor;
beforeAll(async () => {
  executor = await chooseExecutor({ forced: "wasm" });
});

/** People whose T wave has its own height, from low to high; high potassium adds to it. */
function person(index: number, recordsPerClass: number, ownHeight: number): StudyRecord[] {
  const random = randomOf(`person ${index}`);
  return Array.from({ length: 2 * recordsPerClass }, (_, record) =>
    testRecord(`p${index}`, (record % 2) as 0 | 1, record, { tHeight: ownHeight + (record % 2) * 0.6 + 0.05 * (random() - 0.5), beatCount: 10, random }),
  );
}
const generic = Array.from({ length: 8 }, (_, index) => person(index, 2, 0.3 + 0.05 * index)).flat();
const train = generic.filter(({ personId }) => Number(personId.slice(1)) < 6);
const validation = generic.filter(({ personId }) => Number(personId.slice(1)) >= 6);
const config = { ...demoProtocol.generic, epochs: 4, batchSize: 16, maxBeatsPerRecord: 10 };

function runTraining(parts: Partial<Parameters<typeof trainGeneric>[0]> = {}) {
  return trainGeneric({
    executor, graph, initialWeights: initializeWeights(graph, randomOf), train, validation, test: [], beatLength: 120, config,
    stage: "test", randomOf, context, resumeFrom: null, onEpoch: async () => {}, ...parts,
  });
}

describe("generic training", () => {
  const states: GenericTrainingState[] = [];
  let weights: Weights;

  test("learns what separates the classes on people it has not seen", async () => {
    const result = await runTraining({ onEpoch: async (state) => void states.push(state) });
    weights = result.weights;
    expect(result.beatAccuracy.validation).toBeGreaterThan(0.9);
    expect(result.waitedShare).toBeGreaterThanOrEqual(0);
    expect(result.waitedShare).toBeLessThan(0.5);
    expect(states.map(({ epochsDone }) => epochsDone)).toEqual([1, 2, 3, 4]);
  });

  test("goes on from the state of an epoch to bit-identical weights and history", async () => {
    const resumed = await runTraining({ resumeFrom: structuredClone(states[1]!) });
    const unbroken = states[3]!;
    expect(resumed.history).toEqual(unbroken.history);
    for (const [name, tensor] of Object.entries(resumed.weights)) expect(tensor.data, name).toEqual(weights[name]!.data);
  });

  test("stays at chance on unseen people when the labels of the training beats are shuffled", async () => {
    const labels = shuffled(train.map(({ classIndex }) => classIndex), randomOf("labels"));
    const nonsense = await runTraining({ train: train.map((record, index) => ({ ...record, classIndex: labels[index]! })) });
    expect(nonsense.beatAccuracy.validation).toBeLessThan(0.8);
  });

  test("stops between two steps when it is cancelled", async () => {
    let turns = 0;
    const cancelling: JobContext = { ...context, turn: async () => { if (++turns > 3) throw new JobCancelled(); } };
    await expect(runTraining({ context: cancelling })).rejects.toThrowError(JobCancelled);
    expect(turns).toBe(4);
  });

  test("takes no more steps in an epoch than allowed", async () => {
    let steps = 0;
    await runTraining({ config: { ...config, epochs: 2, maxStepsPerEpoch: 3 }, context: { ...context, turn: async () => void steps++ } });
    expect(steps).toBe(6);
  });
});

describe("personal rounds", () => {
  let genericWeights: Weights;
  let result: PersonResult;
  // A T wave far above all that the generic people showed: the generic network calls every strip high.
  const own = person(50, 8, 1.6);
  const personal = { ...demoProtocol.personal, rounds: 3, batchSize: 8, maxBeatsPerRecord: 10, learningRate: 2e-3 };

  beforeAll(async () => {
    genericWeights = (await runTraining()).weights;
    const network = createPersonalNetwork(executor, graph, personal.cutNode);
    result = await runPersonalRounds({ network, genericWeights, foldIndex: 0, personId: "p50", records: own, beatLength: 120, config: personal, randomOf, context });
  }, 60_000);

  test("bring a person whom the generic network misreads above 0.9 after two rounds", () => {
    const accuracies = result.trajectories[0]!.rounds.map(({ accuracy }) => accuracy!);
    expect(accuracies).toHaveLength(4);
    expect(accuracies[0]).toBeLessThan(0.8);
    expect(accuracies[2]).toBeGreaterThan(0.9);
  });

  test("leave every frozen parameter and running statistic bit-identical, and train the rest", () => {
    for (const [name, tensor] of Object.entries(result.personalWeights)) {
      const isFrozen = /^(stem|stage1|stage2)\./.test(name);
      const same = tensor.data.every((value, index) => Object.is(value, genericWeights[name]!.data[index]));
      if (isFrozen) expect(same, name).toBe(true);
      else if (/kernel$/.test(name)) expect(same, name).toBe(false);
    }
  });

  test("never test on a record they trained on, and run both hold-outs and the mirrored controls", () => {
    expect(result.trajectories.map(({ holdOut, control }) => [holdOut, control?.inverted ?? null])).toEqual([
      ["chronological", null], ["random", null], ["chronological", false], ["chronological", true],
    ]);
    for (const { poolRecordIds, heldOutRecordIds } of result.trajectories) {
      expect(heldOutRecordIds).toHaveLength(4);
      expect(poolRecordIds.filter((id) => heldOutRecordIds.includes(id))).toEqual([]);
    }
  });

  test("can be looked into: maps in 0…1 for both classes and every layer, finite points for every beat", async () => {
    const inside = await lookInside({
      executor, graph, genericWeights, personalWeights: result.personalWeights, records: own, heldOutRecordIds: result.trajectories[0]!.heldOutRecordIds,
      beatLength: 120, maxBeatsPerRecord: 10, camNodes: ["stage4.out", "stage2.out"], featureNode: "head.pool", randomOf, context,
    });
    expect(inside.saliency).toHaveLength(2 * 2 * 2);
    for (const { saliency } of inside.saliency) expect(saliency.length === 120 && saliency.every((value) => value >= 0 && value <= 1)).toBe(true);
    for (const { positions } of inside.embedding) expect(positions.length === 2 * 160 && positions.every(Number.isFinite)).toBe(true);
    expect(inside.points.recordIds).toHaveLength(160);
  });
});
