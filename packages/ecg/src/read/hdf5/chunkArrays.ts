/** Fixed and extensible arrays of HDF5: indexes of chunks for data sets with no or one axis that may grow without end. */
import { cursorAt, malformed, signedCursor, type Cursor, type Hdf5File } from "./hdf5File.ts";

/** One entry of the array, with the cursor at its start. */
export interface ArrayElement {
  readonly cursor: Cursor;
  readonly byteCount: number;
}

export type ElementFinder = (index: number) => Promise<ArrayElement | null>;

const CHECKSUM_BYTES = 4;

export async function elementFinder(file: Hdf5File, address: number, kind: "fixed-array" | "extensible-array"): Promise<ElementFinder> {
  return kind === "fixed-array" ? fixedArray(file, address) : extensibleArray(file, address);
}

async function elementAt(file: Hdf5File, from: number, index: number, byteCount: number): Promise<ArrayElement> {
  return { cursor: await cursorAt(file, from + index * byteCount, byteCount), byteCount };
}

/** Bit `index` of a bitmap whose first bit is the highest of its first byte. */
async function isSet(file: Hdf5File, bitmap: number, index: number): Promise<boolean> {
  const byte = (await file.bytes.at(bitmap + (index >> 3), 1))[0]!;
  return (byte & (0x80 >> (index & 7))) !== 0;
}

async function fixedArray(file: Hdf5File, address: number): Promise<ElementFinder> {
  const header = await signedCursor(file, address, "FAHD", 8 + file.lengthBytes + file.offsetBytes);
  header.skip(2);
  const elementBytes = header.u8();
  const pageElements = 2 ** header.u8();
  const count = header.length();
  const block = header.address();
  if (elementBytes < file.offsetBytes) throw malformed(file, address, `array elements of ${elementBytes} bytes`);
  const start = 6 + file.offsetBytes;
  return async (index) => {
    if (block === null || index >= count) return null;
    if (count <= pageElements) return elementAt(file, block + start, index, elementBytes);
    const pages = Math.ceil(count / pageElements);
    const page = Math.floor(index / pageElements);
    if (!(await isSet(file, block + start, page))) return null;
    const first = block + start + Math.ceil(pages / 8) + CHECKSUM_BYTES;
    return elementAt(file, first + page * (pageElements * elementBytes + CHECKSUM_BYTES), index % pageElements, elementBytes);
  };
}

async function extensibleArray(file: Hdf5File, address: number): Promise<ElementFinder> {
  const header = await signedCursor(file, address, "EAHD", 12 + 6 * file.lengthBytes + file.offsetBytes);
  header.skip(2);
  const elementBytes = header.u8();
  const indexBits = header.u8();
  const direct = header.u8();
  const firstBlockElements = header.u8();
  const firstPointers = header.u8();
  const pageElements = 2 ** header.u8();
  header.skip(6 * file.lengthBytes);
  const indexBlock = header.address();
  if (elementBytes < file.offsetBytes || firstBlockElements === 0 || firstPointers === 0 || indexBits > 64) throw malformed(file, address, `array elements of ${elementBytes} bytes`);
  const offsetBytes = Math.ceil(indexBits / 8);
  // Super block s has 2^⌊s/2⌋ data blocks of 2^⌈s/2⌉ times the smallest size; the first ones have their data blocks in the index block.
  const directSupers = 2 * Math.floor(Math.log2(firstPointers));
  const directBlocks = 2 * (firstPointers - 1);
  const pointerAt = async (at: number): Promise<number | null> => (await cursorAt(file, at, file.offsetBytes)).address();
  return async (index) => {
    if (indexBlock === null) return null;
    await signedCursor(file, indexBlock, "EAIB", 6);
    const elements = indexBlock + 6 + file.offsetBytes;
    if (index < direct) return elementAt(file, elements, index, elementBytes);
    const pointers = elements + direct * elementBytes;
    const at = index - direct;
    const superIndex = Math.floor(Math.log2(Math.floor(at / firstBlockElements) + 1));
    const blockElements = 2 ** Math.ceil(superIndex / 2) * firstBlockElements;
    const blockCount = 2 ** Math.floor(superIndex / 2);
    const within = at - (2 ** superIndex - 1) * firstBlockElements;
    const blockIndex = Math.floor(within / blockElements);
    const inBlock = within % blockElements;
    const pages = blockElements > pageElements ? blockElements / pageElements : 0;
    let block: number | null;
    let isPageSet = true;
    if (superIndex < directSupers) {
      // Blocks before super block s: the sum of the counts of the ones before it.
      let before = 0;
      for (let s = 0; s < superIndex; s++) before += 2 ** Math.floor(s / 2);
      block = await pointerAt(pointers + (before + blockIndex) * file.offsetBytes);
    } else {
      const superBlock = await pointerAt(pointers + (directBlocks + superIndex - directSupers) * file.offsetBytes);
      if (superBlock === null) return null;
      await signedCursor(file, superBlock, "EASB", 6);
      const bitmap = superBlock + 6 + file.offsetBytes + offsetBytes;
      // Room is kept for whole bytes a block, but the bits of all blocks follow one another.
      block = await pointerAt(bitmap + blockCount * Math.ceil(pages / 8) + blockIndex * file.offsetBytes);
      if (pages > 0) isPageSet = await isSet(file, bitmap, blockIndex * pages + Math.floor(inBlock / pageElements));
    }
    if (block === null || !isPageSet) return null;
    await signedCursor(file, block, "EADB", 6);
    const start = block + 6 + file.offsetBytes + offsetBytes;
    if (pages === 0) return elementAt(file, start, inBlock, elementBytes);
    const page = Math.floor(inBlock / pageElements);
    return elementAt(file, start + CHECKSUM_BYTES + page * (pageElements * elementBytes + CHECKSUM_BYTES), inBlock % pageElements, elementBytes);
  };
}
