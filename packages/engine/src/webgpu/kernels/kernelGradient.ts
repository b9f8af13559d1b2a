/**
 * Kernel gradients: rows are (tap, channel), columns filters, and depth runs over samples and time. The depth is split into parts of at most a few hundred
 * terms, each summed by an invocation of its own; the parts are added in their order afterwards.
 */
import { sizeOf } from "../../program/program.ts";
import { quotientText, remainderText } from "../iteration.ts";
import { operandList } from "../kernel.ts";
import type { InstructionOf, InstructionPlan, Kernel, PlanContext } from "../kernel.ts";
import { chooseTile, clearSums, columnLines, rowSlots, rowSteps, storeSums, tileLines } from "./productTile.ts";
import { gradientParts, leastParts, readsOutside } from "./gradientParts.ts";
import { planKernelGradientOfTaps, sharesTaps } from "./kernelGradientOfTaps.ts";
import { joinPartials } from "./sumPartials.ts";

export function planKernelGradient({ program, shapeOf, tuning }: PlanContext, instruction: InstructionOf<"convKernelGradient">): InstructionPlan {
  const { window: { height, width }, groups, inputs: [x, dy], outputs: [dKernel] } = instruction;
  const [channels, filters] = [shapeOf(x).at(-1)!, shapeOf(dy).at(-1)!];
  const batch = shapeOf(x)[0];
  const [perGroup, filtersPerGroup] = [channels / groups, filters / groups];
  const rowCount = height.size * width.size * perGroup;
  if (sharesTaps(instruction, perGroup)) return planKernelGradientOfTaps({ program, shapeOf, tuning }, instruction);
  const lines = batch * height.outputLength;
  const least = leastParts(lines, width.outputLength);
  const tile = chooseTile(rowCount, filtersPerGroup, groups * Math.min(lines, 4 * least), "rows", tuning);
  const [rowTiles, columnTiles] = [Math.ceil(rowCount / tile.rows), Math.ceil(filtersPerGroup / (tile.columns * tile.lanes))];
  const tilesOfPart = columnTiles * rowTiles * groups;
  const { segments, segmentLength, units, unitsOfPart, parts } = gradientParts(lines, width.outputLength, Math.ceil(tuning.fullInvocations / (tilesOfPart * tile.lanes)));
  const tiles = tilesOfPart * parts;
  const count = sizeOf(shapeOf(dKernel));
  const workgroupSize = tuning.productWorkgroup;
  return {
    scratchElements: parts > 1 ? parts * count : 0,
    emit: ({ place, scratch }) => {
      const list = operandList();
      const [from, gradient, to] = [place(x), place(dy), parts > 1 ? scratch : place(dKernel)].map((at) => list.operand(at));
      const exact = (tiles * tile.lanes) % workgroupSize === 0;
      const [checkedHeight, checkedWidth] = [readsOutside(height), readsOutside(width)];
      const evenSegments = width.outputLength % segmentLength === 0;
      const slots = rowSlots(tile);
      const unroll = evenSegments ? [4, 3, 2].find((u) => segmentLength % u === 0 && u * tile.rows * tile.columns <= 2 * tuning.mostAccumulators) ?? 1 : 1;
      const text: string[] = [
        ...tileLines(tile, tiles, exact),
        `let columnTile = ${remainderText("tile", columnTiles)};`,
        `let rest1 = ${quotientText("tile", columnTiles)};`,
        `let row0 = ${remainderText("rest1", rowTiles)} * ${tile.rows}u;`,
        `let rest2 = ${quotientText("rest1", rowTiles)};`,
        `let groupNumber = ${remainderText("rest2", groups)};`,
        `let part = ${quotientText("rest2", groups)};`,
        ...columnLines(tile, filtersPerGroup),
        // Where each row of the left operand lies, relative to an output position.
        ...slots.flatMap((row, slot) => [
          `let slot${slot} = ${rowCount % tile.rows === 0 && (tile.lanes === 1 || tile.rows % 4 === 0) ? `row0 + ${row}` : `min(row0 + ${row}, ${rowCount - 1}u)`};`,
          `let tap${slot} = ${quotientText(`slot${slot}`, perGroup)};`,
          `let shift${slot} = bitcast<u32>(i32(${remainderText(`tap${slot}`, width.size)}) * ${width.dilation}i - ${width.padBefore}i);`,
          `let shiftLine${slot} = bitcast<u32>(i32(${quotientText(`tap${slot}`, width.size)}) * ${height.dilation}i - ${height.padBefore}i);`,
          `let channel${slot} = groupNumber * ${perGroup}u + ${remainderText(`slot${slot}`, perGroup)};`,
        ]),
        ...clearSums(tile),
        `for (var u = 0u; u < ${unitsOfPart}u; u++) {`,
        `let unit = part * ${unitsOfPart}u + u;`,
        // The last part may be short. The condition is the same for a whole quad, but the compiler cannot know: zeros are added instead of leaving.
        ...(units % unitsOfPart === 0 ? ["let live = true;", "let held = unit;"] : [`let live = unit < ${units}u;`, `let held = min(unit, ${units - 1}u);`]),
        `let segment = ${remainderText("held", segments)};`,
        `let lineNumber = ${quotientText("held", segments)};`,
        `let line = ${remainderText("lineNumber", height.outputLength)};`,
        `let sample = ${quotientText("lineNumber", height.outputLength)};`,
        ...slots.flatMap((_, slot) => [
          `let line${slot} = line * ${height.stride}u + shiftLine${slot};`,
          `let base${slot} = ((sample * ${height.inputLength}u + line${slot}) * ${width.inputLength}u + shift${slot}) * ${channels}u + channel${slot};`,
          `let live${slot} = ${[...(units % unitsOfPart === 0 ? [] : ["live"]), ...(checkedHeight ? [`line${slot} < ${height.inputLength}u`] : [])].join(" && ") || "true"};`,
        ]),
        `let gradientBase = lineNumber * ${width.outputLength * filters}u + groupNumber * ${filtersPerGroup}u;`,
        `let begin = segment * ${segmentLength}u;`,
        `for (var offset = 0u; offset < ${segmentLength}u; offset += ${unroll}u) {`,
        "let e = begin + offset;",
      ];
      const guards = units % unitsOfPart !== 0 || checkedHeight;
      text.push(
        ...rowSteps(tile, unroll, {
          left: (slot, e) => {
            const value = from.load(`base${slot} + ${e} * ${width.stride * channels}u`);
            const checks = [
              ...(guards ? [`live${slot}`] : []),
              ...(checkedWidth ? [`${e} * ${width.stride}u + shift${slot} < ${width.inputLength}u`] : []),
              ...(evenSegments ? [] : [`${e} < ${width.outputLength}u`]),
            ];
            return checks.length === 0 ? value : `select(0f, ${value}, ${checks.join(" && ")})`;
          },
          right: (e, column) => gradient.load(`gradientBase + ${evenSegments ? e : `min(${e}, ${width.outputLength - 1}u)`} * ${filters}u + n${column}`),
        }),
        "}",
        "}",
        `let resultBase = ${parts > 1 ? `part * ${count}u + ` : ""}row0 * ${filters}u + groupNumber * ${filtersPerGroup}u;`,
        ...storeSums(tile, filtersPerGroup, exact ? null : `id < ${tiles * tile.lanes}u`,
          (row) => (rowCount % tile.rows === 0 ? null : `row0 + ${row}u < ${rowCount}u`),
          (row, column, value) => to.store(`resultBase + ${row * filters}u + n${column}`, value)),
      );
      const kernels: Kernel[] = [{ label: "conv kernel gradient", places: list.places, invocations: tiles * tile.lanes, workgroupSize, usesQuads: tile.lanes === 4, body: text.join("\n") }];
      if (parts > 1) kernels.push(joinPartials("conv kernel gradient", [scratch], parts, count, [place(dKernel)]));
      return kernels;
    },
  };
}
