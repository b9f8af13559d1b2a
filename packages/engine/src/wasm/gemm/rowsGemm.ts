/**
 * C[m, n] = Σ_k A[m, k] · B[k, n], A walked along its rows. A channels-last convolution reads A as overlapping rows (row stride = stride · channels), so
 * nothing is gathered: the depth is a list of segments, one for each run of taps that lies together. B comes packed in panels of eight columns.
 */
import { FunctionWriter } from "../encoder/functionWriter.ts";
import { forEachItem } from "./itemLoop.ts";
import type { GridDimension } from "./itemLoop.ts";
import { createTile, PANEL_COLUMNS } from "./tile.ts";

/** Strides and offsets in elements. */
export interface RowsGemmSpec {
  /** Strides of a, b, c. */
  readonly items: readonly GridDimension[];
  readonly tileRows: number;
  /** Tiles one below the other that an item does. */
  readonly tiles: number;
  readonly aRowStride: number;
  readonly cRowStride: number;
  /** Where the depth lies behind a row's first element; in the order of B's rows. */
  readonly segments: readonly { readonly offset: number; readonly depth: number }[];
  /** Columns that are stored: whole panels, or one part of a panel. */
  readonly columns: number;
  readonly fma: boolean;
}

/** Depth steps written out in the inner loop; more of them make older engines spill registers, and gain nothing in new ones. */
const UNROLL = 2;
/** Above this B no longer stays in the first cache while the rows of an item pass. */
const SMALL_B_BYTES = 16_384;

export const depthOf = (spec: Pick<RowsGemmSpec, "segments">): number => spec.segments.reduce((sum, { depth }) => sum + depth, 0);

/** Parameters: begin, end, a, b, c. */
export function writeRowsGemm(name: string, spec: RowsGemmSpec): FunctionWriter {
  const { items, tileRows, tiles, aRowStride, cRowStride, segments, columns, fma } = spec;
  const w = new FunctionWriter(name, ["i32", "i32", "i32", "i32", "i32"]);
  const panels = Math.ceil(columns / PANEL_COLUMNS);
  const panelBytes = 4 * PANEL_COLUMNS * depthOf(spec);
  const tile = createTile(w, { rows: tileRows, columns: Math.min(columns, PANEL_COLUMNS) }, fma);
  const [a, b, left] = [w.local("i32"), w.local("i32"), w.local("i32")];
  const [aTile, bPanel, cTile] = [w.local("i32"), w.local("i32"), w.local("i32")];

  const oneTile = (): void => {
    tile.clear();
    w.get(bPanel).set(b);
    segments.forEach(({ offset, depth }) => {
      w.get(aTile);
      if (offset !== 0) w.i32(4 * offset).op("i32.add");
      w.set(a);
      const steps = (count: number): void => {
        for (let d = 0; d < count; d++) tile.multiplyAdd(a, (row) => 4 * (row * aRowStride + d), b, 4 * PANEL_COLUMNS * d);
      };
      const whole = Math.floor(depth / UNROLL);
      if (whole > 0) {
        w.i32(whole).set(left);
        w.loopUntilZero(() => {
          steps(UNROLL);
          w.step(a, 4 * UNROLL).step(b, 4 * PANEL_COLUMNS * UNROLL);
          w.get(left).i32(1).op("i32.sub").tee(left);
        });
      }
      const rest = depth % UNROLL;
      steps(rest);
      if (rest > 0) w.step(b, 4 * PANEL_COLUMNS * rest);
    });
    tile.store(cTile, 4 * cRowStride, false);
  };

  const panelsOutside = panels * panelBytes > SMALL_B_BYTES;
  forEachItem(w, items, [2, 3, 4], ([aItem, bItem, cItem]) => {
    const cPanel = w.local("i32");
    if (panelsOutside) {
      w.get(bItem).set(bPanel).get(cItem).set(cPanel);
      w.repeat(panels, () => {
        w.get(aItem).set(aTile).get(cPanel).set(cTile);
        w.repeat(tiles, () => {
          oneTile();
          w.step(aTile, 4 * tileRows * aRowStride).step(cTile, 4 * tileRows * cRowStride);
        });
        w.step(bPanel, panelBytes).step(cPanel, 4 * PANEL_COLUMNS);
      });
    } else {
      w.get(aItem).set(aTile).get(cItem).set(cPanel);
      w.repeat(tiles, () => {
        w.get(bItem).set(bPanel).get(cPanel).set(cTile);
        w.repeat(panels, () => {
          oneTile();
          w.step(bPanel, panelBytes).step(cTile, 4 * PANEL_COLUMNS);
        });
        w.step(aTile, 4 * tileRows * aRowStride).step(cPanel, 4 * tileRows * cRowStride);
      });
    }
  });
  return w;
}

/** Multiply-adds of one item. */
export const rowsGemmItemWork = (spec: RowsGemmSpec): number => spec.tileRows * spec.tiles * depthOf(spec) * Math.ceil(spec.columns / PANEL_COLUMNS) * PANEL_COLUMNS;
