/** For tests only: small recordings that have passed the gate, no two alike. */
import type { DeidentifiedRecording } from "@kalium/ecg";
import type { RecordingLook } from "../recordingLook.ts";

/** Recording number `number`: `frameCount` frames of two leads, the values told by the number. */
export function syntheticRecording(number: number, frameCount = 100, kind: "int16" | "int32" | "float64" = "int16"): DeidentifiedRecording {
  const value = (lead: number, frame: number) => ((number * 7919 + lead * 104729 + frame * 31) % 60_000) - 30_000;
  const samplesOf = (lead: number) =>
    kind === "float64"
      ? Float64Array.from({ length: frameCount }, (_, frame) => (frame % 17 === 0 ? NaN : value(lead, frame) / 7))
      : Int32Array.from({ length: frameCount }, (_, frame) => value(lead, frame) * (kind === "int32" ? 1000 : 1));
  return {
    id: `P${String(number % 3).padStart(3, "0")}-${number}`,
    framesPerSecond: 250,
    frameCount,
    signals: ["I", "II"].map((name, lead) => ({ name, unit: "mV", samplesPerFrame: 1, gainPerUnit: 1000, baselineCount: 0, invalidCount: null, samples: samplesOf(lead) })),
    annotations: [{ sampleIndex: number, symbol: "N", aux: "", subtype: 0, channel: 0, number: 0, onsetS: null, durationS: null }],
    annotationRateHz: 250,
    facts: { personId: `P${String(number % 3).padStart(3, "0")}`, sex: null, ageYears: 60 + (number % 30), startTimeMs: null, potassiumMmolPerL: number % 2 === 0 ? 4 + number / 100 : null, simulated: true, deidentified: true },
  };
}

export const syntheticLook: RecordingLook = { quality: { grade: "good", reasons: [] }, thumbnailMillivolt: new Float32Array(192), thumbnailLead: "II" };
