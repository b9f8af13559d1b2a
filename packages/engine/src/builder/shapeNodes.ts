import type { NodeName } from "../graph.ts";
import { GraphError } from "../graphError.ts";
import { requireWhole, shapeText, sizeOf } from "./nodePlacement.ts";
import type { NodePlacement } from "./nodePlacement.ts";

/** Axes count from 0, without the batch. */
export interface ShapeNodes {
  /** Zeros before and after in time; they count as values, for a max pool too. */
  zeroPad1d(from: NodeName, options: { readonly name: NodeName; readonly before: number; readonly after: number }): NodeName;
  /** Puts inputs that differ along `axis` alone together. Negative axes count from the end. */
  concat(from: readonly NodeName[], options: { readonly name: NodeName; readonly axis: number }): NodeName;
  /** `size` values from `begin` on, by axis. */
  slice(from: NodeName, options: { readonly name: NodeName; readonly begin: readonly number[]; readonly size: readonly number[] }): NodeName;
  reshape(from: NodeName, options: { readonly name: NodeName; readonly shape: readonly number[] }): NodeName;
  /** Output axis i is input axis permutation[i]. */
  permute(from: NodeName, options: { readonly name: NodeName; readonly permutation: readonly number[] }): NodeName;
}

export function shapeNodes({ shapeOf, signalShape, place }: NodePlacement): ShapeNodes {
  return {
    zeroPad1d(from, { name, before, after }) {
      const [length, channels] = signalShape(name, from);
      requireWhole(name, "padding before", before, 0);
      requireWhole(name, "padding after", after, 0);
      return place({ op: "zeroPad1d", name, shape: [length + before + after, channels], inputs: [from], before, after });
    },
    concat(from, { name, axis }) {
      if (from.length === 0) throw new GraphError(name, "has nothing to put together.", "Name at least one node.");
      const shapes = from.map((input) => shapeOf(name, input));
      const [first] = shapes;
      const along = axis < 0 ? axis + first.length : axis;
      if (!Number.isInteger(along) || along < 0 || along >= first.length) throw new GraphError(name, `axis ${axis} is not one of ${shapeText(first)}.`, "Axes count from 0, without the batch.");
      shapes.forEach((shape, index) => {
        const fits = shape.length === first.length && shape.every((side, at) => at === along || side === first[at]);
        if (!fits) throw new GraphError(name, `cannot put "${from[0]}" ${shapeText(first)} and "${from[index]}" ${shapeText(shape)} together along axis ${along}: the other axes differ.`, "Make them equal.");
      });
      return place({ op: "concat", name, shape: first.map((side, at) => (at === along ? shapes.reduce((sum, shape) => sum + shape[along], 0) : side)), inputs: [...from], axis: along });
    },
    slice(from, { name, begin, size }) {
      const shape = shapeOf(name, from);
      if (begin.length !== shape.length || size.length !== shape.length) throw new GraphError(name, `begin ${shapeText(begin)} and size ${shapeText(size)} do not fit "${from}" ${shapeText(shape)}.`, "Give a number for each axis.");
      begin.forEach((value, axis) => {
        requireWhole(name, `begin of axis ${axis}`, value, 0);
        requireWhole(name, `size of axis ${axis}`, size[axis], 1);
        if (value + size[axis] > shape[axis]) throw new GraphError(name, `${size[axis]} values from ${value} on leave axis ${axis} of "${from}" ${shapeText(shape)}.`, "Take fewer.");
      });
      return place({ op: "slice", name, shape: [...size], inputs: [from], begin: [...begin] });
    },
    reshape(from, { name, shape }) {
      const before = shapeOf(name, from);
      if (shape.length === 0) throw new GraphError(name, "the shape is empty.", "Give at least one axis.");
      shape.forEach((side) => requireWhole(name, "a length of the shape", side, 1));
      if (sizeOf(shape) !== sizeOf(before)) throw new GraphError(name, `"${from}" ${shapeText(before)} holds ${sizeOf(before)} values and cannot become ${shapeText(shape)} with ${sizeOf(shape)}.`, "Keep their number.");
      return place({ op: "reshape", name, shape: [...shape], inputs: [from] });
    },
    permute(from, { name, permutation }) {
      const shape = shapeOf(name, from);
      const complete = permutation.length === shape.length && shape.every((_, axis) => permutation.includes(axis));
      if (!complete) throw new GraphError(name, `${shapeText(permutation)} is not an order of the axes of "${from}" ${shapeText(shape)}.`, "Name each axis once.");
      return place({ op: "permute", name, shape: permutation.map((axis) => shape[axis]), inputs: [from], permutation: [...permutation] });
    },
  };
}
