import { demoProtocol, type JobEvent, type StudyConfig, type StudyFold } from "@kalium/study";
import { expect, test } from "vitest";
import { createStudyClock } from "./studyClock.ts";
import type { StudyState } from "./studyState.ts";

const folds = [{ index: 0, personal: ["a", "b"] }] as unknown as StudyFold[];
// 1 run × 1 pair × 2 epochs × 2 × 10 beats in batches of 10: 4 steps a person.
const config: StudyConfig = { ...demoProtocol, personal: { ...demoProtocol.personal, rounds: 1, epochsPerRound: 2, holdOutModes: ["chronological"], controlPairs: 0, maxBeatsPerRecord: 20, beatsPerRecordAndEpoch: 10, batchSize: 10 } };
const step = (stepsDone: number): JobEvent => ({ kind: "step", stage: "generic", stepsDone, stepsTotal: 100, loss: 1, stepsPerSecond: 1, secondsLeft: 0, waitedShare: 0 });

function clockAt() {
  let nowMs = 0;
  let shown: Partial<StudyState> = {};
  const clock = createStudyClock(folds, config, () => nowMs, (change) => (shown = { ...shown, ...change }));
  return { clock, pass: (ms: number) => (nowMs += ms), shown: () => shown };
}

test("the time left of a resumed training follows from the steps taken here, not from those before", () => {
  const { clock, pass, shown } = clockAt();
  clock.startStage("generic", 1);
  pass(1000);
  clock.see(step(51));
  pass(9000);
  clock.see(step(60));
  // Ten steps in 10 s, 40 to go; two people of 4 steps at a quarter of a step's time.
  expect(shown().secondsLeft).toBeCloseTo(40 + 2 * 4 * 0.25, 6);
});

test("people are counted against the time of their own stage, and their steps shown", () => {
  const { clock, pass, shown } = clockAt();
  clock.startStage("generic", 1);
  pass(5000);
  clock.startStage("personal", 1);
  pass(2000);
  clock.see({ kind: "personalStep", personId: "a", stepsDone: 3, loss: 1 });
  expect(shown()).toMatchObject({ stepsDone: 3, stepsTotal: 8, stepsPerSecond: 1.5 });
  pass(1000);
  clock.personDone("a");
  expect(shown().secondsLeft).toBeCloseTo(3, 6);
  expect(clock.secondsByStage()).toEqual({ generic: 5, personal: 3 });
});

test("a stage that is begun again after a loss adds to its time and forgets its people", () => {
  const { clock, pass, shown } = clockAt();
  clock.startStage("generic", 1);
  pass(5000);
  clock.startStage("generic", 2);
  pass(2000);
  clock.see(step(11));
  clock.startStage("personal", 2);
  pass(4000);
  clock.personDone("a");
  expect(shown().secondsLeft).toBeCloseTo(4, 6);
  expect(clock.secondsByStage()).toEqual({ generic: 7, personal: 4 });
});
