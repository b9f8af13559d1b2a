/**
 * What a personal-transfer study works on, wherever it came from: strips of one class each, with the beats already
 * cut, and the account of everything that was left out on the way.
 */
import type { ClassIndex } from "./labelRule.ts";

/** One strip of one person with one label. */
export interface StudyRecord {
  readonly id: string;
  readonly personId: string;
  readonly classIndex: ClassIndex;
  /** Seconds on the person's own clock; orders the records of one person. */
  readonly timeS: number;
  /** mmol/L where the label comes from potassium, else null. */
  readonly potassiumMmolPerL: number | null;
  /** Row-major [beatCount × 120], scaled as in `BeatStrip`. */
  readonly beats: Float32Array;
  readonly beatCount: number;
}

/** Something left out, with how many times it happened. */
export interface DroppedCount {
  readonly reason: string;
  readonly count: number;
}

/** One step of the way from what was handed over to what is analysed. */
export interface FlowStep {
  readonly label: string;
  readonly count: number;
  readonly unit: string;
  readonly dropped: readonly DroppedCount[];
}

/** A person who takes no part, and why. */
export interface ExcludedPerson {
  readonly personId: string;
  readonly reason: string;
}

/** A strip kept for display. */
export interface PreviewStrip {
  readonly recordingId: string;
  readonly personId: string;
  readonly leadName: string;
  readonly caption: string;
  readonly potassiumMmolPerL: number | null;
  readonly samplingRateHz: number;
  readonly samplesMillivolt: Float32Array;
  readonly marks: readonly { readonly sampleIndex: number; readonly symbol: string; readonly kind: "normal" | "ventricular" | "hyper" | "other" }[];
}

export interface StudyData {
  /** Where the labels come from. */
  readonly kind: "potassium" | "heartbeat";
  readonly title: string;
  readonly simulated: boolean;
  /** Names of class 0 and class 1. */
  readonly classNames: readonly [string, string];
  readonly records: readonly StudyRecord[];
  readonly genericPeople: readonly string[];
  readonly personalPeople: readonly string[];
  /** Split of each person as a table stated it; null when the study makes its own split. */
  readonly assignedSplits: Readonly<Record<string, "train" | "validation" | "test" | "personal">> | null;
  /** True when every personal person also trains the generic models of the other folds. */
  readonly crossFit: boolean;
  readonly excludedPeople: readonly ExcludedPerson[];
  readonly flow: readonly FlowStep[];
  readonly previews: readonly PreviewStrip[];
  /** SHA-256 over identifiers, labels and beats, hex. */
  readonly dataHash: string;
}

/** The records of some people, in the order given by `records`. */
export function recordsOfPeople(records: readonly StudyRecord[], people: readonly string[]): StudyRecord[] {
  const wanted = new Set(people);
  return records.filter((record) => wanted.has(record.personId));
}

/** SHA-256 (hex) of everything that can change a result: ids, persons, labels, times and every beat sample. */
export async function hashRecords(records: readonly StudyRecord[]): Promise<string> {
  const digests: string[] = [];
  for (const record of records) {
    const head = new TextEncoder().encode(
      JSON.stringify([record.id, record.personId, record.classIndex, record.timeS, record.potassiumMmolPerL, record.beatCount]),
    );
    const beats = new Uint8Array(record.beats.buffer, record.beats.byteOffset, record.beats.byteLength);
    const bytes = new Uint8Array(head.length + beats.length);
    bytes.set(head);
    bytes.set(beats, head.length);
    digests.push(await sha256Hex(bytes));
  }
  return sha256Hex(new TextEncoder().encode(digests.join("\n")));
}

/** SHA-256 of bytes as lower-case hex. */
export async function sha256Hex(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
