/** A stored recording as an opened one, so that viewing, exporting and studies know one shape only. */
import type { OpenedRecording, RawSamples } from "@kalium/ecg";
import type { RecordingRow } from "../dataRoom.ts";
import type { IndexedEntry, StoredChunk, StoredEntry } from "./packIndex.ts";
import { BYTES_PER_SAMPLE, decodeSamples } from "./sampleCoding.ts";

/** Reads a range of the bytes of a pack. */
export type ReadPack = (pack: string, from: number, to: number) => Promise<Uint8Array<ArrayBuffer>>;

export function openStored(entry: StoredEntry, readPack: ReadPack): OpenedRecording {
  const { facts } = entry;
  return {
    format: entry.sourceFormat,
    formatDetail: "stored",
    id: entry.id,
    files: [],
    groups: [
      {
        kind: "rhythm",
        framesPerSecond: entry.framesPerSecond,
        frameCount: entry.frameCount,
        pieces: [{ fromFrame: 0, startS: 0 }],
        signals: entry.signals.map(({ coding: _, ...signal }) => ({ ...signal, samplingRateHz: entry.framesPerSecond * signal.samplesPerFrame, sampleCount: entry.frameCount * signal.samplesPerFrame })),
      },
    ],
    annotations: entry.annotations,
    annotationRateHz: entry.annotationRateHz,
    facts: {
      personId: facts.personId, sex: facts.sex, ageYears: facts.ageYears, startTimeMs: facts.startTimeMs, potassiumMmolPerL: facts.potassiumMmolPerL,
      simulated: facts.simulated, measurements: entry.measurements, filters: entry.filters, texts: [],
    },
    notes: [],
    readSamples: (_, fromFrame, toFrame) => readFrames(entry, readPack, fromFrame, toFrame),
  };
}

/** The line of the table. Nothing of the original file is in it: path and notes went with the file. */
export function storedRow({ entry, thumbnailMillivolt }: IndexedEntry): RecordingRow {
  return {
    key: entry.key,
    id: entry.id,
    path: "",
    format: entry.sourceFormat,
    formatDetail: "",
    leadNames: entry.signals.map((signal) => signal.name),
    samplingRateHz: entry.framesPerSecond * (entry.signals[0]?.samplesPerFrame ?? 1),
    durationS: entry.frameCount / entry.framesPerSecond,
    person: entry.facts.personId,
    startTimeMs: entry.facts.startTimeMs,
    simulated: entry.facts.simulated,
    annotationCount: entry.annotations.length,
    quality: entry.quality,
    potassium: entry.potassium,
    notes: [],
    thumbnailMillivolt,
    thumbnailLead: entry.thumbnailLead,
  };
}

async function readFrames(entry: StoredEntry, readPack: ReadPack, fromFrame: number, toFrame: number): Promise<readonly RawSamples[]> {
  if (!(fromFrame >= 0 && fromFrame <= toFrame && toFrame <= entry.frameCount)) throw new RangeError(`frames ${fromFrame} … ${toFrame} lie outside the ${entry.frameCount} frames of ${entry.id}`);
  const samples = entry.signals.map(({ coding, samplesPerFrame }): RawSamples => {
    const count = (toFrame - fromFrame) * samplesPerFrame;
    return coding === "int16" || coding === "int32" ? new Int32Array(count) : new Float64Array(count);
  });
  for (const chunk of entry.chunks) {
    const from = Math.max(fromFrame, chunk.fromFrame);
    const to = Math.min(toFrame, chunk.fromFrame + chunk.frameCount);
    if (from >= to) continue;
    const parts = partsOf(entry, chunk, from, to);
    const begin = parts[0]!.at;
    const last = parts.at(-1)!;
    const bytes = await readPack(chunk.pack, begin, last.at + last.byteLength);
    parts.forEach(({ at, byteLength }, index) => {
      const { coding, samplesPerFrame } = entry.signals[index]!;
      samples[index]!.set(decodeSamples(bytes.subarray(at - begin, at - begin + byteLength), coding), (from - fromFrame) * samplesPerFrame);
    });
  }
  return samples;
}

/** Where in the pack the wanted frames of each signal lie. */
function partsOf(entry: StoredEntry, chunk: StoredChunk, from: number, to: number): readonly { readonly at: number; readonly byteLength: number }[] {
  let at = chunk.at;
  return entry.signals.map(({ coding, samplesPerFrame }) => {
    const bytesPerFrame = BYTES_PER_SAMPLE[coding] * samplesPerFrame;
    const part = { at: at + (from - chunk.fromFrame) * bytesPerFrame, byteLength: (to - from) * bytesPerFrame };
    at += chunk.frameCount * bytesPerFrame;
    return part;
  });
}
