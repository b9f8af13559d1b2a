import { crc32 as zlibCrc32 } from "node:zlib";
import { describe, expect, test } from "vitest";
import { seededRandom } from "../seededRandom.ts";
import { crc32 } from "./crc32.ts";

const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);

describe("crc32", () => {
  test("gives the published check value of its catalogue entry (CRC-32/ISO-HDLC)", () => {
    expect(crc32(ascii("123456789"))).toBe(0xcbf43926);
    expect(crc32(ascii(""))).toBe(0);
  });

  test.runIf(typeof zlibCrc32 === "function")("equals zlib's on every length up to 40 and on bytes that start anywhere", () => {
    const draw = seededRandom(1)("bytes");
    const bytes = Uint8Array.from({ length: 48 }, () => Math.floor(256 * draw()));
    for (let start = 0; start < 8; start++) for (let length = 0; length <= 40; length++) expect(crc32(bytes.subarray(start, start + length))).toBe(zlibCrc32(bytes.subarray(start, start + length)));
  });
});
