/** Instructions that only move elements, or put zeros around them, as calls. */
import { constant, input } from "../../program/expr.ts";
import type { Instruction, ValueId } from "../../program/program.ts";
import { LANES } from "../elementwise/lanes.ts";
import { divisorUpTo, joinDimensions, lengthOf, splitDimension } from "../elementwise/loopNest.ts";
import type { NestDimension } from "../elementwise/loopNest.ts";
import { mapCalls, shifted } from "../elementwise/lowerMap.ts";
import type { WalkedOperand } from "../elementwise/lowerMap.ts";
import type { KernelCall, LoweredInstruction, LoweringContext } from "../kernelCall.ts";
import { writeTransposeKernel } from "./transposeKernel.ts";
import type { TransposeKernelSpec } from "./transposeKernel.ts";

type Of<Op extends Instruction["op"]> = Extract<Instruction, { op: Op }>;

const onePhase = (calls: readonly KernelCall[]): LoweredInstruction => ({ phases: [calls], scratchElements: 0 });

/** A value from this element on. */
function walkedFrom(value: ValueId, begin: readonly number[], context: LoweringContext): WalkedOperand {
  const { offset, strides } = context.layoutOf(value);
  return { operand: { kind: "value", value, element: begin.reduce((sum, place, axis) => sum + place * strides[axis], offset) }, strides };
}
const walkedWhole = (value: ValueId, context: LoweringContext): WalkedOperand => walkedFrom(value, [], context);

export function lowerSlice({ begin, inputs, outputs }: Of<"slice">, context: LoweringContext): LoweredInstruction {
  return onePhase(mapCalls(context.shapeOf(outputs[0]), [walkedWhole(outputs[0], context)], [walkedFrom(inputs[0], begin, context)], [input(0)]));
}

export function lowerConcat({ axis, inputs, outputs }: Of<"concat">, context: LoweringContext): LoweredInstruction {
  let place = 0;
  return onePhase(
    inputs.flatMap((value) => {
      const shape = context.shapeOf(value);
      const begin = shape.map((_, at) => (at === axis ? place : 0));
      place += shape[axis];
      return mapCalls(shape, [walkedFrom(outputs[0], begin, context)], [walkedWhole(value, context)], [input(0)]);
    }),
  );
}

/** A copy in the middle, and zeros in slabs around it: those of an axis run through the middle of the axes before it, and the whole of those behind it. */
export function lowerPad({ before, inputs, outputs }: Of<"pad">, context: LoweringContext): LoweredInstruction {
  const [full, middle] = [context.shapeOf(outputs[0]), context.shapeOf(inputs[0])];
  const slab = (axis: number, from: number, length: number): KernelCall[] => {
    if (length <= 0) return [];
    const begin = full.map((_, at) => (at < axis ? before[at] : at === axis ? from : 0));
    const shape = full.map((side, at) => (at < axis ? middle[at] : at === axis ? length : side));
    return mapCalls(shape, [walkedFrom(outputs[0], begin, context)], [], [constant(0)]);
  };
  return onePhase([
    ...mapCalls(middle, [walkedFrom(outputs[0], before, context)], [walkedWhole(inputs[0], context)], [input(0)]),
    ...full.flatMap((side, axis) => [...slab(axis, 0, before[axis]), ...slab(axis, before[axis] + middle[axis], side - before[axis] - middle[axis])]),
  ]);
}

/** Elements of one item, about. */
const ITEM_ELEMENTS = 4096;

export function lowerTranspose({ permutation, inputs, outputs }: Of<"transpose">, context: LoweringContext): LoweredInstruction {
  const shape = context.shapeOf(outputs[0]);
  const [to, from] = [context.layoutOf(outputs[0]), context.layoutOf(inputs[0])];
  const strides = permutation.map((axis) => from.strides[axis]);
  const dimensions = joinDimensions(shape.map((length, axis) => ({ length, strides: [to.strides[axis], strides[axis]], reduced: false })));
  const down = dimensions.at(-1);
  const across = dimensions.find((dimension) => dimension.strides[1] === 1);
  if (!down || !across || down === across || down.strides[0] !== 1) {
    return onePhase(mapCalls(shape, [walkedWhole(outputs[0], context)], [{ ...walkedWhole(inputs[0], context), strides }], [input(0)]));
  }
  const others = dimensions.filter((dimension) => dimension !== down && dimension !== across);
  const length = divisorUpTo(down.length, Math.max(LANES, ITEM_ELEMENTS / across.length), LANES);
  const [blocks, block] = splitDimension(down, length);
  const items: NestDimension[] = blocks.length > 1 ? [...others, blocks] : others;
  const spec: TransposeKernelSpec = { items, down: block, across };
  return onePhase([
    {
      key: `transpose ${JSON.stringify(spec)}`,
      write: (name) => writeTransposeKernel(name, spec),
      operands: [
        { kind: "value", value: outputs[0], element: to.offset },
        { kind: "value", value: inputs[0], element: from.offset },
      ],
      items: lengthOf(items),
      itemNanoseconds: 5 + Math.ceil(block.length / LANES) * Math.ceil(across.length / LANES) * 1.7,
    },
  ]);
}
