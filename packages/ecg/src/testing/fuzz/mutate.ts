/** Byte mutations for fuzzing: what a bad disk, a bad exporter and an attacker do to a file. */

const BOUNDARY_BYTES = [0, 1, 0x0a, 0x20, 0x2c, 0x2d, 0x39, 0x7f, 0x80, 0xfe, 0xff];
const BOUNDARY_INTEGERS = [0, 1, -1, 127, 255, 32767, 65535, 2 ** 24, 2 ** 31 - 1, -(2 ** 31), 2 ** 32 - 1];
const BOUNDARY_TEXTS = ["0", "-1", "1e308", "99999999999", "4294967296", "NaN", "", "1e-320", "__proto__", "constructor", "\0", "/../", "%s", "&a;", "]]>"];

/** One to four random mutations of `seed`; `other` is spliced in now and then. Never returns the array it was given. */
export function mutate(seed: Uint8Array, other: Uint8Array, random: () => number): Uint8Array {
  let bytes: Uint8Array = seed.slice();
  const count = 1 + Math.floor(random() * 4);
  for (let i = 0; i < count; i++) bytes = mutateOnce(bytes, other, random);
  return bytes;
}

function mutateOnce(bytes: Uint8Array, other: Uint8Array, random: () => number): Uint8Array {
  const below = (limit: number) => Math.floor(random() * limit);
  if (bytes.length === 0) return other.slice(0, below(64));
  const at = below(bytes.length);
  switch (below(11)) {
    case 0:
      bytes[at] ^= 1 << below(8);
      return bytes;
    case 1:
      bytes[at] = BOUNDARY_BYTES[below(BOUNDARY_BYTES.length)]!;
      return bytes;
    case 2: {
      const value = BOUNDARY_INTEGERS[below(BOUNDARY_INTEGERS.length)]! + below(3) - 1;
      const width = 1 << below(3);
      const little = random() < 0.5;
      for (let i = 0; i < width && at + i < bytes.length; i++) bytes[at + i] = Math.floor(value / 2 ** (8 * (little ? i : width - 1 - i))) & 0xff;
      return bytes;
    }
    case 3:
      return bytes.slice(0, at);
    case 4:
      return joined(bytes.subarray(0, at), bytes.subarray(at + 1 + below(32)));
    case 5:
      return joined(bytes.subarray(0, at), Uint8Array.from({ length: 1 + below(16) }, () => below(256)), bytes.subarray(at));
    case 6:
      return joined(bytes.subarray(0, at), bytes.subarray(at, at + 1 + below(64)), bytes.subarray(at));
    case 7:
      return joined(bytes.subarray(0, at), other.subarray(below(other.length)));
    case 8:
      return replacedNumber(bytes, at, random);
    case 9: {
      const text = new TextEncoder().encode(BOUNDARY_TEXTS[below(BOUNDARY_TEXTS.length)]!);
      return joined(bytes.subarray(0, at), text, bytes.subarray(at + (random() < 0.5 ? text.length : 0)));
    }
    default:
      for (let i = at; i < Math.min(bytes.length, at + 1 + below(16)); i++) bytes[i] = below(256);
      return bytes;
  }
}

/** Replaces the decimal number at or after `at` by one from the edges: sizes and counts of text formats. */
function replacedNumber(bytes: Uint8Array, at: number, random: () => number): Uint8Array {
  const isDigit = (index: number) => bytes[index]! >= 0x30 && bytes[index]! <= 0x39;
  let from = at;
  while (from < bytes.length && !isDigit(from)) from++;
  let to = from;
  while (to < bytes.length && isDigit(to)) to++;
  const text = new TextEncoder().encode(BOUNDARY_TEXTS[Math.floor(random() * 8)]!);
  return joined(bytes.subarray(0, from), text, bytes.subarray(to));
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
