/** Copies a matrix B[k, n] of any strides to panels [n / 8][k][8], zeros where the last panel has no column, so that a product reads it in one line. */
import { FunctionWriter } from "../encoder/functionWriter.ts";
import { forEachItem } from "./itemLoop.ts";
import { LANES, PANEL_COLUMNS } from "./tile.ts";

/** Strides and offsets in elements. */
export interface PackSpec {
  /** Matrices packed one behind the other. */
  readonly matrices: { readonly count: number; readonly sourceStride: number };
  /** Where the rows lie, in order. */
  readonly segments: readonly { readonly offset: number; readonly depth: number }[];
  readonly depthStride: number;
  readonly columnStride: number;
  readonly columns: number;
}

export const packedElements = ({ matrices, segments, columns }: PackSpec): number =>
  matrices.count * Math.ceil(columns / PANEL_COLUMNS) * PANEL_COLUMNS * segments.reduce((sum, { depth }) => sum + depth, 0);

export interface PanelRun {
  readonly firstPanel: number;
  readonly panels: number;
  /** Columns of each of its panels. */
  readonly columns: number;
}

/** The whole panels, and the part of one that is left. */
export function panelRuns(columns: number): readonly PanelRun[] {
  const whole = Math.floor(columns / PANEL_COLUMNS);
  const runs = [
    { firstPanel: 0, panels: whole, columns: PANEL_COLUMNS },
    { firstPanel: whole, panels: columns % PANEL_COLUMNS > 0 ? 1 : 0, columns: columns % PANEL_COLUMNS },
  ];
  return runs.filter(({ panels }) => panels > 0);
}

/** Parameters: begin, end, source, packed. An item is one panel of one matrix. Both addresses are those of the run's first panel. */
export function writePackPanels(name: string, spec: PackSpec, run: PanelRun): FunctionWriter {
  const { matrices, segments, depthStride, columnStride, columns } = spec;
  const w = new FunctionWriter(name, ["i32", "i32", "i32", "i32"]);
  const depth = segments.reduce((sum, segment) => sum + segment.depth, 0);
  const panelElements = PANEL_COLUMNS * depth;
  const value = w.local("v128");
  const [source, at] = [w.local("i32"), w.local("i32")];
  const gather = (vector: number, lanes: number): void => {
    w.f32(0).vector("f32x4.splat").set(value);
    for (let lane = 0; lane < lanes; lane++) w.get(source).get(value).memoryLane("v128.load32_lane", 4 * columnStride * (LANES * vector + lane), lane).set(value);
  };
  const items = [
    { length: matrices.count, strides: [matrices.sourceStride, Math.ceil(columns / PANEL_COLUMNS) * panelElements] },
    { length: run.panels, strides: [PANEL_COLUMNS * columnStride, panelElements] },
  ];
  forEachItem(w, items, [2, 3], ([from, to]) => {
    w.get(to).set(at);
    for (const segment of segments) {
      w.get(from).i32(4 * segment.offset).op("i32.add").set(source);
      w.repeat(segment.depth, () => {
        for (let vector = 0; vector < PANEL_COLUMNS / LANES; vector++) {
          const lanes = Math.min(LANES, run.columns - LANES * vector);
          if (lanes === LANES) {
            if (columnStride === 1) w.get(source).memory("v128.load", 16 * vector).set(value);
            else gather(vector, LANES);
          } else gather(vector, lanes);
          w.get(at).get(value).memory("v128.store", 16 * vector);
        }
        w.step(source, 4 * depthStride).step(at, 4 * PANEL_COLUMNS);
      });
    }
  });
  return w;
}
