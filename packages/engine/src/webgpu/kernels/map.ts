/**
 * Element-wise maps. An invocation computes several elements that lie one row apart, so that neighbours read neighbours and
 * what repeats along the rows (per-channel operands, and what is computed from them alone) is read once.
 */
import { sizeOf } from "../../program/program.ts";
import { broadcastStrides, collapse, coordinateLines, indexText } from "../iteration.ts";
import { operandList, WORKGROUP_SIZE } from "../kernel.ts";
import type { InstructionOf, InstructionPlan, PlanContext, Tuning } from "../kernel.ts";
import { exprScope } from "../wgslExpr.ts";

/** Rows an invocation takes of an axis: a divisor of its length where there is a good one. */
export function rowsPerInvocation(length: number, invocationsOfOneRow: number, { mostRows, fullInvocations }: Tuning): number {
  const most = Math.min(length, mostRows, Math.max(1, Math.floor((invocationsOfOneRow * length) / fullInvocations)));
  for (let rows = most; rows > most / 2; rows--) if (length % rows === 0) return rows;
  return most;
}

export function planMap({ shapeOf, tuning }: PlanContext, instruction: InstructionOf<"map">): InstructionPlan {
  const full = shapeOf(instruction.outputs[0]);
  const operandStrides = [...instruction.inputs.map((id) => broadcastStrides(shapeOf(id), full)), broadcastStrides(full, full)];
  const collapsed = collapse(full, operandStrides);
  // A single axis is cut into as many strided rows as divide it.
  const single = collapsed.shape.length === 1;
  const splitRows = single ? rowsPerInvocation(collapsed.shape[0], 1, { ...tuning, fullInvocations: Math.max(1, Math.min(tuning.fullInvocations, collapsed.shape[0] / 8)) }) : 1;
  const cut = single && collapsed.shape[0] % splitRows === 0 ? splitRows : 1;
  const shape = single ? [cut, collapsed.shape[0] / cut] : collapsed.shape;
  const strides = single ? collapsed.strides.map(([step]) => [step * shape[1], step]) : collapsed.strides;
  const rowAxis = shape.length - 2;
  const rows = rowsPerInvocation(shape[rowAxis], sizeOf(shape) / shape[rowAxis], tuning);
  const units = shape.map((length, axis) => (axis === rowAxis ? Math.ceil(length / rows) : length));
  const names = units.map((length, axis) => (length === 1 ? "0u" : `c${axis}`));
  return {
    scratchElements: 0,
    emit: ({ place }) => {
      const list = operandList();
      const inputs = instruction.inputs.map((id) => list.operand(place(id)));
      const outputs = instruction.outputs.map((id) => list.operand(place(id)));
      const scope = exprScope();
      // The index of an operand at the first row; rows are a fixed step apart.
      const starts = strides.map((steps) => indexText(names, steps.map((step, axis) => (axis === rowAxis ? step * rows : step))));
      const indexOf = (operand: number, row: number): string => {
        const step = strides[operand][rowAxis] * row;
        const start = starts[operand] === "0u" ? "0u" : scope.named(starts[operand]);
        return step === 0 ? start : start === "0u" ? `${step}u` : `${start} + ${step}u`;
      };
      const body = [...coordinateLines("id", units, units.map((_, axis) => `c${axis}`))];
      for (let row = 0; row < rows; row++) {
        const results = scope.write(instruction.exprs, (index) => inputs[index].load(indexOf(index, row)));
        const stores = outputs.map((output, k) => output.store(indexOf(inputs.length, row), results[k]));
        body.push(...scope.takeLines());
        if (shape[rowAxis] % rows !== 0 && row > 0) body.push(`if (c${rowAxis} * ${rows}u + ${row}u < ${shape[rowAxis]}u) {`, ...stores, "}");
        else body.push(...stores);
      }
      return [{ label: "map", places: list.places, invocations: sizeOf(units), workgroupSize: WORKGROUP_SIZE, body: body.join("\n") }];
    },
  };
}
