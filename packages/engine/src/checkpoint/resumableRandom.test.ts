import { describe, expect, test } from "vitest";
import { seededRandom } from "../seededRandom.ts";
import { resumableRandom } from "./resumableRandom.ts";

describe("resumable random streams", () => {
  test("draw the numbers of seededRandom, and continue after any count as if never stopped", () => {
    const unbroken = seededRandom(11)("a");
    const expected = Array.from({ length: 24 }, unbroken);
    for (let stop = 0; stop <= 12; stop++) {
      const before = resumableRandom({ seed: 11, drawn: {} });
      const first = Array.from({ length: stop }, before.stream("a"));
      before.stream("b")();
      const after = resumableRandom(JSON.parse(JSON.stringify(before.state())));
      expect([...first, ...Array.from({ length: 24 - stop }, after.stream("a"))]).toEqual(expected);
      expect(after.state()).toEqual({ seed: 11, drawn: { a: 24, b: 1 } });
    }
  });

  test("give one ongoing generator for a name", () => {
    const { stream } = resumableRandom({ seed: 1, drawn: {} });
    const [first, second] = Array.from({ length: 2 }, seededRandom(1)("a"));
    expect([stream("a")(), stream("a")()]).toEqual([first, second]);
  });

  test("refuse a count that cannot be", () => {
    expect(() => resumableRandom({ seed: 1, drawn: { a: -1 } })).toThrow(/"a" has the count -1/);
  });
});
