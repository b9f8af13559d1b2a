import { expect, test } from "vitest";
import { createJobSpeed } from "./jobSpeed.ts";

test("tells the speed of the last seconds, afresh for each stage, and nothing before it can be told", () => {
  const speed = createJobSpeed();
  expect(speed.at("opening", 0, 0)).toBeNull();
  expect(speed.at("opening", 10, 100)).toBeNull();
  expect(speed.at("opening", 100, 1_000)).toBeCloseTo(100);
  for (let second = 2; second <= 20; second++) speed.at("opening", 100 + 10 * second, 1_000 * second);
  expect(speed.at("opening", 310, 21_000)).toBeCloseTo(10, 0);
  expect(speed.at("storing", 0, 21_100)).toBeNull();
});
