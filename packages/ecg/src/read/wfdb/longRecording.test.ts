import { describe, expect, it } from "vitest";
import { openRecordings } from "../../open/readRecording.ts";
import { hasSharedData, listShared, makeFile } from "../../testing/sharedData.ts";
import { writeWfdb } from "../../write/wfdb/writeWfdb.ts";
import type { SourceFile } from "../sourceFile.ts";

const RATE_HZ = 250;
const FRAMES = 24 * 3600 * RATE_HZ;

/** A file made of one stretch of bytes over and over, so that 97 MB take the room of three. */
function repeated(path: string, tile: Uint8Array, size: number): { readonly file: SourceFile; readonly readCount: () => number } {
  let readCount = 0;
  const file: SourceFile = {
    path, size,
    async bytes(from = 0, to = size) {
      const bytes = new Uint8Array(Math.max(0, Math.min(to, size) - from));
      for (let at = 0; at < bytes.length; ) {
        const part = tile.subarray((from + at) % tile.length).subarray(0, bytes.length - at);
        bytes.set(part, at);
        at += part.length;
      }
      readCount += bytes.length;
      return bytes;
    },
  };
  return { file, readCount: () => readCount };
}

describe.skipIf(!hasSharedData)("a 24 h Holter of three leads in format 212 (97 MB, from MIT-BIH samples)", () => {
  it("opens and gives ten seconds anywhere in well under a second, reading less than a megabyte", async () => {
    const shared = listShared("mitdb");
    const leads: Int32Array[] = [];
    for (const name of ["100", "119"]) {
      const [opened] = await openRecordings(shared.find(({ path }) => path === `mitdb/${name}.hea`)!, shared);
      leads.push(...((await opened!.readSamples(0, 0, 650_000)) as Int32Array[]));
    }
    const signals = leads.slice(0, 3).map((samples, s) => ({ name: `lead ${s}`, unit: "mV", samplesPerFrame: 1, gainPerUnit: 200, baselineCount: 1024, invalidCount: null, samples }));
    const [header, dat] = writeWfdb({
      id: "holter", framesPerSecond: RATE_HZ, frameCount: 650_000, signals, annotations: [], annotationRateHz: RATE_HZ,
      facts: { personId: null, sex: null, ageYears: null, startTimeMs: null, potassiumMmolPerL: null, simulated: false, deidentified: false },
    }, { format: 212 });
    const { file, readCount } = repeated("holter.dat", dat!.bytes, (FRAMES * 3 * 3) / 2);
    expect(file.size).toBe(97_200_000);
    const text = new TextDecoder().decode(header!.bytes).replace(" 650000", ` ${FRAMES}`);
    const files = [makeFile("holter.hea", text), file];
    const started = performance.now();
    const [opened] = await openRecordings(files[0]!, files);
    const first = await opened!.readSamples(0, 0, 10 * RATE_HZ);
    const elapsedMs = performance.now() - started;
    console.info(`first ten seconds of a 24 h Holter: ${elapsedMs.toFixed(1)} ms, ${readCount()} bytes read`);
    expect(readCount()).toBeLessThan(100_000);
    expect(first.map((samples) => [...samples])).toEqual(signals.map(({ samples }) => [...samples.subarray(0, 10 * RATE_HZ)]));
    for (const from of [FRAMES / 2 + 1, FRAMES - 10 * RATE_HZ]) {
      const part = await opened!.readSamples(0, from, from + 10 * RATE_HZ);
      part.forEach((samples, s) => samples.forEach((count, i) => {
        if (count !== leads[s]![(from + i) % 650_000]) expect.unreachable(`lead ${s}, frame ${from + i}`);
      }));
    }
    expect(readCount()).toBeLessThan(1_000_000);
  });
});
