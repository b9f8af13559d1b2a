import { describe, expect, it } from "vitest";
import { FormatError } from "../../errors.ts";
import { sourceFileFromFile } from "../sourceFile.ts";
import { inflateBounded } from "./inflate.ts";
import { listZip, zipEntryAsSourceFile } from "./zipArchive.ts";
import { zipToBytes } from "./writeZip.ts";

/** Chromium's own streams differ from Node's in when they give back what they have, and in what they say of damage. */
async function pack(bytes: Uint8Array<ArrayBuffer>, format: CompressionFormat): Promise<Uint8Array> {
  return new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(new CompressionStream(format))).arrayBuffer());
}

const codeOf = (work: Promise<unknown>): Promise<string> => work.then(() => "none", (error: unknown) => (error instanceof FormatError ? error.code : String(error)));
let state = 7;
const noise = Uint8Array.from({ length: 400_000 }, () => (state = (state * 48271) % 2147483647) & 63);
const isSame = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && a.every((value, i) => value === b[i]);

describe("packed data in Chromium", () => {
  it("unpack, small and large", async () => {
    for (const count of [0, 100, 400_000]) {
      expect(isSame(await inflateBounded(await pack(noise.slice(0, count), "deflate"), "zlib", count), noise.subarray(0, count))).toBe(true);
      expect(isSame(await inflateBounded(await pack(noise.slice(0, count), "gzip"), "gzip", count), noise.subarray(0, count))).toBe(true);
    }
  });

  it("are refused when they unpack to too much, are cut or damaged", async () => {
    const packed = await pack(noise, "deflate");
    expect(packed.length).toBeGreaterThan(250_000);
    expect(await codeOf(inflateBounded(packed, "zlib", 399_999))).toBe("too-large");
    expect(await codeOf(inflateBounded(packed.subarray(0, 9000), "zlib", 400_000))).toBe("malformed");
    expect(await codeOf(inflateBounded(packed.map((byte, i) => (i === 5000 ? byte ^ 255 : byte)), "zlib", 400_000))).toMatch(/malformed|too-large/);
    const bomb = await pack(new Uint8Array(64 << 20), "deflate");
    const started = performance.now();
    expect(await codeOf(inflateBounded(bomb, "zlib", 1 << 20))).toBe("too-large");
    expect(performance.now() - started).toBeLessThan(1000);
  });

  it("come out of a dropped ZIP file as they went in", async () => {
    const archive = sourceFileFromFile(new File([(await zipToBytes([{ name: "a/ä.bin", bytes: noise }, { name: "b", bytes: noise.subarray(0, 9) }])) as Uint8Array<ArrayBuffer>], "x.zip"));
    const entries = await listZip(archive);
    expect(entries.map(({ path }) => path)).toEqual(["a/ä.bin", "b"]);
    expect(isSame(await zipEntryAsSourceFile(archive, entries[0]!).bytes(), noise)).toBe(true);
    expect(isSame(await zipEntryAsSourceFile(archive, entries[1]!).bytes(2, 5), noise.subarray(2, 5))).toBe(true);
  });
});
