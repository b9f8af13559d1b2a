/**
 * Divides a reduction among items. Where the results are few and the data long, items reduce blocks of the data to partial results in scratch,
 * and a second phase reduces those: threads share the work, and no float32 accumulator runs over a whole batch.
 */
import { LANES } from "./lanes.ts";
import { divisorUpTo, lengthOf, splitDimension } from "./loopNest.ts";
import type { NestDimension } from "./loopNest.ts";

/** Dimensions of the data by what becomes of them; their operands are the inputs alone. */
export interface ReductionPlan {
  /** Outer to inner; reduced ones make partial results. */
  readonly items: readonly NestDimension[];
  readonly kept: readonly NestDimension[];
  readonly reduced: readonly NestDimension[];
  readonly vector: NestDimension;
}

/** Elements of one item, about: they stay in a first-level cache. */
const ITEM_ELEMENTS = 4096;
/** Longer sums are divided. */
const LONGEST_SUM = 4096;
/** Fewer items than this do not keep threads busy, if there is that much data. */
const FEWEST_ITEMS = 16;
const LITTLE_DATA = 16384;
/** Columns of an item that goes down the rows of a large matrix: two cache lines. */
const COLUMN_BLOCK = 32;

/** `equalBlocks`: every partial result must stand for equally many elements. */
export function planReduction(dimensions: readonly NestDimension[], equalBlocks: boolean): { readonly plan: ReductionPlan; /** Steps of the last dimension of `items` that are whole blocks, and how much is left over. */ readonly rest: number } {
  const vector = dimensions[dimensions.length - 1];
  const others = dimensions.slice(0, -1);
  const total = lengthOf(dimensions);
  const results = lengthOf(dimensions.filter(({ reduced }) => !reduced));
  const itemsWhenWhole = lengthOf(others.filter(({ reduced }) => !reduced)) * (vector.reduced ? 1 : Math.ceil(vector.length / COLUMN_BLOCK));
  const isWhole = total / results <= LONGEST_SUM && (itemsWhenWhole >= FEWEST_ITEMS || total <= LITTLE_DATA);
  return isWhole ? { plan: planWhole(others, vector), rest: 0 } : planPartial(others, vector, equalBlocks);
}

/** Items are results. */
export function planWhole(others: readonly NestDimension[], vector: NestDimension): ReductionPlan {
  const reduced = others.filter((dimension) => dimension.reduced);
  const items = others.filter((dimension) => !dimension.reduced);
  const kept: NestDimension[] = [];
  let elements = lengthOf(reduced) * vector.length;
  let lanes = vector;
  if (elements > ITEM_ELEMENTS && !vector.reduced) {
    // A wide matrix summed down its rows: blocks of columns.
    const width = divisorUpTo(vector.length, Math.max(COLUMN_BLOCK, ITEM_ELEMENTS / lengthOf(reduced)), LANES);
    if (width < vector.length) {
      const [blocks, block] = splitDimension(vector, width);
      items.push(blocks);
      lanes = block;
      return { items, kept, reduced, vector: lanes };
    }
  }
  while (items.length > 0) {
    const next = items[items.length - 1];
    const size = divisorUpTo(next.length, Math.max(1, ITEM_ELEMENTS / elements));
    if (size === 1) break;
    items.pop();
    if (size === next.length) kept.unshift(next);
    else {
      const [blocks, block] = splitDimension(next, size);
      items.push(blocks);
      kept.unshift(block);
      break;
    }
    elements *= size;
  }
  return { items, kept, reduced, vector: lanes };
}

/** Items are blocks of the data, from the outermost dimension inwards. */
function planPartial(others: readonly NestDimension[], vector: NestDimension, equalBlocks: boolean): { readonly plan: ReductionPlan; readonly rest: number } {
  const items: NestDimension[] = [];
  const inner = [...others, vector];
  let elements = lengthOf(inner);
  let rest = 0;
  while (elements > ITEM_ELEMENTS) {
    const next = inner[0];
    const within = elements / next.length;
    const isVector = inner.length === 1;
    if (within >= ITEM_ELEMENTS && !isVector) {
      items.push(next);
      inner.shift();
      elements = within;
      continue;
    }
    const most = Math.max(isVector ? LANES : 1, ITEM_ELEMENTS / within);
    const fits = divisorUpTo(next.length, most, isVector ? LANES : 1);
    // A divisor that leaves blocks of a decent size will do; else the last block is shorter.
    const size = fits * 4 >= most && fits <= 2 * most ? fits : next.reduced && !equalBlocks ? Math.floor(most) - (isVector ? Math.floor(most) % LANES : 0) : fits;
    if (size < next.length) {
      rest = next.length % size;
      const [blocks, block] = splitDimension({ ...next, length: next.length - rest }, size);
      items.push(blocks);
      inner[0] = block;
    }
    break;
  }
  const lanes = inner[inner.length - 1];
  const middle = inner.slice(0, -1);
  return { plan: { items, kept: middle.filter((dimension) => !dimension.reduced), reduced: middle.filter((dimension) => dimension.reduced), vector: lanes }, rest };
}
