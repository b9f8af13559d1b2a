/** Huffman coding of SCP-ECG (EN 1064:2005, 5.5): the default table, tables of the file, and codes that switch between tables. */
import { viewOf } from "../array/byteWindow.ts";
import { scpError, type ScpSection } from "./scpSections.ts";

/** One code: its prefix picks it; a longer total means that the sample follows in the bits after the prefix. */
export interface HuffmanCode {
  readonly prefixBits: number;
  readonly totalBits: number;
  /** False when the code switches to table `value` (from 1). */
  readonly isSample: boolean;
  readonly value: number;
  /** Prefix with its first bit lowest. */
  readonly code: number;
}

/** A table as a binary tree: `next[2 × node + bit]` is a node when positive, −1 − index of a code when negative, 0 when there is none. */
export interface HuffmanTable {
  readonly codes: readonly HuffmanCode[];
  readonly next: readonly number[];
}

const DEFAULT_TABLE_MARK = 19999;
/** Real tables have some 20 codes; this bounds the trees before they are built. */
const MAX_CODES = 1024;
const MAX_PREFIX_BITS = 32;
const MAX_LITERAL_BITS = 31;
const CODE_BYTE_COUNT = 9;

/** The default table of EN 1064: 0 is one bit, ±1 … ±8 are unary with a sign, others follow in 8 or 16 bits. */
function defaultCodes(): readonly HuffmanCode[] {
  const codes: HuffmanCode[] = [{ prefixBits: 1, totalBits: 1, isSample: true, value: 0, code: 0 }];
  for (let size = 1; size <= 8; size++) {
    const ones = 2 ** size - 1;
    const bits = size + 2;
    codes.push({ prefixBits: bits, totalBits: bits, isSample: true, value: size, code: ones }, { prefixBits: bits, totalBits: bits, isSample: true, value: -size, code: ones + 2 ** (size + 1) });
  }
  codes.push({ prefixBits: 10, totalBits: 18, isSample: true, value: 0, code: 511 }, { prefixBits: 10, totalBits: 26, isSample: true, value: 0, code: 1023 });
  return codes;
}

/**
 * Tables of section 2; null for samples that are not coded: no tables, or the single table of one code without a prefix.
 * @throws FormatError "truncated", "malformed", "too-large"
 */
export function readHuffmanTables(section: ScpSection | undefined, path: string): readonly HuffmanTable[] | null {
  if (section === undefined || section.body.length < 2) return null;
  const { body, offset } = section;
  const view = viewOf(body);
  const tableCount = view.getUint16(0, true);
  if (tableCount === 0) return null;
  if (tableCount === DEFAULT_TABLE_MARK) return [buildTable(defaultCodes(), path, offset)];
  const tables: (readonly HuffmanCode[])[] = [];
  let at = 2;
  let total = 0;
  for (let table = 0; table < tableCount; table++) {
    if (at + 2 > body.length) throw scpError("truncated", path, offset + at, `table ${table + 1} of ${tableCount} is missing`);
    const count = view.getUint16(at, true);
    at += 2;
    total += count;
    if (total > MAX_CODES) throw scpError("too-large", path, offset + at, `the tables have more than ${MAX_CODES} codes`);
    if (count === 0 || at + CODE_BYTE_COUNT * count > body.length) throw scpError("truncated", path, offset + at, `table ${table + 1} has no room for its ${count} codes`);
    const codes: HuffmanCode[] = [];
    for (let i = 0; i < count; i++, at += CODE_BYTE_COUNT) {
      // Some writers swap the two lengths; the prefix is never the longer one.
      const [a, b] = [body[at]!, body[at + 1]!];
      codes.push({ prefixBits: Math.min(a, b), totalBits: Math.max(a, b), isSample: body[at + 2] !== 0, value: view.getInt16(at + 3, true), code: view.getUint32(at + 5, true) });
    }
    tables.push(codes);
  }
  if (tables.length === 1 && tables[0]!.length === 1 && tables[0]![0]!.prefixBits === 0) return null;
  return tables.map((codes) => buildTable(codes, path, offset));
}

function buildTable(codes: readonly HuffmanCode[], path: string, offset: number): HuffmanTable {
  const next: number[] = [0, 0];
  const fail = (reason: string) => scpError("malformed", path, offset, `Huffman table: ${reason}`);
  codes.forEach(({ prefixBits, totalBits, isSample, value, code }, index) => {
    if (prefixBits < 1 || prefixBits > MAX_PREFIX_BITS || totalBits - prefixBits > MAX_LITERAL_BITS) throw fail(`code ${index + 1} is ${prefixBits} of ${totalBits} bits long`);
    if (!isSample && value < 1) throw fail(`code ${index + 1} switches to table ${value}`);
    let node = 0;
    for (let bit = 0; bit < prefixBits; bit++) {
      const slot = 2 * node + ((code >>> bit) & 1);
      if (next[slot]! < 0 || (bit === prefixBits - 1 && next[slot] !== 0)) throw fail(`code ${index + 1} begins like another one`);
      if (bit === prefixBits - 1) next[slot] = -1 - index;
      else {
        if (next[slot] === 0) {
          next[slot] = next.length / 2;
          next.push(0, 0);
        }
        node = next[slot]!;
      }
    }
  });
  return { codes, next };
}

/**
 * Decodes `count` samples. Every sample takes a bit at least; the caller has made sure that `count` is not more than that.
 * @throws what `fail` makes of the reason, when the bits run out or match no code.
 */
export function decodeHuffman(bytes: Uint8Array, count: number, tables: readonly HuffmanTable[], fail: (reason: string) => Error): Int32Array {
  const samples = new Int32Array(count);
  const bitCount = 8 * bytes.length;
  let table = tables[0]!;
  let at = 0;
  for (let done = 0; done < count; ) {
    let node = 0;
    do {
      if (at >= bitCount) throw fail(`its bits end after ${done} of ${count} samples`);
      node = table.next[2 * node + ((bytes[at >> 3]! >> (7 - (at & 7))) & 1)]!;
      at++;
    } while (node > 0);
    if (node === 0) throw fail(`bit ${at} belongs to no code`);
    const { prefixBits, totalBits, isSample, value } = table.codes[-1 - node]!;
    if (!isSample) {
      const chosen = tables[value - 1];
      if (chosen === undefined) throw fail(`bit ${at} switches to table ${value} of ${tables.length}`);
      table = chosen;
      continue;
    }
    const literalBits = totalBits - prefixBits;
    if (literalBits === 0) samples[done++] = value;
    else {
      if (at + literalBits > bitCount) throw fail(`its bits end after ${done} of ${count} samples`);
      let literal = 0;
      for (let bit = 0; bit < literalBits; bit++, at++) literal = (literal << 1) | ((bytes[at >> 3]! >> (7 - (at & 7))) & 1);
      samples[done++] = (literal << (32 - literalBits)) >> (32 - literalBits);
    }
  }
  return samples;
}
