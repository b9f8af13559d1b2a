/**
 * Gives the values that convolutions read a margin of zeros in time (or height and width). Most are made with it by the instruction that
 * computes them; a value that something else names as well (a feed, the input of a reshape) gets a copy with a margin.
 */
import { input } from "../program/expr.ts";
import { aliasRoots } from "../program/planMemory.ts";
import type { AxisWindow, Instruction, Program, Value, ValueId } from "../program/program.ts";
import { rowMajorLayout } from "./kernelCall.ts";
import type { Layout } from "./kernelCall.ts";

/** Zeros before and after, in samples, for height and width. */
interface Margin {
  before: number;
  after: number;
}
type Margins = readonly [Margin, Margin];

export interface PlacedProgram {
  /** The program with the copies in it. */
  readonly program: Program;
  /** Of values that are not row-major. */
  readonly layouts: ReadonlyMap<ValueId, Layout>;
}

/** What a window reads beyond its input. */
function windowMargin({ inputLength, outputLength, size, stride, dilation, padBefore }: AxisWindow): Margin {
  return { before: Math.max(0, padBefore), after: Math.max(0, (outputLength - 1) * stride + (size - 1) * dilation - padBefore - (inputLength - 1)) };
}

/** What the gather form of the input gradient reads beyond dY. */
function gradientMargin({ inputLength, outputLength, size, stride, dilation, padBefore }: AxisWindow): Margin {
  let before = 0;
  let after = 0;
  for (let phase = 0; phase < Math.min(stride, inputLength); phase++) {
    const last = Math.ceil((inputLength - phase) / stride) - 1;
    for (let tap = 0; tap < size; tap++) {
      const distance = phase + padBefore - tap * dilation;
      if (distance % stride !== 0) continue;
      before = Math.max(before, -distance / stride);
      after = Math.max(after, last + distance / stride - (outputLength - 1));
    }
  }
  return { before, after };
}

/** Inputs of an instruction that are read beyond their edge, by position. */
function marginsWanted(instruction: Instruction): ReadonlyMap<number, Margins> {
  if (instruction.op === "conv" || instruction.op === "convKernelGradient") return new Map([[0, [windowMargin(instruction.window.height), windowMargin(instruction.window.width)]]]);
  if (instruction.op === "convInputGradient") return new Map([[0, [gradientMargin(instruction.window.height), gradientMargin(instruction.window.width)]]]);
  return new Map();
}

const isNone = (margins: Margins): boolean => margins.every(({ before, after }) => before === 0 && after === 0);
const widest = (a: Margins, b: Margins): Margins => [0, 1].map((axis) => ({ before: Math.max(a[axis].before, b[axis].before), after: Math.max(a[axis].after, b[axis].after) })) as unknown as Margins;

function marginLayout(shape: readonly number[], [height, width]: Margins): Layout {
  const isSignal = shape.length === 3;
  const margins = isSignal ? [width] : [height, width];
  const full = shape.map((length, axis) => (axis === 0 || axis === shape.length - 1 ? length : length + margins[axis - 1].before + margins[axis - 1].after));
  const { strides, elements } = rowMajorLayout(full);
  return { strides, elements, offset: margins.reduce((sum, { before }, index) => sum + before * strides[index + 1], 0) };
}

/** Instructions that read and write any strides. A product of matrices and a reshape want their values whole; an update walks states and gradients alike. */
const needsRowMajor = (instruction: Instruction): boolean => instruction.op === "matmul" || instruction.op === "reshape" || instruction.op === "update";

export function planLayouts(program: Program): PlacedProgram {
  const roots = aliasRoots(program);
  const fixed = new Set<ValueId>([...Object.values(program.outputs), ...roots.keys(), ...roots.values()]);
  program.values.forEach(({ source }, id) => source !== null && fixed.add(id));
  for (const instruction of program.instructions) {
    if (needsRowMajor(instruction)) [...instruction.inputs, ...instruction.outputs].forEach((id) => fixed.add(id));
    else if (instruction.op === "conv" || instruction.op === "convInputGradient") fixed.add(instruction.inputs[1]);
    else if (instruction.op === "convKernelGradient") fixed.add(instruction.outputs[0]);
  }
  const wanted = new Map<ValueId, Margins>();
  for (const instruction of program.instructions) {
    marginsWanted(instruction).forEach((margins, position) => {
      const id = instruction.inputs[position];
      const before = wanted.get(id);
      wanted.set(id, before ? widest(before, margins) : margins);
    });
  }
  const layouts = new Map<ValueId, Layout>();
  const copies = new Map<ValueId, ValueId>();
  const values: Value[] = [...program.values];
  wanted.forEach((margins, id) => {
    if (isNone(margins)) return;
    const { shape } = program.values[id];
    const at = fixed.has(id) ? values.push({ shape, source: null }) - 1 : id;
    if (at !== id) copies.set(id, at);
    layouts.set(at, marginLayout(shape, margins));
  });
  const instructions: Instruction[] = [];
  const copied = new Set<ValueId>();
  for (const instruction of program.instructions) {
    let { inputs } = instruction;
    for (const position of marginsWanted(instruction).keys()) {
      const id = instruction.inputs[position];
      const copy = copies.get(id);
      if (copy === undefined) continue;
      if (!copied.has(id)) {
        copied.add(id);
        instructions.push({ op: "map", inputs: [id], outputs: [copy], exprs: [input(0)] });
      }
      inputs = inputs.map((other, index) => (index === position ? copy : other));
    }
    instructions.push({ ...instruction, inputs });
  }
  return { program: { ...program, values, instructions }, layouts };
}
