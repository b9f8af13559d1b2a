/** Matrix products. Long depths are split into parts of a few hundred terms that are added in their order. */
import { sizeOf } from "../../program/program.ts";
import { quotientText, remainderText } from "../iteration.ts";
import { operandList } from "../kernel.ts";
import type { InstructionOf, InstructionPlan, Kernel, PlanContext } from "../kernel.ts";
import { chooseTile, clearSums, columnLines, depthLoop, rowSlots, rowSteps, storeSums, tileLines } from "./productTile.ts";
import { joinPartials } from "./sumPartials.ts";

const MOST_TERMS = 512;
const LEAST_TERMS = 64;

export function planMatmul({ shapeOf, tuning }: PlanContext, instruction: InstructionOf<"matmul">): InstructionPlan {
  const { transposeA, transposeB, inputs: [left, right], outputs: [result] } = instruction;
  const [shapeA, shapeB, shape] = [left, right, result].map(shapeOf);
  const [rowCount, columns] = shape.slice(-2);
  const depth = transposeA ? shapeA.at(-2)! : shapeA.at(-1)!;
  const batch = sizeOf(shape.slice(0, -2));
  const [stepA, stepB] = [shapeA.length > 2 ? rowCount * depth : 0, shapeB.length > 2 ? depth * columns : 0];
  const sharing = transposeA ? "rows" : "depth";
  const likelyParts = Math.max(Math.ceil(depth / MOST_TERMS), Math.floor(depth / (4 * LEAST_TERMS)), 1);
  const tile = chooseTile(rowCount, columns, batch * likelyParts, sharing, tuning);
  const [rowTiles, columnTiles] = [Math.ceil(rowCount / tile.rows), Math.ceil(columns / (tile.columns * tile.lanes))];
  const tilesOfPart = rowTiles * columnTiles * batch;
  const wanted = Math.max(Math.ceil(depth / MOST_TERMS), Math.min(Math.floor(depth / LEAST_TERMS), Math.ceil(tuning.fullInvocations / (tilesOfPart * tile.lanes))), 1);
  const partLength = wanted === 1 ? depth : Math.ceil(depth / wanted / 4) * 4;
  const parts = Math.ceil(depth / partLength);
  const tiles = tilesOfPart * parts;
  const count = sizeOf(shape);
  const workgroupSize = tuning.productWorkgroup;
  return {
    scratchElements: parts > 1 ? parts * count : 0,
    emit: ({ place, scratch }) => {
      const list = operandList();
      const [a, b, to] = [place(left), place(right), parts > 1 ? scratch : place(result)].map((at) => list.operand(at));
      const exact = (tiles * tile.lanes) % workgroupSize === 0;
      const wholeRows = rowCount % tile.rows === 0 && (sharing === "depth" || tile.lanes === 1 || tile.rows % 4 === 0);
      const wholeParts = depth % partLength === 0;
      const rowText = (row: string): string => (wholeRows ? `row0 + ${row}` : `min(row0 + ${row}, ${rowCount - 1}u)`);
      const held = (e: string): string => (wholeParts ? `(depth0 + ${e})` : `min(depth0 + ${e}, ${depth - 1}u)`);
      const zeroBeyond = (value: string, e: string): string => (wholeParts ? value : `select(0f, ${value}, depth0 + ${e} < ${depth}u)`);
      const rightAt = (e: string, column: number): string => b.load(transposeB ? `baseB + n${column} * ${depth}u + ${held(e)}` : `baseB + ${held(e)} * ${columns}u + n${column}`);
      const lines: string[] = [
        ...tileLines(tile, tiles, exact),
        `let columnTile = ${remainderText("tile", columnTiles)};`,
        `let rest1 = ${quotientText("tile", columnTiles)};`,
        `let row0 = ${remainderText("rest1", rowTiles)} * ${tile.rows}u;`,
        `let rest2 = ${quotientText("rest1", rowTiles)};`,
        `let matrix = ${remainderText("rest2", batch)};`,
        `let part = ${quotientText("rest2", batch)};`,
        `let depth0 = part * ${partLength}u;`,
        `let baseA = matrix * ${stepA}u;`,
        `let baseB = matrix * ${stepB}u;`,
        ...columnLines(tile, columns),
        ...clearSums(tile),
      ];
      if (sharing === "depth") {
        lines.push(
          ...Array.from({ length: tile.rows }, (_, row) => `let r${row} = baseA + (${rowText(`${row}u`)}) * ${depth}u;`),
          ...depthLoop(tile, partLength, { left: (row, e) => zeroBeyond(a.load(`r${row} + ${held(e)}`), e), right: rightAt }),
        );
      } else {
        const unroll = [4, 2].find((u) => partLength % u === 0 && u * tile.rows * tile.columns <= 2 * tuning.mostAccumulators) ?? 1;
        lines.push(
          ...rowSlots(tile).map((row, slot) => `let r${slot} = baseA + ${rowText(row)};`),
          `for (var e = 0u; e < ${partLength}u; e += ${unroll}u) {`,
          ...rowSteps(tile, unroll, { left: (slot, e) => zeroBeyond(a.load(`r${slot} + ${held(e)} * ${rowCount}u`), e), right: rightAt }),
          "}",
        );
      }
      lines.push(
        `let resultBase = ${parts > 1 ? `part * ${count}u + ` : ""}(matrix * ${rowCount}u + row0) * ${columns}u;`,
        ...storeSums(tile, columns, exact ? null : `id < ${tiles * tile.lanes}u`,
          (row) => (rowCount % tile.rows === 0 ? null : `row0 + ${row}u < ${rowCount}u`),
          (row, column, value) => to.store(`resultBase + ${row * columns}u + n${column}`, value)),
      );
      const kernels: Kernel[] = [{ label: "matmul", places: list.places, invocations: tiles * tile.lanes, workgroupSize, usesQuads: tile.lanes === 4, body: lines.join("\n") }];
      if (parts > 1) kernels.push(joinPartials("matmul", [scratch], parts, count, [place(result)]));
      return kernels;
    },
  };
}
