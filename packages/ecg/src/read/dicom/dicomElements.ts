/**
 * The element stream of DICOM PS3.5: explicit and implicit VR, both byte orders, nested sequences of known and unknown
 * length. Walked by byte range: values that are not small are left in the file.
 */
import { FormatError } from "../../errors.ts";
import { viewOf } from "../array/byteWindow.ts";
import type { SourceFile } from "../sourceFile.ts";
import { dicomEntryOf, groupOf } from "./dicomDictionary.ts";

export interface DicomElement {
  /** Group × 65536 + element. */
  readonly tag: number;
  readonly vr: string;
  /** Place and length of the value in the walked bytes. */
  readonly offset: number;
  readonly length: number;
  /** The value where it is at most {@link KEPT_BYTE_COUNT} long (texts: its first {@link KEPT_TEXT_BYTE_COUNT}), else null. */
  readonly bytes: Uint8Array | null;
  /** Items of a sequence, else null. */
  readonly items: readonly DicomItem[] | null;
  /** True for a value that is split into fragments; `offset` is then that of the first one. */
  readonly fragmented: boolean;
}

export type DicomItem = readonly DicomElement[];

/** How a data set is written. */
export interface DicomSyntax {
  readonly explicitVr: boolean;
  readonly bigEndian: boolean;
}

/** Kalium's bounds: real files nest four deep and hold some thousand elements; days of beat marks reach half a million. */
const MAX_DEPTH = 16;
const MAX_ELEMENTS = 1_000_000;
const KEPT_BYTE_COUNT = 65_536;
const KEPT_TEXT_BYTE_COUNT = 1_048_576;
const WINDOW_BYTE_COUNT = 262_144;

const UNKNOWN_LENGTH = 0xffffffff;
const ITEM = 0xfffee000;
const ITEM_END = 0xfffee00d;
const SEQUENCE_END = 0xfffee0dd;
const WAVEFORM_DATA = 0x54001010;

/** Value representations of texts and of other values, with a length of two bytes and of four. */
const [SHORT_TEXTS, SHORT_OTHERS, LONG_TEXTS, LONG_OTHERS] = ["AE AS CS DA DS DT IS LO LT PN SH ST TM UI", "AT FD FL SL SS UL US", "UC UR UT", "OB OD OF OL OV OW SQ SV UN UV"].map((list) => list.split(" ")) as [string[], string[], string[], string[]];
const shortVrs = new Set([...SHORT_TEXTS, ...SHORT_OTHERS]);
const longVrs = new Set([...LONG_TEXTS, ...LONG_OTHERS]);
const textVrs = new Set([...SHORT_TEXTS, ...LONG_TEXTS]);

/** True for the value representations that hold text. */
export function isTextVr(vr: string): boolean {
  return textVrs.has(vr);
}

/** True when two bytes are a value representation. */
export function isVr(first: number, second: number): boolean {
  const vr = String.fromCharCode(first, second);
  return shortVrs.has(vr) || longVrs.has(vr);
}

/**
 * Reads the elements from byte `from` to `to`; stops early before a tag of a group above `lastGroup`.
 * @throws FormatError "truncated", "malformed", "too-large"
 */
export async function readElements(file: SourceFile, from: number, to: number, syntax: DicomSyntax, lastGroup = 0xffff): Promise<{ readonly elements: DicomItem; readonly end: number }> {
  const walk = new ElementWalk(file, to);
  const elements: DicomElement[] = [];
  walk.at = from;
  while (walk.at < to) {
    await walk.need(8);
    if (groupOf(walk.tagAt(syntax)) > lastGroup) break;
    elements.push(await walk.readElement(syntax, 0, to));
  }
  return { elements, end: walk.at };
}

class ElementWalk {
  at = 0;
  private window: Uint8Array = new Uint8Array(0);
  private view: DataView = new DataView(new ArrayBuffer(0));
  private windowFrom = 0;
  private count = 0;

  constructor(
    private readonly file: SourceFile,
    private readonly end: number,
  ) {}

  fail(code: "truncated" | "malformed" | "too-large" | "unsupported", reason: string): FormatError {
    return new FormatError(code, { file: this.file.path, byteOffset: this.at }, reason, "Export the recording from its system again; this copy is damaged or breaks the DICOM rules.");
  }

  private countOne(): void {
    if (++this.count > MAX_ELEMENTS) throw this.fail("too-large", `the file holds more than ${MAX_ELEMENTS} data elements`);
  }

  /** Makes sure that `count` bytes from here are at hand. */
  need(count: number): Promise<void> | void {
    if (this.at + count > this.end) throw this.fail("truncated", `the file ends where ${count} more bytes of a data element should be`);
    if (this.at >= this.windowFrom && this.at + count <= this.windowFrom + this.window.length) return;
    return this.load(count);
  }

  private async load(count: number): Promise<void> {
    this.window = await this.file.bytes(this.at, Math.min(this.end, this.at + Math.max(count, WINDOW_BYTE_COUNT)));
    if (this.window.length < count) throw this.fail("truncated", "the file is shorter than its size says");
    this.view = viewOf(this.window);
    this.windowFrom = this.at;
  }

  tagAt({ bigEndian }: DicomSyntax): number {
    const at = this.at - this.windowFrom;
    return this.view.getUint16(at, !bigEndian) * 65536 + this.view.getUint16(at + 2, !bigEndian);
  }

  private uint32(offset: number, { bigEndian }: DicomSyntax): number {
    return this.view.getUint32(this.at - this.windowFrom + offset, !bigEndian);
  }

  async readElement(syntax: DicomSyntax, depth: number, limit: number): Promise<DicomElement> {
    this.countOne();
    const header = this.need(8);
    if (header !== undefined) await header;
    const tag = this.tagAt(syntax);
    let vr = dicomEntryOf(tag)?.vr ?? (groupOf(tag) % 2 === 1 && tag % 65536 >= 0x10 && tag % 65536 <= 0xff ? "LO" : "UN");
    let length: number;
    if (syntax.explicitVr) {
      const at = this.at - this.windowFrom;
      vr = String.fromCharCode(this.window[at + 4]!, this.window[at + 5]!);
      if (longVrs.has(vr)) {
        await this.need(12);
        length = this.uint32(8, syntax);
        this.at += 12;
      } else if (shortVrs.has(vr)) {
        length = this.view.getUint16(at + 6, !syntax.bigEndian);
        this.at += 8;
      } else throw this.fail("malformed", "a data element has no known value representation");
    } else {
      length = this.uint32(4, syntax);
      this.at += 8;
    }
    const offset = this.at;
    if (length === UNKNOWN_LENGTH) {
      if (vr === "OB" || vr === "OW") return this.skipFragments(tag, vr, syntax, limit);
      // A value of unknown length and kind is a sequence in implicit VR little endian (PS3.5, 6.2.2).
      const inner = vr === "UN" && syntax.explicitVr ? { explicitVr: false, bigEndian: false } : syntax;
      const items = await this.readItems(inner, depth + 1, limit, true);
      return { tag, vr: "SQ", offset, length: this.at - offset, bytes: null, items, fragmented: false };
    }
    if (offset + length > limit) throw this.fail("truncated", `a data element states ${length} bytes, ${Math.max(0, limit - offset)} are left`);
    if (vr === "SQ" || (!syntax.explicitVr && vr === "UN" && length >= 8 && (await this.startsWithItem(syntax)))) {
      const items = await this.readItems(syntax, depth + 1, offset + length, false);
      return { tag, vr: "SQ", offset, length, bytes: null, items, fragmented: false };
    }
    const isText = textVrs.has(vr) || vr === "UN";
    const keptLength = tag === WAVEFORM_DATA ? 0 : isText ? Math.min(length, KEPT_TEXT_BYTE_COUNT) : length <= KEPT_BYTE_COUNT ? length : 0;
    let bytes: Uint8Array | null = null;
    if (keptLength > 0 || length === 0) {
      const value = this.need(keptLength);
      if (value !== undefined) await value;
      const at = offset - this.windowFrom;
      bytes = this.window.slice(at, at + keptLength);
    }
    this.at = offset + length;
    return { tag, vr, offset, length, bytes, items: null, fragmented: false };
  }

  private async startsWithItem(syntax: DicomSyntax): Promise<boolean> {
    await this.need(8);
    return this.tagAt(syntax) === ITEM;
  }

  private async readItems(syntax: DicomSyntax, depth: number, limit: number, open: boolean): Promise<readonly DicomItem[]> {
    if (depth > MAX_DEPTH) throw this.fail("too-large", `sequences are nested more than ${MAX_DEPTH} deep`);
    const items: DicomItem[] = [];
    while (open || this.at < limit) {
      this.countOne();
      if (this.at + 8 > limit) throw this.fail("truncated", "a sequence breaks off");
      await this.need(8);
      const tag = this.tagAt(syntax);
      const length = this.uint32(4, syntax);
      this.at += 8;
      if (tag === SEQUENCE_END) {
        if (open) return items;
        continue;
      }
      if (tag !== ITEM) throw this.fail("malformed", "a sequence holds something that is no item");
      const itemEnd = length === UNKNOWN_LENGTH ? limit : this.at + length;
      if (itemEnd > limit) throw this.fail("truncated", `an item states ${length} bytes, ${limit - this.at} are left`);
      const item: DicomElement[] = [];
      while (length === UNKNOWN_LENGTH || this.at < itemEnd) {
        if (this.at + 8 > itemEnd) throw this.fail("truncated", "an item breaks off");
        await this.need(8);
        if (this.tagAt(syntax) === ITEM_END) {
          this.at += 8;
          if (length === UNKNOWN_LENGTH) break;
          continue;
        }
        item.push(await this.readElement(syntax, depth, itemEnd));
      }
      items.push(item);
    }
    return items;
  }

  private async skipFragments(tag: number, vr: string, syntax: DicomSyntax, limit: number): Promise<DicomElement> {
    const offset = this.at;
    for (;;) {
      this.countOne();
      if (this.at + 8 > limit) throw this.fail("truncated", "a value in fragments breaks off");
      await this.need(8);
      const fragment = this.tagAt(syntax);
      const length = this.uint32(4, syntax);
      this.at += 8;
      if (fragment === SEQUENCE_END) return { tag, vr, offset, length: this.at - offset, bytes: null, items: null, fragmented: true };
      if (fragment !== ITEM) throw this.fail("malformed", "a value in fragments holds something that is no fragment");
      if (this.at + length > limit) throw this.fail("truncated", `a fragment states ${length} bytes, ${limit - this.at} are left`);
      this.at += length;
    }
  }
}
