/** Optimiser steps as calls, all in one phase. */
import type { Instruction } from "../../program/program.ts";
import { sizeOf } from "../../program/program.ts";
import type { KernelCall, LoweredInstruction, LoweringContext, Operand } from "../kernelCall.ts";
import { nanosecondsPerVector } from "./expressionCost.ts";
import { keyOfExpressions } from "./expressionNames.ts";
import { updateItems, writeUpdateKernel } from "./updateKernel.ts";
import type { UpdateKernelSpec } from "./updateKernel.ts";

type UpdateInstruction = Extract<Instruction, { op: "update" }>;

/** WebAssembly functions take at most 1 000 parameters (JavaScript API, implementation limits); fewer keep calls cheap. */
const MOST_PARAMETERS = 256;

/** Values must be row-major. */
export function lowerUpdate({ entries, scalars, exprs }: UpdateInstruction, context: LoweringContext): LoweredInstruction {
  const perCall = Math.max(1, Math.floor((MOST_PARAMETERS - scalars.length) / (1 + exprs.length)));
  const valueOperand = (value: number): Operand => ({ kind: "value", value, element: context.layoutOf(value).offset });
  const calls: KernelCall[] = [];
  for (let first = 0; first < entries.length; first += perCall) {
    const some = entries.slice(first, first + perCall);
    const spec: UpdateKernelSpec = { lengths: some.map(({ value }) => sizeOf(context.shapeOf(value))), exprs, scalarCount: scalars.length };
    calls.push({
      key: `update ${spec.lengths.join()} ${scalars.length} ${keyOfExpressions(exprs)}`,
      write: (name) => writeUpdateKernel(name, spec),
      operands: [...some.flatMap(({ value, states }): Operand[] => [valueOperand(value), ...states.map((name): Operand => ({ kind: "state", name, element: 0 }))]), ...scalars.map(valueOperand)],
      items: updateItems(spec),
      itemNanoseconds: nanosecondsPerVector(exprs, (index) => index <= exprs.length, exprs.length),
    });
  }
  return { phases: [calls], scratchElements: 0 };
}
