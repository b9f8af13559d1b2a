/** Element-wise instructions as calls, and everything that is one: copies between strides and fills. */
import type { Expr } from "../../program/expr.ts";
import type { Instruction } from "../../program/program.ts";
import type { KernelCall, LoweredInstruction, LoweringContext, Operand } from "../kernelCall.ts";
import { nanosecondsPerVector } from "./expressionCost.ts";
import { keyOfExpressions } from "./expressionNames.ts";
import { LANES } from "./lanes.ts";
import { broadcastStrides, divisorUpTo, isLarge, lengthOf, loopNest, splitDimension } from "./loopNest.ts";
import type { NestDimension } from "./loopNest.ts";
import { writeFlatMapKernel, writeMapKernel } from "./mapKernel.ts";
import type { MapKernelSpec } from "./mapKernel.ts";

type MapInstruction = Extract<Instruction, { op: "map" }>;

/** An operand and how it is walked along the axes of the iteration. */
export interface WalkedOperand {
  readonly operand: Operand;
  readonly strides: readonly number[];
}

/** Elements of one item: a few microseconds of work that stay in a first-level cache. */
const ITEM_ELEMENTS = 4096;
/** A single row shorter than this is one item of a kernel of its own. */
const SHORT_ROW = 128;

export function lowerMap(instruction: MapInstruction, context: LoweringContext): LoweredInstruction {
  const shape = context.shapeOf(instruction.outputs[0]);
  const walked = (value: number): WalkedOperand => {
    const layout = context.layoutOf(value);
    return { operand: { kind: "value", value, element: layout.offset }, strides: broadcastStrides(context.shapeOf(value), layout.strides, shape) };
  };
  return { phases: [mapCalls(shape, instruction.outputs.map(walked), instruction.inputs.map(walked), instruction.exprs)], scratchElements: 0 };
}

/** The same operand so many elements further on. */
export const shifted = (operand: Operand, elements: number): Operand => ({ ...operand, element: operand.element + elements });

/** Expressions over `shape`, one an output; usually one call. Any number of such calls may share a phase if their outputs are apart. */
export function mapCalls(shape: readonly number[], outputs: readonly WalkedOperand[], inputs: readonly WalkedOperand[], exprs: readonly Expr[]): KernelCall[] {
  const walked = [...outputs, ...inputs];
  const operands = walked.map(({ operand }) => operand);
  const dimensions = loopNest(shape, walked.map(({ strides }) => strides));
  const vectorNanoseconds = nanosecondsPerVector(exprs, (index) => isLarge(dimensions, outputs.length + index), outputs.length);
  if (dimensions.length === 0) dimensions.push({ length: 1, strides: operands.map(() => 0), reduced: false });
  if (dimensions.length === 1 && dimensions[0].length >= SHORT_ROW) return flatCalls(dimensions[0], operands, exprs, inputs.length, vectorNanoseconds);
  const { items, inner } = itemsOf(dimensions);
  const spec: MapKernelSpec = { items, inner, exprs, inputCount: inputs.length };
  return [
    {
      key: mapKey(spec),
      write: (name) => writeMapKernel(name, spec),
      operands,
      items: lengthOf(items),
      itemNanoseconds: 5 + lengthOf(inner.slice(0, -1)) * Math.ceil(inner[inner.length - 1].length / LANES) * vectorNanoseconds,
    },
  ];
}

const mapKey = ({ items, inner, exprs }: MapKernelSpec): string => `map ${JSON.stringify({ items, inner })} ${keyOfExpressions(exprs)}`;

function flatCalls({ length, strides }: NestDimension, operands: readonly Operand[], exprs: readonly Expr[], inputCount: number, vectorNanoseconds: number): KernelCall[] {
  const whole = Math.floor(length / LANES);
  const calls: KernelCall[] = [
    { key: `flat map ${strides.join()} ${keyOfExpressions(exprs)}`, write: (name) => writeFlatMapKernel(name, strides, exprs, inputCount), operands, items: whole, itemNanoseconds: vectorNanoseconds },
  ];
  if (length % LANES > 0) {
    const spec: MapKernelSpec = { items: [], inner: [{ length: length % LANES, strides, reduced: false }], exprs, inputCount };
    calls.push({
      key: mapKey(spec),
      write: (name) => writeMapKernel(name, spec),
      operands: operands.map((operand, k) => shifted(operand, strides[k] * whole * LANES)),
      items: 1,
      itemNanoseconds: 5 + vectorNanoseconds,
    });
  }
  return calls;
}

/** Divides a nest into the steps that are items and what an item does. */
function itemsOf(dimensions: readonly NestDimension[]): { readonly items: readonly NestDimension[]; readonly inner: readonly NestDimension[] } {
  const items = [...dimensions];
  const inner: NestDimension[] = [];
  let elements = 1;
  while (items.length > 0) {
    const next = items[items.length - 1];
    if (elements * next.length > ITEM_ELEMENTS) {
      const size = divisorUpTo(next.length, ITEM_ELEMENTS / elements, inner.length === 0 ? LANES : 1);
      if (size > 1 || inner.length === 0) {
        items.pop();
        if (size === next.length) inner.unshift(next);
        else {
          const [blocks, block] = splitDimension(next, size);
          items.push(blocks);
          inner.unshift(block);
        }
      }
      break;
    }
    elements *= next.length;
    inner.unshift(next);
    items.pop();
  }
  return { items, inner };
}
