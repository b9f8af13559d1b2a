import { readFileSync } from "node:fs";
import { deflateRawSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { FormatError } from "../../errors.ts";
import { makeFile } from "../../testing/sharedData.ts";
import { sourceFileFromBytes } from "../sourceFile.ts";
import { listZip, looksLikeZip, zipEntryAsSourceFile } from "./zipArchive.ts";
import { zipToBytes } from "./writeZip.ts";

/** Archives that Python's zipfile wrote; see makeZipGolden.py. */
const golden = JSON.parse(readFileSync(new URL("../../../../../tests/golden/ecg/zip/zip.json", import.meta.url), "utf8")) as Record<string, string>;
const CONTENT: Readonly<Record<string, Uint8Array>> = { "a.txt": new TextEncoder().encode("hello ".repeat(50)), "Ordner/Ärzte.csv": Uint8Array.from({ length: 256 }, (_, i) => i), leer: new Uint8Array(0) };

async function contentOf(bytes: Uint8Array): Promise<Record<string, Uint8Array>> {
  const archive = sourceFileFromBytes("x.zip", bytes);
  const content: Record<string, Uint8Array> = {};
  for (const entry of await listZip(archive)) content[entry.path] = Uint8Array.from(await zipEntryAsSourceFile(archive, entry).bytes());
  return content;
}

async function errorOf(bytes: Uint8Array): Promise<string> {
  return contentOf(bytes).then(() => "none", (error: unknown) => (error instanceof FormatError ? `${error.code} ${error.message}` : `untyped ${String(error)}`));
}

/** Position of a signature, searched from the front. */
function find(bytes: Uint8Array, signature: number, from = 0): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  for (let at = from; at + 4 <= bytes.length; at++) if (view.getUint32(at, true) === signature) return at;
  return -1;
}

describe("listZip and zipEntryAsSourceFile", () => {
  it.each(Object.keys(golden))("read the archive that Python wrote: %s", async (kind) => {
    expect(await contentOf(Uint8Array.from(Buffer.from(golden[kind]!, "base64")))).toEqual(CONTENT);
  });

  it("read what writeZip wrote, ranges included, and the names are only in the archive", async () => {
    const large = Uint8Array.from({ length: 300_000 }, (_, i) => (i * 7919) >> 5);
    const bytes = await zipToBytes([{ name: "a/b.bin", bytes: large }, { name: "s.bin", bytes: large, stored: true }, { name: "é.txt", bytes: new Uint8Array(0) }]);
    expect(looksLikeZip(bytes)).toBe(true);
    const content = await contentOf(bytes);
    expect(Object.entries(content).map(([name, part]) => [name, Buffer.compare(part, name === "é.txt" ? new Uint8Array(0) : large)])).toEqual([["a/b.bin", 0], ["s.bin", 0], ["é.txt", 0]]);
    const archive = makeFile("x.zip", bytes);
    for (const entry of (await listZip(archive)).slice(0, 2)) {
      const file = zipEntryAsSourceFile(archive, entry);
      expect(file.size).toBe(300_000);
      expect(await file.bytes(1000, 1010)).toEqual(large.slice(1000, 1010));
      expect((await file.bytes(299_999, 400_000)).length).toBe(1);
    }
  });

  it("give a first look at a large deflated entry without unpacking all of it", async () => {
    const large = Uint8Array.from({ length: 3_000_000 }, (_, i) => Math.sin(i) * 100 + (i >> 12));
    const bytes = await zipToBytes([{ name: "big", bytes: large }]);
    let bytesRead = 0;
    const archive = { path: "x.zip", size: bytes.length, bytes: async (from = 0, to = bytes.length) => ((bytesRead += to - from), bytes.subarray(from, to)) };
    const file = zipEntryAsSourceFile(archive, (await listZip(archive))[0]!);
    bytesRead = 0;
    expect(await file.bytes(0, 4096)).toEqual(large.slice(0, 4096));
    expect(bytesRead).toBeLessThan(200_000);
  });

  it("list more files than 16 bits count, through ZIP64", async () => {
    const bytes = await zipToBytes(Array.from({ length: 66_000 }, (_, i) => ({ name: `f${i}`, bytes: new Uint8Array(1), stored: true })));
    expect((await listZip(makeFile("x.zip", bytes))).length).toBe(66_000);
  });

  it("refuse paths that lead outside", async () => {
    for (const path of ["../evil", "/etc/passwd", "a/../../b", "C:/x", "..\\evil"]) {
      const bytes = await zipToBytes([{ name: "x".repeat(path.length), bytes: new Uint8Array(3) }]);
      bytes.set(new TextEncoder().encode(path), find(bytes, 0x02014b50) + 46);
      expect(await errorOf(bytes)).toContain("leads outside");
    }
    await expect(zipToBytes([{ name: "../x", bytes: new Uint8Array(1) }])).rejects.toBeInstanceOf(RangeError);
  });

  it("refuse entries that overlap", async () => {
    const bytes = await zipToBytes([{ name: "aa", bytes: CONTENT["a.txt"]! }, { name: "bb", bytes: CONTENT["a.txt"]! }]);
    const second = find(bytes, 0x02014b50, find(bytes, 0x02014b50) + 4);
    new DataView(bytes.buffer).setUint32(second + 42, 0, true);
    expect(await errorOf(bytes)).toContain("overlap");
  });

  it("refuse a ratio above 100 : 1 and a declared size that is not what comes out, before unpacking beyond it", async () => {
    const zeros = new Uint8Array(10_000_000);
    const packed = new Uint8Array(deflateRawSync(zeros));
    const bytes = await zipToBytes([{ name: "z", bytes: packed, stored: true }]);
    const central = find(bytes, 0x02014b50);
    const view = new DataView(bytes.buffer);
    view.setUint16(central + 10, 8, true);
    view.setUint32(central + 24, zeros.length, true);
    expect(await errorOf(bytes)).toContain("too-large");
    view.setUint32(central + 24, 60_000, true);
    expect(await errorOf(bytes)).toContain("too-large");
    expect(Buffer.compare((await contentOf(await zipToBytes([{ name: "z", bytes: zeros }])))["z"]!, zeros)).toBe(0);
  });

  it("notice a flipped bit, a cut end, an encrypted entry and another method", async () => {
    const sound = await zipToBytes([{ name: "a", bytes: CONTENT["Ordner/Ärzte.csv"]! }]);
    const change = (at: number, value: number): Uint8Array => {
      const bytes = sound.slice();
      bytes[at] = value;
      return bytes;
    };
    const central = find(sound, 0x02014b50);
    expect(await errorOf(change(100, 1))).toContain("checksum");
    expect(await errorOf(sound.subarray(0, -5))).toContain("truncated");
    expect(await errorOf(change(central + 8, 1))).toContain("encrypted");
    expect(await errorOf(change(central + 10, 12))).toContain("method 12");
    expect(await errorOf(change(0, 1))).toContain("local header");
    for (let cut = 0; cut < sound.length; cut++) expect(await errorOf(sound.subarray(0, cut))).toMatch(/^(truncated|malformed)/);
  });

  it("leave only typed errors for 100 000 mutated archives", async () => {
    const seeds = Object.values(golden).map((text) => Uint8Array.from(Buffer.from(text, "base64")));
    let state = 12345;
    const next = (below: number): number => (state = (state * 48271) % 2147483647) % below;
    for (let run = 0; run < 100_000; run++) {
      const bytes = seeds[run % seeds.length]!.slice();
      for (let i = next(4); i >= 0; i--) bytes[next(bytes.length)] = [0, 255, 1, next(256)][next(4)]!;
      const outcome = await errorOf(next(5) === 0 ? bytes.subarray(0, next(bytes.length)) : bytes);
      if (outcome.startsWith("untyped")) throw new Error(`run ${run}: ${outcome}`);
    }
  }, 60_000);
});

