/** Object headers of HDF5, versions 1 and 2, with continuations: the list of messages that describe a group or a data set. */
import { cursorAt, Cursor, malformed, type Hdf5File } from "./hdf5File.ts";

export const MESSAGE = {
  dataspace: 0x01, linkInfo: 0x02, datatype: 0x03, fillValue: 0x05, link: 0x06, externalFiles: 0x07, layout: 0x08,
  filters: 0x0b, attribute: 0x0c, continuation: 0x10, symbolTable: 0x11, attributeInfo: 0x15,
} as const;

export interface Message {
  readonly type: number;
  /** The message lies elsewhere (a committed datatype); the body says where. */
  readonly isShared: boolean;
  readonly body: Cursor;
}

const MOST_BLOCKS = 256;
const MOST_MESSAGES = 20_000;

/** @throws FormatError "truncated", "malformed". */
export async function readObjectHeader(file: Hdf5File, address: number): Promise<readonly Message[]> {
  const start = await cursorAt(file, address, Math.min(file.bytes.size - address, 64));
  const isVersion2 = String.fromCharCode(...start.data.subarray(0, 4)) === "OHDR";
  const blocks: { from: number; count: number }[] = [];
  let hasOrder = false;
  if (isVersion2) {
    start.skip(5);
    const flags = start.u8();
    hasOrder = (flags & 4) !== 0;
    start.skip((flags & 0x20 ? 16 : 0) + (flags & 0x10 ? 4 : 0));
    const count = start.uint(1 << (flags & 3));
    blocks.push({ from: address + start.at, count });
  } else {
    if (start.u8() !== 1) throw malformed(file, address, "no object header where one should be");
    start.skip(7);
    blocks.push({ from: address + 16, count: start.u32() });
  }
  const messages: Message[] = [];
  for (let index = 0; index < blocks.length; index++) {
    const cursor = await cursorAt(file, blocks[index]!.from, blocks[index]!.count);
    const headBytes = isVersion2 ? (hasOrder ? 6 : 4) : 8;
    while (cursor.left >= headBytes) {
      const type = isVersion2 ? cursor.u8() : cursor.u16();
      const size = cursor.u16();
      const flags = cursor.u8();
      cursor.skip(headBytes - (isVersion2 ? 4 : 5));
      const bodyAt = cursor.base + cursor.at;
      const body = new Cursor(file, cursor.bytes(size), bodyAt);
      if (type !== MESSAGE.continuation) messages.push({ type, isShared: (flags & 2) !== 0, body });
      else {
        const from = body.address();
        const count = body.length();
        // In version 2 a continued block has its own signature (4 bytes) and checksum (4 bytes) around its messages.
        if (from !== null) blocks.push(isVersion2 ? { from: from + 4, count: count - 8 } : { from, count });
      }
      if (blocks.length > MOST_BLOCKS || messages.length > MOST_MESSAGES) throw malformed(file, address, "an object header without end");
    }
  }
  return messages;
}

/** The first message of a type, following it where it is shared; null when there is none. */
export async function findMessage(file: Hdf5File, messages: readonly Message[], type: number): Promise<Cursor | null> {
  const found = messages.find((message) => message.type === type);
  if (found === undefined) return null;
  return found.isShared ? resolveShared(file, found.body, type) : found.body;
}

/** Follows a shared message to the object header that holds it (a committed datatype). */
export async function resolveShared(file: Hdf5File, body: Cursor, type: number): Promise<Cursor> {
  const version = body.u8();
  const kind = body.u8();
  if (version === 1) body.skip(6);
  const address = body.address();
  if (address === null || (version === 3 && kind === 1)) throw malformed(file, body.base, "a shared message in a heap of shared messages");
  const target = (await readObjectHeader(file, address)).find((message) => message.type === type && !message.isShared);
  if (target === undefined) throw malformed(file, address, "a shared message is not where it should be");
  return target.body;
}
