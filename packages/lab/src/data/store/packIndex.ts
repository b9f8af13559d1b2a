/**
 * What a pack of samples holds. A pack is two files: the samples of some hundred recordings one after another, and an index that
 * says what they are, with the pictures of the table in one block, so that a table of 10 000 recordings is read from some
 * dozens of files.
 */
import type { Calibration, FactsToWrite, FileAnnotation, FormatName, MachineMeasurements, StatedFilters } from "@kalium/ecg";
import type { RowPotassium, RowQuality } from "../dataRoom.ts";
import { THUMBNAIL_COLUMN_COUNT } from "../thumbnailSize.ts";
import type { SampleCoding } from "./sampleCoding.ts";

/** A run of frames in a pack: signal after signal, each its samples of those frames. */
export interface StoredChunk {
  readonly pack: string;
  readonly at: number;
  readonly byteLength: number;
  readonly fromFrame: number;
  readonly frameCount: number;
}

export interface StoredSignal {
  readonly name: string;
  readonly unit: string;
  readonly samplesPerFrame: number;
  readonly gainPerUnit: number;
  readonly baselineCount: number;
  readonly invalidCount: number | null;
  readonly calibrations?: readonly Calibration[];
  readonly coding: SampleCoding;
}

/** A recording as stored. A later entry of the same key takes the place of an earlier one. */
export interface StoredEntry {
  /** Made of the hash of the signals, and a number where several recordings have the same ones. */
  readonly key: string;
  readonly signalHash: string;
  readonly id: string;
  readonly framesPerSecond: number;
  readonly frameCount: number;
  readonly signals: readonly StoredSignal[];
  readonly annotations: readonly FileAnnotation[];
  readonly annotationRateHz: number;
  readonly facts: FactsToWrite;
  readonly filters: StatedFilters | null;
  readonly measurements: MachineMeasurements | null;
  readonly sourceFormat: FormatName;
  readonly chunks: readonly StoredChunk[];
  readonly quality: RowQuality;
  readonly potassium: RowPotassium | null;
  readonly thumbnailLead: string;
}

export interface IndexedEntry {
  readonly entry: StoredEntry;
  readonly thumbnailMillivolt: Float32Array;
}

const THUMBNAIL_BYTES = 2 * THUMBNAIL_COLUMN_COUNT * 4;
const NEWLINE = 10;

/** One line of JSON, padded to a multiple of four, then the pictures as float32. */
export function encodeIndex(entries: readonly IndexedEntry[]): Uint8Array<ArrayBuffer> {
  // NaN and infinities are no JSON; nothing in an entry may be one, or it would come back as null.
  const text = new TextEncoder().encode(JSON.stringify(entries.map(({ entry }) => entry)));
  const at = Math.ceil((text.byteLength + 1) / 4) * 4;
  const bytes = new Uint8Array(at + entries.length * THUMBNAIL_BYTES).fill(32, text.byteLength, at - 1);
  bytes.set(text);
  bytes[at - 1] = NEWLINE;
  entries.forEach(({ thumbnailMillivolt }, index) => bytes.set(new Uint8Array(thumbnailMillivolt.slice().buffer), at + index * THUMBNAIL_BYTES));
  return bytes;
}

export function decodeIndex(bytes: Uint8Array<ArrayBuffer>): readonly IndexedEntry[] {
  const at = bytes.indexOf(NEWLINE) + 1;
  const entries = JSON.parse(new TextDecoder().decode(bytes.subarray(0, at))) as readonly StoredEntry[];
  return entries.map((entry, index) => ({ entry, thumbnailMillivolt: new Float32Array(bytes.slice(at + index * THUMBNAIL_BYTES, at + (index + 1) * THUMBNAIL_BYTES).buffer) }));
}
