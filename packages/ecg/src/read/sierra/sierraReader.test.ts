import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { OpenedRecording } from "../../open/openedRecording.ts";
import { recogniseFormat } from "../../open/readRecording.ts";
import { hasSharedData, readShared } from "../../testing/sharedData.ts";
import { sourceFileFromBytes } from "../sourceFile.ts";
import { sierraReader } from "./sierraReader.ts";

interface GoldenLead {
  readonly name: string;
  readonly count: number;
  readonly sha256: string;
  readonly first: readonly number[];
  readonly rateHz?: number;
  readonly resolution?: number;
}

/** Unpacked by sierra-ecg-tools; see tests/golden/ecg/sierra/make_golden.py. */
const folder = new URL("../../../../../tests/golden/ecg/sierra/", import.meta.url);
const golden = JSON.parse(readFileSync(new URL("golden.json", folder), "utf8")) as { file: string; version: string; rateHz: number; leads: GoldenLead[]; beats: GoldenLead[] }[];

const bytesOf = (name: string) => (name.startsWith("waveforms") ? new Uint8Array(readFileSync(new URL(name, folder))) : readShared(`philips-sierra/${name}`));
const openBytes = async (bytes: Uint8Array, name = "x.xml") => (await sierraReader.open(sourceFileFromBytes(name, bytes), [], {}))[0]!;
const openNamed = (name: string) => openBytes(bytesOf(name), name);
const openText = (text: string) => openBytes(new TextEncoder().encode(text));
const cut = () => readFileSync(new URL("waveforms-1.04.xml", folder), "utf8");

async function leadsOf(recording: OpenedRecording, group = 0): Promise<Map<string, Int32Array>> {
  const { signals, frameCount } = recording.groups[group]!;
  const samples = await recording.readSamples(group, 0, frameCount);
  return new Map(signals.map(({ name }, index) => [name, samples[index] as Int32Array]));
}

const shaOf = (samples: Int32Array) => createHash("sha256").update(new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength)).digest("hex");

describe("sierraReader", () => {
  for (const expected of golden) {
    const available = hasSharedData || expected.file.startsWith("waveforms");
    it.skipIf(!available)(`unpacks every sample of ${expected.file} (${expected.version}) as sierra-ecg-tools does`, async () => {
      const recording = await openNamed(expected.file);
      expect(recording.formatDetail).toBe(`Sierra ${expected.version}`);
      for (const [group, own] of [expected.leads, expected.beats].entries()) {
        if (own.length === 0) continue;
        const leads = await leadsOf(recording, group);
        expect([...leads.keys()]).toEqual(own.map(({ name }) => name));
        for (const { name, count, sha256, first } of own) {
          expect(leads.get(name)!.length).toBe(count);
          expect([...leads.get(name)!.subarray(0, first.length)], name).toEqual(first);
          expect(shaOf(leads.get(name)!), name).toBe(sha256);
        }
      }
      expect(recording.groups[0]).toMatchObject({ kind: "rhythm", framesPerSecond: expected.rateHz, frameCount: 5500 });
      expect(recording.groups.length).toBe(expected.beats.length > 0 ? 2 : 1);
      expect(recording.groups[1]?.framesPerSecond).toBe(expected.beats[0]?.rateHz);
    });

    it.skipIf(!available)(`finds the relations of Einthoven and Goldberger in ${expected.file}, within rounding and the machine's own residue`, async () => {
      const recording = await openNamed(expected.file);
      const leads = await leadsOf(recording);
      const pulse = recording.annotations[0]!.sampleIndex;
      expect(recording.annotations[0]).toMatchObject({ symbol: '"', aux: "calibration pulse" });
      const [one, two, three, aVR, aVL, aVF] = ["I", "II", "III", "aVR", "aVL", "aVF"].map((name) => leads.get(name)!.subarray(0, pulse));
      const worst = (of: (at: number) => number) => one!.reduce((most, _, at) => Math.max(most, Math.abs(of(at))), 0);
      expect(worst((at) => two![at]! - one![at]! - three![at]!)).toBeLessThanOrEqual(2);
      expect(worst((at) => aVR![at]! + aVL![at]! + aVF![at]!)).toBeLessThanOrEqual(4);
      expect(worst((at) => aVR![at]! + (one![at]! + two![at]!) / 2)).toBeLessThanOrEqual(2);
      expect(worst((at) => one![at]!)).toBeGreaterThan(20);
    });

    it.skipIf(!available)(`marks the calibration pulse of 1 mV at the end of ${expected.file}`, async () => {
      const recording = await openNamed(expected.file);
      const pulse = recording.annotations[0]!.sampleIndex;
      expect(pulse).toBeGreaterThan(5200);
      expect(recording.notes).toEqual([expect.stringContaining("calibration pulse")]);
      for (const samples of (await leadsOf(recording)).values()) {
        expect(new Set(samples.subarray(pulse))).toEqual(new Set([0, 200]));
        expect(samples.subarray(pulse).filter((value) => value === 200).length).toBe(100);
      }
    });
  }

  it.skipIf(!hasSharedData)("states what the machines measured", async () => {
    expect((await openNamed("129DYPRG.XML")).facts).toMatchObject({
      personId: "1112010721168bdc", sex: "male", ageYears: 50, startTimeMs: Date.UTC(2011, 11, 1, 7, 27, 34),
      measurements: { heartRatePerMinute: 41, rrMs: 1464, prMs: 151, qrsMs: 135, qtMs: 476, qtcMs: 393, pAxisDeg: 66, qrsAxisDeg: -21, tAxisDeg: 59 },
      filters: { highPassHz: 0.05, lowPassHz: 150, notchHz: null },
    });
    expect((await openNamed("2020-5-18_15-48-11.xml")).facts).toMatchObject({
      personId: "xxxxxx", sex: null, ageYears: 69, startTimeMs: Date.UTC(2020, 4, 18, 15, 48, 11),
      measurements: { heartRatePerMinute: 64, rrMs: 938, prMs: 164, qrsMs: 102, qtMs: 399, qtcMs: 412, pAxisDeg: 27, qrsAxisDeg: 22, tAxisDeg: 80 },
      filters: { highPassHz: 0.05, lowPassHz: 150, notchHz: null },
    });
  });

  it.skipIf(!hasSharedData)("gives microvolts: 5 a count in the rhythm, 1 in the representative beats", async () => {
    const { groups } = await openNamed("2020-5-18_15-48-11.xml");
    expect(groups.map(({ kind, signals }) => [kind, 1 / signals[0]!.gainPerUnit, signals[0]!.unit])).toEqual([["rhythm", 5, "uV"], ["representative-beat", 1, "uV"]]);
  });

  it.skipIf(!hasSharedData)("lists every text that names a person, a place, a time or a machine, by kind", async () => {
    const { texts } = (await openNamed("2020-5-18_15-48-11.xml")).facts;
    const kindsAt = (end: string) => texts.filter(({ place }) => place.endsWith(end)).map(({ kind, value }) => [kind, value]);
    expect(kindsAt("/lastname")).toEqual([["person-name", "xxxxxx"]]);
    expect(kindsAt("/patientid")).toEqual([["identifier", "xxxxxx"]]);
    expect(kindsAt("/dateofbirth")).toEqual([["date", "1951-01-01"]]);
    expect(kindsAt("/dataacquisition/@date")).toEqual([["date", "2020-05-18"]]);
    expect(kindsAt("/operator/@id")).toEqual([["staff", "ABC"]]);
    expect(kindsAt("/institutionname")).toEqual([["place", "PLACE"]]);
    expect(kindsAt("/facilityname")).toEqual([["place", "PLACE"]]);
    expect(kindsAt("/departmentname")).toEqual([["place", "PLACE"]]);
    expect(kindsAt("/@machineid")).toEqual([["device", "US71621374"]]);
    expect(kindsAt("/orderremarks")).toEqual([["free-text", "abc123"]]);
    expect(kindsAt("/filename")[0]?.[0]).toBe("identifier");
    expect(kindsAt("/documentinfo/comments")[0]?.[0]).toBe("free-text");
    expect(kindsAt("/userdefine/value")).toEqual([["identifier", "PNT"]]);
    expect(kindsAt("/leftstatement").map(([kind]) => kind)).toEqual(["free-text", "free-text"]);
    expect(texts.some(({ value }) => value.length > 1000)).toBe(false);
  });

  it("is found by its content in UTF-8 and UTF-16", async () => {
    for (const bytes of [Buffer.from(cut(), "utf8"), Buffer.from(`\ufeff${cut()}`, "utf16le")]) {
      expect(await recogniseFormat(sourceFileFromBytes("a.bin", new Uint8Array(bytes)))).toBe(sierraReader);
    }
  });

  const plain = (attributes: string, data: string) =>
    `<restingecgdata xmlns="http://www3.medical.philips.com"><documentinfo><documentversion>1.04</documentversion></documentinfo><waveforms><parsedwaveforms ${attributes}>${data}</parsedwaveforms></waveforms></restingecgdata>`;
  const basic = 'numberofleads="2" leadlabels="I II" samplespersecond="250" resolution="2.5" bitspersample="16" durationperchannel="12"';

  it("reads plain and merely encoded samples, lead after lead, as they are", async () => {
    const asBase64 = Buffer.from(Int16Array.of(1, -2, 3, 32767, -32768, 0).buffer).toString("base64");
    for (const text of [plain(`${basic} dataencoding="Plain" signaloffset="10"`, "1 -2 3\n32767 -32768 0"), plain(`${basic} dataencoding="Base64" signaloffset="10"`, asBase64)]) {
      const recording = await openText(text);
      expect(recording.groups[0]).toMatchObject({ framesPerSecond: 250, frameCount: 3, signals: [{ name: "I", unit: "uV", gainPerUnit: 0.4, baselineCount: 10 }, { name: "II" }] });
      expect(await recording.readSamples(0, 0, 3)).toEqual([Int32Array.of(1, -2, 3), Int32Array.of(32767, -32768, 0)]);
      expect(await recording.readSamples(0, 1, 2)).toEqual([Int32Array.of(-2), Int32Array.of(-32768)]);
      await expect(recording.readSamples(0, 0, 4)).rejects.toBeInstanceOf(RangeError);
    }
    const unsigned = await openText(plain(`${basic} dataencoding="Base64" signalsigned="False"`, asBase64));
    expect(await unsigned.readSamples(0, 0, 3)).toEqual([Int32Array.of(1, 65534, 3), Int32Array.of(32767, 32768, 0)]);
  });

  it.each([
    ["an unknown version", cut().replace(">1.04<", ">1.05<"), "unsupported"],
    ["an unknown packing", cut().replace('"XLI"', '"Huffman"'), "unsupported"],
    ["a giant declared length", cut().replace('"11000"', '"99999999999"'), "too-large"],
    ["a length beyond the data", cut().replace('"11000"', '"12000"'), "truncated"],
    ["a length short of the data", cut().replace('"11000"', '"10000"'), "too-large"],
    ["a giant number of leads", cut().replace('leadlabels="I II III aVR aVL aVF V1 V2 V3 V4 V5 V6"', "").replace('numberofleads="12"', 'numberofleads="4000000"'), "malformed"],
    ["packed leads without names", cut().replace('leadlabels="I II III aVR aVL aVF V1 V2 V3 V4 V5 V6"', "").replace("10-WIRE", "OTHER"), "unsupported"],
    ["half a lead", cut().replace('numberofleads="12"', 'numberofleads="0.5"'), "malformed"],
    ["no rate", plain(basic.replace('"250"', '"0"') + ' dataencoding="Plain"', "1 2"), "malformed"],
    ["24 bits", plain(basic.replace('"16"', '"24"') + ' dataencoding="Plain"', "1 2"), "unsupported"],
    ["too few samples", plain(`${basic} dataencoding="Plain"`, "1 2 3 4 5"), "truncated"],
    ["text among the samples", plain(`${basic} dataencoding="Plain"`, "1 2 3 4 x 6"), "malformed"],
    ["no waveforms", "<restingecgdata><documentinfo><documentversion>1.03</documentversion></documentinfo></restingecgdata>", "no-records"],
  ])("refuses %s", async (_title, text, code) => {
    await expect(openText(text)).rejects.toMatchObject({ code });
  });
});
