/**
 * Convolutions and their input gradients as implicit matrix products: rows are positions side by side, columns are channels, and depth runs over taps
 * and channels of a source that is read in place, zeros outside. Input gradients are gathers: positions of one residue of the stride
 * see the same taps, so each residue is a plain convolution of its own.
 */
import type { AxisWindow } from "../../program/program.ts";
import { quotientText, remainderText } from "../iteration.ts";
import { operandList } from "../kernel.ts";
import type { InstructionOf, InstructionPlan, Place, PlanContext } from "../kernel.ts";
import { chooseTile, clearSums, columnLines, depthLoop, storeSums, tapLoop } from "./productTile.ts";

/** One residue of an axis: results start + step · j see the source at j · perRow + m · perTap + offset for taps firstTap + m · tapStep. */
interface Residue {
  readonly start: number;
  readonly count: number;
  readonly taps: number;
  readonly firstTap: number;
  readonly offset: number;
}

interface SlidingAxis {
  readonly residues: readonly Residue[];
  readonly step: number;
  readonly perRow: number;
  readonly perTap: number;
  readonly tapStep: number;
  readonly sourceLength: number;
  readonly resultLength: number;
}

const forwardAxis = ({ inputLength, outputLength, size, stride, dilation, padBefore }: AxisWindow): SlidingAxis => ({
  residues: [{ start: 0, count: outputLength, taps: size, firstTap: 0, offset: -padBefore }],
  step: 1, perRow: stride, perTap: dilation, tapStep: 1, sourceLength: inputLength, resultLength: outputLength,
});

const greatestCommonDivisor = (a: number, b: number): number => (b === 0 ? a : greatestCommonDivisor(b, a % b));

function gradientAxis({ inputLength, outputLength, size, stride, dilation, padBefore }: AxisWindow): SlidingAxis {
  const tapStep = stride / greatestCommonDivisor(stride, dilation);
  const residues = Array.from({ length: Math.min(stride, inputLength) }, (_, start): Residue => {
    const fitting = Array.from({ length: size }, (_, tap) => tap).filter((tap) => (start + padBefore - tap * dilation) % stride === 0);
    const firstTap = fitting[0] ?? 0;
    return { start, count: Math.ceil((inputLength - start) / stride), taps: fitting.length, firstTap, offset: fitting.length === 0 ? 0 : (start + padBefore - firstTap * dilation) / stride };
  });
  return { residues, step: stride, perRow: 1, perTap: -(dilation * tapStep) / stride, tapStep, sourceLength: outputLength, resultLength: inputLength };
}

/** Whether every row of every tile sees only samples inside. */
const alwaysInside = ({ residues, perRow, perTap, sourceLength }: SlidingAxis, rows: number): boolean =>
  residues.every(({ count, taps, offset }) => {
    const last = (Math.ceil(count / rows) * rows - 1) * perRow;
    return taps === 0 || [0, (taps - 1) * perTap].every((shift) => offset + shift >= 0 && offset + shift + last < sourceLength);
  });

/** A constant of the residue that this workgroup computes. */
const residueText = (values: readonly number[], index: string): string =>
  values.every((value) => value === values[0]) ? `${values[0]}i` : values.slice(1).reduce((text, value, position) => `select(${text}, ${value}i, ${index} == ${position + 1}u)`, `${values[0]}i`);

/** Taps of a row that one pass over the channels takes together: more make shaders that take seconds to compile. */
const MOST_TAPS_TOGETHER = 4;

interface SlidingPlan {
  readonly label: string;
  readonly source: number;
  readonly kernel: number;
  readonly result: number;
  readonly batch: number;
  readonly groups: number;
  readonly height: SlidingAxis;
  readonly width: SlidingAxis;
  /** Channels of the source in a group: the depth of one tap. */
  readonly depth: number;
  /** Channels of the result in a group. */
  readonly columns: number;
  /** Steps in the kernel, [tap, channel in, filter]. */
  readonly kernelDepthStep: number;
  readonly kernelColumnStep: number;
  readonly kernelTapStep: number;
  /** Step of a group in the kernel: filters lie side by side. */
  readonly kernelGroupStep: number;
  readonly widthTaps: number;
}

export function planConvolution(context: PlanContext, instruction: InstructionOf<"conv"> | InstructionOf<"convInputGradient">): InstructionPlan {
  const { window, groups, inputs, outputs } = instruction;
  const [perGroup, filters] = context.shapeOf(inputs[1]).slice(-2);
  const shared = { source: inputs[0], kernel: inputs[1], result: outputs[0], batch: context.shapeOf(inputs[0])[0], groups, kernelTapStep: perGroup * filters, kernelGroupStep: filters / groups, widthTaps: window.width.size };
  return instruction.op === "conv"
    ? planSliding(context, { ...shared, label: "conv", height: forwardAxis(window.height), width: forwardAxis(window.width), depth: perGroup, columns: filters / groups, kernelDepthStep: filters, kernelColumnStep: 1 })
    : planSliding(context, { ...shared, label: "conv input gradient", height: gradientAxis(window.height), width: gradientAxis(window.width), depth: filters / groups, columns: perGroup, kernelDepthStep: 1, kernelColumnStep: filters });
}

const scaled = (name: string, factor: number): string => (factor === 1 ? name : `${name} * ${factor}u`);

function planSliding({ tuning }: PlanContext, plan: SlidingPlan): InstructionPlan {
  const { batch, groups, height, width, depth, columns } = plan;
  const most = (axis: SlidingAxis): number => Math.max(...axis.residues.map(({ count }) => count));
  const [heightRows, widthRows] = [most(height), most(width)];
  const residueCount = height.residues.length * width.residues.length;
  // Taps of one row follow each other in memory, where nothing lies between them: one longer depth, worthwhile when channels do not fill quads.
  const merged = plan.kernelColumnStep === 1 && groups === 1 && width.perTap === 1 && depth % 4 !== 0;
  const [{ taps }] = width.residues;
  // A few taps over neighbouring samples share them.
  const together = !merged && width.residues.length === 1 && taps >= 2 && taps <= MOST_TAPS_TOGETHER && Math.abs(width.perTap) < taps * width.perRow + width.perRow;
  const seenBy = (rowCount: number): readonly number[] => [...new Set(Array.from({ length: rowCount * taps }, (_, at) => Math.floor(at / taps) * width.perRow + (at % taps) * width.perTap))].sort((a, b) => a - b);
  const tile = chooseTile(widthRows, columns, batch * heightRows * groups * residueCount, "depth", tuning, together ? { taps, positions: (rowCount) => seenBy(rowCount).length } : undefined);
  const rowTiles = Math.ceil(widthRows / tile.rows);
  const columnTiles = Math.ceil(columns / (tile.columns * tile.lanes));
  const tiles = columnTiles * groups * rowTiles * heightRows * batch;
  const workgroupSize = tuning.productWorkgroup;
  const workgroupsPerResidue = Math.ceil((tiles * tile.lanes) / workgroupSize);
  const [sourceChannels, resultChannels] = [depth * groups, columns * groups];
  const checkedHeight = !alwaysInside(height, 1);
  const checkedWidth = !alwaysInside(width, tile.rows);
  const rows = Array.from({ length: tile.rows }, (_, row) => row);
  return {
    scratchElements: 0,
    emit: ({ place }) => {
      const list = operandList();
      const [source, kernel, result] = [plan.source, plan.kernel, plan.result].map((id): Place => place(id)).map((at) => list.operand(at));
      const constants = (axis: SlidingAxis, name: string): readonly string[] => {
        const pick = (of: (residue: Residue) => number): string => residueText(axis.residues.map(of), `${name}Residue`);
        return [`let ${name}Start = u32(${pick(({ start }) => start)});`, `let ${name}Taps = u32(${pick(({ taps }) => taps)});`, `let ${name}First = u32(${pick(({ firstTap }) => firstTap)});`, `let ${name}Offset = ${pick(({ offset }) => offset)};`];
      };
      const exact = (tiles * tile.lanes) % workgroupSize === 0;
      const number = tile.lanes === 4 ? "inResidue >> 2u" : "inResidue";
      const guarded = (value: string, widthCheck: string): string => {
        const checks = [...(checkedHeight ? ["inside"] : []), ...(checkedWidth ? [widthCheck] : [])];
        return checks.length === 0 ? value : `select(0f, ${value}, ${checks.join(" && ")})`;
      };
      const lines: string[] = [
        residueCount === 1 ? "let residue = 0u; let inResidue = id;" : `let residue = workgroup / ${workgroupsPerResidue}u; let inResidue = id - residue * ${workgroupsPerResidue * workgroupSize}u;`,
        `let heightResidue = ${quotientText("residue", width.residues.length)}; let widthResidue = ${remainderText("residue", width.residues.length)};`,
        ...constants(height, "height"),
        ...constants(width, "width"),
        "let q = inResidue & 3u;",
        `let tile = ${exact ? number : `min(${number}, ${tiles - 1}u)`};`,
        `let columnTile = ${remainderText("tile", columnTiles)};`,
        `let part1 = ${quotientText("tile", columnTiles)};`,
        `let groupNumber = ${remainderText("part1", groups)};`,
        `let part2 = ${quotientText("part1", groups)};`,
        `let row0 = ${remainderText("part2", rowTiles)} * ${tile.rows}u;`,
        `let part3 = ${quotientText("part2", rowTiles)};`,
        `let line = ${remainderText("part3", heightRows)};`,
        `let sample = ${quotientText("part3", heightRows)};`,
        ...columnLines(tile, columns),
        ...clearSums(tile),
        "for (var mh = 0u; mh < heightTaps; mh++) {",
        `let sourceLine = bitcast<u32>(i32(line) * ${height.perRow}i + i32(mh) * ${height.perTap}i + heightOffset);`,
        ...(checkedHeight ? [`let inside = sourceLine < ${height.sourceLength}u;`] : []),
        `let lineBase = (sample * ${height.sourceLength}u + sourceLine) * ${width.sourceLength * sourceChannels}u + ${scaled("groupNumber", depth)};`,
        `let tapLine = (heightFirst + mh * ${height.tapStep}u) * ${plan.widthTaps}u;`,
      ];
      const kernelAt = (e: string, column: number, tap = 0): string => kernel.load(`kernelBase + ${scaled(e, plan.kernelDepthStep)} + ${scaled(`n${column}`, plan.kernelColumnStep)}${tap === 0 ? "" : ` + ${tap * width.tapStep * plan.kernelTapStep}u`}`);
      if (merged) {
        lines.push(
          `let first = bitcast<u32>((i32(row0) * ${width.perRow}i + widthOffset) * ${sourceChannels}i);`,
          `let kernelBase = tapLine * ${plan.kernelTapStep}u;`,
          ...rows.map((row) => `let r${row} = first + ${row * width.perRow * sourceChannels}u;`),
          ...depthLoop(tile, depth * width.residues[0].taps, {
            left: (row, e) => guarded(source.load(`lineBase + r${row} + ${e}`), `r${row} + ${e} < ${width.sourceLength * sourceChannels}u`),
            right: kernelAt,
          }),
        );
      } else if (together) {
        const seen = seenBy(tile.rows);
        lines.push(
          `let first = bitcast<u32>(i32(row0) * ${width.perRow}i + widthOffset);`,
          `let tapBase = lineBase + first * ${sourceChannels}u;`,
          `let kernelBase = (tapLine + widthFirst) * ${plan.kernelTapStep}u + ${scaled("groupNumber", plan.kernelGroupStep)};`,
          ...(checkedWidth ? seen.map((offset, at) => `let v${at} = first + bitcast<u32>(${offset}i) < ${width.sourceLength}u${checkedHeight ? " && inside" : ""};`) : []),
          ...tapLoop(tile, depth, taps, seen.length, (row, tap) => seen.indexOf(row * width.perRow + tap * width.perTap), {
            left: (at, e) => {
              const value = source.load(`tapBase + ${e} + bitcast<u32>(${seen[at] * sourceChannels}i)`);
              return checkedWidth ? `select(0f, ${value}, v${at})` : checkedHeight ? `select(0f, ${value}, inside)` : value;
            },
            right: (tap, e, column) => kernelAt(`${e}`, column, tap),
          }),
        );
      } else {
        lines.push(
          "for (var mw = 0u; mw < widthTaps; mw++) {",
          `let first = bitcast<u32>(i32(row0) * ${width.perRow}i + i32(mw) * ${width.perTap}i + widthOffset);`,
          `let tapBase = lineBase + first * ${sourceChannels}u;`,
          `let kernelBase = (tapLine + widthFirst + mw * ${width.tapStep}u) * ${plan.kernelTapStep}u + ${scaled("groupNumber", plan.kernelGroupStep)};`,
          ...(checkedWidth ? rows.map((row) => `let v${row} = first + ${row * width.perRow}u < ${width.sourceLength}u${checkedHeight ? " && inside" : ""};`) : []),
          ...depthLoop(tile, depth, {
            left: (row, e) => {
              const value = source.load(`tapBase + ${e} + ${row * width.perRow * sourceChannels}u`);
              return checkedWidth ? `select(0f, ${value}, v${row})` : checkedHeight ? `select(0f, ${value}, inside)` : value;
            },
            right: kernelAt,
          }),
          "}",
        );
      }
      const ragged = width.residues.some(({ count }) => count % tile.rows !== 0 || count !== widthRows);
      const conditions = [...(exact ? [] : [`inResidue < ${tiles * tile.lanes}u`]), ...(height.residues.some(({ count }) => count !== heightRows) ? ["resultLine < " + `${height.resultLength}u`] : [])];
      lines.push(
        "}",
        `let resultLine = heightStart + ${scaled("line", height.step)};`,
        `let resultBase = ((sample * ${height.resultLength}u + resultLine) * ${width.resultLength}u + widthStart + ${scaled("row0", width.step)}) * ${resultChannels}u + ${scaled("groupNumber", columns)};`,
        ...storeSums(tile, columns, conditions.length === 0 ? null : conditions.join(" && "),
          (row) => (ragged ? `widthStart + (row0 + ${row}u) * ${width.step}u < ${width.resultLength}u` : null),
          (row, column, value) => result.store(`resultBase + ${row * width.step * resultChannels}u + n${column}`, value)),
      );
      return [{ label: plan.label, places: list.places, invocations: workgroupsPerResidue * workgroupSize * residueCount, workgroupSize, usesQuads: tile.lanes === 4, body: lines.join("\n") }];
    },
  };
}
