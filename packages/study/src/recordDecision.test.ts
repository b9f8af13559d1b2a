import { expect, test } from "vitest";
import { eventProbabilities, voteOnRecord } from "./recordDecision.ts";

test("a tie of beats calls the event", () => {
  expect(voteOnRecord("r", 0, [0.9, 0.1])).toMatchObject({ eventShare: 0.5, called: 1 });
});

test("a minority of event beats calls class 0", () => {
  expect(voteOnRecord("r", 1, [0.9, 0.1, 0.2])).toMatchObject({ called: 0 });
});

test("a record without beats gets no call", () => {
  expect(voteOnRecord("r", 1, [])).toMatchObject({ eventShare: null, called: null });
});

test("two equal logits give one half, and a logit gap of ln 3 gives three quarters", () => {
  expect([...eventProbabilities(new Float32Array([2, 2, 0, Math.log(3)]))][1]).toBeCloseTo(0.75, 6);
  expect(eventProbabilities(new Float32Array([2, 2]))[0]).toBe(0.5);
});
