/** Instructions that only move elements: transpose, slice, pad, concat. */
import { sizeOf } from "../../program/program.ts";
import type { ValueId } from "../../program/program.ts";
import { coordinateLines, indexText } from "../iteration.ts";
import { MOST_OPERANDS, operandList, WORKGROUP_SIZE } from "../kernel.ts";
import type { InstructionOf, InstructionPlan, Kernel, Operand, PlanContext } from "../kernel.ts";

const stridesOf = (shape: readonly number[]): readonly number[] => shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));
const coordinates = (shape: readonly number[]): readonly string[] => shape.map((_, axis) => `c${axis}`);

export function planTranspose({ shapeOf }: PlanContext, { inputs: [x], outputs: [y], permutation }: InstructionOf<"transpose">): InstructionPlan {
  const strides = stridesOf(shapeOf(x));
  return gather("transpose", x, y, shapeOf(y), (from, names) => from.load(indexText(names, permutation.map((axis) => strides[axis]))));
}

export function planSlice({ shapeOf }: PlanContext, { inputs: [x], outputs: [y], begin }: InstructionOf<"slice">): InstructionPlan {
  const strides = stridesOf(shapeOf(x));
  const first = begin.reduce((sum, place, axis) => sum + place * strides[axis], 0);
  return gather("slice", x, y, shapeOf(y), (from, names) => from.load(`${indexText(names, strides)} + ${first}u`));
}

/** One invocation an element: it stores the value that `valueAt` gives at the coordinates of the result. */
function gather(label: string, x: ValueId, y: ValueId, shape: readonly number[], valueAt: (from: Operand, names: readonly string[]) => string): InstructionPlan {
  return {
    scratchElements: 0,
    emit: ({ place }) => {
      const list = operandList();
      const [from, to] = [list.operand(place(x)), list.operand(place(y))];
      const names = coordinates(shape);
      const body = [...coordinateLines("id", shape, names), to.store("id", valueAt(from, names))];
      return [{ label, places: list.places, invocations: sizeOf(shape), workgroupSize: WORKGROUP_SIZE, body: body.join("\n") }];
    },
  };
}

export function planPad({ shapeOf }: PlanContext, { inputs: [x], outputs: [y], before }: InstructionOf<"pad">): InstructionPlan {
  const [inner, shape] = [shapeOf(x), shapeOf(y)];
  const padded = shape.flatMap((length, axis) => (length === inner[axis] ? [] : [axis]));
  return gather("pad", x, y, shape, (from, names) => {
    // A coordinate before the start wraps to a large number, which is beyond the end, too.
    const places = names.map((name, axis) => (padded.includes(axis) ? `(${name} - ${before[axis]}u)` : name));
    const inside = padded.map((axis) => `${places[axis]} < ${inner[axis]}u`).join(" && ") || "true";
    return `select(0f, ${from.load(indexText(places, stridesOf(inner)))}, ${inside})`;
  });
}

export function planConcat({ shapeOf }: PlanContext, { inputs, outputs: [y], axis }: InstructionOf<"concat">): InstructionPlan {
  const shape = shapeOf(y);
  const inner = sizeOf(shape.slice(axis + 1));
  const outer = sizeOf(shape.slice(0, axis));
  return {
    scratchElements: 0,
    emit: ({ place }) => {
      const kernels: Kernel[] = [];
      let begin = 0;
      for (let first = 0; first < inputs.length; first += MOST_OPERANDS - 1) {
        const part = inputs.slice(first, first + MOST_OPERANDS - 1);
        const lengths = part.map((id) => shapeOf(id)[axis]);
        const length = lengths.reduce((sum, side) => sum + side, 0);
        const list = operandList();
        const to = list.operand(place(y));
        const lines = [...coordinateLines("id", [outer, length, inner], ["c0", "c1", "c2"]), "var value = 0f;"];
        let end = 0;
        part.forEach((id, index) => {
          const start = end;
          end += lengths[index];
          const load = `value = ${list.operand(place(id)).load(`(c0 * ${lengths[index]}u + c1 - ${start}u) * ${inner}u + c2`)};`;
          lines.push(index === 0 ? `if (c1 < ${end}u) { ${load} }` : `else if (c1 < ${end}u) { ${load} }`);
        });
        lines.push(to.store(`(c0 * ${shape[axis]}u + c1 + ${begin}u) * ${inner}u + c2`, "value"));
        kernels.push({ label: "concat", places: list.places, invocations: outer * length * inner, workgroupSize: WORKGROUP_SIZE, body: lines.join("\n") });
        begin += length;
      }
      return kernels;
    },
  };
}
