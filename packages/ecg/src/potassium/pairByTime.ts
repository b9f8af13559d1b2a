/**
 * Pairs recordings with potassium: for each ECG the result of the same person that is nearest in time, within a window either
 * side (Kalium's rule, formats.md §3). The order of the rows never matters.
 */
import type { PotassiumResult } from "./readResults.ts";

/** What the join needs to know of a recording. */
export interface RecordingToPair {
  readonly key: string;
  /** Name by which a table may name the recording itself. */
  readonly recordId: string;
  readonly personId: string | null;
  readonly timeMs: number | null;
}

export interface PairingOptions {
  readonly windowMinutes: number;
  /** What to do with results flagged as haemolysed: "drop" looks for the next nearest result. */
  readonly haemolysed: "keep" | "drop";
}

/** A recording with its result. */
export interface PotassiumPair {
  readonly key: string;
  readonly personId: string | null;
  readonly result: PotassiumResult;
  /** Result time minus ECG time; null when the table names the recording and has no time. */
  readonly offsetMinutes: number | null;
}

export interface PairingFlowStep {
  readonly label: string;
  readonly count: number;
  readonly unit: string;
  readonly dropped: readonly { readonly reason: string; readonly count: number }[];
}

/** Pairs within one window, by class. Thresholds are the clinical ones used throughout: below 3.5 low, from 5.5 high. */
export interface WindowCount {
  readonly windowHours: number;
  readonly pairs: number;
  readonly people: number;
  /** K⁺ < 3.5 mmol/L. */
  readonly low: number;
  /** K⁺ ≥ 5.5 mmol/L. */
  readonly high: number;
  /** Pairs whose result was drawn before the ECG. */
  readonly resultFirst: number;
}

export interface PairingResult {
  readonly pairs: readonly PotassiumPair[];
  readonly flow: readonly PairingFlowStep[];
  readonly counts: readonly WindowCount[];
  /** Times at which one person has two different values: the lower one is taken (Kalium's choice, so that order does not matter). */
  readonly conflictCount: number;
  /** Results that serve more than one recording. */
  readonly sharedResultCount: number;
}

const COUNTED_WINDOWS_H = [1, 3, 6] as const;
const MINUTE_MS = 60_000;

/** Joins. A result that names a recording outright goes to it; otherwise person and time decide. */
export function pairByTime(recordings: readonly RecordingToPair[], results: readonly PotassiumResult[], options: PairingOptions): PairingResult {
  const usable = options.haemolysed === "drop" ? results.filter((result) => result.haemolysed !== true) : results;
  const byRecording = new Map<string, PotassiumResult>();
  const byPerson = new Map<string, PotassiumResult[]>();
  const haemolysedPeople = new Set(results.filter((result) => result.haemolysed === true).map((result) => result.personId));
  for (const result of [...usable].sort(inOrder)) {
    if (result.recordId !== null && !byRecording.has(result.recordId)) byRecording.set(result.recordId, result);
    if (result.personId !== null && result.timeMs !== null) {
      const own = byPerson.get(result.personId);
      if (own === undefined) byPerson.set(result.personId, [result]);
      else own.push(result);
    }
  }
  const reasons = new Map<string, number>();
  const drop = (reason: string) => void reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  const pairs: PotassiumPair[] = [];
  for (const recording of recordings) {
    const named = byRecording.get(recording.recordId);
    if (named !== undefined) {
      const offsetMinutes = named.timeMs === null || recording.timeMs === null ? null : (named.timeMs - recording.timeMs) / MINUTE_MS;
      pairs.push({ key: recording.key, personId: named.personId ?? recording.personId, result: named, offsetMinutes });
      continue;
    }
    if (recording.personId === null) {
      drop("the recording names no person");
      continue;
    }
    if (recording.timeMs === null) {
      drop("the recording has no time");
      continue;
    }
    const own = byPerson.get(recording.personId);
    if (own === undefined) {
      drop(haemolysedPeople.has(recording.personId) && options.haemolysed === "drop" ? "only haemolysed results of this person" : "no result of this person");
      continue;
    }
    const result = nearest(own, recording.timeMs);
    const offsetMinutes = (result.timeMs! - recording.timeMs) / MINUTE_MS;
    if (Math.abs(offsetMinutes) > options.windowMinutes) {
      drop(`no result within ${formatWindow(options.windowMinutes)} either side`);
      continue;
    }
    pairs.push({ key: recording.key, personId: recording.personId, result, offsetMinutes });
  }
  const uses = new Map<PotassiumResult, number>();
  for (const { result } of pairs) uses.set(result, (uses.get(result) ?? 0) + 1);
  const dropped = [...reasons].map(([reason, count]) => ({ reason, count }));
  return {
    pairs,
    flow: [
      { label: "Recordings", count: recordings.length, unit: "recordings", dropped },
      { label: "Recordings with potassium", count: pairs.length, unit: "recordings", dropped: [] },
      { label: "People with a pair", count: new Set(pairs.map((pair) => pair.personId ?? pair.key)).size, unit: "people", dropped: [] },
    ],
    counts: windowsToCount(options.windowMinutes).map((hours) => countWindow(pairs, hours)),
    conflictCount: countConflicts(byPerson),
    sharedResultCount: [...uses.values()].filter((count) => count > 1).length,
  };
}

/** By time, then by value: the first of two at one time is the lower one, whatever the order of the rows. */
function inOrder(a: PotassiumResult, b: PotassiumResult): number {
  return (a.timeMs ?? 0) - (b.timeMs ?? 0) || a.mmolPerL - b.mmolPerL || Number(a.haemolysed) - Number(b.haemolysed);
}

/** Nearest by binary search in results sorted by time; of two equally near, the earlier one. */
function nearest(sorted: readonly PotassiumResult[], timeMs: number): PotassiumResult {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]!.timeMs! < timeMs) low = middle + 1;
    else high = middle;
  }
  const after = sorted[low];
  let before = low - 1;
  // Two values at the earlier time: go back to the first of them, the lower one.
  while (before > 0 && sorted[before - 1]!.timeMs === sorted[before]!.timeMs) before -= 1;
  const earlier = sorted[before];
  if (earlier === undefined) return after!;
  if (after === undefined) return earlier;
  return timeMs - earlier.timeMs! <= after.timeMs! - timeMs ? earlier : after;
}

function windowsToCount(windowMinutes: number): readonly number[] {
  const own = windowMinutes / 60;
  return [...new Set([...COUNTED_WINDOWS_H.filter((hours) => hours < own), own])];
}

function countWindow(pairs: readonly PotassiumPair[], windowHours: number): WindowCount {
  const within = pairs.filter((pair) => pair.offsetMinutes === null || Math.abs(pair.offsetMinutes) <= windowHours * 60);
  return {
    windowHours,
    pairs: within.length,
    people: new Set(within.map((pair) => pair.personId ?? pair.key)).size,
    low: within.filter((pair) => pair.result.mmolPerL < 3.5).length,
    high: within.filter((pair) => pair.result.mmolPerL >= 5.5).length,
    resultFirst: within.filter((pair) => pair.offsetMinutes !== null && pair.offsetMinutes < 0).length,
  };
}

function countConflicts(byPerson: ReadonlyMap<string, readonly PotassiumResult[]>): number {
  let count = 0;
  for (const own of byPerson.values()) {
    for (let i = 1; i < own.length; i++) if (own[i]!.timeMs === own[i - 1]!.timeMs && own[i]!.mmolPerL !== own[i - 1]!.mmolPerL) count += 1;
  }
  return count;
}

function formatWindow(minutes: number): string {
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${minutes} min`;
}
