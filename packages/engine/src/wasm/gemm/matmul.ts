/** Products of the last two axes. */
import { sizeOf } from "../../program/program.ts";
import type { Instruction } from "../../program/program.ts";
import type { KernelCall, LoweredInstruction, LoweringContext, Operand } from "../kernelCall.ts";
import { columnsGemmCalls, packCalls, packedElements, rowsGemmCalls } from "./gemmCalls.ts";
import { PANEL_COLUMNS } from "./tile.ts";

/** Inputs and output are row-major. */
export function lowerMatmul({ inputs: [aId, bId], outputs: [cId], transposeA, transposeB }: Extract<Instruction, { op: "matmul" }>, context: LoweringContext, fma: boolean): LoweredInstruction {
  const [aShape, bShape, cShape] = [aId, bId, cId].map(context.shapeOf);
  const [m, n] = cShape.slice(-2);
  const k = aShape.at(transposeA ? -2 : -1)!;
  const count = sizeOf(cShape.slice(0, -2));
  const aCount = sizeOf(aShape.slice(0, -2));
  const bCount = sizeOf(bShape.slice(0, -2));
  const matrices = count > 1 ? [{ length: count, strides: [aCount > 1 ? m * k : 0, bCount > 1 ? k * n : 0, m * n] }] : [];
  const a: Operand = { kind: "value", value: aId, element: 0 };
  const b: Operand = { kind: "value", value: bId, element: 0 };
  const c: Operand = { kind: "value", value: cId, element: 0 };
  const pack = {
    matrices: { count: bCount, sourceStride: k * n },
    segments: [{ offset: 0, depth: k }],
    depthStride: transposeB ? 1 : n, columnStride: transposeB ? k : 1, columns: n,
  };
  const packed: Operand = { kind: "scratch", element: 0 };
  const packedMatrix = packedElements({ ...pack, matrices: { ...pack.matrices, count: 1 } });
  const packedItems = matrices.map(({ length, strides: [aStride, bStride, cStride] }) => ({ length, strides: [aStride, bStride === 0 ? 0 : packedMatrix, cStride] }));
  if (!transposeA) {
    const product: KernelCall[] = rowsGemmCalls({ a, b: packed, c, items: packedItems, rowAxes: [{ length: m, strides: [k, 0, n] }], segments: [{ offset: 0, depth: k }], columns: n, fma });
    return { phases: [packCalls(pack, b, packed), product], scratchElements: packedElements(pack) };
  }
  const segments = [{ aOffset: 0, cRow: 0, length: m }];
  if (!transposeB) {
    return { phases: [columnsGemmCalls({ a, b, c, products: matrices, terms: [{ length: k, strides: [m, n] }], segments, columns: n, bPanelStride: PANEL_COLUMNS, cRowStride: n, fma })], scratchElements: 0 };
  }
  const product = columnsGemmCalls({ a, b: packed, c, products: packedItems, terms: [{ length: k, strides: [m, PANEL_COLUMNS] }], segments, columns: n, bPanelStride: PANEL_COLUMNS * k, cRowStride: n, fma });
  return { phases: [packCalls(pack, b, packed), product], scratchElements: packedElements(pack) };
}
