import { describe, expect, it } from "vitest";
import { decodeFormat16, decodeFormat212, storedByteCount, storedSampleCount } from "./wfdbSamples.ts";

describe("decodeFormat16", () => {
  it("reads little-endian two's complement from a byte offset", () => {
    expect([...decodeFormat16(Uint8Array.of(9, 9, 0x01, 0x00, 0xff, 0xff, 0x00, 0x80, 0xff, 0x7f), 4, 2)]).toEqual([1, -1, -32768, 32767]);
  });
});

describe("decodeFormat212", () => {
  it("reads pairs of 12 bits: low nibble of the middle byte to the first, high nibble to the second", () => {
    // 0x123 and 0x456: bytes 23, 41 (4 of the second above, 1 of the first below), 56.
    expect([...decodeFormat212(Uint8Array.of(0x23, 0x41, 0x56), 2)]).toEqual([0x123, 0x456]);
    expect([...decodeFormat212(Uint8Array.of(0xff, 0x8f, 0x00), 2)]).toEqual([-1, -2048]);
  });

  it("reads an odd last sample from two bytes, after a byte offset", () => {
    expect([...decodeFormat212(Uint8Array.of(7, 0x23, 0x41, 0x56, 0xfe, 0x0f), 3, 1)]).toEqual([0x123, 0x456, -2]);
  });
});

describe("stored sizes", () => {
  it("agree in both directions", () => {
    for (const format of [16, 212] as const) {
      for (let count = 0; count < 50; count++) expect(storedSampleCount(format, storedByteCount(format, count))).toBe(count);
    }
  });
});
