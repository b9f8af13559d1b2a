/** Character data of XML: bytes to text, entities and character references resolved. */
import { xmlError, type XmlDocument } from "./xmlDocument.ts";

const ENTITIES = new Map([["lt", "<"], ["gt", ">"], ["amp", "&"], ["quot", '"'], ["apos", "'"]]);
const LONGEST_REFERENCE = 12;
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
/** What windows-1252 has where Latin-1 has control characters, from 0x80 on. Node's own decoder leaves these as they are. */
const WINDOWS_1252 = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ";
const latin1 = new TextDecoder("windows-1252");

/** Text of bytes in windows-1252, which takes in ISO-8859-1 as far as it has printable characters. */
export function decodeWindows1252(bytes: Uint8Array): string {
  return latin1.decode(bytes).replace(/[\u0080-\u009f]/g, (character) => WINDOWS_1252[character.charCodeAt(0) - 0x80]!);
}

/**
 * Text of the bytes `from` … `to` of a document. Bytes that are no UTF-8 are taken for windows-1252: exports that declare
 * UTF-8 and hold a name in Latin-1 exist, and a name must stay readable to be reported.
 * @throws FormatError "malformed" for an entity other than the five of XML.
 */
export function decodeXmlText(document: Pick<XmlDocument, "file" | "bytes">, from: number, to: number, raw = false): string {
  const text = decodeBytes(document.bytes, from, to);
  if (raw || !text.includes("&")) return text;
  let resolved = "";
  let done = 0;
  for (let at = text.indexOf("&"); at >= 0; at = text.indexOf("&", done)) {
    const end = text.indexOf(";", at);
    const character = end < 0 || end - at > LONGEST_REFERENCE ? null : characterOf(text.slice(at + 1, end));
    if (character === null) {
      throw xmlError(document, from, "malformed", `"${text.slice(at, at + LONGEST_REFERENCE)}" is no entity that XML itself defines`, "Export the file again; own entities are refused because they can be used to exhaust memory.");
    }
    resolved += text.slice(done, at) + character;
    done = end + 1;
  }
  return resolved + text.slice(done);
}

function decodeBytes(bytes: Uint8Array, from: number, to: number): string {
  if (to - from <= 64) {
    let text = "";
    for (let i = from; i < to; i++) {
      if (bytes[i]! >= 0x80) return decodeWide(bytes.subarray(from, to));
      text += String.fromCharCode(bytes[i]!);
    }
    return text;
  }
  return decodeWide(bytes.subarray(from, to));
}

function decodeWide(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    return decodeWindows1252(bytes);
  }
}

function characterOf(reference: string): string | null {
  const match = /^#(?:x([0-9a-fA-F]{1,6})|(\d{1,7}))$/.exec(reference);
  if (match === null) return ENTITIES.get(reference) ?? null;
  const code = match[1] !== undefined ? parseInt(match[1], 16) : Number(match[2]);
  const allowed = code === 9 || code === 10 || code === 13 || (code >= 0x20 && code < 0xd800) || (code >= 0xe000 && code <= 0x10ffff);
  return allowed ? String.fromCodePoint(code) : null;
}
