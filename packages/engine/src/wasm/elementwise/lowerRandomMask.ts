/** Dropout masks as a call. */
import type { Instruction } from "../../program/program.ts";
import type { LoweredInstruction, LoweringContext } from "../kernelCall.ts";
import { LANES } from "./lanes.ts";
import { divisorUpTo, lengthOf, loopNest, splitDimension } from "./loopNest.ts";
import { writeRandomMaskKernel } from "./randomMaskKernel.ts";
import type { RandomMaskSpec } from "./randomMaskKernel.ts";

type RandomMaskInstruction = Extract<Instruction, { op: "randomMask" }>;

const ROW_ELEMENTS = 1024;

export function lowerRandomMask({ rate, stream, inputs, outputs }: RandomMaskInstruction, context: LoweringContext): LoweredInstruction {
  const [output] = outputs;
  const layout = context.layoutOf(output);
  const dimensions = loopNest(context.shapeOf(output), [layout.strides]);
  const last = dimensions.pop() ?? { length: 1, strides: [1], reduced: false };
  const width = divisorUpTo(last.length, ROW_ELEMENTS, LANES);
  const [blocks, block] = splitDimension(last, width);
  const rows = [...dimensions, blocks].map(({ length, strides }) => ({ length, stride: strides[0] }));
  const spec: RandomMaskSpec = { rate, stream, rowLength: block.length, rows };
  return {
    phases: [
      [
        {
          key: `randomMask ${JSON.stringify(spec)}`,
          write: (name) => writeRandomMaskKernel(name, spec),
          operands: [{ kind: "value", value: output, element: layout.offset }, { kind: "value", value: inputs[0], element: context.layoutOf(inputs[0]).offset }],
          items: lengthOf([...dimensions, blocks]),
          itemNanoseconds: 10 + (1.5 * block.length) / LANES,
        },
      ],
    ],
    scratchElements: 0,
  };
}
