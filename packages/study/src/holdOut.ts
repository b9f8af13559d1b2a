/**
 * Which records of one person are kept back for testing: a quarter of each class, at least one (Chiu 2022). `random` is the
 * paper's way; `chronological` keeps the last ones, because neighbouring strips are near-duplicates (Kalium's choice).
 */
import { shuffled } from "@kalium/engine";
import type { StudyRecord } from "./studyData.ts";

export type HoldOutMode = "random" | "chronological";

export interface HeldOutRecords {
  /** Training pool by class, in chronological order. */
  readonly pool: readonly [readonly StudyRecord[], readonly StudyRecord[]];
  readonly heldOut: readonly StudyRecord[];
}

/** Splits the records of one person; both classes keep at least one record on either side when they have two. */
export function holdOutRecords(records: readonly StudyRecord[], mode: HoldOutMode, fraction: number, random: () => number): HeldOutRecords {
  const heldOut: StudyRecord[] = [];
  const poolOf = (classIndex: number): readonly StudyRecord[] => {
    const ordered = chronological(records.filter((record) => record.classIndex === classIndex));
    const keepBack = Math.min(Math.max(1, Math.round(ordered.length * fraction)), Math.max(0, ordered.length - 1));
    const testRecords = mode === "chronological" ? ordered.slice(ordered.length - keepBack) : shuffled(ordered, random).slice(0, keepBack);
    heldOut.push(...chronological(testRecords));
    return ordered.filter((record) => !testRecords.includes(record));
  };
  return { pool: [poolOf(0), poolOf(1)], heldOut };
}

/**
 * A control in which labels carry nothing: half of each class in the pool swaps its label, at random. `inverted` swaps the
 * other half instead, so that the two runs of a pair mirror each other and their mean has little spread.
 */
export function shuffleLabels(held: HeldOutRecords, inverted: boolean, random: () => number): HeldOutRecords {
  const swapped = new Set<string>();
  const size = Math.floor(Math.min(held.pool[0].length, held.pool[1].length) / 2);
  for (const pool of held.pool) {
    const order = shuffled(pool, random);
    const half = inverted ? order.slice(size, 2 * size) : order.slice(0, size);
    for (const record of half) swapped.add(record.id);
  }
  const relabelled = [...held.pool[0], ...held.pool[1]].map((record): StudyRecord =>
    swapped.has(record.id) ? { ...record, classIndex: record.classIndex === 1 ? 0 : 1 } : record,
  );
  const poolOf = (classIndex: number) => chronological(relabelled.filter((record) => record.classIndex === classIndex));
  return { pool: [poolOf(0), poolOf(1)], heldOut: held.heldOut };
}

/** Accuracy of a rule that sees only time: each held-out record gets the class of the nearest training record. */
export function timeOnlyAccuracy(held: HeldOutRecords): number | null {
  const training = [...held.pool[0], ...held.pool[1]];
  if (training.length === 0 || held.heldOut.length === 0) return null;
  let right = 0;
  for (const record of held.heldOut) {
    const nearest = training.reduce((best, candidate) =>
      Math.abs(candidate.timeS - record.timeS) < Math.abs(best.timeS - record.timeS) ? candidate : best,
    );
    if (nearest.classIndex === record.classIndex) right += 1;
  }
  return right / held.heldOut.length;
}

function chronological(records: readonly StudyRecord[]): StudyRecord[] {
  return [...records].sort((a, b) => a.timeS - b.timeS || (a.id < b.id ? -1 : 1));
}
