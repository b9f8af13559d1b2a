/**
 * The inner part of every product: a tile of sums in registers, no barriers. With quads, four neighbouring invocations share the tile's rows
 * and interleave its columns; each loads a quarter of the left operand and hands it to the others by `quadBroadcast`. Loads cost ten times a multiplication on
 * software adapters, which is why tiles are chosen by the loads they save.
 */
import type { Tuning } from "../kernel.ts";

export interface Tile {
  readonly rows: number;
  /** Columns of one invocation. */
  readonly columns: number;
  /** Invocations that share the tile's rows. */
  readonly lanes: 1 | 4;
}

/** What quads share: four neighbours in depth, or four rows. */
export type Sharing = "depth" | "rows";

/** What a load costs, in multiplications. */
export const LOAD_COST = 20;
export const BROADCAST_COST = 3;
const MOST_ROWS = 32;
const MOST_COLUMNS = 8;

/** How neighbouring taps reuse what a tile loads of its source. */
export interface Reuse {
  readonly taps: number;
  /** Source positions that `rows` rows of a tile see in all taps. */
  positions(rows: number): number;
}

const NO_REUSE: Reuse = { taps: 1, positions: (rows) => rows };

/** The cheapest tile for `rowCount` × `columnCount` results, `replicas` times over. */
export function chooseTile(rowCount: number, columnCount: number, replicas: number, sharing: Sharing, tuning: Tuning, { taps, positions }: Reuse = NO_REUSE): Tile {
  const lanes = tuning.quads ? 4 : 1;
  const perLane = Math.ceil(columnCount / lanes);
  let best: Tile = { rows: 1, columns: 1, lanes };
  let least = Infinity;
  for (let rows = 1; rows <= Math.min(MOST_ROWS, rowCount + (lanes === 4 && sharing === "rows" ? 3 : 0)); rows++) {
    if (lanes === 4 && sharing === "rows" && rows % 4 !== 0) continue;
    for (let columns = 1; columns <= Math.min(MOST_COLUMNS, perLane); columns++) {
      if (rows * columns > tuning.mostAccumulators) continue;
      const [rowTiles, columnTiles] = [Math.ceil(rowCount / rows), Math.ceil(perLane / columns)];
      const invocations = replicas * rowTiles * columnTiles * lanes;
      const left = positions(rows);
      const loads = (lanes === 4 ? left / 4 : left) + taps * columns;
      const perDepth = loads * LOAD_COST + (lanes === 4 ? left * BROADCAST_COST : 0) + taps * rows * columns;
      const cost = perDepth * rowTiles * columnTiles * Math.max(1, tuning.fullInvocations / invocations);
      if (cost < least) [best, least] = [{ rows, columns, lanes }, cost];
    }
  }
  return best;
}

const range = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index);
const sum = (row: number, column: number): string => `s${row}_${column}`;

export const clearSums = ({ rows, columns }: Tile): readonly string[] => range(rows).flatMap((row) => range(columns).map((column) => `var ${sum(row, column)} = 0f;`));

/** The tile of this invocation, and its place `q` in the quad. Invocations beyond the last tile repeat that one, and store nothing. */
export const tileLines = ({ lanes }: Tile, tiles: number, exact: boolean): readonly string[] => {
  const number = lanes === 4 ? "id >> 2u" : "id";
  return ["let q = id & 3u;", `let tile = ${exact ? number : `min(${number}, ${tiles - 1}u)`};`];
};

/** Columns n0, n1, … of this invocation in tile `columnTile`, held below the count so that their loads stay inside. */
export function columnLines({ columns, lanes }: Tile, columnCount: number): readonly string[] {
  const covered = columnCount % (columns * lanes) === 0;
  return range(columns).map((column) => {
    const text = lanes === 4 ? `columnTile * ${columns * 4}u + ${column * 4}u + q` : `columnTile * ${columns}u + ${column}u`;
    return `let n${column} = ${covered ? text : `min(${text}, ${columnCount - 1}u)`};`;
  });
}

/** Stores of the tile. `row0` is its first row; `rowLimit` null where all rows are inside. */
export function storeSums({ rows, columns, lanes }: Tile, columnCount: number, active: string | null, rowInside: (row: number) => string | null, store: (row: number, column: number, value: string) => string): readonly string[] {
  const covered = columnCount % (columns * lanes) === 0;
  const lines = range(rows).flatMap((row) => {
    const stores = range(columns).map((column) => {
      const text = store(row, column, sum(row, column));
      if (covered) return text;
      const place = lanes === 4 ? `columnTile * ${columns * 4}u + ${column * 4}u + q` : `columnTile * ${columns}u + ${column}u`;
      return `if (${place} < ${columnCount}u) { ${text} }`;
    });
    const inside = rowInside(row);
    return inside === null ? stores : [`if (${inside}) {`, ...stores, "}"];
  });
  return active === null ? lines : [`if (${active}) {`, ...lines, "}"];
}

export interface DepthLoads {
  /** The left operand at a row of the tile and a depth. */
  left(row: number, depth: string): string;
  /** The right operand at a depth and column n{column}. */
  right(depth: string, column: number): string;
}

/** A loop over a depth along which the left operand's rows run; quads share four neighbours in depth. */
export function depthLoop({ rows, columns, lanes }: Tile, depth: number, { left, right }: DepthLoads): readonly string[] {
  if (lanes === 1) {
    return [
      `for (var e = 0u; e < ${depth}u; e++) {`,
      ...range(columns).map((column) => `let b${column} = ${right("e", column)};`),
      ...range(rows).flatMap((row) => [`let a${row} = ${left(row, "e")};`, ...range(columns).map((column) => `${sum(row, column)} += a${row} * b${column};`)]),
      "}",
    ];
  }
  const whole = depth % 4 === 0;
  const step = [
    `let mine = e + q;`,
    ...range(rows).map((row) => `let a${row} = ${whole ? left(row, "mine") : `select(0f, ${left(row, "mine")}, mine < ${depth}u)`};`),
    ...range(4).flatMap((u) => [
      // Beyond the depth the left operand is zero; the right one is any finite element.
      `let e${u} = ${whole ? `e + ${u}u` : `min(e + ${u}u, ${depth - 1}u)`};`,
      ...range(columns).map((column) => `let b${u}_${column} = ${right(`e${u}`, column)};`),
    ]),
    // Row by row, so that a sum stays in a register for its four terms.
    ...range(rows).flatMap((row) => [
      ...range(4).map((u) => `let a${u}_${row} = quadBroadcast(a${row}, ${u}u);`),
      ...range(columns).map((column) => `${sum(row, column)} = ${sum(row, column)}${range(4).map((u) => ` + a${u}_${row} * b${u}_${column}`).join("")};`),
    ]),
  ];
  return depth <= 4 ? ["{ let e = 0u;", ...step, "}"] : [`for (var e = 0u; e < ${depth}u; e += 4u) {`, ...step, "}"];
}

export interface TapLoads {
  /** The left operand at a source position of the tile and a depth. */
  left(position: number, depth: string): string;
  right(tap: number, depth: string, column: number): string;
}

/** The same over several taps at once: what one tap loads of the source serves the others. `positionOf` gives the source position that a row sees in a tap. */
export function tapLoop({ rows, columns, lanes }: Tile, depth: number, taps: number, positionCount: number, positionOf: (row: number, tap: number) => number, { left, right }: TapLoads): readonly string[] {
  const positions = range(positionCount);
  const products = (suffix: string, at: (position: number) => string): readonly string[] =>
    range(rows).flatMap((row) => range(columns).map((column) => `${sum(row, column)} = ${sum(row, column)}${range(taps).map((tap) => ` + ${at(positionOf(row, tap))} * b${suffix}_${tap}_${column}`).join("")};`));
  const rights = (suffix: string, e: string): readonly string[] => range(taps).flatMap((tap) => range(columns).map((column) => `let b${suffix}_${tap}_${column} = ${right(tap, e, column)};`));
  if (lanes === 1) {
    return [`for (var e = 0u; e < ${depth}u; e++) {`, ...positions.map((at) => `let a${at} = ${left(at, "e")};`), ...rights("", "e"), ...products("", (at) => `a${at}`), "}"];
  }
  const whole = depth % 4 === 0;
  return [
    `for (var e = 0u; e < ${depth}u; e += 4u) {`,
    "let mine = e + q;",
    ...positions.map((at) => `let a${at} = ${whole ? left(at, "mine") : `select(0f, ${left(at, "mine")}, mine < ${depth}u)`};`),
    ...range(4).flatMap((u) => [
      `let e${u} = ${whole ? `e + ${u}u` : `min(e + ${u}u, ${depth - 1}u)`};`,
      ...rights(String(u), `e${u}`),
      ...positions.map((at) => `let a${u}_${at} = quadBroadcast(a${at}, ${u}u);`),
      ...products(String(u), (at) => `a${u}_${at}`),
    ]),
    "}",
  ];
}

export interface RowLoads {
  /** The left operand of slot `slot` at a depth: rows of the tile in fours, of which this invocation loads one, or single rows without quads. */
  left(slot: number, depth: string): string;
  right(depth: string, column: number): string;
}

/** Slots of the left operand that one invocation loads, and the row of the tile that a slot is. */
export const rowSlots = ({ rows, lanes }: Tile): readonly string[] => range(lanes === 4 ? Math.ceil(rows / 4) : rows).map((slot) => (lanes === 4 ? `${slot * 4}u + q` : `${slot}u`));

/** Statements for `unroll` depths from `e` on, where quads share four rows of one depth. */
export function rowSteps(tile: Tile, unroll: number, { left, right }: RowLoads): readonly string[] {
  const { rows, columns, lanes } = tile;
  return [
    ...range(unroll).flatMap((u) => [
      `let e${u} = ${u === 0 ? "e" : `e + ${u}u`};`,
      ...rowSlots(tile).map((_, slot) => `let a${u}_${slot} = ${left(slot, `e${u}`)};`),
      ...range(columns).map((column) => `let b${u}_${column} = ${right(`e${u}`, column)};`),
    ]),
    ...range(rows).flatMap((row) => {
      const value = (u: number): string => (lanes === 4 ? `x${u}_${row}` : `a${u}_${row}`);
      const shared = lanes === 4 ? range(unroll).map((u) => `let ${value(u)} = quadBroadcast(a${u}_${row >> 2}, ${row & 3}u);`) : [];
      return [...shared, ...range(columns).map((column) => `${sum(row, column)} = ${sum(row, column)}${range(unroll).map((u) => ` + ${value(u)} * b${u}_${column}`).join("")};`)];
    }),
  ];
}
