/** Numbers separated by blanks, as waveforms in XML are written: straight from bytes, exact. */
import type { RawSamples } from "../../open/openedRecording.ts";
import { numberFrom } from "../numberFrom.ts";

/** What is wrong with a list: the byte offset in it, and why. */
export interface NumberListFault {
  readonly offset: number;
  readonly reason: string;
}

/**
 * Whole numbers become Int32Array; a list in which any number has a point, an exponent or more than 32 bits becomes
 * Float64Array. Returns a fault for anything that is no number.
 */
export function parseNumberList(bytes: Uint8Array): RawSamples | NumberListFault {
  let count = 0;
  let whole = true;
  let digits = 0;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i]!;
    if (byte <= 0x20) digits = 0;
    else {
      if (digits++ === 0) count++;
      if (byte === 0x2e || byte === 0x65 || byte === 0x45 || digits > 11) whole = false;
    }
  }
  return whole ? parseWhole(bytes, count) : parseDecimal(bytes, count);
}

function parseWhole(bytes: Uint8Array, count: number): RawSamples | NumberListFault {
  const numbers = new Int32Array(count);
  for (let i = 0, at = 0; at < count; at++) {
    while (bytes[i]! <= 0x20) i++;
    const from = i;
    const sign = bytes[i];
    if (sign === 0x2d || sign === 0x2b) i++;
    let value = 0;
    const digitsFrom = i;
    for (; i < bytes.length && bytes[i]! > 0x20; i++) {
      const digit = bytes[i]! - 0x30;
      if (digit < 0 || digit > 9) return faultAt(bytes, from);
      value = value * 10 + digit;
    }
    if (i === digitsFrom) return faultAt(bytes, from);
    if (value > (sign === 0x2d ? 0x80000000 : 0x7fffffff)) return parseDecimal(bytes, count);
    numbers[at] = sign === 0x2d ? -value : value;
  }
  return numbers;
}

function parseDecimal(bytes: Uint8Array, count: number): Float64Array | NumberListFault {
  const numbers = new Float64Array(count);
  for (let i = 0, at = 0; at < count; at++) {
    while (bytes[i]! <= 0x20) i++;
    const from = i;
    let text = "";
    for (; i < bytes.length && bytes[i]! > 0x20 && i - from < 40; i++) text += String.fromCharCode(bytes[i]!);
    const value = numberFrom(text);
    if (value === null) return faultAt(bytes, from);
    numbers[at] = value;
  }
  return numbers;
}

function faultAt(bytes: Uint8Array, offset: number): NumberListFault {
  let text = "";
  for (let i = offset; i < Math.min(bytes.length, offset + 16) && bytes[i]! > 0x20; i++) text += bytes[i]! < 0x7f ? String.fromCharCode(bytes[i]!) : "?";
  return { offset, reason: `"${text}" is no number` };
}
