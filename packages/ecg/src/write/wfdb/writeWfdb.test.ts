import { describe, expect, it } from "vitest";
import type { FileAnnotation, OpenedRecording } from "../../open/openedRecording.ts";
import { openRecordings } from "../../open/readRecording.ts";
import { sampleFormatOf } from "../../read/wfdb/sampleFormats.ts";
import { sourceFileFromBytes } from "../../read/sourceFile.ts";
import { hasSharedData, listShared } from "../../testing/sharedData.ts";
import type { FactsToWrite, RecordingToWrite, SignalToWrite, WrittenFile } from "../recordingToWrite.ts";
import { WFDB_STORAGE_FORMATS } from "./encodeSamples.ts";
import { writeWfdb } from "./writeWfdb.ts";

const FACTS: FactsToWrite = { personId: "p-7 \"ä\"", sex: "female", ageYears: 90, startTimeMs: Date.UTC(1871, 1, 3, 4, 5, 6, 78), potassiumMmolPerL: 6.1, simulated: true, deidentified: true };

async function open(files: readonly WrittenFile[]): Promise<OpenedRecording> {
  const sources = files.map(({ name, bytes }) => sourceFileFromBytes(name, bytes));
  return (await openRecordings(sources[0]!, sources))[0]!;
}

/** What a reader gives, in the shape that a writer takes. */
async function toWritable(opened: OpenedRecording): Promise<RecordingToWrite> {
  const group = opened.groups[0]!;
  const samples = await opened.readSamples(0, 0, group.frameCount);
  return {
    id: opened.id, framesPerSecond: group.framesPerSecond, frameCount: group.frameCount, annotations: opened.annotations, annotationRateHz: opened.annotationRateHz,
    signals: group.signals.map(({ samplingRateHz: _rate, sampleCount: _count, ...signal }, s) => ({ ...signal, samples: samples[s]! })),
    facts: { ...FACTS, ...opened.facts, deidentified: false },
  };
}

function seeded(seed: number): (below: number) => number {
  let state = seed + 1;
  return (below) => (state = (state * 48271) % 2147483647) % below;
}

/** Random counts that a format can hold: for format 8 in small steps, else over the whole range, with some invalid ones. */
function makeRecording(format: number, seed: number): RecordingToWrite {
  const random = seeded(seed * 31 + format);
  const frameCount = 1 + random(40);
  const { minimum, maximum, invalidCount } = sampleFormatOf(format)!;
  const signals = Array.from({ length: 1 + random(4) }, (_, s): SignalToWrite => {
    const samplesPerFrame = 1 + random(3);
    let count = random(200) - 100;
    return {
      name: `lead ${s}`, unit: ["mV", "uV", "mmHg", "NU"][s]!, samplesPerFrame, gainPerUnit: [200, 0.3333333333333333, 409.6, 1][s]!, baselineCount: random(2000) - 1000, invalidCount,
      samples: Int32Array.from({ length: frameCount * samplesPerFrame }, () => {
        if (format === 8) return (count += random(256) - 128);
        return invalidCount !== null && random(9) === 0 ? invalidCount : minimum + 1 + Math.floor((random(100001) / 100000) * (maximum - minimum - 1));
      }),
    };
  });
  return { id: `r_${format}-${seed}`, framesPerSecond: [125, 360, 62.4725][seed % 3]!, frameCount, signals, annotations: [], annotationRateHz: [125, 360, 62.4725][seed % 3]!, facts: FACTS };
}

describe("writeWfdb", () => {
  it.each(WFDB_STORAGE_FORMATS)("comes back the same in format %i, for 50 recordings", async (format) => {
    for (let seed = 0; seed < 50; seed++) {
      const recording = makeRecording(format, seed);
      const opened = await open(writeWfdb(recording, { format }));
      expect(opened.formatDetail).toBe(`WFDB ${format}`);
      expect(await toWritable(opened)).toEqual({ ...recording, facts: { ...recording.facts, ...opened.facts, deidentified: false } });
    }
  });

  it("takes the smallest of 16, 24 and 32 that holds every count, the lowest being kept for invalid samples", async () => {
    const detailOf = async (...counts: number[]) => {
      const recording: RecordingToWrite = { ...makeRecording(16, 1), frameCount: counts.length, signals: [{ name: "I", unit: "mV", samplesPerFrame: 1, gainPerUnit: 1, baselineCount: 0, invalidCount: null, samples: Int32Array.from(counts) }] };
      const opened = await open(writeWfdb(recording));
      expect([...(await opened.readSamples(0, 0, counts.length))[0]!]).toEqual(counts);
      return opened.formatDetail;
    };
    expect(await detailOf(-32767, 32767)).toBe("WFDB 16");
    expect(await detailOf(-32768, 0)).toBe("WFDB 24");
    expect(await detailOf(8388607)).toBe("WFDB 24");
    expect(await detailOf(-8388608)).toBe("WFDB 32");
    await expect(detailOf(-2147483648)).rejects.toMatchObject({ code: "malformed" });
  });

  it("keeps the codes of invalid samples, in a file of its own for each kind", async () => {
    const signal = (invalidCount: number, largest: number): SignalToWrite => ({ name: `lead ${invalidCount}`, unit: "mV", samplesPerFrame: 1, gainPerUnit: 1, baselineCount: 0, invalidCount, samples: Int32Array.of(invalidCount, largest, 1) });
    const recording: RecordingToWrite = { ...makeRecording(16, 1), frameCount: 3, signals: [signal(-2048, 2047), signal(-2048, 2), signal(-128, 127), signal(-2048, 2048), signal(-1, 9)] };
    const files = writeWfdb(recording);
    const opened = await open(files);
    expect(files.map(({ name }) => name)).toEqual(["r_16-1.hea", "r_16-1.dat", "r_16-1.d1", "r_16-1.d2"]);
    expect(opened.formatDetail).toBe("WFDB 212, 80, 16");
    expect((await opened.readSamples(0, 0, 3)).map((counts) => [...counts])).toEqual([[-2048, 2047, 1], [-2048, 2, 1], [-128, 127, 1], [-32768, 2048, 1], [-32768, 9, 1]]);
  });

  it("carries facts, start and every field of annotations, at another rate than the frames", async () => {
    const marks: readonly FileAnnotation[] = [
      { sampleIndex: 0, symbol: "+", aux: "(AFIB", subtype: 0, channel: 0, number: 0, onsetS: null, durationS: null },
      { sampleIndex: 1024, symbol: "N", aux: "", subtype: -1, channel: 3, number: -7, onsetS: null, durationS: null },
      { sampleIndex: 1024, symbol: '"', aux: "µ".repeat(127), subtype: 5, channel: 3, number: 2, onsetS: null, durationS: null },
      { sampleIndex: 5_000_000_000, symbol: "[42]", aux: "end", subtype: 0, channel: 255, number: 2, onsetS: null, durationS: null },
    ];
    for (const annotationRateHz of [125, 720]) {
      const recording = { ...makeRecording(16, 3), annotations: marks, annotationRateHz };
      const opened = await open(writeWfdb(recording));
      expect(opened.annotations).toEqual(marks);
      expect(opened.annotationRateHz).toBe(annotationRateHz);
      expect(opened.facts).toMatchObject({ personId: FACTS.personId, sex: "female", ageYears: 90, startTimeMs: FACTS.startTimeMs, potassiumMmolPerL: 6.1, simulated: true });
    }
  });

  it("makes a multi-segment record where a calibration changes, and gives it back with the same rules", async () => {
    const signal = (name: string, fromFrames: readonly number[]): SignalToWrite => {
      const calibrations = fromFrames.map((fromFrame, k) => ({ fromFrame, gainPerUnit: 100 + k, baselineCount: 3 - k }));
      return { name, unit: "mV", samplesPerFrame: 2, ...calibrations[0]!, invalidCount: -32768, calibrations, samples: Int32Array.from({ length: 40 }, (_, n) => (n === 25 ? -32768 : n - 7)) };
    };
    const strip = ({ fromFrame: _, ...rest }: SignalToWrite & { fromFrame?: number }) => rest;
    const recording: RecordingToWrite = { ...makeRecording(16, 3), frameCount: 20, signals: [signal("I", [0, 5]), signal("II", [0, 5, 11])].map(strip) };
    const files = writeWfdb(recording);
    expect(files.map(({ name }) => name)).toEqual(["r_16-3.hea", ...[1, 2, 3].flatMap((k) => [`r_16-3_000${k}.hea`, `r_16-3_000${k}.dat`])]);
    const opened = await open(files);
    expect(opened.formatDetail).toBe("WFDB 16, 3 segments, fixed layout");
    expect((await toWritable(opened)).signals).toEqual(recording.signals);
    expect(opened.facts.startTimeMs).toBe(FACTS.startTimeMs);
  });

  it("keeps decimal numbers exactly, other numbers to 31 bits, and NaN as invalid", async () => {
    const write = async (samples: readonly number[], more: Partial<SignalToWrite> = {}) => {
      const recording: RecordingToWrite = { ...makeRecording(16, 3), frameCount: samples.length, signals: [{ name: "I", unit: "mV", samplesPerFrame: 1, gainPerUnit: 1, baselineCount: 0, invalidCount: null, samples: Float64Array.from(samples), ...more }] };
      const opened = await open(writeWfdb(recording));
      const { gainPerUnit, baselineCount, invalidCount } = opened.groups[0]!.signals[0]!;
      const [counts] = await opened.readSamples(0, 0, samples.length);
      return Array.from(counts!, (count) => (count === invalidCount ? NaN : (count - baselineCount) / gainPerUnit));
    };
    expect(await write([0.125, -1.05, NaN, 3])).toEqual([0.125, -1.05, NaN, 3]);
    expect(await write([1, -2.5], { gainPerUnit: 2, baselineCount: 0.5 })).toEqual([0.25, -1.5]);
    expect(await write([3, -4], { gainPerUnit: -2 })).toEqual([-1.5, 2]);
    const [third] = await write([1 / 3, 1]);
    expect(Math.abs(third! - 1 / 3)).toBeLessThan(2 ** -30);
  });

  it("writes units that any reader takes: no µ, no blanks, and NU for none", () => {
    const header = (unit: string) => new TextDecoder().decode(writeWfdb({ ...makeRecording(16, 3), signals: [{ ...makeRecording(16, 3).signals[0]!, unit }] })[0]!.bytes);
    expect(header("µV")).toContain("/uV ");
    expect(header("cm H2O")).toContain("/cm_H2O ");
    expect(header("")).toContain("/NU ");
  });

  it.each<[string, (valid: RecordingToWrite) => RecordingToWrite]>([
    ["steps beyond format 8", (valid) => valid],
    ["a name with a line break", (valid) => ({ ...valid, signals: [{ ...valid.signals[0]!, name: "I\n#" }] })],
    ["a lead of another length", (valid) => ({ ...valid, frameCount: valid.frameCount + 1 })],
    ["a gain of 0", (valid) => ({ ...valid, signals: [{ ...valid.signals[0]!, gainPerUnit: 0 }] })],
    ["a channel beyond 255", (valid) => ({ ...valid, annotations: [{ sampleIndex: 0, symbol: "N", aux: "", subtype: 0, channel: 256, number: 0, onsetS: null, durationS: null }] })],
    ["an annotation before the start", (valid) => ({ ...valid, annotations: [{ sampleIndex: -1, symbol: "N", aux: "", subtype: 0, channel: 0, number: 0, onsetS: null, durationS: null }] })],
  ])("refuses %s", (title, change) => {
    const options = title === "steps beyond format 8" ? ({ format: 8 } as const) : {};
    expect(() => writeWfdb(change(makeRecording(16, 4)), options)).toThrow(expect.objectContaining({ code: "malformed" }) as Error);
  });

  it.skipIf(!hasSharedData).each(["mitdb/200", "qtdb/sel102", "wfdb-samples/s0010_re", "wfdb-samples/test01_00s_frame", "wfdb-samples/binformats", "wfdb-samples/multi-segment/041s/041s", "cinc2021/HR06000"])(
    "writes %s and reads the same counts, calibrations and annotations",
    async (path) => {
      const files = listShared(path.replace(/\/[^/]*$/, ""));
      const [opened] = await openRecordings(files.find((file) => file.path === `${path}.hea`)!, files);
      const original = await toWritable(opened!);
      const again = await toWritable(await open(writeWfdb(original)));
      expect(again.annotations).toEqual(original.annotations);
      // A format with another invalid code is chosen only where no sample is invalid.
      expect(again.signals.map(({ invalidCount: _, ...signal }) => signal)).toEqual(original.signals.map(({ invalidCount: _, ...signal }) => signal));
    },
  );
});
