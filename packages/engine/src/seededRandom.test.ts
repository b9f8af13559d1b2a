import { expect, test } from "vitest";
import { gaussian } from "./gaussian.ts";
import { fnv1a64, philox4x32, seededRandom } from "./seededRandom.ts";
import { shuffled } from "./shuffled.ts";

const take = (random: () => number, count: number): number[] => Array.from({ length: count }, random);

// Known answers of the Random123 library, file kat_vectors (Salmon et al. 2011).
test.each([
  [[0, 0, 0, 0], [0, 0], [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8]],
  [[0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff], [0xffffffff, 0xffffffff], [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd]],
  [[0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344], [0xa4093822, 0x299f31d0], [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1]],
] as const)("gives Philox4x32-10's published words for counter %j and key %j", (counter, key, words) => {
  expect(philox4x32(counter, key)).toEqual(words);
});

// Known answers from the FNV reference code of Fowler, Noll and Vo.
test.each([
  ["", 0xcbf29ce484222325n],
  ["a", 0xaf63dc4c8601ec8cn],
  ["foobar", 0x85944171f73967e8n],
])("hashes the stream name %j as FNV-1a does", (text, hash) => {
  expect(fnv1a64(text)).toBe(hash);
});

test("repeats a stream for the same seed and name, and differs in either", () => {
  const first = take(seededRandom(7)("weights"), 10);
  expect(take(seededRandom(7)("weights"), 10)).toEqual(first);
  expect(take(seededRandom(7)("order"), 10)).not.toEqual(first);
  expect(take(seededRandom(8)("weights"), 10)).not.toEqual(first);
  expect(take(seededRandom(7 + 2 ** 32)("weights"), 10)).not.toEqual(first);
});

test("draws uniform numbers in [0, 1)", () => {
  const values = take(seededRandom(1)("uniform"), 20_000);
  expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...values)).toBeLessThan(1);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  expect(Math.abs(mean - 0.5)).toBeLessThan(4 / Math.sqrt(12 * values.length));
});

test("refuses seeds that are not whole numbers from 0", () => {
  for (const seed of [-1, 0.5, Number.NaN, 2 ** 53]) expect(() => seededRandom(seed)).toThrow(RangeError);
});

test("draws normal numbers of mean 0 and variance 1", () => {
  const random = seededRandom(2)("normal");
  const values = take(() => gaussian(random), 20_000);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  expect(Math.abs(mean)).toBeLessThan(4 / Math.sqrt(values.length));
  expect(Math.abs(variance - 1)).toBeLessThan(4 * Math.sqrt(2 / values.length));
});

test("shuffles into every order equally often and leaves its argument alone", () => {
  const random = seededRandom(3)("shuffle");
  const items = [1, 2, 3];
  const counts = new Map<string, number>();
  for (let draw = 0; draw < 6000; draw++) {
    const order = shuffled(items, random).join("");
    counts.set(order, (counts.get(order) ?? 0) + 1);
  }
  expect(items).toEqual([1, 2, 3]);
  expect(counts.size).toBe(6);
  for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(150);
});
