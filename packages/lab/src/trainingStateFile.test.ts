import type { GenericTrainingState } from "@kalium/study";
import { expect, test } from "vitest";
import { readTrainingState, writeTrainingState } from "./trainingStateFile.ts";

const tensor = (...data: number[]) => ({ shape: [data.length], data: Float32Array.from(data) });

test("a training state survives its file to the last bit", () => {
  const state: GenericTrainingState = {
    epochsDone: 2,
    weights: { "a.kernel": tensor(0.1, -2), b: tensor(3) },
    bestWeights: { "a.kernel": tensor(0.2, -1), b: tensor(4) },
    bestEpoch: 1,
    bestValidationLoss: 0.25,
    epochsSinceImprovement: 1,
    learningRate: 5e-4,
    optimizer: { stepCount: 17, slots: { "a.kernel/m": tensor(1e-8, 1e8) } },
    history: [{ epoch: 1, trainLoss: 1, validationLoss: 0.25, validationAccuracy: 0.5, learningRate: 1e-3 }],
  };
  expect(readTrainingState(writeTrainingState(state))).toEqual(state);
});

test("a state saved before any validation improved keeps an infinite best loss", () => {
  const state = { epochsDone: 1, weights: {}, bestWeights: {}, bestEpoch: 0, bestValidationLoss: Infinity, epochsSinceImprovement: 1, learningRate: 1, optimizer: { stepCount: 1, slots: {} }, history: [] };
  expect(readTrainingState(writeTrainingState(state)).bestValidationLoss).toBe(Infinity);
});

test("a damaged file is refused with a typed error", () => {
  expect(() => readTrainingState(Uint8Array.of(1, 2, 3))).toThrowError(expect.objectContaining({ name: "EngineError" }));
});
