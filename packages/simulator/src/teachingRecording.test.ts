import { describe, expect, it } from "vitest";
import { drawPatient, typicalPatient } from "./patient.ts";
import { seededStreams } from "./seededStreams.ts";
import { averageHeartRate, simulateForTeaching } from "./teachingRecording.ts";

const at = (potassiumMmolPerL: number, patient = typicalPatient()) => simulateForTeaching({ patient, potassiumMmolPerL, random: seededStreams(1)("recording") });

describe("a recording for teaching", () => {
  it("keeps the typical person in sinus rhythm at the average rate until the sine wave", () => {
    for (const potassium of [2, 4.5, 7, 8.4]) {
      const { parameters } = at(potassium);
      expect(parameters.rhythm).toBe("sinus");
      expect(Math.abs(parameters.heartRatePerMinute - averageHeartRate(potassium))).toBeLessThan(2);
    }
    expect(at(8.5).parameters.rhythm).toBe("sine-wave");
    expect(averageHeartRate(9)).toBe(averageHeartRate(7));
  });

  it("lets everybody else draw a rhythm, and never one that was not asked for when one was", () => {
    const rhythms = new Set(Array.from({ length: 40 }, (_, person) => at(8.2, drawPatient(seededStreams(person)("person"), `p${person}`)).parameters.rhythm));
    expect(rhythms.size).toBeGreaterThan(0);
    const asked = simulateForTeaching({ patient: typicalPatient(), potassiumMmolPerL: 5, random: seededStreams(1)("recording"), rhythm: "ventricular-fibrillation" });
    expect(asked.parameters.rhythm).toBe("ventricular-fibrillation");
  });

  it("keeps every beat at its place while potassium moves a little, so that a slider shows no other draw", () => {
    const [a, b] = [at(5), at(5.1)].map(({ recording }) => recording.annotations.map(({ sampleIndex }) => sampleIndex));
    expect(b).toHaveLength(a!.length);
    a!.forEach((sampleIndex, beat) => expect(Math.abs(sampleIndex - b![beat]!)).toBeLessThan(25));
    expect(at(5).recording.leads[1]!.samplesMillivolt).toEqual(at(5).recording.leads[1]!.samplesMillivolt);
  });
});
