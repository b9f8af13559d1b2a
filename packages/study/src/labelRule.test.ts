import { expect, test } from "vitest";
import { potassiumClass } from "./labelRule.ts";

test("the label rule keeps the 5.0–5.5 gap and leaves low potassium out", () => {
  const calls = [3.49, 3.5, 5.0, 5.01, 5.5, 5.51].map(potassiumClass);
  expect(calls).toEqual(["low", "normal", "normal", "gap", "gap", "hyper"]);
});
