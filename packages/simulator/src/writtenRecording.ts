/** A simulated recording as the writers take it: whole counts, every true mark, and the facts that say it is simulated. */
import type { FileAnnotation, RecordingToWrite, SignalToWrite } from "@kalium/ecg";
import type { SimulatedRecording } from "./simulateRecording.ts";
import { waveAnnotations } from "./waveAnnotations.ts";

/** Clock time of a history's first midnight, a Monday. Any would do; a fixed one keeps the bytes the same. */
export const FIRST_DAY_MS = Date.UTC(2000, 0, 3);

/** Weights of I and II (Einthoven, Goldberger). */
const limbWeights: Readonly<Record<string, readonly [number, number]>> = { III: [-1, 1], aVR: [-0.5, -0.5], aVL: [1, -0.5], aVF: [-0.5, 1] };

/**
 * Counts of 1 µV. I and II are rounded to even counts, so that the leads that follow from them are whole too and the identities hold
 * exactly in the file.
 */
export function writtenRecording(made: SimulatedRecording): RecordingToWrite {
  const { recording } = made;
  const countsOf = new Map<string, Int32Array>();
  for (const { name, samplesMillivolt, gainPerMillivolt } of recording.leads) {
    const step = name === "I" || name === "II" ? 2 : 1;
    countsOf.set(name, Int32Array.from(samplesMillivolt, (millivolt) => step * Math.round((millivolt * gainPerMillivolt) / step)));
  }
  const [one, two] = [countsOf.get("I"), countsOf.get("II")];
  const signals = recording.leads.map(({ name, gainPerMillivolt, baselineCount }): SignalToWrite => {
    const weights = limbWeights[name];
    const samples = weights === undefined || one === undefined || two === undefined ? countsOf.get(name)! : one.map((count, i) => weights[0] * count + weights[1] * two[i]!);
    return { name, unit: "mV", samplesPerFrame: 1, gainPerUnit: gainPerMillivolt, baselineCount, invalidCount: null, samples };
  });
  return {
    id: recording.id,
    framesPerSecond: recording.samplingRateHz,
    frameCount: recording.sampleCount,
    signals,
    annotations: waveAnnotations(made).map(({ sampleIndex, onsetS, symbol, aux, number }): FileAnnotation => ({ sampleIndex, symbol, aux, subtype: 0, channel: 0, number, onsetS, durationS: null })),
    annotationRateHz: recording.samplingRateHz,
    facts: {
      personId: recording.personId,
      sex: null,
      ageYears: null,
      startTimeMs: recording.timeS === null ? null : FIRST_DAY_MS + 1000 * recording.timeS,
      potassiumMmolPerL: recording.potassiumMmolPerL,
      simulated: true,
      deidentified: false,
    },
  };
}
