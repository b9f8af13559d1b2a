/** Data elements in explicit VR little endian (PS3.5, 7.1.2), the transfer syntax that every DICOM reader knows. */

const LONG_VRS = new Set(["OB", "OW", "SQ", "UC", "UN", "UT"]);
const MAX_DECIMAL_LENGTH = 16;

/** One element: its header and value, already padded to an even length. */
export type EncodedElement = Uint8Array;

const utf8 = new TextEncoder();

/** An element with its value as bytes; odd values are padded (a zero for UIDs and bytes, else a space). */
export function encodeElement(tag: number, vr: string, value: Uint8Array): EncodedElement {
  const isLong = LONG_VRS.has(vr);
  const header = isLong ? 12 : 8;
  const length = value.length + (value.length % 2);
  const bytes = new Uint8Array(header + length);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, Math.floor(tag / 65536), true);
  view.setUint16(2, tag % 65536, true);
  bytes[4] = vr.charCodeAt(0);
  bytes[5] = vr.charCodeAt(1);
  if (isLong) view.setUint32(8, length, true);
  else view.setUint16(6, length, true);
  bytes.set(value, header);
  if (length > value.length && vr !== "UI" && vr !== "OB") bytes[header + value.length] = 0x20;
  return bytes;
}

/** A text. "\" would start a second value, so it becomes "/". `maxLength` is that of the value representation, in characters. */
export function encodeText(tag: number, vr: string, text: string, maxLength = Infinity): EncodedElement {
  const clean = text.replace(/[\0-\x08\x0b\x0e-\x1f\x7f]/g, " ").replace(/\\/g, "/");
  return encodeElement(tag, vr, utf8.encode([...clean].slice(0, maxLength).join("")));
}

export function encodeUnsigned16(tag: number, ...values: readonly number[]): EncodedElement {
  const bytes = new Uint8Array(2 * values.length);
  values.forEach((value, index) => new DataView(bytes.buffer).setUint16(2 * index, value, true));
  return encodeElement(tag, "US", bytes);
}

export function encodeUnsigned32(tag: number, value: number): EncodedElement {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return encodeElement(tag, "UL", bytes);
}

/** A sequence of items, all of stated length. Elements of an item must be in the order of their tags. */
export function encodeSequence(tag: number, items: readonly (readonly EncodedElement[])[]): EncodedElement {
  const framed = items.map((item) => {
    const body = joinBytes(item);
    const header = new Uint8Array([0xfe, 0xff, 0x00, 0xe0, 0, 0, 0, 0]);
    new DataView(header.buffer).setUint32(4, body.length, true);
    return joinBytes([header, body]);
  });
  return encodeElement(tag, "SQ", joinBytes(framed));
}

/** Versions of the coding schemes whose name alone does not say which codes are meant. */
const SCHEME_VERSIONS: ReadonlyMap<string, string> = new Map([["SCPECG", "1.3"], ["99KALIUM", "1"]]);

/** A one-item code sequence. Values of more than 16 characters go to Long Code Value. */
export function encodeConcept(tag: number, value: string, scheme: string, meaning: string): EncodedElement {
  const long = value.length > 16;
  const version = SCHEME_VERSIONS.get(scheme);
  const code = [encodeText(0x00080102, "SH", scheme, 16), ...(version === undefined ? [] : [encodeText(0x00080103, "SH", version)]), encodeText(0x00080104, "LO", meaning, 64)];
  return encodeSequence(tag, [long ? [...code, encodeText(0x00080119, "UC", value)] : [encodeText(0x00080100, "SH", value), ...code]]);
}

/** Decimal string of at most 16 characters: the one nearest to the value. */
export function decimalString(value: number): string {
  if (!Number.isFinite(value)) throw new RangeError(`${value} is not a number that a decimal string can hold`);
  let nearest = "0";
  for (let digits = 17; digits > 0; digits--) {
    for (const text of [String(Number(value.toPrecision(digits))), value.toExponential(digits - 1).replace("e+", "e")]) {
      if (text.length <= MAX_DECIMAL_LENGTH && Math.abs(Number(text) - value) < Math.abs(Number(nearest) - value)) nearest = text;
    }
  }
  return nearest;
}

export function joinBytes(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
