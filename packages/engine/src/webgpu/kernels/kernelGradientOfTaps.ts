/**
 * Kernel gradients whose few taps share what they load: a tile holds all taps of a row of the kernel for some channels, so that a sample that is
 * loaded once serves every tap that sees it.
 */
import { sizeOf } from "../../program/program.ts";
import { quotientText, remainderText } from "../iteration.ts";
import { operandList } from "../kernel.ts";
import type { InstructionOf, InstructionPlan, Kernel, PlanContext, Tuning } from "../kernel.ts";
import { gradientParts, leastParts, readsOutside } from "./gradientParts.ts";
import { clearSums, columnLines, LOAD_COST, BROADCAST_COST, storeSums, tileLines } from "./productTile.ts";
import type { Tile } from "./productTile.ts";
import { joinPartials } from "./sumPartials.ts";

const MOST_TAPS = 4;
const MOST_STEPS = 5;

type KernelGradient = InstructionOf<"convKernelGradient">;

/** Whether the taps of a row overlap over neighbouring outputs, and channels fill quads. */
export const sharesTaps = ({ window: { width } }: KernelGradient, perGroup: number): boolean => width.size >= 2 && width.size <= MOST_TAPS && perGroup % 4 === 0 && width.dilation < width.size * width.stride + width.stride;

const range = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index);

interface TapTile extends Tile {
  /** Channels of the tile: rows are taps × channels. */
  readonly channels: number;
}

function chooseTapTile(taps: number, positionsOfStep: number, perGroup: number, columnCount: number, replicas: number, tuning: Tuning): TapTile {
  const lanes = tuning.quads ? 4 : 1;
  const perLane = Math.ceil(columnCount / lanes);
  let best: TapTile = { rows: taps * lanes, columns: 1, lanes, channels: lanes };
  let least = Infinity;
  for (let channels = lanes; channels <= Math.min(perGroup, 32); channels += lanes) {
    if (perGroup % channels !== 0) continue;
    for (let columns = 1; columns <= Math.min(8, perLane); columns++) {
      if (taps * channels * columns > Math.max(tuning.mostAccumulators, taps * lanes)) continue;
      const tiles = (perGroup / channels) * Math.ceil(perLane / columns);
      const left = positionsOfStep * channels;
      const loads = (lanes === 4 ? left / 4 : left) + columns;
      const cost = (loads * LOAD_COST + (lanes === 4 ? left * BROADCAST_COST : 0) + taps * channels * columns) * tiles * Math.max(1, tuning.fullInvocations / (replicas * tiles * lanes));
      if (cost < least) [best, least] = [{ rows: taps * channels, columns, lanes, channels }, cost];
    }
  }
  return best;
}

export function planKernelGradientOfTaps({ shapeOf, tuning }: PlanContext, instruction: KernelGradient): InstructionPlan {
  const { window: { height, width }, groups, inputs: [x, dy], outputs: [dKernel] } = instruction;
  const [channels, filters] = [shapeOf(x).at(-1)!, shapeOf(dy).at(-1)!];
  const batch = shapeOf(x)[0];
  const [perGroup, filtersPerGroup] = [channels / groups, filters / groups];
  const taps = width.size;
  const lineCount = batch * height.outputLength;
  const least = leastParts(lineCount, width.outputLength);
  const { segmentLength } = gradientParts(lineCount, width.outputLength, 1);
  const even = width.outputLength % segmentLength === 0;
  const steps = even ? range(MOST_STEPS).map((step) => MOST_STEPS - step).find((count) => segmentLength % count === 0)! : 1;
  // Distinct samples, relative to the first, that some outputs in a row see in all taps.
  const seen = [...new Set(range(steps * taps).map((at) => Math.floor(at / taps) * width.stride + (at % taps) * width.dilation))].sort((a, b) => a - b);
  const tile = chooseTapTile(taps, seen.length / steps, perGroup, filtersPerGroup, groups * height.size * Math.min(lineCount, 4 * least), tuning);
  const [channelTiles, columnTiles] = [perGroup / tile.channels, Math.ceil(filtersPerGroup / (tile.columns * tile.lanes))];
  const tilesOfPart = columnTiles * channelTiles * height.size * groups;
  const { segments, units, unitsOfPart, parts } = gradientParts(lineCount, width.outputLength, Math.ceil(tuning.fullInvocations / (tilesOfPart * tile.lanes)));
  const tiles = tilesOfPart * parts;
  const count = sizeOf(shapeOf(dKernel));
  const workgroupSize = tuning.productWorkgroup;
  return {
    scratchElements: parts > 1 ? parts * count : 0,
    emit: ({ place, scratch }) => {
      const list = operandList();
      const [from, gradient, to] = [place(x), place(dy), parts > 1 ? scratch : place(dKernel)].map((at) => list.operand(at));
      const quads = tile.lanes === 4;
      const exact = (tiles * tile.lanes) % workgroupSize === 0;
      const wholeParts = units % unitsOfPart === 0;
      const [checkedHeight, checkedWidth] = [readsOutside(height), readsOutside(width)];
      const conditions = [...(wholeParts ? [] : ["live"]), ...(checkedHeight ? [`sourceLine < ${height.inputLength}u`] : [])];
      const slots = range(quads ? tile.channels / 4 : tile.channels);
      const checks = (at: number): readonly string[] => [...(conditions.length > 0 ? ["inside"] : []), ...(checkedWidth ? [`first + ${seen[at]}u < ${width.inputLength}u`] : [])];
      const valueOf = (step: number, tap: number, channel: number): string => `a${seen.indexOf(step * width.stride + tap * width.dilation)}_${channel}`;
      const text = [
        ...tileLines(tile, tiles, exact),
        `let columnTile = ${remainderText("tile", columnTiles)};`,
        `let rest1 = ${quotientText("tile", columnTiles)};`,
        `let channel0 = ${remainderText("rest1", channelTiles)} * ${tile.channels}u;`,
        `let rest2 = ${quotientText("rest1", channelTiles)};`,
        `let tapLine = ${remainderText("rest2", height.size)};`,
        `let rest3 = ${quotientText("rest2", height.size)};`,
        `let groupNumber = ${remainderText("rest3", groups)};`,
        `let part = ${quotientText("rest3", groups)};`,
        `let mine = groupNumber * ${perGroup}u + channel0${quads ? " + q" : ""};`,
        ...columnLines(tile, filtersPerGroup),
        ...clearSums(tile),
        `for (var u = 0u; u < ${unitsOfPart}u; u++) {`,
        `let unit = part * ${unitsOfPart}u + u;`,
        // The last part may be short: it adds zeros, because a quad must not leave its loop alone.
        ...(wholeParts ? ["let held = unit;"] : [`let live = unit < ${units}u;`, `let held = min(unit, ${units - 1}u);`]),
        `let segment = ${remainderText("held", segments)};`,
        `let lineNumber = ${quotientText("held", segments)};`,
        `let sourceLine = ${remainderText("lineNumber", height.outputLength)} * ${height.stride}u + tapLine * ${height.dilation}u - ${height.padBefore}u;`,
        ...(conditions.length > 0 ? [`let inside = ${conditions.join(" && ")};`] : []),
        `let sourceBase = (${quotientText("lineNumber", height.outputLength)} * ${height.inputLength}u + sourceLine) * ${width.inputLength * channels}u + mine;`,
        `let gradientBase = lineNumber * ${width.outputLength * filters}u + groupNumber * ${filtersPerGroup}u;`,
        `let begin = segment * ${segmentLength}u;`,
        `for (var offset = 0u; offset < ${segmentLength}u; offset += ${steps}u) {`,
        "let e = begin + offset;",
        `let first = e * ${width.stride}u - ${width.padBefore}u;`,
        `let source = sourceBase + first * ${channels}u;`,
        ...seen.flatMap((sample, at) => {
          const all = [...checks(at), ...(even ? [] : [`e < ${width.outputLength}u`])];
          return [
            ...(all.length > 0 ? [`let v${at} = ${all.join(" && ")};`] : []),
            ...slots.map((slot) => {
              const value = from.load(`source + ${sample * channels + slot * tile.lanes}u`);
              return `let ${quads ? `l${at}_${slot}` : `a${at}_${slot}`} = ${all.length > 0 ? `select(0f, ${value}, v${at})` : value};`;
            }),
          ];
        }),
        ...range(steps).flatMap((step) => range(tile.columns).map((column) => `let b${step}_${column} = ${gradient.load(`gradientBase + ${even ? `(e + ${step}u)` : `min(e, ${width.outputLength - 1}u)`} * ${filters}u + n${column}`)};`)),
        ...range(tile.channels).flatMap((channel) => [
          ...(quads ? seen.map((_, at) => `let a${at}_${channel} = quadBroadcast(l${at}_${channel >> 2}, ${channel & 3}u);`) : []),
          ...range(taps).flatMap((tap) => range(tile.columns).map((column) => {
            const total = `s${tap * tile.channels + channel}_${column}`;
            return `${total} = ${total}${range(steps).map((step) => ` + ${valueOf(step, tap, channel)} * b${step}_${column}`).join("")};`;
          })),
        ]),
        "}",
        "}",
        `let resultBase = ${parts > 1 ? `part * ${count}u + ` : ""}(tapLine * ${taps * perGroup}u + channel0) * ${filters}u + groupNumber * ${filtersPerGroup}u;`,
        ...storeSums(tile, filtersPerGroup, exact ? null : `id < ${tiles * tile.lanes}u`, () => null,
          (row, column, value) => to.store(`resultBase + ${(Math.floor(row / tile.channels) * perGroup + (row % tile.channels)) * filters}u + n${column}`, value)),
      ];
      const kernels: Kernel[] = [{ label: "conv kernel gradient", places: list.places, invocations: tiles * tile.lanes, workgroupSize, usesQuads: quads, body: text.join("\n") }];
      if (parts > 1) kernels.push(joinPartials("conv kernel gradient", [scratch], parts, count, [place(dKernel)]));
      return kernels;
    },
  };
}
