import { closeSync, ftruncateSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeFile } from "../../testing/sharedData.ts";
import { writeEdf } from "../../write/edf/writeEdf.ts";
import type { SourceFile } from "../sourceFile.ts";
import { edfReader } from "./edfReader.ts";

const facts = { personId: null, sex: null, ageYears: null, startTimeMs: null, potassiumMmolPerL: null, simulated: true, deidentified: true };
let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "kalium-edf-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A file on disk that counts what is read of it. */
function fileOnDisk(handle: number, size: number): SourceFile & { bytesRead: number; largestRead: number } {
  const file = {
    path: "large.edf", size, bytesRead: 0, largestRead: 0,
    bytes: async (from = 0, to = size) => {
      const bytes = new Uint8Array(Math.max(0, Math.min(to, size) - from));
      file.bytesRead += bytes.length;
      file.largestRead = Math.max(file.largestRead, bytes.length);
      readSync(handle, bytes, 0, bytes.length, from);
      return bytes;
    },
  };
  return file;
}

/** A sparse file: the header of a one-second recording, told to have `seconds` records; `marks` are samples of the first signal by second. */
function makeLargeFile(name: string, leadCount: number, rateHz: number, seconds: number, isPlus: boolean, marks: ReadonlyMap<number, number>): { readonly handle: number; readonly size: number } {
  const samples = new Int32Array(rateHz);
  const [small] = writeEdf({
    id: "a", framesPerSecond: rateHz, frameCount: rateHz, annotationRateHz: rateHz, annotations: [], facts,
    signals: Array.from({ length: leadCount }, (_, lead) => ({ name: `lead ${lead}`, unit: "mV", samplesPerFrame: 1, gainPerUnit: 200, baselineCount: 0, invalidCount: null, samples })),
  });
  const header = small!.bytes.slice(0, 256 * (leadCount + 2));
  const recordBytes = small!.bytes.length - header.length;
  header.set(new TextEncoder().encode(String(seconds).padEnd(8)), 236);
  if (!isPlus) header.fill(32, 192, 236);
  const size = header.length + seconds * recordBytes;
  const handle = openSync(join(folder, name), "w+");
  ftruncateSync(handle, size);
  writeSync(handle, header, 0, header.length, 0);
  for (const [second, value] of marks) writeSync(handle, new Uint8Array(new Int16Array([value]).buffer), 0, 2, header.length + second * recordBytes);
  return { handle, size };
}

describe("large EDF files", () => {
  it("reads ten seconds anywhere in a file of 2 GB without loading it", async () => {
    const { handle, size } = makeLargeFile("2gb.edf", 12, 500, 180_000, false, new Map([[0, 1], [90_000, 1234], [179_999, -7]]));
    expect(size).toBeGreaterThan(2 ** 31);
    const file = fileOnDisk(handle, size);
    const before = process.memoryUsage().rss;
    const [opened] = await edfReader.open(file, [file], {});
    expect(file.bytesRead).toBeLessThan(10_000);
    const { frameCount } = opened!.groups[0]!;
    expect(frameCount).toBe(90_000_000);
    expect((await opened!.readSamples(0, 45_000_000, 45_005_000))[0]!.slice(0, 2)).toEqual(new Int32Array([1234, 0]));
    expect((await opened!.readSamples(0, frameCount - 500, frameCount))[0]![0]).toBe(-7);
    expect(file.bytesRead).toBeLessThan(200_000);
    expect(process.memoryUsage().rss - before).toBeLessThan(64 << 20);
    closeSync(handle);
  });

  it("shows the first screen of a 24 h Holter with annotations within a second, in blocks of a few megabytes", async () => {
    const { handle, size } = makeLargeFile("holter.edf", 3, 256, 86_400, true, new Map([[0, 77]]));
    const file = fileOnDisk(handle, size);
    const started = performance.now();
    const usedBefore = process.cpuUsage();
    const [opened] = await edfReader.open(file, [file], {});
    const [first] = await opened!.readSamples(0, 0, 2560);
    const used = process.cpuUsage(usedBefore);
    const wallMs = performance.now() - started;
    expect(first![0]).toBe(77);
    expect(opened!.groups[0]!.frameCount).toBe(86_400 * 256);
    expect(file.largestRead).toBeLessThanOrEqual(4 << 20);
    console.info(`24 h Holter, ${(size / 1e6).toFixed(0)} MB: first screen after ${wallMs.toFixed(0)} ms`);
    // Processor time, so that other work on the machine does not count.
    expect((used.user + used.system) / 1000).toBeLessThan(1000);
    closeSync(handle);
  });

  it.each([["EDF", 1], ["BDF", 1000]] as const)("decodes %s at 100 MB/s or more", async (kind, scale) => {
    const frameCount = 500 * 1000;
    const [written] = writeEdf({
      id: "a", framesPerSecond: 500, frameCount, annotationRateHz: 500, annotations: [], facts,
      signals: Array.from({ length: 12 }, (_, lead) => ({ name: `lead ${lead}`, unit: "mV", samplesPerFrame: 1, gainPerUnit: 200, baselineCount: 0, invalidCount: null, samples: Int32Array.from({ length: frameCount }, (_value, i) => ((i * (lead + 3)) % 2000) * scale) })),
    });
    written!.bytes.fill(32, 192, 236);
    const file = makeFile("a.edf", written!.bytes);
    const [opened] = await edfReader.open(file, [], {});
    let best = Infinity;
    for (let run = 0; run < 5; run++) {
      const before = process.cpuUsage();
      await opened!.readSamples(0, 0, frameCount);
      const used = process.cpuUsage(before);
      best = Math.min(best, (used.user + used.system) / 1e6);
    }
    const megabytesPerSecond = written!.bytes.length / 1e6 / best;
    console.info(`${kind}: ${megabytesPerSecond.toFixed(0)} MB/s`);
    expect(megabytesPerSecond).toBeGreaterThan(100);
  });
});
