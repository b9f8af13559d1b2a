import { describe, expect, it } from "vitest";
import { drawElectrodePlacement, noNoise, seededStreams, simulateRecording, typicalPatient } from "../index.ts";
import { leadVector } from "../leadSystem.ts";
import { chestLeadNames, placedLeadVector } from "./electrodePlacement.ts";
import type { ElectrodePlacement } from "./electrodePlacement.ts";

const random = seededStreams(8)("placement");
const shifted = (leftCm: number, upCm: number): ElectrodePlacement => {
  const at = { leftCm, upCm };
  return { V1: at, V2: at, V3: at, V4: at, V5: at, V6: at };
};
const angle = (a: readonly number[], b: readonly number[]) =>
  (Math.acos(a.reduce((sum, value, i) => sum + value * b[i], 0) / (Math.hypot(...a) * Math.hypot(...b))) * 180) / Math.PI;

describe("electrodes beside their place", () => {
  it("lie 1.14 inches from it in the mean, as technicians put them", () => {
    const distances = Array.from({ length: 5000 }, () => drawElectrodePlacement(random)).flatMap((placement) => chestLeadNames.map((name) => Math.hypot(placement[name].leftCm, placement[name].upCm)));
    expect(distances.reduce((sum, distance) => sum + distance, 0) / distances.length / 2.54).toBeCloseTo(1.14, 2);
  });
  it("turn the lead vector of a chest lead and of no other, and keep its length", () => {
    for (const name of chestLeadNames) {
      const place = leadVector(name);
      expect(placedLeadVector(name, shifted(0, 0)).map((value, i) => Math.abs(value - place[i]) < 1e-12)).toEqual([true, true, true]);
      const beside = placedLeadVector(name, shifted(2, 0));
      expect(Math.hypot(...beside)).toBeCloseTo(Math.hypot(...place), 12);
      expect(beside[1]).toBeCloseTo(place[1], 12);
      expect(placedLeadVector(name, shifted(0, 2))[1]).toBeLessThan(place[1]);
    }
    expect(placedLeadVector("II", shifted(3, 3))).toEqual(leadVector("II"));
  });
  it("look, a spacing of 5 cm to the left, about where the next electrode looks", () => {
    const turns = chestLeadNames.slice(1).map((name, i) => angle(leadVector(chestLeadNames[i]), leadVector(name)));
    expect(turns.reduce((sum, turn) => sum + turn, 0) / turns.length).toBeCloseTo(28, -1);
    for (const [i, name] of chestLeadNames.slice(1).entries()) {
      const before = angle(leadVector(chestLeadNames[i]), leadVector(name));
      expect(angle(placedLeadVector(chestLeadNames[i], shifted(5, 0)), leadVector(name))).toBeLessThan(before);
    }
  });
  it("change the chest leads of a recording and leave the limb leads to the bit", () => {
    const made = (electrodePlacement?: ElectrodePlacement) =>
      simulateRecording({ patient: typicalPatient(), potassiumMmolPerL: 4.5, durationS: 3, noise: noNoise, electrodePlacement, random: seededStreams(2)("r") }).recording.leads;
    const [place, beside] = [made(), made(shifted(2, 1))];
    for (const [i, { name, samplesMillivolt }] of place.entries()) {
      const isSame = samplesMillivolt.every((value, at) => value === beside[i].samplesMillivolt[at]);
      expect(isSame, name).toBe(!name.startsWith("V"));
    }
  });
});
