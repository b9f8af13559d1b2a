/** Links of an HDF5 group in all three ways of keeping them: symbol table, link messages, fractal heap. */
import { listRecords, readBtree2 } from "./btree2.ts";
import { readFractalHeap, readHeapObject } from "./fractalHeap.ts";
import { cursorAt, malformed, signedCursor, type Cursor, type Hdf5File } from "./hdf5File.ts";
import { MESSAGE, type Message } from "./objectHeader.ts";

/** A link to an object of the same file; `address` is null for soft and external links. */
export interface Link {
  readonly name: string;
  readonly address: number | null;
}

const MOST_LINKS = 20_000;
const MOST_TREE_LEVELS = 32;

/** @throws FormatError "malformed", "truncated", "unsupported". */
export async function readLinks(file: Hdf5File, messages: readonly Message[]): Promise<readonly Link[]> {
  const links: Link[] = [];
  for (const { type, body } of messages) {
    if (type === MESSAGE.symbolTable) await readSymbolTable(file, body, links);
    else if (type === MESSAGE.link) links.push(readLink(body));
    else if (type === MESSAGE.linkInfo) await readDenseLinks(file, body, links);
  }
  return links;
}

function readLink(body: Cursor): Link {
  body.skip(1);
  const flags = body.u8();
  const type = flags & 8 ? body.u8() : 0;
  body.skip((flags & 4 ? 8 : 0) + (flags & 16 ? 1 : 0));
  const name = new TextDecoder().decode(body.bytes(body.uint(1 << (flags & 3))));
  return { name, address: type === 0 ? body.address() : null };
}

async function readDenseLinks(file: Hdf5File, body: Cursor, links: Link[]): Promise<void> {
  body.skip(1);
  const flags = body.u8();
  body.skip(flags & 1 ? 8 : 0);
  const heapAddress = body.address();
  const treeAddress = body.address();
  if (heapAddress === null || treeAddress === null) return;
  const heap = await readFractalHeap(file, heapAddress);
  for (const record of await listRecords(file, await readBtree2(file, treeAddress), MOST_LINKS)) {
    record.skip(4);
    links.push(readLink(await readHeapObject(file, heap, record)));
  }
}

async function readSymbolTable(file: Hdf5File, body: Cursor, links: Link[]): Promise<void> {
  const tree = body.address();
  const heapAddress = body.address();
  if (tree === null || heapAddress === null) return;
  const heap = await signedCursor(file, heapAddress, "HEAP", 8 + 2 * file.lengthBytes + file.offsetBytes);
  heap.skip(4);
  const heapBytes = heap.length();
  heap.skip(file.lengthBytes);
  const heapData = heap.address();
  if (heapData === null) throw malformed(file, heapAddress, "a group without names");
  const names = await cursorAt(file, heapData, heapBytes);
  const seen = new Set<number>();
  const visit = async (address: number, depth: number): Promise<void> => {
    if (depth > MOST_TREE_LEVELS || seen.has(address) || links.length > MOST_LINKS) throw malformed(file, address, "a group whose index has no end");
    seen.add(address);
    const signature = String.fromCharCode(...(await file.bytes.at(address, 4)));
    if (signature === "TREE") {
      const node = await cursorAt(file, address, 8 + 2 * file.offsetBytes);
      node.skip(6);
      const count = node.u16();
      const entries = await cursorAt(file, address + 8 + 2 * file.offsetBytes, count * (file.lengthBytes + file.offsetBytes));
      for (let i = 0; i < count; i++) {
        entries.skip(file.lengthBytes);
        const child = entries.address();
        if (child !== null) await visit(child, depth + 1);
      }
      return;
    }
    const count = (await signedCursor(file, address, "SNOD", 8)).data;
    const symbols = (count[6] ?? 0) | ((count[7] ?? 0) << 8);
    const entries = await cursorAt(file, address + 8, symbols * (2 * file.offsetBytes + 24));
    for (let i = 0; i < symbols; i++) {
      names.at = Math.min(names.data.length, entries.uint(file.offsetBytes));
      const target = entries.address();
      const cacheType = entries.u32();
      entries.skip(20);
      // Cache type 2 is a symbolic link: its target is a path, not an object.
      links.push({ name: names.text(), address: cacheType === 2 ? null : target });
    }
  };
  await visit(tree, 0);
}
