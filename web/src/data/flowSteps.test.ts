import { expect, test } from "vitest";
import { flowSteps } from "./flowSteps.ts";

test("puts what was dropped after a step before the next one", () => {
  const dropped = [{ reason: "no person", count: 3 }];
  const shifted = flowSteps([{ label: "Recordings", count: 10, unit: "recordings", dropped }, { label: "Pairs", count: 7, unit: "recordings", dropped: [] }]);
  expect(shifted.map((step) => step.dropped)).toEqual([[], dropped]);
});
