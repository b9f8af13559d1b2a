import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import type { FileAnnotation, RawSamples } from "../../open/openedRecording.ts";
import { aecgReader } from "../../read/aecg/aecgReader.ts";
import { sourceFileFromBytes } from "../../read/sourceFile.ts";
import type { FactsToWrite, RecordingToWrite, SignalToWrite } from "../recordingToWrite.ts";
import { writeAecg } from "./writeAecg.ts";

const folder = new URL("../../../../../tests/golden/ecg/aecg/", import.meta.url);

/** Standard output of a script of the golden folder, null with a printed reason where it cannot run. */
function runOracle(script: string, ...args: readonly string[]): string | null {
  try {
    return execFileSync("/usr/bin/python3", [fileURLToPath(new URL(script, folder)), ...args], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  } catch {
    console.warn(`Skipped: ${script} needs /usr/bin/python3 and its modules`);
    return null;
  }
}

const NO_FACTS: FactsToWrite = { personId: null, sex: null, ageYears: null, startTimeMs: null, potassiumMmolPerL: null, simulated: false, deidentified: true };
const GAINS = [0.4, 1 / 4.88, 200, 1000, 0.2049180327868853, 409.6, 3, 1 / 3, 12.345678901234567, 1e-3];
const BASELINES = [0, 1024, -17, 0.5, -3.25, 32768];
const SYMBOLS = ["N", "V", "A", "L", "/", "+", "(", ")", "p", "t", "u", '"', "~", "|", "[", "]", "!", "Q", "x", "<", "&"];
const AUX = ["", "", "", "(AFIB", "(N", "(unknown rhythm", "a <b> & \"c\"", "µV ä 漢", " two  blanks "];

/** Recordings that vary in every field, from a small linear congruential sequence. */
function makeRecording(seed: number): RecordingToWrite {
  let state = seed + 1;
  const random = () => (state = (state * 48271) % 2147483647) / 2147483647;
  const below = (limit: number) => Math.floor(random() * limit);
  const pick = <T>(list: readonly T[]): T => list[below(list.length)]!;
  const frameCount = 1 + below(200);
  const framesPerSecond = pick([500, 360, 1000, 62.4725, 128, 250 / 3, 1 / 3, 999.999]);
  const leadNames = pick([["I", "II", "V1"], ["aVR", "III", "MLII"], ["ECG 1", "ABP & <x>", "V3R"]]);
  const signals = leadNames.map((name, index): SignalToWrite => ({
    name,
    unit: pick(["uV", "mV", "nV", "", "mmHg", "µV"]),
    samplesPerFrame: 1,
    gainPerUnit: pick(GAINS) * (index === 2 ? -1 : 1),
    baselineCount: pick(BASELINES),
    invalidCount: pick([null, -32768, -2147483648]),
    samples: Int32Array.from({ length: frameCount }, () => (random() < 0.05 ? pick([-2147483648, 2147483647, -32768, 0]) : below(60_000) - 30_000)),
  }));
  const annotationRateHz = seed % 3 === 0 ? framesPerSecond * 2 : framesPerSecond;
  let at = 0;
  const annotations = Array.from({ length: seed % 9 }, (): FileAnnotation => ({
    sampleIndex: (at += below(100)),
    symbol: pick(SYMBOLS),
    aux: pick(AUX),
    subtype: pick([0, 0, 0, 3, -1]),
    channel: pick([0, 0, 1, 2, 7]),
    number: pick([0, 0, 1, 2, 5]),
    onsetS: pick([null, null, 1.2345]),
    durationS: pick([null, null, 0.5]),
  }));
  return {
    id: `r_${seed}`, framesPerSecond, frameCount, signals, annotations, annotationRateHz,
    facts: {
      personId: pick([null, "p-01", 'a "b" <c> & ä']), sex: pick([null, "female", "male"]), ageYears: pick([null, 0, 54, 90]),
      startTimeMs: pick([null, Date.UTC(2021, 1, 3, 4, 5, 6), Date.UTC(1999, 11, 31, 23, 59, 59) + 123.456]), potassiumMmolPerL: pick([null, 5.9]),
      simulated: random() < 0.5, deidentified: true,
    },
  };
}

async function readBack(recording: RecordingToWrite) {
  const [file] = writeAecg(recording);
  expect(file!.name).toBe(`${recording.id}.xml`);
  return (await aecgReader.open(sourceFileFromBytes(file!.name, file!.bytes), [], {}))[0]!;
}

describe("writeAecg", () => {
  it("comes back the same from the reader, for 500 recordings that vary in every field", async () => {
    for (let seed = 0; seed < 500; seed++) {
      const recording = makeRecording(seed);
      const again = await readBack(recording);
      expect(again.groups.length).toBe(1);
      const [group] = again.groups;
      const samples = await again.readSamples(0, 0, recording.frameCount);
      expect({ framesPerSecond: group!.framesPerSecond, frameCount: group!.frameCount, annotationRateHz: again.annotationRateHz, annotations: again.annotations }, `seed ${seed}`).toEqual({
        framesPerSecond: recording.framesPerSecond, frameCount: recording.frameCount, annotationRateHz: recording.annotationRateHz, annotations: recording.annotations,
      });
      recording.signals.forEach(({ samplesPerFrame: _, gainPerUnit, baselineCount, ...signal }, index) => {
        const own = group!.signals[index]!;
        expect({ name: own.name, unit: own.unit, invalidCount: own.invalidCount, samples: samples[index] }).toEqual(signal);
        expect(Math.abs(own.gainPerUnit / gainPerUnit - 1)).toBeLessThanOrEqual(2 ** -52);
        expect(Math.abs(own.baselineCount - baselineCount)).toBeLessThanOrEqual(1e-12 * Math.abs(baselineCount));
      });
      const { personId, sex, ageYears, startTimeMs, potassiumMmolPerL, simulated } = again.facts;
      expect({ personId, sex, ageYears, startTimeMs, potassiumMmolPerL, simulated, deidentified: true }).toEqual(recording.facts);
    }
  });

  it.each([0.4, 200, 1000, 1 / 4.88, 409.6, 0.2, 32767 / 5, 65535 / 6.5536])("gives back a gain of %d to the last bit", async (gainPerUnit) => {
    const recording = makeRecording(1);
    const again = await readBack({ ...recording, annotations: [], signals: recording.signals.map((signal) => ({ ...signal, gainPerUnit, baselineCount: -12 })) });
    for (const signal of again.groups[0]!.signals) expect([signal.gainPerUnit, signal.baselineCount]).toEqual([gainPerUnit, -12]);
  });

  it("writes decimal samples exactly, NaN as invalid, and others to 2^-30 of the largest", async () => {
    const write = async (samples: RawSamples) => {
      const again = await readBack({ ...makeRecording(2), frameCount: samples.length, annotations: [], signals: [{ name: "II", unit: "mV", samplesPerFrame: 1, gainPerUnit: 1, baselineCount: 0, invalidCount: null, samples }] });
      const own = again.groups[0]!.signals[0]!;
      const raw = (await again.readSamples(0, 0, samples.length))[0]!;
      expect(raw).toBeInstanceOf(Int32Array);
      return Array.from(raw, (count) => (count === own.invalidCount ? NaN : (count - own.baselineCount) / own.gainPerUnit));
    };
    const decimals = Float64Array.of(0, 0.005, -1.235, NaN, 2.5, 0.1 + 0.2 - 0.3 === 0 ? 1 : 1);
    expect(await write(decimals)).toEqual([...decimals]);
    const others = Float64Array.from({ length: 50 }, (_, index) => Math.sin(index));
    (await write(others)).forEach((value, index) => expect(Math.abs(value - others[index]!)).toBeLessThanOrEqual(2 ** -30));
    expect(await write(new Float64Array(3))).toEqual([0, 0, 0]);
    expect(await write(Float64Array.of(NaN, NaN))).toEqual([NaN, NaN]);
  });

  it("gives signals with more samples a frame a time axis of their own", async () => {
    const signal = (name: string, samplesPerFrame: number) => ({ name, unit: "mV", samplesPerFrame, gainPerUnit: 200, baselineCount: 0, invalidCount: null, samples: Int32Array.from({ length: 10 * samplesPerFrame }, (_, index) => index) });
    const again = await readBack({ ...makeRecording(3), framesPerSecond: 100, frameCount: 10, annotations: [], signals: [signal("I", 1), signal("fast", 4), signal("II", 1)] });
    expect(again.groups.map(({ framesPerSecond, frameCount, signals }) => [framesPerSecond, frameCount, signals.map(({ name }) => name)])).toEqual([[100, 10, ["I", "II"]], [400, 40, ["fast"]]]);
  });

  it("gives the same file for the same recording, and other identifiers for another", () => {
    const text = (recording: RecordingToWrite) => new TextDecoder().decode(writeAecg(recording)[0]!.bytes);
    const rootOf = (recording: RecordingToWrite) => /<id root="([^"]+)"/.exec(text(recording))![1]!;
    expect(text(makeRecording(5))).toBe(text(makeRecording(5)));
    const roots = new Set(Array.from({ length: 100 }, (_, seed) => rootOf(makeRecording(seed))));
    expect(roots.size).toBe(100);
    for (const root of roots) expect(root).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it("says nothing of a person of whom nothing is known", () => {
    const text = new TextDecoder().decode(writeAecg({ ...makeRecording(4), facts: NO_FACTS })[0]!.bytes);
    expect(text).not.toMatch(/subjectDemographicPerson|birthTime|name>|TIME_ABSOLUTE|extension=/);
  });

  it("leaves characters out that XML cannot hold", async () => {
    const annotation: FileAnnotation = { sampleIndex: 0, symbol: '"', aux: "a\0b\u0007c\ud800d\ne", subtype: 0, channel: 0, number: 0, onsetS: null, durationS: null };
    expect((await readBack({ ...makeRecording(6), annotationRateHz: 500, annotations: [annotation] })).annotations[0]!.aux).toBe("abcd\ne");
  });

  it("is read alike by Python's own XML library", () => {
    const directory = mkdtempSync(join(tmpdir(), "aecg-"));
    try {
      const recordings = Array.from({ length: 20 }, (_, seed) => makeRecording(seed));
      const paths = recordings.map((recording) => {
        const [file] = writeAecg(recording);
        writeFileSync(join(directory, file!.name), file!.bytes);
        return join(directory, file!.name);
      });
      const answer = runOracle("read_aecg.py", ...paths);
      if (answer === null) return;
      const read = JSON.parse(answer) as { series: { code: string; sets: { increment: [string, string]; leads: { count: number; sha256: string; origin: [string, string | null]; scale: [string, string | null] }[] }[] }[] }[];
      recordings.forEach((recording, index) => {
        const [series] = read[index]!.series;
        const [set] = series!.sets;
        expect([series!.code, set!.increment[1], set!.leads.length]).toEqual(["RHYTHM", "s", recording.signals.length]);
        expect(Math.abs(Number(set!.increment[0]) * recording.framesPerSecond - 1)).toBeLessThan(1e-15);
        recording.signals.forEach((signal, lead) => {
          const own = set!.leads[lead]!;
          expect(own.sha256).toBe(createHash("sha256").update(new Uint8Array(signal.samples.buffer)).digest("hex"));
          expect(own.scale[1]).toBe(signal.unit || null);
          const physical = Number(own.origin[0]) + Number(own.scale[0]) * signal.samples[0]!;
          const wanted = (signal.samples[0]! - signal.baselineCount) / signal.gainPerUnit;
          expect(Math.abs(physical - wanted)).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(wanted), Math.abs(Number(own.origin[0]))));
        });
      });
      const schema = process.env["KALIUM_AECG_SCHEMA"];
      if (schema === undefined) console.warn("Skipped: validation needs the HL7 schema, its path in KALIUM_AECG_SCHEMA");
      else expect(JSON.parse(runOracle("validate.py", schema, ...paths) ?? "[]")).toEqual([]);
    } finally {
      rmSync(directory, { recursive: true });
    }
  });

  const valid = makeRecording(7);
  const withLead = (change: Partial<SignalToWrite>): Partial<RecordingToWrite> => ({ signals: [{ ...valid.signals[0]!, ...change }] });
  it.each([
    ["a name with blanks", { id: "a b" }, "malformed"],
    ["no signals", { signals: [] }, "malformed"],
    ["no samples", { frameCount: 0 }, "malformed"],
    ["a gain of 0", withLead({ gainPerUnit: 0 }), "malformed"],
    ["a baseline of NaN", withLead({ baselineCount: NaN }), "malformed"],
    ["too few samples", withLead({ samples: new Int32Array(0) }), "malformed"],
    ["a rate of 0", { framesPerSecond: 0 }, "malformed"],
    ["a start outside of time", { facts: { ...NO_FACTS, startTimeMs: 1e300 } }, "malformed"],
    ["a gain that changes", withLead({ calibrations: [{ fromFrame: 0, gainPerUnit: 1, baselineCount: 0 }, { fromFrame: 1, gainPerUnit: 2, baselineCount: 0 }] }), "unsupported"],
  ])("refuses %s", (_title, change, code) => {
    expect(() => writeAecg(valid)).not.toThrow();
    expect(() => writeAecg({ ...valid, ...change })).toThrow(expect.objectContaining({ code }) as Error);
  });
});
