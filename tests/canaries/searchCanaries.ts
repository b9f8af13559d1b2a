/**
 * Looks for canaries in bytes: as UTF-8, UTF-16 and UTF-32 of either order and Latin-1, letter case aside; as base64 of these at all three
 * alignments, with or without line breaks; as hexadecimal; and all of that again inside whatever can be inflated (zlib, gzip, ZIP
 * members) or is itself base64.
 */
import { constants, inflateRawSync, inflateSync } from "node:zlib";
import type { Canary } from "./planter.ts";

/** A canary that survived. */
export interface Survivor {
  readonly canary: string;
  readonly encoding: string;
  readonly where: string;
}

const MAX_DEPTH = 4;
const LARGEST_INFLATED = 64 << 20;

interface Form {
  readonly canary: string;
  readonly encoding: string;
  readonly bytes: Buffer;
  /** Compared with letters folded to lower case. */
  readonly folds: boolean;
}

/** Makes a search for these canaries. */
export function canarySearch(canaries: readonly Canary[]): (bytes: Uint8Array, where: string) => readonly Survivor[] {
  const allForms = canaries.flatMap(formsOf);
  // Decoded base64 is searched for the plain spellings: nobody wraps base64 in base64, and every hash in a report looks like it.
  const plainForms = allForms.filter(({ encoding }) => !encoding.includes(" of "));
  const search = (given: Uint8Array, where: string, depth: number, forms = allForms): Survivor[] => {
    const bytes = Buffer.from(given.buffer, given.byteOffset, given.byteLength);
    const folded = foldCase(bytes);
    const unbroken = Buffer.from(bytes.filter((byte) => byte !== 0x0a && byte !== 0x0d && byte !== 0x20 && byte !== 0x09));
    const found: Survivor[] = [];
    for (const { canary, encoding, bytes: needle, folds } of forms) {
      const hay = folds ? folded : encoding.startsWith("base64") ? unbroken : bytes;
      if (hay.includes(needle)) found.push({ canary, encoding, where });
    }
    if (depth >= MAX_DEPTH) return found;
    for (const { name, content } of unpack(bytes)) found.push(...search(content, `${where} > ${name}`, depth + 1, name.startsWith("base64") ? plainForms : forms));
    return found;
  };
  return (bytes, where) => search(bytes, where, 0);
}

function formsOf({ spellings }: Canary): Form[] {
  return spellings.flatMap((canary) => {
    const utf8 = Buffer.from(canary, "utf8");
    const utf16le = Buffer.from(canary, "utf16le");
    const utf16be = Buffer.from(utf16le).swap16();
    const latin1 = Buffer.from(canary, "latin1");
    const utf32le = Buffer.from(Uint32Array.from(canary, (letter) => letter.codePointAt(0)!).buffer);
    const utf32be = Buffer.from(utf32le).swap32();
    const plain: readonly (readonly [string, Buffer])[] = [["utf-8", utf8], ["utf-16le", utf16le], ["utf-16be", utf16be], ["latin-1", latin1], ["utf-32le", utf32le], ["utf-32be", utf32be]];
    const distinct = plain.filter(([, bytes], index) => plain.findIndex(([, other]) => other.equals(bytes)) === index);
    return distinct.flatMap(([encoding, bytes]): Form[] => [
      { canary, encoding, bytes: foldCase(bytes), folds: true },
      { canary, encoding: `hex of ${encoding}`, bytes: Buffer.from(bytes.toString("hex")), folds: true },
      ...[0, 1, 2].map((shift): Form => ({ canary, encoding: `base64 of ${encoding}, shift ${shift}`, bytes: base64At(bytes, shift), folds: false })),
    ]);
  });
}

/** The characters of base64 that depend on the needle alone when it begins `shift` bytes into a group of three. */
function base64At(bytes: Buffer, shift: number): Buffer {
  const text = Buffer.concat([Buffer.alloc(shift), bytes]).toString("base64").replace(/=+$/, "");
  const first = Math.ceil((shift * 8) / 6);
  const last = Math.floor(((shift + bytes.length) * 8) / 6);
  return Buffer.from(text.slice(first, last));
}

/** ASCII letters to lower case; other bytes stay, so UTF-16 is folded too. */
function foldCase(bytes: Buffer): Buffer {
  const folded = Buffer.from(bytes);
  for (let i = 0; i < folded.length; i++) if (folded[i]! >= 0x41 && folded[i]! <= 0x5a) folded[i]! |= 0x20;
  return folded;
}

function* unpack(bytes: Buffer): Generator<{ readonly name: string; readonly content: Buffer }> {
  for (let i = 0; i + 2 < bytes.length; i++) {
    const [first, second] = [bytes[i]!, bytes[i + 1]!];
    if (first === 0x78 && ((first << 8) | second) % 31 === 0) yield* attempt(`zlib at ${i}`, () => inflateSync(bytes.subarray(i), INFLATE));
    else if (first === 0x1f && second === 0x8b && bytes[i + 2] === 8) yield* attempt(`gzip at ${i}`, () => inflateRawSync(bytes.subarray(endOfGzipHeader(bytes, i)), INFLATE));
    else if (first === 0x50 && second === 0x4b && bytes[i + 2] === 3 && bytes[i + 3] === 4 && i + 30 < bytes.length && bytes.readUInt16LE(i + 8) === 8) {
      const start = i + 30 + bytes.readUInt16LE(i + 26) + bytes.readUInt16LE(i + 28);
      yield* attempt(`zip member at ${i}`, () => inflateRawSync(bytes.subarray(start), INFLATE));
    }
  }
  const text = bytes.toString("latin1");
  for (const match of text.matchAll(/[A-Za-z0-9+/\r\n]{24,}={0,2}/g)) {
    // What stands before may be letters of base64 by chance, so the groups of four can begin at any of the first four.
    for (let shift = 0; shift < 4; shift++) {
      const content = Buffer.from(match[0].replace(/\s/g, "").slice(shift), "base64");
      if (content.length >= 16) yield { name: `base64 at ${match.index + shift}`, content };
    }
  }
}

/** First byte after the header of a gzip member (RFC 1952), its extra field, name, comment and check sum. */
function endOfGzipHeader(bytes: Buffer, at: number): number {
  const flags = bytes[at + 3]!;
  let end = at + 10;
  if ((flags & 4) !== 0) end += 2 + (bytes[end]! | (bytes[end + 1]! << 8));
  for (const flag of [8, 16]) if ((flags & flag) !== 0) end = bytes.indexOf(0, end) + 1;
  return (flags & 2) !== 0 ? end + 2 : end;
}

const INFLATE = { maxOutputLength: LARGEST_INFLATED, finishFlush: constants.Z_SYNC_FLUSH } as const;

function* attempt(name: string, inflate: () => Buffer): Generator<{ readonly name: string; readonly content: Buffer }> {
  let content: Buffer;
  try {
    content = inflate();
  } catch {
    return;
  }
  if (content.length > 0) yield { name, content };
}
