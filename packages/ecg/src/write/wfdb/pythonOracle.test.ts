/** Python wfdb opens what we write. Needs python3 with wfdb (KALIUM_PYTHON names another Python); skipped without. */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { sampleFormatOf } from "../../read/wfdb/sampleFormats.ts";
import type { RecordingToWrite, SignalToWrite, WrittenFile } from "../recordingToWrite.ts";
import { WFDB_STORAGE_FORMATS } from "./encodeSamples.ts";
import { writeWfdb } from "./writeWfdb.ts";

const python = process.env.KALIUM_PYTHON ?? "python3";
const script = fileURLToPath(new URL("../../../../../tests/golden/ecg/wfdb/readWithPython.py", import.meta.url));
const goldenPath = new URL("../../../../../tests/golden/ecg/wfdb/writtenFiles.json", import.meta.url);
const hasWfdb = (() => {
  try {
    execFileSync(python, ["-c", "import wfdb"], { stdio: "ignore" });
    return true;
  } catch {
    console.warn(`Skipped: reading our WFDB files with Python needs ${python} with wfdb`);
    return false;
  }
})();

/** Deterministic recordings: every format, several samples a frame, invalid samples, annotations, changing calibration. */
function makeRecordings(): readonly (readonly [RecordingToWrite, readonly WrittenFile[]])[] {
  return [...WFDB_STORAGE_FORMATS, "segments" as const].map((kind, k) => {
    const format = kind === "segments" ? 16 : kind;
    const { maximum, invalidCount } = sampleFormatOf(format)!;
    const amplitude = format === 8 ? 90 : maximum - 1;
    const signals = [1, kind === "segments" ? 1 : 3].map((samplesPerFrame, s): SignalToWrite => ({
      name: `lead ${s}`, unit: s === 0 ? "mV" : "uV", samplesPerFrame, gainPerUnit: s === 0 ? 200.5 : 1, baselineCount: s === 0 ? 0 : -17, invalidCount,
      ...(kind === "segments" ? { gainPerUnit: 100, baselineCount: 5, calibrations: [{ fromFrame: 0, gainPerUnit: 100, baselineCount: 5 }, { fromFrame: 40 + 7 * s, gainPerUnit: 250, baselineCount: 9 }] } : {}),
      samples: Int32Array.from({ length: 101 * samplesPerFrame }, (_, n) => (invalidCount !== null && n % 37 === 36 ? invalidCount : Math.round(amplitude * Math.sin(n / (9 + s))))),
    }));
    const recording: RecordingToWrite = {
      id: `written_${kind}`, framesPerSecond: 250, frameCount: 101, signals, annotationRateHz: k % 2 === 0 ? 250 : 1000,
      annotations: [
        { sampleIndex: 3, symbol: "+", aux: "(AFIB", subtype: 0, channel: 0, number: 0, onsetS: null, durationS: null },
        { sampleIndex: 1500, symbol: "V", aux: "", subtype: -3, channel: 2, number: 5, onsetS: null, durationS: null },
        { sampleIndex: 300_000, symbol: "N", aux: "late", subtype: 1, channel: 2, number: -5, onsetS: null, durationS: null },
      ],
      facts: { personId: null, sex: null, ageYears: null, startTimeMs: Date.UTC(2137, 9, 26, 16, 57, 9, 250), potassiumMmolPerL: null, simulated: true, deidentified: false },
    };
    return [recording, writeWfdb(recording, kind === "segments" ? {} : { format: kind })] as const;
  });
}

const written = makeRecordings();
const hashes = Object.fromEntries(written.flatMap(([, files]) => files.map(({ name, bytes }) => [name, createHash("sha256").update(bytes).digest("hex").slice(0, 16)])));

describe("what writeWfdb writes", () => {
  it("is, byte for byte, what Python wfdb was seen to read", () => {
    expect(hashes).toEqual((JSON.parse(readFileSync(goldenPath, "utf8")) as { readonly files: unknown }).files);
  });

  it.skipIf(!hasWfdb)("is read by Python wfdb with the same samples, calibrations and annotations", () => {
    const folder = mkdtempSync(join(tmpdir(), "kalium-wfdb-"));
    try {
      for (const { name, bytes } of written.flatMap(([, files]) => files)) writeFileSync(join(folder, name), bytes);
      const answer = JSON.parse(execFileSync(python, [script, folder, ...written.map(([{ id }]) => id)], { encoding: "utf8", maxBuffer: 2 ** 26 })) as { version: string; records: Record<string, Record<string, unknown>> };
      for (const [{ id, signals, annotations, annotationRateHz, framesPerSecond, frameCount }] of written) {
        const read = answer.records[id]!;
        expect(read).toMatchObject({ rate: framesPerSecond, length: frameCount });
        const physical = signals.map(({ samples, invalidCount, calibrations, ...rest }) => Array.from(samples, (count, n) => {
          const rule = calibrations?.findLast(({ fromFrame }) => fromFrame <= n) ?? rest;
          return count === invalidCount ? null : (count - rule.baselineCount) / rule.gainPerUnit;
        }));
        (read.physical as (number | null)[][]).forEach((values, s) => values.forEach((value, n) => {
          if (value === null || physical[s]![n] === null) expect([id, s, n, value]).toEqual([id, s, n, physical[s]![n]]);
          else expect(Math.abs(value - physical[s]![n]!)).toBeLessThanOrEqual(1e-12 * Math.abs(value));
        }));
        if (read.counts !== null && read.counts !== undefined) {
          expect(read.counts).toEqual(signals.map(({ samples }) => [...samples]));
          expect(read).toMatchObject({ names: signals.map(({ name }) => name), units: ["mV", "uV"], gains: [200.5, 1], baselines: [0, -17], start: "2137-10-26 16:57:09.250000" });
        }
        expect(read.annotations).toEqual({
          rate: annotationRateHz,
          rows: annotations.map(({ sampleIndex, symbol, subtype, channel, number, aux }) => [sampleIndex, symbol, subtype, channel, number, aux]),
        });
      }
      if (process.env.KALIUM_UPDATE_GOLDENS !== undefined) writeFileSync(goldenPath, `${JSON.stringify({ madeBy: `pythonOracle.test.ts with KALIUM_UPDATE_GOLDENS=1 and Python wfdb ${answer.version}, which read all of these as they were meant`, files: hashes }, null, 1)}\n`);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
