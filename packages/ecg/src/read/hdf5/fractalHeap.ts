/** Fractal heaps of HDF5, where groups with many links and objects with many attributes keep them. */
import { cursorAt, Cursor, encodedBytes, malformed, signedCursor, unsupported, type Hdf5File } from "./hdf5File.ts";

export interface FractalHeap {
  readonly address: number;
  readonly idBytes: number;
  readonly offsetBytes: number;
  readonly sizeBytes: number;
  readonly width: number;
  readonly firstBlockBytes: number;
  readonly directRows: number;
  readonly root: number;
  readonly rootRows: number;
}

const MOST_DEPTH = 16;

export async function readFractalHeap(file: Hdf5File, address: number): Promise<FractalHeap> {
  const cursor = await signedCursor(file, address, "FRHP", 26 + 3 * file.offsetBytes + 12 * file.lengthBytes);
  cursor.skip(1);
  const idBytes = cursor.u16();
  const filterBytes = cursor.u16();
  cursor.skip(1);
  const mostManagedBytes = cursor.u32();
  cursor.skip(10 * file.lengthBytes + 2 * file.offsetBytes);
  const width = cursor.u16();
  const firstBlockBytes = cursor.length();
  const mostDirectBytes = cursor.length();
  const heapBits = cursor.u16();
  cursor.skip(2);
  const root = cursor.address();
  const rootRows = cursor.u16();
  if (filterBytes !== 0) throw unsupported(file, address, "names are kept in a compressed heap");
  if (root === null || width === 0 || firstBlockBytes === 0 || heapBits > 64) throw malformed(file, address, "a heap without blocks");
  return {
    address, idBytes, width, firstBlockBytes, root, rootRows,
    offsetBytes: Math.ceil(heapBits / 8),
    sizeBytes: Math.min(encodedBytes(mostDirectBytes), encodedBytes(mostManagedBytes)),
    directRows: Math.log2(mostDirectBytes) - Math.log2(firstBlockBytes) + 2,
  };
}

/** Bytes of one object of the heap. @throws FormatError "unsupported" for objects too large for the heap itself. */
export async function readHeapObject(file: Hdf5File, heap: FractalHeap, id: Cursor): Promise<Cursor> {
  const first = id.u8();
  const kind = (first >> 4) & 3;
  if (kind === 2) {
    const from = id.base + id.at;
    return new Cursor(file, id.bytes((first & 15) + 1), from);
  }
  if (kind !== 0) throw unsupported(file, id.base, "a name or attribute too large for its heap");
  const offset = id.uint(heap.offsetBytes);
  const size = id.uint(heap.sizeBytes);
  let block = heap.root;
  let rows = heap.rootRows;
  let blockStart = 0;
  for (let depth = 0; rows > 0; depth++) {
    if (depth > MOST_DEPTH) throw malformed(file, block, "a heap nested without end");
    let rowStart = blockStart;
    let row = 0;
    let bytes = heap.firstBlockBytes;
    for (; row < rows; row++) {
      bytes = heap.firstBlockBytes * 2 ** Math.max(0, row - 1);
      if (offset < rowStart + bytes * heap.width) break;
      rowStart += bytes * heap.width;
    }
    if (row === rows) throw malformed(file, block, "a heap object lies outside its heap");
    const column = Math.floor((offset - rowStart) / bytes);
    const entry = 5 + file.offsetBytes + heap.offsetBytes + (row * heap.width + column) * file.offsetBytes;
    const child = (await cursorAt(file, block + entry, file.offsetBytes)).address();
    if (child === null) throw malformed(file, block, "a heap block is missing");
    block = child;
    blockStart = rowStart + column * bytes;
    // Rows of an indirect child: it spans as many bytes as its entry, in rows of `width` blocks that double.
    rows = row < heap.directRows ? 0 : Math.max(1, Math.log2(bytes) - Math.log2(heap.firstBlockBytes * heap.width) + 1);
  }
  return cursorAt(file, block + offset - blockStart, size);
}
