/** What the tests of gradients share: the tape's gradients against central differences of the program's own values, in float64. */
import { expect } from "vitest";
import { gaussian } from "../gaussian.ts";
import { seededRandom } from "../seededRandom.ts";
import { differentiate } from "./differentiate.ts";
import { interpretProgram } from "./interpretProgram.ts";
import { sizeOf } from "./program.ts";
import type { ValueId } from "./program.ts";
import { programBuilder } from "./programBuilder.ts";
import type { ProgramBuilder } from "./programBuilder.ts";

const STEP = 1e-5;
export const RELATIVE_TOLERANCE = 1e-6;

/** By name of an operand. */
export type Shapes = Readonly<Record<string, readonly number[]>>;
/** Makes the value to be differentiated from its operands. */
export type Build = (b: ProgramBuilder, operands: Readonly<Record<string, ValueId>>) => ValueId;

/**
 * Greatest error of the gradients (`order` 1), or of the products of the second derivative and a direction (2), as a share of the largest of an operand.
 * Operands are feeds, or states where `isState` says so.
 */
export function gradientError(shapes: Shapes, build: Build, order: 1 | 2 = 1, isState: (name: string) => boolean = () => false): number {
  const b = programBuilder();
  const names = Object.keys(shapes);
  const operands = Object.fromEntries(names.map((name) => [name, isState(name) ? b.state(name, shapes[name]) : b.feed(name, shapes[name])]));
  const random = seededRandom(7);
  const draw = (name: string, count: number): Float64Array => {
    const uniform = random(name);
    return Float64Array.from({ length: count }, () => gaussian(uniform));
  };
  const feeds: Record<string, Float64Array> = Object.fromEntries(names.map((name) => [name, draw(name, sizeOf(shapes[name]))]));
  const seed = (value: ValueId, name: string): ReadonlyMap<ValueId, ValueId> => {
    feeds[name] = draw(name, sizeOf(b.shapeOf(value)));
    return new Map([[value, b.feed(name, b.shapeOf(value))]]);
  };
  let scalars: (readonly [value: ValueId, weights: string])[];
  let seeds: ReadonlyMap<ValueId, ValueId>;
  const y = build(b, operands);
  if (order === 1) {
    seeds = seed(y, "seed");
    scalars = [[y, "seed"]];
  } else {
    const first = differentiate(b, seed(y, "seed"), names.map((name) => operands[name]));
    const found = first.flatMap((id, index) => (id === null ? [] : [[id, `direction ${index}`] as const]));
    seeds = new Map(found.flatMap(([id, name]) => [...seed(id, name)]));
    scalars = found;
  }
  const forward = b.build("forward", {});
  const gradients = differentiate(b, seeds, names.map((name) => operands[name]));
  const data = interpretProgram(b.build("gradients", {}), feeds, feeds);
  const objective = (): number => {
    const now = interpretProgram(forward, feeds, feeds);
    return scalars.reduce((sum, [value, name]) => sum + now[value].reduce((part, element, index) => part + element * feeds[name][index], 0), 0);
  };
  return Math.max(...names.map((name, which) => {
    const id = gradients[which];
    const found = id === null ? new Float64Array(sizeOf(shapes[name])) : data[id];
    expect(id === null ? shapes[name] : b.shapeOf(id)).toEqual(shapes[name]);
    const scale = found.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-3);
    const errors = Array.from(feeds[name], (kept, index) => {
      feeds[name][index] = kept + STEP;
      const above = objective();
      feeds[name][index] = kept - STEP;
      const below = objective();
      feeds[name][index] = kept;
      return Math.abs(found[index] - (above - below) / (2 * STEP)) / scale;
    });
    return Math.max(...errors);
  }));
}
