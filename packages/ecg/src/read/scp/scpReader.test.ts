import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { FormatError } from "../../errors.ts";
import type { OpenedRecording } from "../../open/openedRecording.ts";
import { hasSharedData, makeFile, readShared, readSharedText } from "../../testing/sharedData.ts";
import type { SourceFile } from "../sourceFile.ts";
import { scpReader } from "./scpReader.ts";
import { crcCcitt } from "./scpSections.ts";

const GOLDEN = new URL("../../../../../tests/golden/ecg/scp/", import.meta.url);
const golden = (name: string) => new Uint8Array(readFileSync(new URL(name, GOLDEN)));
const expected = (JSON.parse(readFileSync(new URL("expected.json", GOLDEN), "utf8")) as { files: Record<string, { samples: number[][]; reference?: number[][]; biosigAgrees: boolean }> }).files;
const openGolden = (name: string) => openFile(makeFile(`${name}.scp`, golden(`${name}.scp`)));

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

describe("SCP-ECG records in every coding", () => {
  it.each(Object.keys(expected).filter((name) => name !== "one-after-the-other"))("%s decode to the samples that were encoded", async (name) => {
    const recording = await openGolden(name);
    const { samples } = expected[name]!;
    const read = await recording.readSamples(0, 0, samples[0]!.length);
    expect(read.slice(0, samples.length).map((own) => [...own])).toEqual(samples);
    expect(recording.groups[0]!.signals.slice(0, 3).map(({ name: lead, gainPerUnit, unit }) => [lead, gainPerUnit, unit])).toEqual([["I", 1000, "mV"], ["II", 1000, "mV"], [samples.length === 2 ? "III" : "V1", 1000, "mV"]]);
    // Any part is the same as that part of the whole.
    expect(await recording.readSamples(0, 17, 23)).toEqual(read.map((own) => own.slice(17, 23)));
  });

  it("agree with BioSig wherever BioSig can decode them", () => {
    expect(Object.keys(expected).filter((name) => expected[name]!.biosigAgrees)).toEqual(["plain", "plain-differences", "default-table-0", "default-table-1", "default-table-2", "own-table", "own-table-literals-swapped", "one-after-the-other"]);
  });

  it("put leads that were recorded one after the other on one time axis, invalid where there was nothing", async () => {
    const recording = await openGolden("one-after-the-other");
    const read = await recording.readSamples(0, 0, 120);
    const { invalidCount } = recording.groups[0]!.signals[0]!;
    expected["one-after-the-other"]!.samples.forEach((part, lead) => {
      expect([...read[lead]!.subarray(40 * lead, 40 * lead + 40)]).toEqual(part);
      expect(read[lead]!.filter((count) => count === invalidCount)).toHaveLength(80);
    });
    expect(recording.groups[0]!.signals.map(({ name }) => name)).toEqual(["I", "II", "V1"]);
  });

  it("hold the reference beat as a group of its own, the beats as marks, and the measurements", async () => {
    const recording = await openGolden("reference-beat");
    expect(recording.formatDetail).toBe("SCP-ECG 2.0");
    expect((await recording.readSamples(1, 0, 40)).slice(0, 3).map((own) => [...own])).toEqual(expected["reference-beat"]!.reference);
    expect(recording.groups[1]!.kind).toBe("representative-beat");
    expect(recording.annotations.map(({ sampleIndex, subtype }) => [sampleIndex, subtype])).toEqual([[30, 0], [75, 0], [105, 1]]);
    expect(recording.facts.measurements).toEqual({ heartRatePerMinute: 72, rrMs: 90, prMs: 40, qrsMs: 16, qtMs: 100, qtcMs: 430, pAxisDeg: 45, qrsAxisDeg: -30, tAxisDeg: 60 });
    expect(recording.facts.filters).toEqual({ highPassHz: 0.05, lowPassHz: 150, notchHz: 50 });
    expect(recording.facts).toMatchObject({ personId: "ID-77", sex: "female", ageYears: 61, startTimeMs: Date.UTC(2024, 1, 29, 23, 59, 58) });
    for (const [kind, value] of [["person-name", "Doe"], ["place", "General Hospital"], ["staff", "Dr. Grey"], ["place", "Room 7"], ["device", "SN-4711"], ["free-text", "walks with a stick"], ["free-text", "Abnormal ECG"], ["free-text", "AFIB"], ["free-text", "MILD"]]) {
      expect(recording.facts.texts).toContainEqual(expect.objectContaining({ kind, value }));
    }
  });
});

describe("damaged SCP-ECG records", () => {
  const refusal = async (bytes: Uint8Array) => {
    const file = makeFile("a.scp", bytes);
    return scpReader.open(file, [file], {}).then(
      ([recording]) => recording!.notes.join(" "),
      (error: unknown) => (error instanceof FormatError ? error.code : String(error)),
    );
  };
  const setCrc = (bytes: Uint8Array) => new DataView(bytes.buffer).setUint16(0, crcCcitt(bytes.subarray(2)), true);

  it("are refused when a sample's bit is flipped", async () => {
    const bytes = golden("default-table-1.scp");
    bytes[bytes.length - 9]! ^= 4;
    expect(await refusal(bytes)).toBe("checksum");
    setCrc(bytes);
    expect(await refusal(bytes)).toContain("The checksum of section 6 does not match");
  });

  it("are read with a note when only the record's own checksum is wrong", async () => {
    const bytes = golden("plain.scp");
    bytes[0]! ^= 1;
    expect(await refusal(bytes)).toContain("The checksum of the record does not match");
  });

  it("are read when the machine left the checksums out", async () => {
    const bytes = golden("plain.scp");
    bytes.set([0, 0]);
    expect(await refusal(bytes)).not.toContain("checksum");
  });

  it("are refused when they break off, and read with a note when something follows", async () => {
    const bytes = golden("plain.scp");
    expect(await refusal(bytes.slice(0, -1))).toBe("truncated");
    expect(await refusal(Uint8Array.from([...bytes, 1, 2, 3]))).toContain("3 bytes after the record");
  });

  it("are refused before anything is allocated when a lead states more samples than its bytes can hold", async () => {
    const bytes = golden("default-table-1.scp");
    const at = bytes.findIndex((_, i) => bytes[i] === 120 && bytes[i + 4] === 1 && bytes[i - 4] === 1);
    new DataView(bytes.buffer).setUint32(at, 0x7fffffff, true);
    setCrc(bytes);
    expect(await refusal(bytes)).toBe("truncated");
  });
});
