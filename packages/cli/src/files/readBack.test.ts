import { hashSamples, writeRecording, type DeidentifiedRecording } from "@kalium/ecg";
import { describe, expect, it } from "vitest";
import { readBack } from "./readBack.ts";

const facts = { personId: null, sex: null, ageYears: null, startTimeMs: null, potassiumMmolPerL: null, simulated: false, deidentified: true } as const;

/** Signals of these names, each with samples of its own. */
function recordingOf(names: readonly string[]): DeidentifiedRecording {
  return {
    id: "r1", framesPerSecond: 250, frameCount: 500, annotations: [], annotationRateHz: 250, facts, sourceFormat: "wfdb", filters: null, measurements: [],
    signals: names.map((name, at) => ({ name, unit: "mV", samplesPerFrame: 1, gainPerUnit: 200, baselineCount: 0, invalidCount: null, samples: Int32Array.from({ length: 500 }, (_, i) => ((i * (at + 3)) % 401) - 200) })),
  } as unknown as DeidentifiedRecording;
}

const hashesOf = async ({ signals }: DeidentifiedRecording) => Promise.all(signals.map(async ({ samples }) => (await hashSamples(samples)).sha256));

describe("reading back what was written", () => {
  it.each([[["I", "vx", "vy", "vz"]], [["vx", "VX"]], [["VX", "vx"]], [["lead II [mV]", "II", "a name that is too long for EDF"]], [["x", "x"]]])("finds %j again in EDF, however the reader spells the names", async (names) => {
    const recording = recordingOf(names);
    const back = await readBack(await writeRecording(recording, "edf"), recording, recording);
    expect(back!.map(({ sha256 }) => sha256)).toEqual(await hashesOf(recording));
  });

  it("tells a signal that did not come back, and samples that came back otherwise", async () => {
    const [recording, shorter] = [recordingOf(["I", "II", "V1"]), recordingOf(["I", "II"])];
    const missing = await readBack(await writeRecording(shorter, "edf"), recording, recording);
    expect(missing!.map(({ sha256 }) => sha256)).toEqual([...(await hashesOf(shorter)), ""]);
    const other = recordingOf(["II", "I", "V1"]);
    const swapped = await readBack(await writeRecording(other, "edf"), recording, recording);
    const [first, second, third] = await hashesOf(recording);
    expect(swapped!.map(({ sha256 }) => sha256)).toEqual([second, first, third]);
  });
});
