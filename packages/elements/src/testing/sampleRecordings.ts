/** Rows of recordings for the tests of tables. */
import type { RecordingItem } from "../recordings/recordingItem.ts";

const thumbnail = Float32Array.from({ length: 192 }, (_, i) => (i % 2 === 0 ? -0.1 : 0.2) + (i % 40 > 36 ? 0.8 : 0));

/** One row; whatever is left out is that of an ordinary ten-second recording. */
export function sampleRecording(part: Partial<RecordingItem> & { readonly key: string }): RecordingItem {
  return {
    id: part.key, path: `study/${part.key}.hea`, format: "wfdb", formatDetail: "WFDB 16", leadNames: ["I", "II", "III", "aVR", "aVL", "aVF", "V1", "V2", "V3", "V4", "V5", "V6"],
    samplingRateHz: 500, durationS: 10, person: null, simulated: false, quality: { grade: "good", reasons: [] }, potassium: null, notes: [],
    thumbnailMillivolt: thumbnail, thumbnailLead: "II", ...part,
  };
}

export function sampleRecordings(count: number): readonly RecordingItem[] {
  return Array.from({ length: count }, (_, index) => sampleRecording({
    key: `r${index}`, id: `rec${index}`, format: index % 3 === 0 ? "edf" : "wfdb",
    quality: index % 4 === 0 ? { grade: "poor", reasons: ["lead V3 flat", "12 % of II missing"] } : { grade: "good", reasons: [] },
    potassium: index % 5 === 0 ? { mmolPerL: 3 + (index % 40) / 10, offsetMinutes: index % 90, haemolysed: index % 2 === 0 } : null,
  }));
}
