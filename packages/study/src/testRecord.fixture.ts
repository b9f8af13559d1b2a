/** Records made by hand for tests. */
import type { ClassIndex } from "./labelRule.ts";
import type { StudyData, StudyRecord } from "./studyData.ts";

/** A record whose beats are bumps of a given height at the T wave, on top of the same R wave, with seeded noise. */
export function testRecord(personId: string, classIndex: ClassIndex, timeS: number, beat: { readonly tHeight?: number; readonly beatCount?: number; readonly random?: () => number } = {}): StudyRecord {
  const { tHeight = 1, beatCount = 4, random = () => 0.5 } = beat;
  const beats = new Float32Array(beatCount * 120);
  for (let row = 0; row < beatCount; row++) {
    for (let n = 0; n < 120; n++) {
      const r = 4 * Math.exp(-0.5 * ((n - 40) / 2) ** 2);
      const t = tHeight * Math.exp(-0.5 * ((n - 75) / 7) ** 2);
      beats[row * 120 + n] = r + t + 0.1 * (random() - 0.5);
    }
  }
  return { id: `${personId}-${timeS}-${classIndex}`, personId, classIndex, timeS, potassiumMmolPerL: null, beats, beatCount };
}

/** Study data around records. */
export function testData(records: readonly StudyRecord[], parts: Partial<StudyData> = {}): StudyData {
  return {
    kind: "potassium",
    title: "Test",
    simulated: false,
    classNames: ["normal", "high"],
    records,
    genericPeople: [],
    personalPeople: [...new Set(records.map((record) => record.personId))],
    assignedSplits: null,
    crossFit: false,
    excludedPeople: [],
    flow: [],
    previews: [],
    dataHash: "0",
    ...parts,
  };
}
