import { describe, expect, it } from "vitest";
import { barnesHutRepulsion } from "./barnesHut.ts";
import { exactRepulsion } from "./repulsion.ts";

function spiral(pointCount: number): Float64Array {
  return Float64Array.from({ length: 2 * pointCount }, (_, index) => {
    const angle = (index >> 1) * 2.399963;
    return Math.sqrt(index >> 1) * (index % 2 === 0 ? Math.cos(angle) : Math.sin(angle));
  });
}

/** The definition, without symmetry or tiles. */
function byDefinition(positions: Float64Array) {
  const forces = new Float64Array(positions.length);
  let sum = 0;
  for (let i = 0; i < positions.length; i += 2) {
    for (let j = 0; j < positions.length; j += 2) {
      if (i === j) continue;
      const dx = positions[i] - positions[j];
      const dy = positions[i + 1] - positions[j + 1];
      const kernel = 1 / (1 + dx * dx + dy * dy);
      sum += kernel;
      forces[i] += kernel * kernel * dx;
      forces[i + 1] += kernel * kernel * dy;
    }
  }
  return { sum, forces };
}

function relativeForceError(forces: Float64Array, expected: Float64Array): number {
  const squares = (values: Float64Array) => values.reduce((sum, value) => sum + value * value, 0);
  return Math.sqrt(squares(forces.map((value, index) => value - expected[index])) / squares(expected));
}

describe("repulsion", () => {
  const positions = spiral(1100);
  const expected = byDefinition(positions);

  it("sums all pairs exactly across tile borders", () => {
    const forces = new Float64Array(positions.length).fill(99);
    expect(exactRepulsion(positions, forces)).toBeCloseTo(expected.sum, 6);
    expect(relativeForceError(forces, expected.forces)).toBeLessThan(1e-12);
  });

  it("approximates by the tree, the better the smaller the opening angle, and exactly without one", () => {
    const errors = [0.5, 0.2, 1e-9].map((theta) => {
      const forces = new Float64Array(positions.length).fill(99);
      const sum = barnesHutRepulsion(1100, theta)(positions, forces);
      return [Math.abs(sum / expected.sum - 1), relativeForceError(forces, expected.forces)];
    });
    expect(errors[0][0]).toBeLessThan(0.01);
    // Forces inside an even disc nearly cancel, so their relative error is larger than that of the sum.
    expect(errors[0][1]).toBeLessThan(0.04);
    expect(errors[1][1]).toBeLessThan(errors[0][1] / 3);
    expect(errors[2][0]).toBeLessThan(1e-12);
    expect(errors[2][1]).toBeLessThan(1e-12);
  });

  it("bears points that coincide, in crowds and altogether", () => {
    const crowd = spiral(300).fill(0.25, 0, 400);
    const forces = new Float64Array(crowd.length);
    const sum = barnesHutRepulsion(300, 0.5)(crowd, forces);
    expect(Math.abs(sum / byDefinition(crowd).sum - 1)).toBeLessThan(0.01);
    expect(barnesHutRepulsion(300, 0.5)(new Float64Array(600), forces)).toBe(300 * 299);
    expect(forces.every((force) => force === 0)).toBe(true);
  });
});
