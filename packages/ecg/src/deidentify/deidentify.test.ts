import { createHmac, pbkdf2Sync } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import type { FileAnnotation, OpenedRecording, SignalInfo } from "../open/openedRecording.ts";
import { NO_FACTS, type RecordFacts } from "../open/recordFacts.ts";
import { deidentify, type GateSettings } from "./deidentify.ts";
import { createDeidentifySession, pseudonymOfPerson } from "./deidentifySession.ts";
import { hashSamples } from "./hashSamples.ts";
import { dateShiftMs, derivePseudonymKey, pseudonymOf, type PseudonymKey } from "./pseudonymKey.ts";

const SALT = Uint8Array.from({ length: 16 }, (_, i) => i);
const DAY_MS = 86_400_000;

let key: PseudonymKey;
let settings: GateSettings;
beforeAll(async () => {
  key = await derivePseudonymKey("a phrase for tests", SALT, 1000);
  settings = { key, dates: "shift", keptTexts: [] };
});

const signal = (name: string, unit = "mV"): SignalInfo => ({ name, unit, samplingRateHz: 100, samplesPerFrame: 1, sampleCount: 200, gainPerUnit: 200, baselineCount: 12, invalidCount: -32768 });

const mark = (sampleIndex: number, symbol: string, aux = "", onsetS: number | null = null): FileAnnotation => ({ sampleIndex, symbol, aux, subtype: 0, channel: 0, number: 0, onsetS, durationS: null });

function makeOpened(facts: Partial<RecordFacts> = {}, rest: Partial<OpenedRecording> = {}, signals: readonly SignalInfo[] = [signal("II"), signal("V1")]): OpenedRecording {
  const groups = [{ kind: "rhythm" as const, framesPerSecond: 100, frameCount: 200, signals, pieces: [{ fromFrame: 0, startS: 0 }] }];
  return {
    format: "edf", formatDetail: "EDF+C", id: "Maria_Huber", files: ["ward/Maria_Huber.edf"], groups, annotations: [], annotationRateHz: 100, facts: { ...NO_FACTS, ...facts }, notes: [],
    readSamples: async (_group, from, to) => signals.map((_, index) => Int32Array.from({ length: to - from }, (_, i) => (from + i) * (index + 1))),
    ...rest,
  };
}

describe("the gate", () => {
  it("keeps the samples, rates, gains and standard names, and nothing that names the person", async () => {
    const opened = makeOpened({ personId: "4711", texts: [{ place: "patient name", kind: "person-name", value: "Maria Huber" }, { place: "patient identification", kind: "identifier", value: "4711" }] });
    const { recording, removals } = await deidentify(opened, 0, settings);
    expect(recording.signals.map(({ name, unit, gainPerUnit, baselineCount, invalidCount }) => [name, unit, gainPerUnit, baselineCount, invalidCount])).toEqual([["II", "mV", 200, 12, -32768], ["V1", "mV", 200, 12, -32768]]);
    expect(await hashSamples(recording.signals[1]!.samples)).toEqual(await hashSamples((await opened.readSamples(0, 0, 200))[1]!));
    expect(recording.facts).toMatchObject({ personId: await pseudonymOf(key, "person 4711"), deidentified: true });
    expect(JSON.stringify([{ ...recording, signals: [] }, removals])).not.toMatch(/maria|huber|4711|ward/i);
    expect(removals).toContainEqual({ format: "edf", place: "patient name", action: "dropped", count: 1, kind: "person-name" });
    expect(removals).toContainEqual({ format: "edf", place: "patient identification", action: "pseudonym", count: 1, kind: "identifier" });
  });

  it("gives names and units that are not on the list a neutral word", async () => {
    const { recording, removals } = await deidentify(makeOpened({}, {}, [signal("Huber, Maria", "Zimmer 3"), signal("lead avf", "µV"), signal("ECG V4", ""), signal("ECG 2")]), 0, settings);
    expect(recording.signals.map(({ name, unit }) => [name, unit])).toEqual([["signal 1", "NU"], ["aVF", "uV"], ["V4", ""], ["ECG2", "mV"]]);
    expect(removals).toContainEqual({ format: "edf", place: "signal name", action: "replaced", count: 1 });
  });

  it("never takes the spelling of the file for a name it lets pass", async () => {
    const { recording } = await deidentify(makeOpened({}, {}, [signal("mlIi"), signal("P_L_E_T_H")]), 0, settings);
    expect(recording.signals.map(({ name }) => name)).toEqual(["MLII", "PLETH"]);
  });

  it("lets rhythm labels pass, drops other texts of marks, and drops notes whose text is dropped", async () => {
    const annotations = [mark(5, "N"), mark(7, "+", "(AFIB\0"), mark(9, "+", "Dr. Huber called"), mark(11, '"', "asked Maria to breathe"), mark(13, "Z"), mark(2.5, "N"), mark(20, "s", "(ST0+150"), mark(30, '"', "calibration pulse"), mark(31, '"', "calibration pulse by Huber")];
    const { recording, removals } = await deidentify(makeOpened({}, { annotations }), 0, settings);
    expect(recording.annotations.map(({ sampleIndex, symbol, aux }) => [sampleIndex, symbol, aux])).toEqual([[5, "N", ""], [7, "+", "(AFIB"], [9, "+", ""], [20, "s", "(ST0+150"], [30, '"', "calibration pulse"]]);
    expect(removals).toContainEqual({ format: "edf", place: "annotation text", action: "dropped", count: 3, kind: "free-text" });
    expect(removals).toContainEqual({ format: "edf", place: "annotation mark", action: "dropped", count: 2 });
  });

  it("keeps a free text that a person has read, as a note, but no name, identifier or date, nor a text that holds one", async () => {
    const texts = [
      { place: "comment line 1", kind: "free-text", value: "after dialysis" }, { place: "comment line 2", kind: "free-text", value: "Frau HUBER after dialysis" },
      { place: "patient name", kind: "person-name", value: "Huber" }, { place: "comment line 3", kind: "free-text", value: "after Dialysis" },
    ] as const;
    const keptTexts = ["after dialysis", "Frau HUBER after dialysis", "Huber", "lies still", "ask huber"];
    const opened = makeOpened({ texts }, { annotations: [mark(3, '"', "lies still"), mark(4, '"', "Lies still"), mark(5, '"', "ask huber")] });
    const { recording, removals } = await deidentify(opened, 0, { ...settings, keptTexts });
    expect(recording.annotations.map(({ aux }) => aux)).toEqual(["after dialysis", "lies still"]);
    expect(removals.filter(({ action }) => action === "kept-read-by-person").map(({ place }) => place)).toEqual(["comment line", "annotation text"]);
  });

  it("pools ages from 90, drops impossible ones, and writes whole years", async () => {
    const ageOf = async (ageYears: number) => (await deidentify(makeOpened({ ageYears }), 0, settings)).recording.facts.ageYears;
    expect([await ageOf(0.4), await ageOf(89.9), await ageOf(90), await ageOf(104), await ageOf(-1), await ageOf(999), await ageOf(NaN)]).toEqual([0, 89, 90, 90, null, null, null]);
  });

  it("shifts times by the same whole number of days for all recordings of a person, and differently for another", async () => {
    const startOf = async (personId: string, startTimeMs: number) => (await deidentify(makeOpened({ personId, startTimeMs }), 0, settings)).recording.facts.startTimeMs!;
    const [first, later, other] = [await startOf("A", Date.UTC(2019, 4, 3, 14, 30)), await startOf("A", Date.UTC(2019, 4, 9, 7, 5)), await startOf("B", Date.UTC(2019, 4, 3, 14, 30))];
    expect(later - first).toBe(Date.UTC(2019, 4, 9, 7, 5) - Date.UTC(2019, 4, 3, 14, 30));
    expect(first % DAY_MS).toBe(Date.UTC(2019, 4, 3, 14, 30) % DAY_MS);
    expect(first - Date.UTC(2019, 4, 3, 14, 30)).toBeGreaterThanOrEqual(366 * DAY_MS);
    expect(other).not.toBe(first);
    expect((await deidentify(makeOpened({ startTimeMs: 5 }), 0, { ...settings, dates: "drop" })).recording.facts.startTimeMs).toBeNull();
  });

  it("takes placeholders for no identifier, so that they do not make one person of many", async () => {
    const pseudonymIn = async (personId: string | null, file: string) => (await deidentify(makeOpened({ personId }, { files: [file] }), 0, settings)).recording.facts.personId;
    for (const placeholder of ["X", "Anonymous", "", "0000", "unknown", null]) expect(await pseudonymIn(placeholder, "a.edf")).not.toBe(await pseudonymIn(placeholder, "b.edf"));
    expect(await pseudonymIn("4711", "a.edf")).toBe(await pseudonymIn(" 4711\0", "b.edf"));
    expect(await pseudonymIn("4711", "a.edf")).toBe(await pseudonymOfPerson(key, "4711"));
  });

  it("lets nothing hide in the bits of a NaN", async () => {
    const samples = new Float64Array(4);
    const hidden = new DataView(samples.buffer);
    hidden.setBigUint64(8, 0x7ff8_4d61_7269_6121n, true);
    const { recording } = await deidentify(makeOpened({}, { readSamples: async () => [samples, samples] }), 0, settings);
    const bytes = Buffer.from((recording.signals[0]!.samples as Float64Array).buffer);
    expect(bytes.includes("airaM")).toBe(false);
    expect(Buffer.from(samples.buffer).includes("airaM")).toBe(true);
    expect(await hashSamples(recording.signals[0]!.samples)).toEqual(await hashSamples(samples));
  });

  it("passes the pieces of a discontinuous recording as recordings of their own, each with its own time and marks", async () => {
    const opened = makeOpened({ startTimeMs: 0, personId: "7" }, { annotations: [mark(10, "N", "", 0.1), mark(150, "V", "", 60.5), mark(160, "A"), mark(400, "N", "", 30)] });
    const group = { ...opened.groups[0]!, pieces: [{ fromFrame: 0, startS: 0 }, { fromFrame: 100, startS: 60 }] };
    const discontinuous = { ...opened, groups: [group] };
    await expect(deidentify(discontinuous, 0, settings)).rejects.toMatchObject({ name: "FormatError", code: "unsupported" });
    const recordings = [];
    for await (const recording of createDeidentifySession(settings).deidentify(discontinuous)) recordings.push(recording);
    expect(recordings.map(({ frameCount, signals }) => [frameCount, signals[0]!.samples[0]])).toEqual([[100, 0], [100, 100]]);
    expect(recordings[1]!.facts.startTimeMs! - recordings[0]!.facts.startTimeMs!).toBe(60_000);
    expect(recordings.map(({ annotations }) => annotations.map(({ sampleIndex, symbol }) => [sampleIndex, symbol]))).toEqual([[[10, "N"]], [[50, "V"], [60, "A"]]]);
  });
});

describe("whatever a reader says", () => {
  it("comes out in none of the strings of the result, for 500 recordings of random texts", async () => {
    let state = 12345;
    const random = (below: number) => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) % below;
    const letters = [..."abcdefghijklmnopqrstuvwxyzABCXYZäøñ漢🫀0123456789 .,:;/_-<>&\"'\\\n\0()[]#%"];
    const used: string[] = [];
    const text = () => {
      const value = Array.from({ length: 6 + random(30) }, () => letters[random(letters.length)]).join("");
      used.push(value);
      return value;
    };
    const kinds = ["person-name", "identifier", "date", "place", "staff", "device", "contact", "free-text", "technical"] as const;
    const withoutSamples = (key: string, value: unknown) => (key === "samples" ? undefined : value);
    for (let run = 0; run < 500; run++) {
      used.length = 0;
      const texts = Array.from({ length: 1 + random(12) }, () => ({ place: text(), kind: kinds[random(kinds.length)]!, value: text() }));
      const annotations = Array.from({ length: random(6) }, () => mark(random(200), random(2) === 0 ? text() : '"', text()));
      const odd = text() as unknown as number;
      const facts = { texts, personId: text(), sex: text() as unknown as "male", ageYears: odd, startTimeMs: random(2) === 0 ? odd : 1e12, filters: { highPassHz: odd, lowPassHz: null, notchHz: null }, potassiumMmolPerL: odd };
      const opened = makeOpened(facts, { id: text(), files: [text(), text()], annotations, notes: [text()], formatDetail: text() }, [signal(text(), text()), signal("II", text())]);
      const session = createDeidentifySession({ ...settings, keptTexts: [] });
      const results: unknown[] = [];
      for await (const recording of session.deidentify(opened)) results.push(recording);
      const json = JSON.stringify([results, session.removals()], withoutSamples);
      for (const value of used) expect(json).not.toContain(JSON.stringify(value).slice(1, -1));
    }
  });
});

describe("a session", () => {
  it("numbers the recordings of a person and follows a mapping before the file", async () => {
    const session = createDeidentifySession({ ...settings, personOf: ({ id }) => (id === "mapped" ? "A" : null) });
    const ids: string[] = [];
    for (const opened of [makeOpened({ personId: "A" }), makeOpened({ personId: "B" }), makeOpened({ personId: "C" }, { id: "mapped" }), makeOpened()]) {
      for await (const { id } of session.deidentify(opened)) ids.push(id);
    }
    expect(ids.map((id) => id.slice(-4))).toEqual(["-001", "-001", "-002", "-001"]);
    expect(ids[2]!.slice(0, 13)).toBe(ids[0]!.slice(0, 13));
    expect([session.personCount(), session.recordingsWithoutPerson()]).toEqual([3, 1]);
    expect(session.removals()).toContainEqual({ format: "edf", place: "record name", action: "replaced", count: 4 });
  });
});

describe("pseudonyms", () => {
  it("are HMAC-SHA-256 under a PBKDF2 key, as Node's own cryptography computes them", async () => {
    const derived = pbkdf2Sync("a phrase for tests", SALT, 1000, 32, "sha256");
    const digest = createHmac("sha256", derived).update("kalium:person:person 4711").digest();
    const letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    expect(await pseudonymOf(key, "person 4711")).toBe(`P${[...digest.subarray(0, 12)].map((byte) => letters[byte % 32]).join("")}`);
    const days = 366 + (createHmac("sha256", derived).update("kalium:dates:person 4711").digest().readUInt32BE(0) % 7300);
    expect(await dateShiftMs(key, "person 4711")).toBe(days * DAY_MS);
  });

  it("are others under another pass phrase or salt, and refuse a short phrase", async () => {
    const names = await Promise.all([derivePseudonymKey("another phrase", SALT, 1000), derivePseudonymKey("a phrase for tests", SALT.map((b) => b + 1), 1000)].map(async (other) => pseudonymOf(await other, "person 4711")));
    expect(new Set([...names, await pseudonymOf(key, "person 4711")]).size).toBe(3);
    await expect(derivePseudonymKey("short", SALT)).rejects.toThrow(RangeError);
  });
});
