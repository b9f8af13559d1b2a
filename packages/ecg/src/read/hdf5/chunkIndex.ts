/** Where the chunks of a data set lie: all six kinds of index that HDF5 knows. */
import { findRecord, readBtree2 } from "./btree2.ts";
import { elementFinder, type ArrayElement } from "./chunkArrays.ts";
import type { StoredChunk } from "./filters.ts";
import { cursorAt, malformed, signedCursor, type Cursor, type Hdf5File } from "./hdf5File.ts";

export interface ChunkLayout {
  readonly chunkShape: readonly number[];
  /** Bytes of a chunk without filters. */
  readonly byteCount: number;
  readonly index:
    | { readonly kind: "btree1" | "btree2" | "implicit" | "fixed-array" | "extensible-array"; readonly address: number | null }
    | { readonly kind: "single"; readonly address: number | null; readonly filtered: { readonly byteCount: number; readonly mask: number } | null };
  /** Chunks that reach beyond the data set are stored without filters. */
  readonly edgesUnfiltered: boolean;
  /** Largest size of each axis; Infinity where it may grow without end. */
  readonly largest: readonly number[];
}

/** Finds a chunk by its place in the grid of chunks; null where nothing was ever written. */
export type ChunkFinder = (chunk: readonly number[]) => Promise<StoredChunk | null>;

const MOST_TREE_LEVELS = 32;

export async function chunkFinder(file: Hdf5File, layout: ChunkLayout, shape: readonly number[], isFiltered: boolean): Promise<ChunkFinder> {
  const { index, byteCount, chunkShape } = layout;
  const address = index.address;
  if (address === null) return async () => null;
  switch (index.kind) {
    case "single":
      return async () => ({ address, byteCount: index.filtered?.byteCount ?? byteCount, mask: index.filtered?.mask ?? 0 });
    case "btree1":
      return (chunk) => findInBtree1(file, address, chunk.map((at, axis) => at * chunkShape[axis]!));
    case "btree2": {
      const tree = await readBtree2(file, address);
      const sizeBytes = tree.type === 11 ? tree.recordBytes - file.offsetBytes - 4 - 8 * shape.length : 0;
      if (sizeBytes < 0 || sizeBytes > 8) throw malformed(file, address, "records of chunks of an unknown size");
      return async (chunk) => {
        const record = await findRecord(file, tree, (candidate) => {
          candidate.skip(file.offsetBytes + (tree.type === 11 ? sizeBytes + 4 : 0));
          return compareTo(chunk, () => candidate.uint(8));
        });
        if (record === null) return null;
        const at = record.address();
        const stored = tree.type === 11 ? { byteCount: record.uint(sizeBytes), mask: record.u32() } : { byteCount, mask: 0 };
        return at === null ? null : { address: at, ...stored };
      };
    }
    default: {
      const toIndex = linearIndex(layout, shape, index.kind === "extensible-array");
      if (index.kind === "implicit") return async (chunk) => ({ address: address + toIndex(chunk) * byteCount, byteCount, mask: 0 });
      const find = await elementFinder(file, address, index.kind);
      return async (chunk) => {
        const element = await find(toIndex(chunk));
        return element === null ? null : storedAt(element, file, isFiltered, byteCount);
      };
    }
  }
}

function storedAt({ cursor, byteCount: elementBytes }: ArrayElement, file: Hdf5File, isFiltered: boolean, byteCount: number): StoredChunk | null {
  const address = cursor.address();
  if (address === null) return null;
  if (!isFiltered || elementBytes <= file.offsetBytes) return { address, byteCount, mask: 0 };
  return { address, byteCount: cursor.uint(elementBytes - file.offsetBytes - 4), mask: cursor.u32() };
}

/** Number of a chunk in an array index: row by row over the largest grid, the axis without end first. */
function linearIndex({ chunkShape, largest }: ChunkLayout, shape: readonly number[], hasEndlessAxis: boolean): (chunk: readonly number[]) => number {
  const endless = hasEndlessAxis ? largest.findIndex((size) => size === Infinity) : -1;
  const order = shape.map((_, axis) => axis);
  if (endless > 0) order.unshift(...order.splice(endless, 1));
  const counts = order.map((axis) => Math.ceil((largest[axis] === Infinity ? shape[axis]! : largest[axis]!) / chunkShape[axis]!));
  return (chunk) => order.reduce((sum, axis, i) => sum * counts[i]! + chunk[axis]!, 0);
}

/** Negative when the offsets that `next` gives come before `sought`, 0 when equal. */
function compareTo(sought: readonly number[], next: () => number): number {
  for (const at of sought) {
    const own = next();
    if (own !== at) return own - at;
  }
  return 0;
}

/** A version 1 B-tree: keys are the offset of each chunk's first element, in order. */
async function findInBtree1(file: Hdf5File, root: number, sought: readonly number[]): Promise<StoredChunk | null> {
  const keyBytes = 8 + 8 * (sought.length + 1);
  const entryBytes = keyBytes + file.offsetBytes;
  let address = root;
  for (let depth = 0; depth < MOST_TREE_LEVELS; depth++) {
    const node = await signedCursor(file, address, "TREE", 8);
    const type = node.u8();
    const level = node.u8();
    const count = node.u16();
    if (type !== 1) throw malformed(file, address, "an index of chunks that is none");
    if (count === 0) return null;
    const entriesAt = address + 8 + 2 * file.offsetBytes;
    const entries = await cursorAt(file, entriesAt, count * entryBytes);
    let low = 0;
    for (let high = count - 1; low < high; ) {
      const middle = (low + high + 1) >> 1;
      if (compareKey(entries, middle * entryBytes, sought) <= 0) low = middle;
      else high = middle - 1;
    }
    const isSame = compareKey(entries, low * entryBytes, sought) === 0;
    entries.at = low * entryBytes;
    const byteCount = entries.u32();
    const mask = entries.u32();
    entries.skip(8 * (sought.length + 1));
    const child = entries.address();
    if (child === null) return null;
    if (level === 0) return isSame ? { address: child, byteCount, mask } : null;
    address = child;
  }
  throw malformed(file, root, "an index of chunks without end");
}

function compareKey(entries: Cursor, at: number, sought: readonly number[]): number {
  entries.at = at + 8;
  return compareTo(sought, () => entries.uint(8));
}
