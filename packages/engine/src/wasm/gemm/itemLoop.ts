/** Walks items that are the points of a small grid, with pointers that follow. */
import type { FunctionWriter, Local } from "../encoder/functionWriter.ts";

export interface GridDimension {
  readonly length: number;
  /** In elements, by pointer. */
  readonly strides: readonly number[];
}

export const gridItems = (dimensions: readonly GridDimension[]): number => dimensions.reduce((product, { length }) => product * length, 1);

/** Runs the body for each item of parameters 0 (begin) to 1 (end); `bases` are the addresses that the pointers of item 0 hold. The body may move its pointers. */
export function forEachItem(w: FunctionWriter, dimensions: readonly GridDimension[], bases: readonly Local[], body: (pointers: readonly Local[]) => void): void {
  const [begin, end] = [0, 1];
  const item = w.local("i32");
  const rest = w.local("i32");
  const own = bases.map(() => w.local("i32"));
  const handed = bases.map(() => w.local("i32"));
  const moving = dimensions.filter(({ length }) => length > 1);
  const indices = moving.map(() => w.local("i32"));
  const move = (strides: readonly number[], times: number): void =>
    strides.forEach((stride, k) => {
      if (stride !== 0) w.step(own[k], 4 * stride * times);
    });

  bases.forEach((base, k) => w.get(base).set(own[k]));
  w.get(begin).tee(item).set(rest);
  for (let at = moving.length - 1; at >= 0; at--) {
    const { length, strides } = moving[at];
    if (at === 0) w.get(rest).set(indices[0]);
    else w.get(rest).get(rest).i32(length).op("i32.div_u").tee(rest).i32(length).op("i32.mul").op("i32.sub").set(indices[at]);
    strides.forEach((stride, k) => {
      if (stride !== 0) w.get(own[k]).get(indices[at]).i32(4 * stride).op("i32.mul").op("i32.add").set(own[k]);
    });
  }
  /** Steps dimension `at` on, and those outside it where it is through. */
  const carry = (at: number): void => {
    if (at < 0) return;
    const { length, strides } = moving[at];
    move(strides, 1);
    w.step(indices[at], 1);
    if (at === 0) return;
    w.get(indices[at]).i32(length).op("i32.eq").when(() => {
      w.i32(0).set(indices[at]);
      move(strides, -length);
      carry(at - 1);
    });
  };
  w.loopWhile(
    () => w.get(item).get(end).op("i32.lt_s"),
    () => {
      own.forEach((pointer, k) => w.get(pointer).set(handed[k]));
      body(handed);
      carry(moving.length - 1);
      w.step(item, 1);
    },
  );
}
