/** The registers of one tile of a matrix product: up to six rows of up to two vectors, which with one broadcast number and two vectors of B are the sixteen of x86. */
import type { FunctionWriter, Local } from "../encoder/functionWriter.ts";

export const LANES = 4;
export const MOST_TILE_ROWS = 6;
export const PANEL_COLUMNS = 8;

export interface TileShape {
  readonly rows: number;
  /** Columns that are stored; the arithmetic is done on whole vectors. */
  readonly columns: number;
}

export interface Tile {
  /** All sums to zero. */
  clear(): void;
  /** sums[r][·] += (number at a + aOffset(r)) · (vectors at b + bOffset). Offsets in bytes. */
  multiplyAdd(a: Local, aOffset: (row: number) => number, b: Local, bOffset: number): void;
  /** Stores the sums at c + row · rowBytes, or adds them to what is there. */
  store(c: Local, rowBytes: number, adds: boolean): void;
}

/** `fma` uses relaxed multiply-add. */
export function createTile(w: FunctionWriter, { rows, columns }: TileShape, fma: boolean): Tile {
  const vectors = Math.ceil(columns / LANES);
  const sums = Array.from({ length: rows * vectors }, () => w.local("v128"));
  const bValues = Array.from({ length: vectors }, () => w.local("v128"));
  const aValue = w.local("v128");
  return {
    clear() {
      for (const sum of sums) w.f32(0).vector("f32x4.splat").set(sum);
    },
    multiplyAdd(a, aOffset, b, bOffset) {
      bValues.forEach((value, vector) => w.get(b).memory("v128.load", bOffset + 16 * vector).set(value));
      for (let row = 0; row < rows; row++) {
        w.get(a).memory("v128.load32_splat", aOffset(row)).set(aValue);
        bValues.forEach((value, vector) => {
          const sum = sums[row * vectors + vector];
          if (fma) w.get(aValue).get(value).get(sum).vector("f32x4.relaxed_madd").set(sum);
          else w.get(sum).get(aValue).get(value).vector("f32x4.mul").vector("f32x4.add").set(sum);
        });
      }
    },
    store(c, rowBytes, adds) {
      for (let row = 0; row < rows; row++) {
        for (let vector = 0; vector < vectors; vector++) {
          const sum = sums[row * vectors + vector];
          const at = row * rowBytes + 16 * vector;
          const lanes = Math.min(LANES, columns - LANES * vector);
          if (adds) w.get(c).memory("v128.load", at).get(sum).vector("f32x4.add").set(sum);
          if (lanes === LANES) w.get(c).get(sum).memory("v128.store", at);
          else {
            if (lanes >= 2) w.get(c).get(sum).memoryLane("v128.store64_lane", at, 0);
            if (lanes % 2 === 1) w.get(c).get(sum).memoryLane("v128.store32_lane", at + 4 * (lanes - 1), lanes - 1);
          }
        }
      }
    },
  };
}

/** Cuts a length into tiles of nearly equal height, at most `most`: runs of equal tiles, so that no tile is a thin rest. */
export function tileRuns(length: number, most = MOST_TILE_ROWS): readonly { readonly first: number; readonly rows: number; readonly tiles: number }[] {
  const tiles = Math.ceil(length / most);
  const low = Math.floor(length / tiles);
  const highTiles = length - low * tiles;
  const runs = [
    { first: 0, rows: low + 1, tiles: highTiles },
    { first: highTiles * (low + 1), rows: low, tiles: tiles - highTiles },
  ];
  return runs.filter((run) => run.tiles > 0);
}
