/**
 * DEFLATE (RFC 1951) in plain code, at once and in memory. The browser's `DecompressionStream` costs a quarter of a
 * millisecond before its first byte; array files hold thousands of elements of a few hundred bytes, for which this is
 * quicker by far.
 */

/** What went wrong; `inflateBounded` turns it into a FormatError. */
export type InflateFault = "too-large" | "malformed";

const CODE_LENGTH_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
const LENGTH_EXTRA_BITS = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
const DISTANCE_EXTRA_BITS = [0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13];
const LENGTH_BASE = runningBase(LENGTH_EXTRA_BITS, 3).with(28, 258);
const DISTANCE_BASE = runningBase(DISTANCE_EXTRA_BITS, 1);

function runningBase(extraBits: readonly number[], first: number): number[] {
  let base = first;
  return extraBits.map((bits) => (base += 1 << bits) - (1 << bits));
}

/** A canonical Huffman code: how many codes have each length, and the symbols in order of their codes. */
interface HuffmanCode {
  readonly countByLength: Uint16Array;
  readonly symbols: Uint16Array;
}

function makeCode(lengths: Uint8Array): HuffmanCode | null {
  const countByLength = new Uint16Array(16);
  for (const length of lengths) countByLength[length]!++;
  countByLength[0] = 0;
  const next = new Uint16Array(17);
  let room = 1;
  for (let length = 1; length < 16; length++) {
    room = room * 2 - countByLength[length]!;
    if (room < 0) return null;
    next[length + 1] = next[length]! + countByLength[length]!;
  }
  const symbols = new Uint16Array(lengths.length);
  lengths.forEach((length, symbol) => {
    if (length > 0) symbols[next[length]!++] = symbol;
  });
  return { countByLength, symbols };
}

const FIXED_LITERALS = makeCode(Uint8Array.from({ length: 288 }, (_, symbol) => (symbol < 144 ? 8 : symbol < 256 ? 9 : symbol < 280 ? 7 : 8)))!;
const FIXED_DISTANCES = makeCode(new Uint8Array(30).fill(5))!;

/** Unpacked bytes and the number of packed bytes used, or what is wrong. Grows with what it unpacks; never allocates more than 2 × `maxBytes` at a time. */
export function inflateSmall(packed: Uint8Array, maxBytes: number): { readonly bytes: Uint8Array; readonly used: number } | InflateFault {
  let position = 0;
  let bitBuffer = 0;
  let bitCount = 0;
  let output = new Uint8Array(Math.min(maxBytes, packed.length * 4 + 64));
  let length = 0;
  let fault: InflateFault | null = null;

  const readBits = (count: number): number => {
    while (bitCount < count) {
      if (position >= packed.length) fault = "malformed";
      bitBuffer |= (packed[position++] ?? 0) << bitCount;
      bitCount += 8;
    }
    const value = bitBuffer & ((1 << count) - 1);
    bitBuffer >>>= count;
    bitCount -= count;
    return value;
  };
  const readSymbol = ({ countByLength, symbols }: HuffmanCode): number => {
    let code = 0;
    let first = 0;
    let index = 0;
    for (let bits = 1; bits < 16; bits++) {
      code |= readBits(1);
      const count = countByLength[bits]!;
      if (code - first < count) return symbols[index + code - first]!;
      index += count;
      first = (first + count) << 1;
      code <<= 1;
    }
    fault = "malformed";
    return 256;
  };
  const makeRoom = (count: number): void => {
    if (length + count > maxBytes) fault ??= "too-large";
    else if (length + count > output.length) {
      const larger = new Uint8Array(Math.min(maxBytes, Math.max(output.length * 2, length + count)));
      larger.set(output.subarray(0, length));
      output = larger;
    }
  };
  const copyStored = (): void => {
    position -= bitCount >> 3;
    bitBuffer = bitCount = 0;
    const count = readBits(16);
    if ((readBits(16) ^ 0xffff) !== count || position + count > packed.length) fault ??= "malformed";
    makeRoom(count);
    if (fault !== null) return;
    output.set(packed.subarray(position, position + count), length);
    position += count;
    length += count;
  };
  const readCodes = (): readonly [HuffmanCode, HuffmanCode] | null => {
    const literalCount = readBits(5) + 257;
    const distanceCount = readBits(5) + 1;
    const lengthCount = readBits(4) + 4;
    const codeLengths = new Uint8Array(19);
    for (let i = 0; i < lengthCount; i++) codeLengths[CODE_LENGTH_ORDER[i]!] = readBits(3);
    const lengthCode = makeCode(codeLengths);
    if (literalCount > 286 || distanceCount > 30 || lengthCode === null) return null;
    const lengths = new Uint8Array(literalCount + distanceCount);
    for (let i = 0; i < lengths.length && fault === null; ) {
      const symbol = readSymbol(lengthCode);
      if (symbol < 16) lengths[i++] = symbol;
      else {
        const repeat = symbol === 16 ? 3 + readBits(2) : symbol === 17 ? 3 + readBits(3) : 11 + readBits(7);
        if ((symbol === 16 && i === 0) || i + repeat > lengths.length) return null;
        lengths.fill(symbol === 16 ? lengths[i - 1]! : 0, i, i + repeat);
        i += repeat;
      }
    }
    const literals = makeCode(lengths.subarray(0, literalCount));
    const distances = makeCode(lengths.subarray(literalCount));
    return literals === null || distances === null || lengths[256] === 0 ? null : [literals, distances];
  };
  const copyCoded = ([literals, distances]: readonly [HuffmanCode, HuffmanCode]): void => {
    while (fault === null) {
      const symbol = readSymbol(literals);
      if (symbol === 256) return;
      if (symbol < 256) {
        makeRoom(1);
        if (fault === null) output[length++] = symbol;
        continue;
      }
      if (symbol > 285) fault = "malformed";
      const count = LENGTH_BASE[symbol - 257]! + readBits(LENGTH_EXTRA_BITS[symbol - 257] ?? 0);
      const distanceSymbol = readSymbol(distances);
      if (distanceSymbol > 29) fault = "malformed";
      const distance = DISTANCE_BASE[distanceSymbol]! + readBits(DISTANCE_EXTRA_BITS[distanceSymbol] ?? 0);
      if (distance > length) fault ??= "malformed";
      if (fault === null) makeRoom(count);
      if (fault !== null) return;
      for (let i = 0; i < count; i++, length++) output[length] = output[length - distance]!;
    }
  };

  for (let last = 0; last === 0 && fault === null; ) {
    last = readBits(1);
    const kind = readBits(2);
    if (fault !== null) break;
    if (kind === 0) copyStored();
    else {
      const codes = kind === 1 ? ([FIXED_LITERALS, FIXED_DISTANCES] as const) : kind === 2 ? readCodes() : null;
      if (codes === null) fault = "malformed";
      else copyCoded(codes);
    }
  }
  return fault ?? { bytes: output.subarray(0, length), used: position - (bitCount >> 3) };
}
