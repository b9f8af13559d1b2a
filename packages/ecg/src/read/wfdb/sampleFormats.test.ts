import { describe, expect, it } from "vitest";
import { READABLE_FORMATS, invalidCountOf, sampleFormatOf, storedByteCount, storedSampleCount } from "./sampleFormats.ts";

function decode(format: number, bytes: number[], count: number, at = 0): number[] {
  const counts = new Int32Array(count);
  sampleFormatOf(format)!.decode(Uint8Array.from(bytes), at, count, counts);
  return [...counts];
}

describe("decode", () => {
  it("reads 16, 24 and 32 little-endian, 61 big-endian, in two's complement, from a byte offset", () => {
    expect(decode(16, [9, 9, 0x01, 0x00, 0xff, 0xff, 0x00, 0x80, 0xff, 0x7f], 4, 2)).toEqual([1, -1, -32768, 32767]);
    expect(decode(24, [0x01, 0, 0, 0xff, 0xff, 0xff, 0, 0, 0x80], 3)).toEqual([1, -1, -8388608]);
    expect(decode(32, [0x01, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0x80], 3)).toEqual([1, -1, -2147483648]);
    expect(decode(61, [0x00, 0x01, 0xff, 0xff, 0x80, 0x00], 3)).toEqual([1, -1, -32768]);
  });

  it("reads the offset binaries 80 and 160 and the differences of 8", () => {
    expect(decode(80, [0, 128, 255], 3)).toEqual([-128, 0, 127]);
    expect(decode(160, [0, 0, 0, 0x80, 0xff, 0xff], 3)).toEqual([-32768, 0, 32767]);
    expect(decode(8, [0, 1, 0xff, 0x80], 4)).toEqual([0, 1, -1, -128]);
  });

  it("reads pairs of 12 bits: low nibble of the middle byte to the first, high nibble to the second; an odd last one from two bytes", () => {
    // 0x123 and 0x456: bytes 23, 41 (4 of the second above, 1 of the first below), 56.
    expect(decode(212, [0x23, 0x41, 0x56], 2)).toEqual([0x123, 0x456]);
    expect(decode(212, [0xff, 0x8f, 0x00], 2)).toEqual([-1, -2048]);
    expect(decode(212, [7, 0x23, 0x41, 0x56, 0xfe, 0x0f], 3, 1)).toEqual([0x123, 0x456, -2]);
  });

  it("reads the triples of 10 bits of 310 and 311, whole and begun", () => {
    // 310: words (a << 1) | (c & 31) << 11 and (b << 1) | (c >> 5) << 11 for a = 1, b = −2, c = −512.
    const word = (value: number) => [value & 0xff, value >> 8];
    const bytes = [...word(1 << 1), ...word((0x3fe << 1) | (16 << 11))];
    expect(decode(310, bytes, 3)).toEqual([1, -2, -512]);
    expect(decode(310, bytes, 1)).toEqual([1]);
    // 311: a | b << 10 | c << 20 in one word.
    const packed = (1 | (0x3fe << 10) | (0x200 << 20)) >>> 0;
    const packedBytes = [packed & 0xff, (packed >> 8) & 0xff, (packed >> 16) & 0xff, packed >>> 24];
    expect(decode(311, packedBytes, 3)).toEqual([1, -2, -512]);
    expect(decode(311, packedBytes.slice(0, 3), 2)).toEqual([1, -2]);
  });
});

describe("stored sizes", () => {
  it("agree in both directions for every plain format", () => {
    for (const number of READABLE_FORMATS) {
      const format = sampleFormatOf(number);
      if (format === undefined) continue;
      for (let count = 0; count < 50; count++) {
        const held = storedSampleCount(format, storedByteCount(format, count));
        // Format 310 stores two samples of a triple in as many bytes as three.
        expect([number, count, held]).toEqual([number, count, number === 310 && count % 3 === 2 ? count + 1 : count]);
      }
    }
  });
});

describe("invalid codes", () => {
  it("are the lowest count of each format but 8", () => {
    expect(READABLE_FORMATS.map((format) => [format, invalidCountOf(format)])).toEqual([
      [8, null], [16, -32768], [24, -8388608], [32, -2147483648], [61, -32768], [80, -128], [160, -32768], [212, -2048], [310, -512], [311, -512],
      [508, -128], [516, -32768], [524, -8388608],
    ]);
  });
});
