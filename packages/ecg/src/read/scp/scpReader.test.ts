import { describe, expect, it } from "vitest";
import type { OpenedRecording } from "../../open/openedRecording.ts";
import { hasSharedData, makeFile, readShared, readSharedText } from "../../testing/sharedData.ts";
import type { SourceFile } from "../sourceFile.ts";
import { scpReader } from "./scpReader.ts";

async function openFile(file: SourceFile): Promise<OpenedRecording> {
  expect(scpReader.recognises(await file.bytes(0, 4096), file)).toBe(true);
  return (await scpReader.open(file, [file], {}))[0]!;
}

describe.skipIf(!hasSharedData)("the SCP-ECG sample", () => {
  const open = () => openFile(makeFile("scp/test.scp", readShared("scp/test.scp")));

  it("equals its decoded counterpart in all 60 000 samples", async () => {
    const recording = await open();
    const decoded = new Int16Array(readShared("scp/test.dat").slice().buffer);
    const names = [...readSharedText("scp/test.hea").matchAll(/^test\.dat 16 200\/mV .* (\w+)\r?$/gm)].map((line) => line[1]!);
    expect(names).toHaveLength(12);
    const samples = await recording.readSamples(0, 0, 5000);
    const { signals } = recording.groups[0]!;
    expect(new Set(signals.map(({ name }) => name))).toEqual(new Set(names));
    signals.forEach(({ name, gainPerUnit, unit }, index) => {
      expect([gainPerUnit, unit]).toEqual([200, "mV"]);
      expect(samples[index]).toEqual(Int32Array.from({ length: 5000 }, (_, frame) => decoded[12 * frame + names.indexOf(name)]!));
    });
  });

  it("stores eight leads of 10 s at 500 Hz and a representative beat of 698 ms", async () => {
    const recording = await open();
    expect(recording.formatDetail).toBe("SCP-ECG 1.0");
    expect(recording.groups.map(({ kind, framesPerSecond, frameCount }) => [kind, framesPerSecond, frameCount])).toEqual([["rhythm", 500, 5000], ["representative-beat", 500, 349]]);
    expect(recording.groups[0]!.signals.map(({ name }) => name)).toEqual(["I", "II", "V1", "V2", "V3", "V4", "V5", "V6", "III", "aVR", "aVL", "aVF"]);
    expect(recording.notes).toEqual(["III, aVR, aVL, aVF are not stored and were computed from I and II."]);
  });

  it("carries the measurements, the filters, the person and eleven beats", async () => {
    const recording = await open();
    expect(recording.facts.measurements).toEqual({ heartRatePerMinute: null, rrMs: 869, prMs: 170, qrsMs: 104, qtMs: 446, qtcMs: null, pAxisDeg: -18, qrsAxisDeg: -41, tAxisDeg: 118 });
    expect(recording.facts).toMatchObject({ personId: "0000000", sex: "male", ageYears: 49, startTimeMs: Date.UTC(2004, 0, 1, 2, 13, 18), filters: { highPassHz: 5, lowPassHz: 150, notchHz: 60 } });
    expect(recording.annotations).toHaveLength(11);
    expect(recording.annotations[0]).toMatchObject({ sampleIndex: 253, symbol: "N", subtype: 0 });
  });

  it("lists names, numbers, dates, device and statements with their places", async () => {
    const { texts } = (await open()).facts;
    for (const [place, kind, value] of [
      ["section 1, tag 0 last name", "person-name", "xxxxxxx"],
      ["section 1, tag 2 patient ID", "identifier", "0000000"],
      ["section 1, tag 5 date of birth", "date", "1954-01-01"],
      ["section 1, tag 25 date of acquisition", "date", "2004-01-01"],
      ["section 1, tag 14 acquiring device, serial number", "device", "0000146"],
      ["section 1, tag 30 free text", "free-text", "CP     TECH   JLR        RM 7"],
      ["section 8 statement 7", "free-text", "Abnormal ECG"],
    ]) {
      expect(texts).toContainEqual({ place, kind, value });
    }
  });
});
