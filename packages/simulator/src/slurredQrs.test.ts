import { describe, expect, it } from "vitest";
import { noNoise } from "./noise/noiseOptions.ts";
import { typicalPatient } from "./patient.ts";
import { simulateRecording } from "./simulateRecording.ts";
import { normalQrs } from "./heartVectors.ts";
import { slurred } from "./slurredQrs.ts";

/** QRS of one beat in a lead, against its value at the onset. */
function qrsOf(potassiumMmolPerL: number, leadName: string): number[] {
  const { recording, fiducials } = simulateRecording({
    patient: typicalPatient(), potassiumMmolPerL, durationS: 3, samplingRateHz: 1000, rhythm: "sinus", noise: noNoise, random: () => 0.5,
  });
  const { qrsOnsetS, qrsOffsetS } = fiducials[1]!;
  const samples = recording.leads.find(({ name }) => name === leadName)!.samplesMillivolt;
  const qrs = [...samples.subarray(Math.round(1000 * qrsOnsetS), Math.round(1000 * qrsOffsetS))];
  return qrs.map((value) => value - qrs[0]!);
}

/** Milliseconds for which R stands above half of its height. */
function halfWidthOfR(qrs: readonly number[]): number {
  const half = Math.max(...qrs) / 2;
  return qrs.filter((value) => value > half).length;
}

describe("QRS under slow conduction", () => {
  it("has an R that is wider than the complex as a whole, not a slender R on a wide foot", () => {
    for (const lead of ["I", "II", "aVF", "V4", "V5", "V6"]) {
      expect(halfWidthOfR(qrsOf(8, lead)) / halfWidthOfR(qrsOf(4.5, lead)), lead).toBeGreaterThan(qrsOf(8, lead).length / qrsOf(4.5, lead).length);
    }
  });

  it("ends in a broad S in I, V5 and V6 and a late R in aVR, as in textbooks", () => {
    for (const lead of ["I", "V5", "V6"]) expect(Math.min(...qrsOf(8, lead)), lead).toBeLessThan(-0.15);
    const aVR = qrsOf(8, "aVR");
    expect(aVR.indexOf(Math.max(...aVR))).toBeGreaterThan(aVR.indexOf(Math.min(...aVR)));
    expect(Math.max(...aVR)).toBeGreaterThan(0.15);
  });

  it("leaves a QRS that is no wider as it is", () => {
    expect(slurred(normalQrs, 1)).toEqual(normalQrs);
    expect(slurred(normalQrs, 0.9)).toEqual(normalQrs);
  });
});
