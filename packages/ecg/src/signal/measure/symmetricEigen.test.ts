import { describe, expect, it } from "vitest";
import { symmetricEigen } from "./symmetricEigen.ts";

describe("eigenvalues of a symmetric matrix", () => {
  it("are those of a matrix with known ones", () => {
    // 2 on the diagonal, −1 beside it: 2 − 2cos(kπ/(n + 1)).
    const n = 8;
    const matrix = Array.from({ length: n }, (_, i) => Array.from({ length: n }, (__, j) => (i === j ? 2 : Math.abs(i - j) === 1 ? -1 : 0)));
    const { values, vectors } = symmetricEigen(matrix);
    values.forEach((value, k) => expect(Math.abs(value - (2 - 2 * Math.cos(((n - k) * Math.PI) / (n + 1))))).toBeLessThan(1e-13));
    vectors.forEach((vector, k) => {
      matrix.forEach((row, i) => expect(Math.abs(row.reduce<number>((sum, entry, j) => sum + entry * vector[j]!, 0) - values[k]! * vector[i]!)).toBeLessThan(1e-13));
      expect(vector.reduce((sum, entry) => sum + entry * entry, 0)).toBeCloseTo(1, 13);
    });
  });

  it("are refused for a matrix that is not square", () => {
    expect(() => symmetricEigen([[1, 2]])).toThrow(RangeError);
  });
});
