/**
 * One import into one data set. Recordings gather in memory until they fill a pack; a pack is written, then its index, then the
 * manifest that names both. Whatever happens in between, the data set on the disk is the one before the pack or the one after.
 */
import type { DeidentifiedRecording } from "@kalium/ecg";
import type { RowPotassium, StoredDataset } from "../dataRoom.ts";
import type { RecordingLook } from "../recordingLook.ts";
import { DataStoreError, storeErrorFrom } from "./storeError.ts";
import { filesOf, MANIFEST_STEM, type DatasetManifest } from "./datasetManifest.ts";
import { writeDurably } from "./durableFile.ts";
import { encodeRecording } from "./encodeRecording.ts";
import { encodeIndex, type IndexedEntry, type StoredChunk, type StoredEntry } from "./packIndex.ts";
import { writeVersion } from "./storedDocument.ts";
import type { StoreFolder } from "./storeFolder.ts";

export interface PackSizes {
  /** A pack is written when it would grow beyond this. */
  readonly packBytes: number;
  readonly chunkBytes: number;
}

export interface DatasetImport {
  readonly datasetKey: string;
  /**
   * Takes a recording in. "already-stored" when the same signals with the same facts are there from an import that was
   * cut off; then nothing is written. @throws DataStoreError
   */
  add(recording: DeidentifiedRecording, look: RecordingLook, potassium: RowPotassium | null): Promise<"stored" | "already-stored">;
  /** Writes what is left and declares the data set whole. @throws DataStoreError */
  finish(): Promise<StoredDataset>;
  /** Writes what is left; the data set stays "interrupted" and can be gone on with. @throws DataStoreError */
  stop(): Promise<StoredDataset>;
}

/** Goes on with `begun`, whose entries are `stored`; both are those of an empty data set for a new one. */
export function startImport(folder: StoreFolder, begun: DatasetManifest, stored: readonly StoredEntry[], sizes: PackSizes, now: () => string): DatasetImport {
  let manifest = begun;
  let packNumber = Math.max(0, ...begun.packs.map(({ index }) => Number(/\d+/.exec(index.name)?.[0] ?? 0))) + 1;
  const entries = new Map(stored.map((entry) => [entry.key, entry]));
  /** Stored recordings that have not come again yet, by the hash of their signals. */
  const awaited = new Map<string, StoredEntry[]>();
  const sameSignals = new Map<string, number>();
  for (const entry of stored) {
    awaited.set(entry.signalHash, [...(awaited.get(entry.signalHash) ?? []), entry]);
    sameSignals.set(entry.signalHash, (sameSignals.get(entry.signalHash) ?? 0) + 1);
  }
  let pieces: Uint8Array<ArrayBuffer>[] = [];
  let pendingBytes = 0;
  let pending: IndexedEntry[] = [];
  let failure: DataStoreError | null = null;

  const packName = () => `pack-${String(packNumber).padStart(5, "0")}`;

  const commit = async (state: DatasetManifest["state"]): Promise<void> => {
    if (failure !== null) throw failure;
    try {
      let packs = manifest.packs;
      if (pieces.length > 0 || pending.length > 0) {
        const samples = pieces.length === 0 ? null : await writeDurably(folder, `${packName()}.bin`, joined(pieces, pendingBytes));
        const index = await writeDurably(folder, `${packName()}.index`, encodeIndex(pending));
        packs = [...packs, { samples, index }];
      }
      const all = [...entries.values()];
      const next: DatasetManifest = {
        ...manifest,
        state,
        packs,
        savedAt: now(),
        recordingCount: all.length,
        personCount: new Set(all.map(({ facts }) => facts.personId)).size,
        withPotassiumCount: all.filter(({ facts }) => facts.potassiumMmolPerL !== null).length,
        simulated: all.some(({ facts }) => facts.simulated),
      };
      await writeVersion(folder, MANIFEST_STEM, next);
      manifest = next;
      packNumber += 1;
      pieces = [];
      pendingBytes = 0;
      pending = [];
    } catch (cause) {
      // What was gathered is not counted on any more: the import ends here, and the next one reads what the disk holds.
      throw (failure = storeErrorFrom(cause, "Storing"));
    }
  };

  const writeChunks = async (encoded: Awaited<ReturnType<typeof encodeRecording>>): Promise<StoredChunk[]> => {
    const total = encoded.chunks.reduce((sum, { bytes }) => sum + bytes.byteLength, 0);
    // A recording is not spread over two packs where it fits into one: were the second never written, the first part would lie idle.
    if (pendingBytes > 0 && pendingBytes + total > sizes.packBytes) await commit("interrupted");
    const chunks: StoredChunk[] = [];
    for (const { bytes, fromFrame, frameCount } of encoded.chunks) {
      if (pendingBytes > 0 && pendingBytes + bytes.byteLength > sizes.packBytes) await commit("interrupted");
      chunks.push({ pack: `${packName()}.bin`, at: pendingBytes, byteLength: bytes.byteLength, fromFrame, frameCount });
      pieces.push(bytes);
      pendingBytes += bytes.byteLength;
    }
    return chunks;
  };

  return {
    datasetKey: begun.key,
    async add(recording, look, potassium) {
      if (failure !== null) throw failure;
      const encoded = await encodeRecording(recording, sizes.chunkBytes);
      const same = awaited.get(encoded.signalHash)?.shift();
      if (same !== undefined && same.facts.personId !== recording.facts.personId) {
        throw (failure = new DataStoreError("other-key", "This data set was begun under another pass phrase, or its people were named otherwise."));
      }
      const number = (sameSignals.get(encoded.signalHash) ?? 0) + 1;
      const facts = {
        key: same?.key ?? `${encoded.signalHash.slice(0, 20)}${number > 1 ? `-${number}` : ""}`,
        signalHash: encoded.signalHash,
        id: recording.id,
        framesPerSecond: recording.framesPerSecond,
        frameCount: recording.frameCount,
        signals: encoded.signals,
        annotations: recording.annotations,
        annotationRateHz: recording.annotationRateHz,
        facts: recording.facts,
        filters: recording.filters ?? null,
        measurements: recording.measurements ?? null,
        sourceFormat: recording.sourceFormat ?? "wfdb",
        quality: look.quality,
        potassium,
        thumbnailLead: look.thumbnailLead,
      } satisfies Omit<StoredEntry, "chunks">;
      if (same !== undefined && JSON.stringify({ ...facts, chunks: same.chunks }) === JSON.stringify({ ...facts, ...same })) return "already-stored";
      if (same === undefined) sameSignals.set(encoded.signalHash, number);
      const entry: StoredEntry = { ...facts, chunks: same?.chunks ?? (await writeChunks(encoded)) };
      pending.push({ entry, thumbnailMillivolt: look.thumbnailMillivolt });
      entries.set(entry.key, entry);
      return "stored";
    },
    async finish() {
      await commit("whole");
      return describeDataset(manifest);
    },
    async stop() {
      if (pending.length > 0) await commit("interrupted");
      return describeDataset(manifest);
    },
  };
}

/** The line of the list of data sets. */
export function describeDataset(manifest: DatasetManifest): StoredDataset {
  const { key, title, savedAt, recordingCount, personCount, withPotassiumCount, state, simulated } = manifest;
  const byteLength = filesOf(manifest).reduce((sum, file) => sum + file.byteLength, 0);
  return { key, title, savedAt, recordingCount, personCount, withPotassiumCount, byteLength, state, simulated };
}

function joined(pieces: readonly Uint8Array<ArrayBuffer>[], byteLength: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(byteLength);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.byteLength;
  }
  return bytes;
}
