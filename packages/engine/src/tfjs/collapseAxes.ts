/** Fewer axes for the same computation: GPU backends of tfjs end at six, and some of their kernels at four or five. */
import { EngineError } from "../engineError.ts";

export interface CollapsedAxes {
  readonly shape: readonly number[];
  /** The operands' shapes, padded with ones to the same rank. */
  readonly operands: readonly (readonly number[])[];
  readonly labels: readonly number[];
}

const MOST_AXES = 6;

/**
 * Joins neighbouring axes along which every operand is either whole or broadcast, and drops axes of length 1. Axes of different labels stay apart.
 * @throws {EngineError} `bad-graph` when more than six axes are left
 */
export function collapseAxes(shape: readonly number[], operands: readonly (readonly number[])[], labels: readonly number[] = shape.map(() => 0)): CollapsedAxes {
  const aligned = operands.map((operand) => [...new Array<number>(shape.length - operand.length).fill(1), ...operand]);
  const joined: { side: number; sides: number[]; label: number }[] = [];
  shape.forEach((side, axis) => {
    if (side === 1) return;
    const sides = aligned.map((operand) => operand[axis]);
    const before = joined.at(-1);
    if (before && before.label === labels[axis] && sides.every((own, index) => (own === 1) === (before.sides[index] === 1))) {
      before.side *= side;
      before.sides = before.sides.map((own, index) => own * sides[index]);
    } else {
      joined.push({ side, sides, label: labels[axis] });
    }
  });
  if (joined.length > MOST_AXES) throw new EngineError("bad-graph", `An operation over [${shape.join(", ")}] needs ${joined.length} axes, and tfjs computes with six.`, "Use the wasm or webgpu executor, or broadcast along fewer axes.");
  return { shape: joined.map(({ side }) => side), operands: operands.map((_, index) => joined.map(({ sides }) => sides[index])), labels: joined.map(({ label }) => label) };
}

/** Joins every axis that is taken whole into the one before it; an axis is whole where `isWhole` says so. Returns the sizes of the groups and their first axes. */
export function joinWholeAxes(shape: readonly number[], isWhole: (axis: number) => boolean): readonly { readonly first: number; readonly inner: number }[] {
  const groups: { first: number; inner: number }[] = [];
  shape.forEach((side, axis) => {
    const group = groups.at(-1);
    if (group && isWhole(axis)) group.inner *= side;
    else groups.push({ first: axis, inner: 1 });
  });
  return groups;
}
