/** Waveforms that stand in base64 in the text of an element. */
import { COPY_AGAIN } from "../exactBytes.ts";
import { decodeBase64 } from "./base64Bytes.ts";
import { textBytesOf, xmlError, type XmlDocument, type XmlElement } from "./xmlDocument.ts";

/** @throws FormatError "malformed" at the first byte that is no base64. */
export function waveformBytes(document: XmlDocument, element: XmlElement, whose: string): Uint8Array {
  const bytes = decodeBase64(textBytesOf(document, element));
  if (bytes instanceof Uint8Array) return bytes;
  throw xmlError(document, (element.runs[0] ?? element.offset) + bytes.offset, "malformed", `the samples of ${whose} are not base64 here`, COPY_AGAIN);
}

/** The little-endian 16-bit numbers in `bytes`, up to `count`. */
export function numbersOf16Bits(bytes: Uint8Array, isSigned = true, count = bytes.length >> 1): Int32Array {
  const numbers = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    const value = bytes[2 * i]! | (bytes[2 * i + 1]! << 8);
    numbers[i] = isSigned ? (value << 16) >> 16 : value;
  }
  return numbers;
}
