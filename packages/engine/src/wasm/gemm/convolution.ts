/**
 * Convolutions and their two gradients as matrix products over what is there already: values that are read with a margin have zeros around them, so
 * a window beyond the edge needs no test and nothing is gathered or copied.
 */
import type { Instruction } from "../../program/program.ts";
import type { AxisWindow, ValueId } from "../../program/program.ts";
import type { KernelCall, Layout, LoweredInstruction, LoweringContext, Operand } from "../kernelCall.ts";
import { columnsGemmCalls, packCalls, packedElements, rowsGemmCalls, shifted } from "./gemmCalls.ts";
import { writeZeroRows } from "./zeroRows.ts";
import type { GridDimension } from "./itemLoop.ts";

type ConvolutionOp = "conv" | "convInputGradient" | "convKernelGradient";
type Convolution<Op extends ConvolutionOp> = Extract<Instruction, { op: Op }>;

/** A signal or an image: strides by axis, a signal standing in one row. */
interface ImageAccess {
  readonly operand: Operand;
  readonly batch: number;
  readonly height: number;
  readonly width: number;
}

function imageAccess(value: ValueId, layout: Layout): ImageAccess {
  const operand: Operand = { kind: "value", value, element: layout.offset };
  const { strides } = layout;
  return strides.length === 3 ? { operand, batch: strides[0], height: 0, width: strides[1] } : { operand, batch: strides[0], height: strides[1], width: strides[2] };
}

interface KernelShape {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly filters: number;
}

function kernelShape(shape: readonly number[]): KernelShape {
  const [height, width, channels, filters] = shape.length === 3 ? [1, ...shape] : shape;
  return { height, width, channels, filters };
}

/** One tap of a kernel: which one, and how far from the first it reads. */
interface Tap {
  readonly index: number;
  readonly offset: number;
}

interface TapRun extends Tap {
  readonly depth: number;
}

/** Joins taps that follow each other in what is read. */
function joinTaps(taps: readonly Tap[], depth: number): TapRun[] {
  const runs: { index: number; offset: number; depth: number }[] = [];
  for (const tap of taps) {
    const last = runs.at(-1);
    if (last && tap.offset === last.offset + last.depth) last.depth += depth;
    else runs.push({ ...tap, depth });
  }
  return runs;
}

/** Where the depth of a product lies behind its first element. */
const segmentsOf = (runs: readonly TapRun[]): { offset: number; depth: number }[] => runs.map(({ offset, depth }) => ({ offset: offset - runs[0].offset, depth }));

const outputAxes = (batch: number, height: number, width: number, strides: readonly (readonly number[])[]): GridDimension[] => [
  { length: batch, strides: strides[0] },
  { length: height, strides: strides[1] },
  { length: width, strides: strides[2] },
];

export function lowerConv({ inputs: [xId, kernelId], outputs: [yId], window, groups }: Convolution<"conv">, context: LoweringContext, fma: boolean): LoweredInstruction {
  const x = imageAccess(xId, context.layoutOf(xId));
  const y = imageAccess(yId, context.layoutOf(yId));
  const kernel = kernelShape(context.shapeOf(kernelId));
  const columns = kernel.filters / groups;
  const taps = forwardTaps(kernel, window.height, window.width, x);
  const runs = joinTaps(taps, kernel.channels);
  const batch = context.shapeOf(xId)[0];
  const pack = {
    matrices: { count: 1, sourceStride: 0 },
    segments: [{ offset: 0, depth: kernel.height * kernel.width * kernel.channels }],
    depthStride: kernel.filters, columnStride: 1, columns,
  };
  const packedSize = packedElements(pack);
  const packs: KernelCall[] = [];
  const products: KernelCall[] = [];
  for (let group = 0; group < groups; group++) {
    const packed: Operand = { kind: "scratch", element: group * packedSize };
    packs.push(...packCalls(pack, { kind: "value", value: kernelId, element: group * columns }, packed));
    products.push(
      ...rowsGemmCalls({
        a: shifted(x.operand, group * kernel.channels + runs[0].offset), b: packed, c: shifted(y.operand, group * columns), items: [],
        rowAxes: outputAxes(batch, window.height.outputLength, window.width.outputLength, [
          [x.batch, 0, y.batch],
          [x.height * window.height.stride, 0, y.height],
          [x.width * window.width.stride, 0, y.width],
        ]),
        segments: segmentsOf(runs), columns, fma,
      }),
    );
  }
  return { phases: [packs, products], scratchElements: groups * packedSize };
}

/** Taps in the order of the kernel, with offsets from the first sample of the value. */
function forwardTaps(kernel: KernelShape, height: AxisWindow, width: AxisWindow, x: ImageAccess): Tap[] {
  return Array.from({ length: kernel.height * kernel.width }, (_, index) => {
    const [ky, kx] = [Math.floor(index / kernel.width), index % kernel.width];
    return { index, offset: (ky * height.dilation - height.padBefore) * x.height + (kx * width.dilation - width.padBefore) * x.width };
  });
}

/** Taps that reach the samples `phase`, phase + stride, … of one axis: dX[t' · stride + phase] reads dY[t' + shift]. */
function tapsOfPhase({ size, stride, dilation, padBefore }: AxisWindow, phase: number): { readonly tap: number; readonly shift: number }[] {
  const taps: { tap: number; shift: number }[] = [];
  for (let tap = 0; tap < size; tap++) {
    const distance = phase + padBefore - tap * dilation;
    if (((distance % stride) + stride) % stride === 0) taps.push({ tap, shift: distance / stride });
  }
  return taps.sort((a, b) => a.shift - b.shift);
}

/** Samples of an axis of length `length` that lie at `phase` of a stride. */
const phaseLength = (length: number, stride: number, phase: number): number => Math.ceil((length - phase) / stride);

export function lowerConvInputGradient({ inputs: [dyId, kernelId], outputs: [dxId], window, groups }: Convolution<"convInputGradient">, context: LoweringContext, fma: boolean): LoweredInstruction {
  const dy = imageAccess(dyId, context.layoutOf(dyId));
  const dx = imageAccess(dxId, context.layoutOf(dxId));
  const kernel = kernelShape(context.shapeOf(kernelId));
  const filters = kernel.filters / groups;
  const batch = context.shapeOf(dyId)[0];
  const packs: KernelCall[] = [];
  const products: KernelCall[] = [];
  let scratchElements = 0;
  const { height, width } = window;
  for (let phaseY = 0; phaseY < Math.min(height.stride, height.inputLength); phaseY++) {
    for (let phaseX = 0; phaseX < Math.min(width.stride, width.inputLength); phaseX++) {
      const rows = outputAxes(batch, phaseLength(height.inputLength, height.stride, phaseY), phaseLength(width.inputLength, width.stride, phaseX), [
        [dy.batch, 0, dx.batch],
        [dy.height, 0, dx.height * height.stride],
        [dy.width, 0, dx.width * width.stride],
      ]);
      const corner = shifted(dx.operand, phaseY * dx.height + phaseX * dx.width);
      const taps: Tap[] = tapsOfPhase(height, phaseY).flatMap((vertical) =>
        tapsOfPhase(width, phaseX).map((horizontal) => ({ index: vertical.tap * kernel.width + horizontal.tap, offset: vertical.shift * dy.height + horizontal.shift * dy.width })),
      );
      if (taps.length === 0) {
        products.push(zeroCall(rows, kernel.channels * groups, corner));
        continue;
      }
      const runs = joinTaps(taps, filters);
      const pack = {
        matrices: { count: 1, sourceStride: 0 },
        segments: taps.map(({ index }) => ({ offset: index * kernel.channels * kernel.filters, depth: filters })),
        depthStride: 1, columnStride: kernel.filters, columns: kernel.channels,
      };
      for (let group = 0; group < groups; group++) {
        const packed: Operand = { kind: "scratch", element: scratchElements };
        scratchElements += packedElements(pack);
        packs.push(...packCalls(pack, { kind: "value", value: kernelId, element: group * filters }, packed));
        products.push(
          ...rowsGemmCalls({
            a: shifted(dy.operand, group * filters + runs[0].offset), b: packed, c: shifted(corner, group * kernel.channels), items: [], rowAxes: rows,
            segments: segmentsOf(runs), columns: kernel.channels, fma,
          }),
        );
      }
    }
  }
  return { phases: [packs, products], scratchElements };
}

function zeroCall(axes: readonly GridDimension[], elements: number, c: Operand): KernelCall {
  const items = axes.filter(({ length }) => length > 1).map(({ length, strides }) => ({ length, strides: [strides[2]] }));
  return {
    key: `zero ${JSON.stringify([items, elements])}`,
    write: (name) => writeZeroRows(name, items, elements),
    operands: [c],
    items: items.reduce((product, { length }) => product * length, 1),
    itemNanoseconds: 2 + elements / 16,
  };
}

export function lowerConvKernelGradient({ inputs: [xId, dyId], outputs: [dwId], window, groups }: Convolution<"convKernelGradient">, context: LoweringContext, fma: boolean): LoweredInstruction {
  const x = imageAccess(xId, context.layoutOf(xId));
  const dy = imageAccess(dyId, context.layoutOf(dyId));
  const kernel = kernelShape(context.shapeOf(dwId));
  const columns = kernel.filters / groups;
  const runs = joinTaps(forwardTaps(kernel, window.height, window.width, x), kernel.channels);
  const calls = Array.from({ length: groups }, (_, group) =>
    columnsGemmCalls({
      a: shifted(x.operand, group * kernel.channels), b: shifted(dy.operand, group * columns), c: { kind: "value", value: dwId, element: group * columns },
      products: [],
      terms: outputAxes(context.shapeOf(xId)[0], window.height.outputLength, window.width.outputLength, [
        [x.batch, dy.batch],
        [x.height * window.height.stride, dy.height],
        [x.width * window.width.stride, dy.width],
      ]),
      segments: runs.map(({ index, offset, depth }) => ({ aOffset: offset, cRow: index * kernel.channels, length: depth })),
      columns, bPanelStride: 8, cRowStride: kernel.filters, fma,
    }),
  );
  return { phases: [calls.flat()], scratchElements: 0 };
}
