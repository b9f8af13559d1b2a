/** The calls that put zeros in the margin of a value, beside those that compute it. */
import type { ValueId } from "../../program/program.ts";
import type { GridDimension } from "../gemm/itemLoop.ts";
import { gridItems } from "../gemm/itemLoop.ts";
import { writeZeroRows } from "../gemm/zeroRows.ts";
import type { KernelCall, LoweringContext } from "../kernelCall.ts";

/** The margin lies along the axes between the first and the last, as `planLayouts` makes it. */
export function zeroMargins(value: ValueId, context: LoweringContext): KernelCall[] {
  const shape = context.shapeOf(value);
  const { strides, offset, elements } = context.layoutOf(value);
  const axes = shape.length - 2;
  const calls: KernelCall[] = [];
  const zero = (element: number, length: number, dimensions: readonly GridDimension[]): void => {
    if (length === 0) return;
    const items = dimensions.filter((dimension) => dimension.length > 1);
    calls.push({
      key: `zero ${JSON.stringify([items, length])}`,
      write: (name) => writeZeroRows(name, items, length),
      operands: [{ kind: "value", value, element }],
      items: gridItems(items),
      itemNanoseconds: 2 + length / 16,
    });
  };
  // Outer axes first: the margin of an inner axis is that of the rows inside the outer one.
  const outer: GridDimension[] = [{ length: shape[0], strides: [strides[0]] }];
  let start = 0;
  let rest = offset;
  for (let axis = 1; axis <= axes; axis++) {
    const full = (axis === 1 ? (shape[0] > 0 ? elements / shape[0] : 0) : strides[axis - 1]) / strides[axis];
    const before = Math.floor(rest / strides[axis]);
    rest -= before * strides[axis];
    zero(start, before * strides[axis], outer);
    zero(start + (before + shape[axis]) * strides[axis], (full - before - shape[axis]) * strides[axis], outer);
    start += before * strides[axis];
    outer.push({ length: shape[axis], strides: [strides[axis]] });
  }
  return calls;
}
