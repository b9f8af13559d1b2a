/** Version 2 B-trees of HDF5: the index of dense links, dense attributes and of chunks with several unlimited dimensions. */
import { Cursor, encodedBytes, malformed, signedCursor, type Hdf5File } from "./hdf5File.ts";

export interface Btree2 {
  readonly type: number;
  readonly nodeBytes: number;
  readonly recordBytes: number;
  readonly depth: number;
  readonly root: number | null;
  readonly rootRecords: number;
  /** By level above the leaves: bytes of a child's record count and of its total. */
  readonly countBytes: readonly number[];
  readonly totalBytes: readonly number[];
}

const MOST_DEPTH = 20;
/** Signature, version, type and checksum of a node. */
const NODE_FRAME_BYTES = 10;

export async function readBtree2(file: Hdf5File, address: number): Promise<Btree2> {
  const cursor = await signedCursor(file, address, "BTHD", 22 + file.offsetBytes + file.lengthBytes);
  cursor.skip(1);
  const type = cursor.u8();
  const nodeBytes = cursor.u32();
  const recordBytes = cursor.u16();
  const depth = cursor.u16();
  cursor.skip(2);
  const root = cursor.address();
  const rootRecords = cursor.u16();
  if (depth > MOST_DEPTH || recordBytes === 0 || nodeBytes <= NODE_FRAME_BYTES) throw malformed(file, address, `a B-tree of depth ${depth} with records of ${recordBytes} bytes`);
  const countBytes: number[] = [];
  const totalBytes: number[] = [];
  let most = Math.floor((nodeBytes - NODE_FRAME_BYTES) / recordBytes);
  let total = most;
  for (let level = 1; level <= depth; level++) {
    countBytes[level] = encodedBytes(most);
    totalBytes[level] = level > 1 ? encodedBytes(total) : 0;
    const pointer = file.offsetBytes + countBytes[level]! + totalBytes[level]!;
    most = Math.floor((nodeBytes - NODE_FRAME_BYTES - pointer) / (recordBytes + pointer));
    total = (most + 1) * total + most;
  }
  return { type, nodeBytes, recordBytes, depth, root, rootRecords, countBytes, totalBytes };
}

interface Node {
  readonly records: readonly Cursor[];
  readonly children: readonly { readonly address: number | null; readonly records: number }[];
}

async function readNode(file: Hdf5File, tree: Btree2, address: number, level: number, recordCount: number): Promise<Node> {
  const cursor = await signedCursor(file, address, level === 0 ? "BTLF" : "BTIN", tree.nodeBytes);
  cursor.skip(2);
  const records: Cursor[] = [];
  for (let i = 0; i < recordCount; i++) {
    const at = cursor.base + cursor.at;
    records.push(new Cursor(file, cursor.bytes(tree.recordBytes), at));
  }
  const children: { address: number | null; records: number }[] = [];
  for (let i = 0; level > 0 && i <= recordCount; i++) {
    const child = cursor.address();
    const records = cursor.uint(tree.countBytes[level]!);
    cursor.skip(tree.totalBytes[level]!);
    children.push({ address: child, records });
  }
  return { records, children };
}

/** Every record in order. `most` bounds how many. */
export async function listRecords(file: Hdf5File, tree: Btree2, most: number): Promise<readonly Cursor[]> {
  const all: Cursor[] = [];
  const visit = async (address: number | null, level: number, count: number): Promise<void> => {
    if (address === null || count === 0) return;
    const { records, children } = await readNode(file, tree, address, level, count);
    for (let i = 0; i <= records.length; i++) {
      const child = children[i];
      if (child !== undefined) await visit(child.address, level - 1, child.records);
      if (i < records.length) all.push(records[i]!);
      if (all.length > most) throw malformed(file, address, `a B-tree of more than ${most} records`);
    }
  };
  await visit(tree.root, tree.depth, tree.rootRecords);
  return all;
}

/** The record for which `compare` is 0 (negative: the record lies before what is sought), or null. */
export async function findRecord(file: Hdf5File, tree: Btree2, compare: (record: Cursor) => number): Promise<Cursor | null> {
  let address = tree.root;
  let count = tree.rootRecords;
  for (let level = tree.depth; address !== null; level--) {
    const { records, children } = await readNode(file, tree, address, level, count);
    let low = 0;
    let high = records.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const record = records[middle]!;
      record.at = 0;
      const order = compare(record);
      record.at = 0;
      if (order === 0) return record;
      if (order < 0) low = middle + 1;
      else high = middle;
    }
    if (level === 0) return null;
    address = children[low]?.address ?? null;
    count = children[low]?.records ?? 0;
  }
  return null;
}
