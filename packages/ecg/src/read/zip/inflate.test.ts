import { deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { FormatError } from "../../errors.ts";
import { adler32, crc32 } from "./checksums.ts";
import { inflateBounded, type InflateFormat } from "./inflate.ts";
import { inflateSmall } from "./inflateSmall.ts";

const PACK: Readonly<Record<InflateFormat, (bytes: Uint8Array, level: number) => Uint8Array>> = {
  zlib: (bytes, level) => new Uint8Array(deflateSync(bytes, { level })),
  gzip: (bytes, level) => new Uint8Array(gzipSync(bytes, { level })),
  raw: (bytes, level) => new Uint8Array(deflateRawSync(bytes, { level })),
};

/** Park-Miller numbers, so that every run sees the same bytes. */
function randomBytes(count: number, values: number, seed: number): Uint8Array {
  let state = seed;
  return Uint8Array.from({ length: count }, () => (state = (state * 48271) % 2147483647) % values);
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(() => "none", (error: unknown) => (error instanceof FormatError ? error.code : String(error)));
}

describe("inflateBounded", () => {
  it("unpacks what zlib packed, at every level, size and container", async () => {
    for (const format of ["zlib", "gzip", "raw"] as const) {
      for (const level of [0, 1, 6, 9]) {
        for (const count of [0, 1, 2, 300, 5000, 70_000, 300_000]) {
          for (const values of [1, 4, 256]) {
            const bytes = randomBytes(count, values, count + values);
            const unpacked = await inflateBounded(PACK[format](bytes, level), format, count);
            expect(Buffer.compare(Buffer.from(unpacked), Buffer.from(bytes))).toBe(0);
          }
        }
      }
    }
  });

  it("refuses one byte more than allowed, small or large, and a bomb quickly", async () => {
    for (const count of [10, 3000, 100_000]) {
      for (const format of ["zlib", "gzip", "raw"] as const) {
        const packed = PACK[format](randomBytes(count, 200, 5), 6);
        expect(await codeOf(inflateBounded(packed, format, count - 1))).toBe("too-large");
      }
    }
    const bomb = PACK.zlib(new Uint8Array(600e6), 9);
    const started = performance.now();
    expect(await codeOf(inflateBounded(bomb, "zlib", 1e6, { file: "bomb" }))).toBe("too-large");
    // Unpacking all of it would take several seconds.
    expect(performance.now() - started).toBeLessThan(2000);
  });

  it("refuses damaged and unfinished data with a typed error, wherever the damage is", async () => {
    for (const count of [200, 40_000]) {
      for (const format of ["zlib", "gzip"] as const) {
        const packed = PACK[format](randomBytes(count, 90, 7), 6);
        for (let at = 0; at < packed.length; at += Math.ceil(packed.length / 60)) {
          const broken = packed.slice();
          broken[at]! ^= 0x55;
          expect(["malformed", "checksum", "too-large", "none"]).toContain(await codeOf(inflateBounded(broken, format, count)));
          expect(await codeOf(inflateBounded(packed.subarray(0, at), format, count))).toBe("malformed");
        }
        const wrongSum = packed.slice();
        wrongSum[packed.length - (format === "gzip" ? 6 : 2)]! ^= 1;
        expect(["checksum", "malformed"]).toContain(await codeOf(inflateBounded(wrongSum, format, count)));
      }
    }
  });

  it("gives the small decoder no way to hang or to leave its bounds on random bits", () => {
    for (let seed = 1; seed <= 20_000; seed++) {
      const unpacked = inflateSmall(randomBytes(1 + (seed % 60), 256, seed), 5000);
      if (typeof unpacked !== "string") expect(unpacked.bytes.length).toBeLessThanOrEqual(5000);
    }
  });
});

describe("checksums", () => {
  it("match the published check values", () => {
    const digits = new TextEncoder().encode("123456789");
    expect(crc32(digits)).toBe(0xcbf43926);
    expect(crc32(digits.subarray(4), crc32(digits.subarray(0, 4)))).toBe(0xcbf43926);
    expect(adler32(new TextEncoder().encode("Wikipedia"))).toBe(0x11e60398);
  });
});
