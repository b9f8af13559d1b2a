/** Divides matrix products into kernel calls: tiles of equal height and whole panels each get one kernel, so that no kernel carries a branch for what is left over. */
import { divisorUpTo } from "../elementwise/loopNest.ts";
import type { KernelCall, Operand } from "../kernelCall.ts";
import { columnsGemmGroupTerms, writeColumnsGemm } from "./columnsGemm.ts";
import type { ColumnsGemmSpec } from "./columnsGemm.ts";
import { gridItems } from "./itemLoop.ts";
import type { GridDimension } from "./itemLoop.ts";
import { packedElements, panelRuns, writePackPanels } from "./packPanels.ts";
import type { PackSpec } from "./packPanels.ts";
import { depthOf, rowsGemmItemWork, writeRowsGemm } from "./rowsGemm.ts";
import type { RowsGemmSpec } from "./rowsGemm.ts";
import { PANEL_COLUMNS, tileRuns } from "./tile.ts";

/** Multiply-adds in a nanosecond, about. */
const SPEED = 20;
/** An item of this length is long against its beginning, and short against a phase. */
const ITEM_NANOSECONDS = 30_000;
/** Tiles that share a panel of B while it is in the first cache, where B is too large to stay there. */
const LEAST_TILES_OF_LARGE_B = 24;

/** Longer items leave threads waiting for each other at the end of a phase. */
const MOST_ITEM_NANOSECONDS = 100_000;
/** Kernel gradients read all rows of both values for every group of tiles. */
const MOST_GROUPS_OF_COLUMNS = 32;
/** Items that let several threads end at about the same time. */
const LEAST_ITEMS = 16;

/** A place counted in elements from another one. */
export const shifted = (operand: Operand, elements: number): Operand => ({ ...operand, element: operand.element + elements });

/** Axes that are walked together, outer to inner: strides in elements by operand. Joins neighbours that all operands walk as one and drops those of length 1. */
export function joinAxes(axes: readonly GridDimension[]): GridDimension[] {
  const joined: GridDimension[] = [];
  for (const axis of axes) {
    if (axis.length === 1) continue;
    const last = joined.at(-1);
    if (last?.strides.every((stride, k) => stride === axis.strides[k] * axis.length)) joined[joined.length - 1] = { length: last.length * axis.length, strides: axis.strides };
    else joined.push(axis);
  }
  return joined;
}

export interface RowsProduct {
  readonly a: Operand;
  readonly b: Operand;
  readonly c: Operand;
  /** Separate products, with strides of a, b, c; B is packed, and its stride 0 for all that share it. */
  readonly items: readonly GridDimension[];
  /** Axes of rows of A and C that share B: strides of a, 0, c. */
  readonly rowAxes: readonly GridDimension[];
  readonly segments: RowsGemmSpec["segments"];
  readonly columns: number;
  readonly fma: boolean;
}

export function rowsGemmCalls(product: RowsProduct): KernelCall[] {
  const axes = joinAxes(product.rowAxes);
  // The innermost axis gives the tiles their rows, unless it is so short that another fills them better.
  const innermost = axes.length - 1;
  const longest = axes.reduce((best, axis, at) => (axis.length > axes[best].length ? at : best), Math.max(innermost, 0));
  const rowAt = axes.length > 0 && axes[innermost].length < 4 ? longest : innermost;
  const rows = axes[rowAt] ?? { length: 1, strides: [0, 0, 0] };
  const others = [...product.items, ...axes.filter((_, at) => at !== rowAt)];
  const depth = depthOf(product);
  const isLarge = depth * product.columns * 4 > 16_384;
  const calls: KernelCall[] = [];
  for (const run of tileRuns(rows.length)) {
    for (const panel of panelRuns(product.columns)) {
      const tileWork = run.rows * depth * panel.panels * PANEL_COLUMNS;
      const wanted = Math.max(Math.ceil((ITEM_NANOSECONDS * SPEED) / tileWork), isLarge ? LEAST_TILES_OF_LARGE_B : 1);
      const tilesPerItem = Math.min(run.tiles, wanted);
      const blocks = Math.floor(run.tiles / tilesPerItem);
      const part = (firstTile: number, count: number, tiles: number): void => {
        if (count === 0 || tiles === 0) return;
        const firstRow = run.first + firstTile * run.rows;
        const step = tiles * run.rows;
        const itemCount = gridItems(others) * count;
        // Few rows and many columns: the panels are shared out as well.
        const panelWork = tiles * run.rows * depth * PANEL_COLUMNS;
        const panelsPerItem = divisorUpTo(panel.panels, Math.max(1, Math.min(Math.floor((panel.panels * itemCount) / LEAST_ITEMS), Math.ceil((MOST_ITEM_NANOSECONDS * SPEED) / panelWork))));
        const spec: RowsGemmSpec = {
          items: joinAxes([
            ...others,
            { length: count, strides: [step * rows.strides[0], 0, step * rows.strides[2]] },
            { length: panel.panels / panelsPerItem, strides: [0, panelsPerItem * PANEL_COLUMNS * depth, panelsPerItem * PANEL_COLUMNS] },
          ]),
          tileRows: run.rows, tiles, aRowStride: rows.strides[0], cRowStride: rows.strides[2], segments: product.segments, columns: panelsPerItem * panel.columns, fma: product.fma,
        };
        calls.push({
          key: `rows ${JSON.stringify(spec)}`,
          write: (name) => writeRowsGemm(name, spec),
          operands: [
            shifted(product.a, firstRow * rows.strides[0]),
            shifted(product.b, panel.firstPanel * PANEL_COLUMNS * depth),
            shifted(product.c, firstRow * rows.strides[2] + panel.firstPanel * PANEL_COLUMNS),
          ],
          items: gridItems(spec.items),
          itemNanoseconds: rowsGemmItemWork(spec) / SPEED,
        });
      };
      part(0, blocks, tilesPerItem);
      part(blocks * tilesPerItem, 1, run.tiles % tilesPerItem);
    }
  }
  return calls;
}

export interface ColumnsProduct {
  readonly a: Operand;
  readonly b: Operand;
  readonly c: Operand;
  /** Separate products: strides of a, b, c. */
  readonly products: readonly GridDimension[];
  /** What is summed over: strides of a, b. */
  readonly terms: readonly GridDimension[];
  /** Runs of m that lie together in A and in the rows of C. */
  readonly segments: readonly { readonly aOffset: number; readonly cRow: number; readonly length: number }[];
  readonly columns: number;
  readonly bPanelStride: number;
  readonly cRowStride: number;
  readonly fma: boolean;
}

export function columnsGemmCalls(product: ColumnsProduct): KernelCall[] {
  const terms = joinAxes(product.terms).map(({ length, strides: [aStride, bStride] }) => ({ length, aStride, bStride }));
  const termCount = terms.reduce((count, { length }) => count * length, 1);
  return product.segments.flatMap((segment) =>
    tileRuns(segment.length).flatMap((run) =>
      panelRuns(product.columns).map((panel): KernelCall => {
        const spec: ColumnsGemmSpec = {
          products: joinAxes(product.products), terms, tileRows: run.rows, tiles: run.tiles, columns: panel.columns, panels: panel.panels,
          bPanelStride: product.bPanelStride, cRowStride: product.cRowStride, fma: product.fma,
        };
        return {
          key: `columns ${JSON.stringify(spec)} ${columnsGemmGroupTerms}`,
          write: (name) => writeColumnsGemm(name, spec),
          operands: [
            shifted(product.a, segment.aOffset + run.first),
            shifted(product.b, panel.firstPanel * product.bPanelStride),
            shifted(product.c, (segment.cRow + run.first) * product.cRowStride + panel.firstPanel * PANEL_COLUMNS),
          ],
          items: gridItems(spec.products) * panel.panels * run.tiles,
          itemNanoseconds: (run.rows * PANEL_COLUMNS * termCount) / SPEED,
          mostGroups: MOST_GROUPS_OF_COLUMNS,
        };
      }),
    ),
  );
}

/** Packs one matrix or several; `packed` is where the first panel goes. */
export function packCalls(spec: PackSpec, source: Operand, packed: Operand): KernelCall[] {
  const depth = depthOf(spec);
  return panelRuns(spec.columns).map((run): KernelCall => ({
    key: `pack ${JSON.stringify([spec, run])}`,
    write: (name) => writePackPanels(name, spec, run),
    operands: [shifted(source, run.firstPanel * PANEL_COLUMNS * spec.columnStride), shifted(packed, run.firstPanel * PANEL_COLUMNS * depth)],
    items: spec.matrices.count * run.panels,
    itemNanoseconds: depth * (spec.columnStride === 1 ? 2 : 8),
  }));
}

export { packedElements };
