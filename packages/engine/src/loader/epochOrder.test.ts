import { describe, expect, test } from "vitest";
import { seededRandom } from "../seededRandom.ts";
import { balancedOrder, groupedOrder, sequentialOrder, shuffledOrder } from "./epochOrder.ts";

const random = (stream: string) => seededRandom(1)(stream);
const sorted = (order: ArrayLike<number>): number[] => Array.from(order).sort((a, b) => a - b);
const all = (count: number): number[] => Array.from({ length: count }, (_, row) => row);

/** Patients with 3, 1, 4, 2 and 5 rows, mixed. */
const patientOf = ["a", "c", "e", "a", "d", "c", "e", "b", "e", "c", "a", "d", "e", "c", "e"];

describe("an epoch's order", () => {
  test.each([
    ["shuffled", shuffledOrder],
    ["sequential", sequentialOrder],
    ["by patient, together", groupedOrder(patientOf, "together")],
    ["by patient, apart", groupedOrder(patientOf, "apart")],
  ])("%s takes every row once", (_title, order) => expect(sorted(order(15, random("x")))).toEqual(all(15)));

  test("shuffled is the same for the same numbers and another for others", () => {
    expect(shuffledOrder(50, random("x"))).toEqual(shuffledOrder(50, random("x")));
    expect(shuffledOrder(50, random("x"))).not.toEqual(shuffledOrder(50, random("y")));
  });

  test("shuffled puts a row at each place equally often", () => {
    const draw = random("even");
    const counts = [0, 0, 0, 0];
    for (let turn = 0; turn < 8000; turn++) counts[Array.from(shuffledOrder(4, draw)).indexOf(0)] += 1;
    // Four standard deviations of a binomial of 8000 and 1/4.
    for (const count of counts) expect(Math.abs(count - 2000)).toBeLessThan(4 * Math.sqrt(8000 * 0.25 * 0.75));
  });

  test("together leaves each patient in one piece, in an order of their own", () => {
    const seen = Array.from(groupedOrder(patientOf, "together")(15, random("x")), (row) => patientOf[row]);
    expect(seen.filter((patient, place) => patient !== seen[place - 1])).toHaveLength(5);
    expect(new Set(all(20).map((turn) => Array.from(groupedOrder(patientOf, "together")(15, random(`${turn}`)), (row) => patientOf[row]).join(""))).size).toBeGreaterThan(10);
  });

  test("apart shows every patient once before any comes again", () => {
    const seen = Array.from(groupedOrder(patientOf, "apart")(15, random("x")), (row) => patientOf[row]);
    expect(new Set(seen.slice(0, 5)).size).toBe(5);
    expect([...seen.slice(5, 9)].sort()).toEqual(["a", "c", "d", "e"]);
  });

  test("balanced takes all rows of the rarest class and as many, drawn anew, of the others", () => {
    const classOf = Int32Array.from({ length: 40 }, (_, row) => (row % 10 === 0 ? 1 : row % 2 === 0 ? 0 : 2));
    const first = Array.from(balancedOrder(classOf)(40, random("x")));
    const count = (order: number[], name: number): number => order.filter((row) => classOf[row] === name).length;
    expect([0, 1, 2].map((name) => count(first, name))).toEqual([4, 4, 4]);
    expect(new Set(first).size).toBe(12);
    expect(sorted(balancedOrder(classOf)(40, random("y")))).not.toEqual(sorted(first));
  });

  test("refuses groups or classes of another number of rows", () => {
    expect(() => groupedOrder([1, 2], "apart")(3, random("x"))).toThrow(/Groups of 2 rows for 3/);
    expect(() => balancedOrder([1, 2])(3, random("x"))).toThrow(/Classes of 2 rows for 3/);
  });
});
