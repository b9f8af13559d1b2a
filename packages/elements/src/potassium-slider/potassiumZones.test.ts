import { describe, expect, it } from "vitest";
import { heldPotassium, potassiumAfterKey, zoneOf } from "./potassiumZones.ts";

describe("the potassium slider's numbers", () => {
  it("go by tenths with arrows and by halves with page keys or Shift", () => {
    expect(potassiumAfterKey(4.5, "ArrowRight", false)).toBe(4.6);
    expect(potassiumAfterKey(4.5, "ArrowDown", false)).toBe(4.4);
    expect(potassiumAfterKey(4.5, "ArrowRight", true)).toBe(5);
    expect(potassiumAfterKey(4.5, "PageDown", false)).toBe(4);
    expect(potassiumAfterKey(4.5, "a", false)).toBeNull();
  });

  it("stay on tenths although tenths have no exact binary form", () => {
    let value = 2;
    for (let i = 0; i < 70; i++) value = potassiumAfterKey(value, "ArrowUp", false)!;
    expect(value).toBe(9);
  });

  it("stop at 2.0 and 9.0", () => {
    expect(potassiumAfterKey(8.8, "PageUp", false)).toBe(9);
    expect(potassiumAfterKey(2, "ArrowLeft", false)).toBe(2);
    expect(heldPotassium(17)).toBe(9);
  });

  it("belong to one zone each, with 3.5 and 5.0 in the usual range", () => {
    expect([2, 3.4, 3.5, 5, 5.1, 9].map((value) => zoneOf(value).name)).toEqual(["low", "low", "usual", "usual", "high", "high"]);
  });
});
