import golden from "../../../../tests/golden/explain/explain.json" with { type: "json" };
import { describe, expect, it } from "vitest";
import { ExplainError } from "../explainError.ts";
import { principalComponents } from "./principalComponents.ts";

/** Deterministic noise for matrices too large to store. */
function noise(count: number): Float64Array {
  let state = 12345;
  return Float64Array.from({ length: count }, () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32 - 0.5);
}

function largestDifference(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  expect(actual.length).toBe(expected.length);
  return Array.from(actual).reduce((most, value, index) => Math.max(most, Math.abs(value - expected[index])), 0);
}

describe("principalComponents", () => {
  it.each(golden.pca)("agrees with numpy's SVD for $rowCount × $columnCount", ({ matrix, rowCount, columnCount, componentCount, ...expected }) => {
    const actual = principalComponents(Float64Array.from(matrix), rowCount, columnCount, componentCount);
    expect(actual.componentCount).toBe(componentCount);
    expect(largestDifference(actual.variances, expected.variances)).toBeLessThan(1e-12);
    expect(largestDifference(actual.components, expected.components)).toBeLessThan(1e-11);
    expect(largestDifference(actual.scores, expected.scores)).toBeLessThan(1e-11);
    expect(actual.totalVariance).toBeCloseTo(expected.totalVariance, 11);
  });

  it("finds planted directions in a matrix too large for the full decomposition, whichever side is longer", () => {
    for (const [rowCount, columnCount] of [[450, 520], [520, 450]]) {
      const left = noise(rowCount * 3);
      const right = noise(columnCount * 3);
      const small = noise(rowCount * columnCount);
      const matrix = Float64Array.from({ length: rowCount * columnCount }, (_, index) => {
        const row = Math.floor(index / columnCount);
        const column = index % columnCount;
        let value = 1e-3 * small[index];
        for (let rank = 0; rank < 3; rank++) value += 4 ** -rank * left[row * 3 + rank] * right[column * 3 + rank];
        return value;
      });
      const result = principalComponents(matrix, rowCount, columnCount, 12);
      expect(result.componentCount).toBe(12);
      // Residual of the definition: Xᵀ(X v) = λ v for every component, and orthonormal components.
      for (let component = 0; component < 12; component++) {
        const direction = result.components.subarray(component * columnCount, (component + 1) * columnCount);
        const image = new Float64Array(columnCount);
        for (let row = 0; row < rowCount; row++) {
          const score = result.scores[row * 12 + component];
          for (let column = 0; column < columnCount; column++) image[column] += (score * (matrix[row * columnCount + column] - result.columnMeans[column])) / (rowCount - 1);
        }
        expect(largestDifference(image, direction.map((value) => value * result.variances[component]))).toBeLessThan(1e-8 * result.variances[0]);
        for (let other = 0; other <= component; other++) {
          const product = direction.reduce((sum, value, column) => sum + value * result.components[other * columnCount + column], 0);
          expect(product).toBeCloseTo(other === component ? 1 : 0, 7);
        }
      }
      // Sum of the leading variances plus the rest is the whole: the three planted ones dominate.
      expect(result.variances.subarray(0, 3).reduce((sum, value) => sum + value, 0) / result.totalVariance).toBeGreaterThan(0.99);
    }
  });

  it("keeps both copies of a repeated eigenvalue in a large matrix", () => {
    const size = 500;
    const matrix = new Float64Array(2 * size * size);
    for (let axis = 0; axis < size; axis++) {
      const height = axis < 2 ? 9 : axis < 4 ? 5 : 0;
      matrix[2 * axis * size + axis] = height;
      matrix[(2 * axis + 1) * size + axis] = -height;
    }
    const { variances, componentCount } = principalComponents(matrix, 2 * size, size, 6);
    expect(componentCount).toBe(4);
    [9, 9, 5, 5].forEach((height, index) => expect(variances[index]).toBeCloseTo((2 * height ** 2) / (2 * size - 1), 10));
  });

  it("gives the same components for any scale and shift of the data", () => {
    const { matrix, rowCount, columnCount, componentCount } = golden.pca[0];
    const reference = principalComponents(Float64Array.from(matrix), rowCount, columnCount, componentCount);
    for (const factor of [1e-200, 1e-6, 1e6, 1e150]) {
      const scaled = principalComponents(Float64Array.from(matrix, (value) => value * factor), rowCount, columnCount, componentCount);
      expect(largestDifference(scaled.components, reference.components)).toBeLessThan(1e-9);
    }
  });

  it("returns fewer components when constant and copied columns leave no more rank", () => {
    const matrix = Float64Array.from({ length: 40 }, (_, index) => [index, 7, 2 * Math.floor(index / 4) + 1, Math.floor(index / 4)][index % 4] * (index % 4 === 0 ? 0 : 1));
    expect(principalComponents(matrix, 10, 4, 4).componentCount).toBe(1);
  });

  it("names the place of a NaN and refuses data without spread", () => {
    const matrix = noise(20);
    matrix[13] = NaN;
    expect(() => principalComponents(matrix, 5, 4, 2)).toThrow(/row 3, column 1 is NaN/);
    expect(() => principalComponents(new Float64Array(20).fill(3.3), 5, 4, 2)).toThrow(ExplainError);
    expect(() => principalComponents(noise(20), 4, 4, 2)).toThrow(/expected 16/);
  });
});
