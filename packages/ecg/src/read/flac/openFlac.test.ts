import { createHash } from "node:crypto";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { SourceFile } from "../sourceFile.ts";
import { sourceFileFromBytes } from "../sourceFile.ts";
import { openFlac } from "./openFlac.ts";
import { crc16, crc8 } from "./checksums.ts";
import { Md5 } from "./md5.ts";

const GOLDEN = new URL("../../../../../tests/golden/ecg/wfdb/", import.meta.url);
interface Golden {
  readonly files: Readonly<Record<string, { readonly bits: number; readonly sampleCount: number; readonly sha256: readonly string[]; readonly holds: readonly string[] }>>;
}
const golden = JSON.parse(readFileSync(new URL("flacFiles.json", GOLDEN), "utf8")) as Golden;
const bytesOf = (name: string) => new Uint8Array(readFileSync(new URL(`flac/${name}.flac`, GOLDEN)));

async function decode(file: SourceFile, from = 0, to?: number): Promise<readonly Int32Array[]> {
  const stream = await openFlac(file);
  const end = to ?? stream.sampleCount;
  const out = Array.from({ length: stream.channelCount }, () => new Int32Array(end - from));
  await stream.visit(from, end, (channels, at, first, count) => channels.forEach((channel, c) => out[c]!.set(channel.subarray(at, at + count), first - from)));
  return out;
}

const failure = (file: SourceFile) => decode(file).then(() => "accepted", (error: unknown) => error);

describe("openFlac", () => {
  it.each(Object.keys(golden.files))("decodes %s as the reference decoder does", async (name) => {
    const { sha256, sampleCount } = golden.files[name]!;
    const channels = await decode(sourceFileFromBytes(name, bytesOf(name)));
    expect(channels[0]!.length).toBe(sampleCount);
    expect(channels.map((channel) => createHash("sha256").update(channel).digest("hex"))).toEqual(sha256);
  });

  it("is checked on every kind of subframe, residual and stereo mode", () => {
    const held = new Set(Object.values(golden.files).flatMap(({ holds }) => holds));
    for (const kind of ["INDEPENDENT", "LEFT_SIDE", "RIGHT_SIDE", "MID_SIDE", "type=CONSTANT", "type=VERBATIM", "residual=RICE", "residual=RICE2", "wasted bits"]) expect([...held]).toContain(kind);
    for (const order of [0, 1, 2, 3, 4]) expect([...held]).toContain(`type=FIXED order=${order}`);
    expect([...held].filter((kind) => /type=LPC order=(2\d|3[0-2])$/.test(kind)).length).toBeGreaterThan(0);
  });

  it("gives any range as the same part of the whole", async () => {
    for (const name of ["ecg16", "escape-variable16", "no-length16", "eight24", "wasted16"]) {
      const file = sourceFileFromBytes(name, bytesOf(name));
      const whole = await decode(file);
      const { length } = whole[0]!;
      for (let from = 0; from < length; from += 97) {
        const to = Math.min(length, from + (from % 150));
        expect([name, from, await decode(file, from, to)]).toEqual([name, from, whole.map((channel) => channel.slice(from, to))]);
      }
    }
  });

  it("tells damage by the checksums of frames and of the stream, and a cut file", async () => {
    const bytes = bytesOf("ecg16");
    const changed = (at: number, value: number) => sourceFileFromBytes("x.flac", bytes.with(at, value));
    expect(await failure(changed(bytes.length - 1, bytes[bytes.length - 1]! ^ 1))).toMatchObject({ code: "checksum" });
    expect(await failure(changed(bytes.length - 400, bytes[bytes.length - 400]! ^ 16))).toMatchObject({ place: { file: "x.flac" } });
    expect(await failure(changed(30, bytes[30]! ^ 1))).toMatchObject({ code: "checksum", message: expect.stringContaining("MD5") as string });
    expect(await failure(sourceFileFromBytes("x.flac", bytes.subarray(0, bytes.length - 10)))).toMatchObject({ code: "truncated" });
    expect(await failure(sourceFileFromBytes("x.flac", bytes.subarray(0, 20)))).toMatchObject({ code: "truncated" });
    expect(await failure(changed(0, 0))).toMatchObject({ code: "malformed" });
  });

  it("refuses a stream that promises a thousand times its size, before it takes the room", async () => {
    const bytes = bytesOf("flat16");
    const giant = bytes.with(21, (bytes[21]! & 0xf0) | 15);
    expect(await failure(sourceFileFromBytes("x.flac", giant))).toMatchObject({ code: "too-large" });
  });
});

describe("a long FLAC file", () => {
  const hasFlac = (() => {
    try {
      execFileSync("flac", ["--version"], { stdio: "ignore" });
      return true;
    } catch {
      console.warn("Skipped: reaching into a long FLAC file needs the flac tool on the path");
      return false;
    }
  })();

  it.skipIf(!hasFlac)("is entered anywhere after reading a small part of it", async () => {
    const length = 3_000_000;
    const samples = Int16Array.from({ length }, (_, n) => 8000 * Math.sin(n / 9) + (n < length / 3 ? 0 : (n * 7919) % 4001));
    const folder = mkdtempSync(join(tmpdir(), "kalium-flac-"));
    try {
      writeFileSync(join(folder, "a.raw"), samples);
      execFileSync("flac", ["-s", "-f", "--force-raw-format", "--endian=little", "--sign=signed", "--channels=1", "--bps=16", "--sample-rate=250", "-o", join(folder, "a.flac"), join(folder, "a.raw")]);
      const bytes = new Uint8Array(readFileSync(join(folder, "a.flac")));
      for (const from of [0, 1_000_000, 2_500_000, length - 2500]) {
        let readCount = 0;
        const file: SourceFile = { path: "a.flac", size: bytes.length, bytes: async (a = 0, b = bytes.length) => ((readCount += Math.min(b, bytes.length) - a), bytes.subarray(a, b)) };
        const [own] = await decode(file, from, from + 2500);
        expect(Buffer.from(own!.buffer).equals(Buffer.from(Int32Array.from(samples.subarray(from, from + 2500)).buffer))).toBe(true);
        expect(readCount).toBeLessThan(1_000_000);
      }
      expect(bytes.length).toBeGreaterThan(3_000_000);
      expect((await decode(sourceFileFromBytes("a.flac", bytes)))[0]!.length).toBe(length);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe("checksums", () => {
  it("are those of the catalogue for 123456789, and of RFC 1321", () => {
    const digits = new TextEncoder().encode("123456789");
    expect(crc8(digits, 0, 9)).toBe(0xf4);
    expect(crc16(digits, 0, 9)).toBe(0xfee8);
    for (const [text, expected] of [["", "d41d8cd98f00b204e9800998ecf8427e"], ["abc", "900150983cd24fb0d6963f7d28e17f72"], ["1234567890".repeat(8), "57edf4a22be3c955ac49da2e2107b67a"]] as const) {
      const hash = new Md5();
      for (const letter of text) hash.update(new TextEncoder().encode(letter));
      expect(Buffer.from(hash.digest()).toString("hex")).toBe(expected);
    }
  });
});
