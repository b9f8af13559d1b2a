/** Pools and their gradients as calls. */
import type { Instruction, ValueId, Window } from "../../program/program.ts";
import { LANES } from "../elementwise/lanes.ts";
import { divisorUpTo, lengthOf } from "../elementwise/loopNest.ts";
import type { NestDimension } from "../elementwise/loopNest.ts";
import type { Layout, LoweredInstruction, LoweringContext, Operand } from "../kernelCall.ts";
import { writePoolGradientKernel, writePoolKernel } from "./poolKernel.ts";
import type { PlaneStrides, PoolGradientKernelSpec, PoolKernelSpec } from "./poolKernel.ts";

type Of<Op extends Instruction["op"]> = Extract<Instruction, { op: Op }>;

/** Elements that an item of a pool makes, about. */
const ITEM_ELEMENTS = 2048;
/** Channels of an item of a gradient: whole cache lines. */
const LINE = 16;

const planeStrides = ({ strides }: Layout): PlaneStrides => (strides.length === 3 ? { height: 0, width: strides[1] } : { height: strides[1], width: strides[2] });
const walked = (length: number, strides: readonly number[]): NestDimension => ({ length, strides, reduced: false });
const operandAt = (value: ValueId, { offset }: Layout, element = 0): Operand => ({ kind: "value", value, element: offset + element });
/** From the first element of an input to where tap (0, 0) of output (0, 0) lies. */
const firstTap = ({ height, width }: Window, strides: PlaneStrides): number => 0 - (height.padBefore * strides.height + width.padBefore * strides.width);

export function lowerPool({ kind, window, inputs, outputs }: Of<"pool">, context: LoweringContext): LoweredInstruction {
  const [x, y] = [context.layoutOf(inputs[0]), context.layoutOf(outputs[0])];
  const shape = context.shapeOf(outputs[0]);
  const channels = shape[shape.length - 1];
  const [input, output] = [planeStrides(x), planeStrides(y)];
  const blockLength = divisorUpTo(window.width.outputLength, Math.max(1, ITEM_ELEMENTS / channels));
  const items = [
    walked(shape[0], [y.strides[0], x.strides[0]]),
    walked(window.height.outputLength, [output.height, input.height * window.height.stride]),
    walked(window.width.outputLength / blockLength, [output.width * blockLength, input.width * window.width.stride * blockLength]),
  ];
  const spec: PoolKernelSpec = { kind, window, channels, items, input, output, blockLength };
  return {
    phases: [
      [
        {
          key: `pool ${JSON.stringify(spec)}`,
          write: (name) => writePoolKernel(name, spec),
          operands: [operandAt(outputs[0], y), operandAt(inputs[0], x, firstTap(window, input))],
          items: lengthOf(items),
          itemNanoseconds: 10 + blockLength * (2 + Math.ceil(channels / LANES) * (0.4 + (kind === "max" ? 0.3 : 0.2) * window.height.size * window.width.size)),
        },
      ],
    ],
    scratchElements: 0,
  };
}

export function lowerPoolGradient({ kind, window, inputs, outputs }: Of<"poolGradient">, context: LoweringContext): LoweredInstruction {
  const [x, y, dy] = kind === "max" ? inputs : [inputs[0], inputs[0], inputs[0]];
  const shape = context.shapeOf(outputs[0]);
  const all = shape[shape.length - 1];
  const channels = divisorUpTo(all, LINE, LANES);
  const operands = kind === "max" ? [outputs[0], dy, x, y] : [outputs[0], dy];
  const layouts = operands.map((value) => context.layoutOf(value));
  const items = [walked(shape[0], layouts.map(({ strides }) => strides[0])), walked(all / channels, layouts.map(() => channels))];
  const [inputGradient, outputGradient, input = inputGradient, output = outputGradient] = layouts.map(planeStrides);
  const spec: PoolGradientKernelSpec = { kind, window, channels, items, inputGradient, outputGradient, input, output };
  const { height, width } = window;
  return {
    phases: [
      [
        {
          key: `pool gradient ${JSON.stringify(spec)}`,
          write: (name) => writePoolGradientKernel(name, spec),
          operands: operands.map((value, k) => operandAt(value, layouts[k])),
          items: lengthOf(items),
          itemNanoseconds: 20 + height.outputLength * width.outputLength * (2 + Math.ceil(channels / LANES) * (0.5 + 0.4 * height.size * width.size)),
        },
      ],
    ],
    scratchElements: 0,
  };
}
