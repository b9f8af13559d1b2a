import { expect, test } from "vitest";
import { secondsLeft } from "./timeLeft.ts";

const work = { genericStepsTotal: 100, peopleTotal: 10, stepsPerPerson: 40, workers: 2 };

test("nothing is promised before anything was measured", () => {
  expect(secondsLeft(work, { genericStepsDone: 0, genericSeconds: 0, peopleDone: 0, personalSeconds: 0 })).toBeNull();
});

test("generic steps left and a guess for people add up", () => {
  // 0.1 s a step: 50 steps are 5 s; a person is 0.1 · 0.25 · 40 / 2 = 0.5 s, ten are 5 s.
  expect(secondsLeft(work, { genericStepsDone: 50, genericSeconds: 5, peopleDone: 0, personalSeconds: 0 })).toBeCloseTo(10);
});

test("measured people replace the guess", () => {
  expect(secondsLeft(work, { genericStepsDone: 100, genericSeconds: 10, peopleDone: 4, personalSeconds: 8 })).toBeCloseTo(12);
});
