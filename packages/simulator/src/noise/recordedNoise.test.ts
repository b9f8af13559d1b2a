import { describe, expect, it } from "vitest";
import { noNoise, simulateRecording, SimulationError, typicalPatient } from "../index.ts";
import { drawStandardNormal } from "../randomDraws.ts";
import { randomOf } from "../seededRandom.fixture.ts";
import { addRecordedNoise } from "./recordedNoise.ts";

const streams = randomOf(21);
const { recording } = simulateRecording({ patient: typicalPatient(), potassiumMmolPerL: 4.5, durationS: 10, samplingRateHz: 250, noise: noNoise, rhythm: "sinus", random: streams("ecg") });
const gauss = streams("gauss");
const channels = [0, 1].map(() => Float64Array.from({ length: 20_000 }, () => 0.2 + 0.1 * drawStandardNormal(gauss)));
const lead = (from: typeof recording, name: string) => from.leads.find((one) => one.name === name)!.samplesMillivolt;

describe("recorded noise", () => {
  it("is added at the ratio asked for: an eighth of the squared QRS over the noise's mean square in lead II", () => {
    const clean = lead(recording, "II");
    const heights = recording.annotations.map(({ sampleIndex }) => {
      const window = [...clean.subarray(Math.max(0, sampleIndex - 12), sampleIndex + 13)];
      return Math.max(...window) - Math.min(...window);
    });
    const qrs = heights.reduce((sum, height) => sum + height, 0) / heights.length;
    for (const snrDb of [12, 0]) {
      const noisy = lead(addRecordedNoise(recording, { channels, snrDb }, streams(`mix ${snrDb}`)), "II");
      const power = clean.reduce((sum, value, i) => sum + (noisy[i] - value) ** 2, 0) / clean.length;
      expect(10 * Math.log10(qrs ** 2 / 8 / power)).toBeCloseTo(snrDb, 0);
    }
  });
  it("keeps the limb-lead identities, and gives chest leads noise of their own", () => {
    const noisy = addRecordedNoise(recording, { channels, snrDb: 6 }, streams("identities"));
    const [one, two, three, avr] = ["I", "II", "III", "aVR"].map((name) => lead(noisy, name));
    for (let i = 0; i < one.length; i++) {
      expect(three[i]).toBe(Math.fround(two[i] - one[i]));
      expect(avr[i]).toBe(Math.fround(-0.5 * one[i] - 0.5 * two[i]));
    }
    const added = (name: string) => lead(noisy, name).map((value, i) => value - lead(recording, name)[i]);
    const [v1, v6] = [added("V1"), added("V6")];
    const norm = (x: Float32Array) => Math.sqrt(x.reduce((sum, value) => sum + value * value, 0));
    expect(v1.reduce((sum, value, i) => sum + value * v6[i], 0) / norm(v1) / norm(v6)).toBeLessThan(0.5);
    expect(noisy.annotations).toEqual(recording.annotations);
  });
  it("refuses noise that is too short, still, or has nothing to be compared with", () => {
    const random = streams("refuse");
    expect(() => addRecordedNoise(recording, { channels: [new Float64Array(100)], snrDb: 6 }, random)).toThrow(SimulationError);
    expect(() => addRecordedNoise(recording, { channels: [new Float64Array(5000)], snrDb: 6 }, random)).toThrow(/straight line/);
    expect(() => addRecordedNoise({ ...recording, annotations: [] }, { channels, snrDb: 6 }, random)).toThrow(/no beats/);
  });
});
