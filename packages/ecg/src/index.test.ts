import { describe, expect, it } from "vitest";
import * as ecg from "./index.ts";

describe("the public surface", () => {
  it("loads in plain Node, without a document", () => {
    expect(typeof document).toBe("undefined");
    expect(typeof ecg.cutBeats).toBe("function");
  });

  it("carries a WFDB record from its files to beats, as the README shows", async () => {
    const samplesMillivolt = Float32Array.from({ length: 5000 }, (_, n) => Math.round(1000 * Math.exp(-0.5 * (((n / 500) % 1) - 0.5) ** 2 / 0.012 ** 2)) / 1000);
    const written = ecg.writeWfdbRecord({
      id: "demo", personId: "anna", samplingRateHz: 500, sampleCount: 5000, annotations: [], potassiumMmolPerL: null, timeS: null, simulated: true,
      leads: [{ name: "II", samplesMillivolt, gainPerMillivolt: 1000, baselineCount: 0 }],
    });
    const files = written.map((file) => ecg.sourceFileFromBytes(file.name, file.bytes));
    const { recordings } = await ecg.readWfdbFolder(files);
    const table = ecg.readPotassiumTable("record,potassium\ndemo,5.9\n", "potassium.csv");
    const [recording] = ecg.joinPotassium(recordings, table).recordings;
    const strip = ecg.cutBeats(recording, { leadName: "II" });
    expect(recording).toMatchObject({ personId: "anna", potassiumMmolPerL: 5.9, simulated: true });
    expect(strip.beatCount).toBeGreaterThanOrEqual(8);
  });
});
