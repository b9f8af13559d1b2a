/** Zeroes what lies around and between the elements of a value, where convolutions read beyond its edge. */
import type { ValueId } from "../../program/program.ts";
import { FunctionWriter } from "../encoder/functionWriter.ts";
import type { KernelCall, Layout, LoweringContext } from "../kernelCall.ts";

/** One loop of a layout, outer to inner: behind each of its steps but the last lie `gap` elements that are no one's. */
interface GapLevel {
  readonly length: number;
  readonly stride: number;
  readonly gap: number;
}

interface MarginSpec {
  readonly levels: readonly GapLevel[];
  /** Elements before the first and behind the last one. */
  readonly leading: number;
  readonly trailing: number;
  /** Where the elements behind the last one begin. */
  readonly end: number;
}

/** Nothing if the value has no margins; its items touch nothing but margins. */
export function zeroMargins(value: ValueId, context: LoweringContext): KernelCall[] {
  const layout = context.layoutOf(value);
  const spec = marginsOf(context.shapeOf(value), layout);
  const [outer] = spec.levels;
  const gaps = spec.levels.reduce((sum, { gap }, depth) => sum + (gap > 0 ? spec.levels.slice(0, depth + 1).reduce((product, { length }) => product * length, 1) : 0), 0);
  if (gaps === 0 && spec.leading === 0 && spec.trailing === 0) return [];
  const items = outer?.length ?? 1;
  return [
    {
      key: `zero margins ${JSON.stringify(spec)}`,
      write: (name) => writeZeroMargins(name, spec),
      operands: [{ kind: "value", value, element: 0 }],
      items,
      itemNanoseconds: 5 + (10 * gaps) / items,
    },
  ];
}

function marginsOf(shape: readonly number[], { offset, strides, elements }: Layout): MarginSpec {
  const levels: GapLevel[] = [];
  // Elements from the first to the last one of what lies inside the axis, walking outwards.
  let extent = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (shape[axis] === 1) continue;
    const gap = strides[axis] - extent;
    if (gap > 0) levels.unshift({ length: shape[axis], stride: strides[axis], gap });
    else if (levels.length > 0) levels.unshift({ length: shape[axis], stride: strides[axis], gap: 0 });
    extent += (shape[axis] - 1) * strides[axis];
  }
  return { levels, leading: offset, trailing: elements - offset - extent, end: offset + extent };
}

/** Parameters, all i32: begin, end (steps of the outermost level), the address of the value. The first item sees to what lies before, the last to what lies behind. */
function writeZeroMargins(name: string, { levels, leading, trailing, end: lastEnd }: MarginSpec): FunctionWriter {
  const w = new FunctionWriter(name, ["i32", "i32", "i32"]);
  const [item, end, base] = [0, 1, 2];
  const fill = (address: () => void, elements: number): void => {
    if (elements <= 0) return;
    address();
    w.i32(0).i32(4 * elements).memoryFill();
  };
  const at = w.local("i32");
  /** Gaps inside the block at `block`, which is one step of the level above `depth`. */
  const gapsWithin = (depth: number, block: number): void => {
    const level = levels[depth];
    if (!level) return;
    const own = w.local("i32");
    w.get(block).set(own);
    w.repeat(level.length - 1, () => {
      gapsWithin(depth + 1, own);
      fill(() => w.get(own).i32(4 * (level.stride - level.gap)).op("i32.add"), level.gap);
      w.step(own, 4 * level.stride);
    });
    gapsWithin(depth + 1, own);
  };
  const count = levels[0]?.length ?? 1;
  w.loopWhile(
    () => w.get(item).get(end).op("i32.lt_s"),
    () => {
      if (leading > 0) w.get(item).op("i32.eqz").when(() => fill(() => w.get(base), leading));
      if (levels.length > 0) {
        const [{ stride, gap }] = levels;
        w.get(base).i32(4 * leading).op("i32.add").get(item).i32(4 * stride).op("i32.mul").op("i32.add").set(at);
        gapsWithin(1, at);
        if (gap > 0) w.get(item).i32(count - 1).op("i32.lt_s").when(() => fill(() => w.get(at).i32(4 * (stride - gap)).op("i32.add"), gap));
      }
      if (trailing > 0) w.get(item).i32(count - 1).op("i32.eq").when(() => fill(() => w.get(base).i32(4 * lastEnd).op("i32.add"), trailing));
      w.step(item, 1);
    },
  );
  return w;
}
