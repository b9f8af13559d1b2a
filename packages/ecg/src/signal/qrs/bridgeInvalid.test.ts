import { expect, it } from "vitest";
import { bridgeInvalid } from "./bridgeInvalid.ts";

it("bridges NaN by straight lines, holds the ends level, and gives back the array itself where there is none", () => {
  expect([...bridgeInvalid(Float64Array.of(NaN, 2, NaN, NaN, 5, NaN))]).toEqual([2, 2, 3, 4, 5, 5]);
  expect([...bridgeInvalid(Float32Array.of(NaN, NaN))]).toEqual([0, 0]);
  const whole = Float32Array.of(1, 2);
  expect(bridgeInvalid(whole)).toBe(whole);
});
