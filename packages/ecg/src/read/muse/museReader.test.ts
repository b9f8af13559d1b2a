/** No real GE MUSE file may be passed on: made.xml is synthetic, from tests/golden/ecg/muse/make_fixtures.py, after public descriptions. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { recogniseFormat } from "../../open/readRecording.ts";
import { sourceFileFromBytes } from "../sourceFile.ts";
import { museReader } from "./museReader.ts";

const folder = new URL("../../../../../tests/golden/ecg/muse/", import.meta.url);
const made = readFileSync(new URL("made.xml", folder), "latin1");
const expected = JSON.parse(readFileSync(new URL("expected.json", folder), "utf8")) as Record<"rhythm" | "median" | "stored", Record<string, number[]>>;

const fileOf = (text: string) => sourceFileFromBytes("ward/made.xml", new Uint8Array(Buffer.from(text, "latin1")));
const open = async (text = made) => (await museReader.open(fileOf(text), [], {}))[0]!;

describe("museReader", () => {
  it("is found by its content, DOCTYPE and all", async () => {
    expect(await recogniseFormat(fileOf(made))).toBe(museReader);
  });

  it.each([["rhythm", 0], ["median", 1]] as const)("gives the leads of the %s in microvolts, as numpy computes them", async (kind, group) => {
    const recording = await open();
    const { signals, frameCount, framesPerSecond } = recording.groups[group]!;
    expect(framesPerSecond).toBe(500);
    expect(signals.map(({ name }) => name)).toEqual(["I", "II", "III", "aVR", "aVL", "aVF", "V1", "V2", "V3", "V4", "V5", "V6"]);
    const samples = await recording.readSamples(group, 0, frameCount);
    signals.forEach(({ name, gainPerUnit, baselineCount, unit }, index) => {
      expect(unit).toBe("uV");
      expect(samples[index]).toBeInstanceOf(Int32Array);
      const physical = Array.from(samples[index]!, (count) => (count - baselineCount) / gainPerUnit);
      expect(physical.length).toBe(expected[kind][name]!.length);
      physical.forEach((value, at) => expect(value).toBeCloseTo(expected[kind][name]![at]!, 6));
    });
  });

  it("keeps stored counts and derives the limb leads in exact whole counts, halves by doubled gain", async () => {
    const recording = await open();
    const samples = await recording.readSamples(0, 0, 96);
    const by = new Map(recording.groups[0]!.signals.map(({ name }, index) => [name, samples[index]!]));
    for (const [name, values] of Object.entries(expected.stored)) expect([...by.get(name)!]).toEqual(values);
    const [one, two] = [expected.stored["I"]!, expected.stored["II"]!];
    one.forEach((value, at) => {
      expect(by.get("III")![at]).toBe(two[at]! - value);
      expect(by.get("aVR")![at]).toBe(-value - two[at]!);
      expect(by.get("aVR")![at]! + by.get("aVL")![at]! + by.get("aVF")![at]!).toBe(0);
    });
    const gain = (name: string) => recording.groups[0]!.signals.find((signal) => signal.name === name)!.gainPerUnit;
    expect(gain("aVF")).toBe(2 * gain("II"));
    expect(gain("III")).toBe(gain("II"));
  });

  it("states person, time, measurements and filters", async () => {
    const { facts, formatDetail, notes } = await open();
    expect(facts).toMatchObject({
      personId: "CANARY-4711", sex: "female", ageYears: 67, startTimeMs: Date.UTC(2020, 0, 31, 13, 45, 7),
      measurements: { heartRatePerMinute: 72, rrMs: 833, prMs: 160, qrsMs: 88, qtMs: 380, qtcMs: 416, pAxisDeg: 51, qrsAxisDeg: -20, tAxisDeg: 40 },
      filters: { highPassHz: 0.16, lowPassHz: 150, notchHz: 60 },
    });
    expect(formatDetail).toBe("GE MUSE XML 9.0.9.18167");
    expect(notes).toEqual([]);
  });

  it("lists every text, by kind", async () => {
    const { texts } = (await open()).facts;
    const kindOf = (value: string) => texts.find((text) => text.value === value)?.kind;
    expect(kindOf("CANARY-4711")).toBe("identifier");
    expect(kindOf("Müller & Søn")).toBe("person-name");
    expect(kindOf("Zoë")).toBe("person-name");
    expect(kindOf("02-29-1952")).toBe("date");
    expect(kindOf("St. Canary Hospital")).toBe("place");
    expect(kindOf("Overton")).toBe("staff");
    expect(kindOf("Techman")).toBe("staff");
    expect(kindOf("House")).toBe("staff");
    expect(kindOf("ORD-1")).toBe("identifier");
    expect(kindOf("HIS-2")).toBe("identifier");
    expect(kindOf("MAC55")).toBe("device");
    expect(kindOf("Seen by Dr. Canary on Tuesday")).toBe("free-text");
    expect(kindOf("Sinus rhythm")).toBe("free-text");
    expect(texts.some(({ place }) => /WaveFormData$/i.test(place))).toBe(false);
    expect(texts.find(({ value }) => value === "Zoë")?.place).toBe("RestingECG/PatientDemographics/PatientFirstName");
  });

  it("refuses a lead whose checksum disagrees while the others agree", async () => {
    const at = made.lastIndexOf("<LeadDataCRC32>");
    const damaged = `${made.slice(0, at)}<LeadDataCRC32>1</LeadDataCRC32>${made.slice(made.indexOf("</LeadDataCRC32>", at) + 16)}`;
    await expect(open(damaged)).rejects.toMatchObject({ code: "checksum", message: expect.stringContaining("lead V6") as string });
  });

  it("only notes it when no checksum agrees: the file then counts them in a way of its own", async () => {
    const { notes } = await open(made.replace(/<LeadDataCRC32>\d+/g, "<LeadDataCRC32>7"));
    expect(notes.length).toBe(2);
    expect((await open(made.replace(/<LeadDataCRC32>\d+<\/LeadDataCRC32>/g, ""))).notes).toEqual([]);
  });

  it("puts leads that begin at different times into groups of their own", async () => {
    const at = made.indexOf("<LeadID>V1</LeadID>", made.indexOf(">Rhythm<"));
    const shifted = made.slice(0, at) + made.slice(at).replace("<LeadOffsetFirstSample>0<", "<LeadOffsetFirstSample>50<");
    const { groups } = await open(shifted);
    expect(groups.map(({ kind, signals, pieces }) => [kind, signals.length, pieces[0]!.startS])).toEqual([["rhythm", 11, 0], ["rhythm", 1, 0.1], ["representative-beat", 12, 0]]);
  });

  it.each([
    ["no waveforms", "<RestingECG/>", "no-records"],
    ["more samples than there are", made.replace("<LeadSampleCountTotal>40<", "<LeadSampleCountTotal>4000000000<"), "truncated"],
    ["no amplitude", made.replace("<LeadAmplitudeUnitsPerBit>4.88<", "<LeadAmplitudeUnitsPerBit>0<"), "malformed"],
    ["no rate", made.replace("<SampleBase>500<", "<SampleBase>0<"), "malformed"],
    ["samples of one byte", made.replace("<LeadSampleSize>2<", "<LeadSampleSize>1<"), "unsupported"],
    ["a DOCTYPE with definitions", made.replace('SYSTEM "restecg.dtd"', '[<!ENTITY a "b">]'), "unsupported"],
    ["a cut end", made.slice(0, -30), "truncated"],
  ])("refuses %s", async (_title, text, code) => {
    await expect(open(text)).rejects.toMatchObject({ code });
  });
});
