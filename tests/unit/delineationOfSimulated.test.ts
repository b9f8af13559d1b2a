/** The delineator on the simulator's own truth: neither package may import the other's inner parts, so the test stands here. */
import { describe, expect, it } from "vitest";
import { delineateByRules, detectQrs } from "../../packages/ecg/src/index.ts";
import { drawPatient, noNoise, simulateRecording, type BeatFiducials } from "../../packages/simulator/src/index.ts";

/** Seeded uniform numbers (mulberry32). */
function uniform(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Errors of the global marks in ms, by boundary, over eight people without noise in sinus rhythm. */
function errorsAt(potassiumMmolPerL: number): Record<string, number[]> {
  const random = uniform(20261121);
  const errors: Record<string, number[]> = {};
  for (let person = 0; person < 8; person++) {
    const { recording, fiducials } = simulateRecording({ patient: drawPatient(random, `person ${person}`), potassiumMmolPerL, durationS: 6, noise: noNoise, random, rhythm: "sinus" });
    const leads = recording.leads.map(({ name, samplesMillivolt }) => ({ name, samplesMillivolt }));
    const qrs = detectQrs(leads, recording.samplingRateHz);
    const { global } = delineateByRules(leads, recording.samplingRateHz, qrs);
    for (const truth of fiducials) {
      const beat = global.find(({ detection }) => Math.abs(qrs.sampleIndices[detection]! / recording.samplingRateHz - truth.rPeakS) < 0.1);
      expect(beat, `the beat at ${truth.rPeakS} s`).toBeDefined();
      const boundaries: [string, keyof BeatFiducials, number | undefined][] = [
        ["P onset", "pOnsetS", beat!.p?.onset], ["P offset", "pOffsetS", beat!.p?.offset], ["QRS onset", "qrsOnsetS", beat!.qrs?.onset], ["QRS offset", "qrsOffsetS", beat!.qrs?.offset], ["T offset", "tOffsetS", beat!.t?.offset],
      ];
      for (const [name, key, found] of boundaries) {
        if (truth[key] === null) continue;
        expect(found, `${name} of the beat at ${truth.rPeakS} s`).toBeDefined();
        (errors[name] ??= []).push(1000 * (found! / recording.samplingRateHz - (truth[key] as number)));
      }
    }
  }
  return errors;
}

// |mean| ≤ 4 ms and the standard deviations that the CSE study tolerates (specification of signal processing, D5).
describe.each([4.2, 6])("delineation of simulated recordings at %d mmol/L, without noise", (potassiumMmolPerL) => {
  const errors = errorsAt(potassiumMmolPerL);
  it.each([["P onset", 10.2], ["P offset", 12.7], ["QRS onset", 6.5], ["QRS offset", 11.6], ["T offset", 30.6]] as const)("marks %s within the CSE tolerance of %d ms", (name, toleranceMs) => {
    const list = errors[name]!;
    expect(list.length).toBeGreaterThan(25);
    const mean = list.reduce((sum, value) => sum + value, 0) / list.length;
    expect(Math.abs(mean)).toBeLessThanOrEqual(4);
    expect(Math.sqrt(list.reduce((sum, value) => sum + (value - mean) ** 2, 0) / list.length)).toBeLessThanOrEqual(toleranceMs);
  });
});
