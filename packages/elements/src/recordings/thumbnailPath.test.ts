import { expect, test } from "vitest";
import { thumbnailPath } from "./thumbnailPath.ts";

test("is empty without a value, breaks where a column has none, and keeps the extremes inside the box", () => {
  expect(thumbnailPath(new Float32Array(8).fill(NaN))).toBe("");
  const path = thumbnailPath(Float32Array.of(-1, 1, NaN, NaN, -3, 5, 0, 0));
  expect(path.match(/M/g)).toHaveLength(2);
  const heights = [...path.matchAll(/[\d.]+ (-?[\d.]+)/g)].map(([, y]) => Number(y));
  expect(Math.min(...heights)).toBe(2);
  expect(Math.max(...heights)).toBe(30);
});

test("leaves a flat lead flat instead of blowing up its noise", () => {
  const flat = Float32Array.from({ length: 20 }, (_, i) => (i % 2 === 0 ? -0.001 : 0.001));
  const heights = [...thumbnailPath(flat).matchAll(/[\d.]+ (-?[\d.]+)/g)].map(([, y]) => Number(y));
  expect(Math.max(...heights) - Math.min(...heights)).toBeLessThan(0.2);
});
