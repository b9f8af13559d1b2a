/** A de-identified recording cut into chunks of bytes, with the hash by which it is known again. */
import type { DeidentifiedRecording } from "@kalium/ecg";
import { sha256Hex } from "./durableFile.ts";
import type { StoredSignal } from "./packIndex.ts";
import { BYTES_PER_SAMPLE, codingFor, encodeSamples } from "./sampleCoding.ts";

export interface EncodedRecording {
  readonly signals: readonly StoredSignal[];
  readonly chunks: readonly { readonly bytes: Uint8Array<ArrayBuffer>; readonly fromFrame: number; readonly frameCount: number }[];
  /** SHA-256 over rates, calibrations and samples: two recordings have the same one when their signals are the same. */
  readonly signalHash: string;
}

export async function encodeRecording(recording: DeidentifiedRecording, chunkBytes: number): Promise<EncodedRecording> {
  const signals = recording.signals.map(({ samples, name, unit, samplesPerFrame, gainPerUnit, baselineCount, invalidCount, calibrations }): StoredSignal => ({
    name, unit, samplesPerFrame, gainPerUnit, baselineCount, invalidCount,
    ...(calibrations === undefined ? {} : { calibrations }),
    coding: codingFor(samples),
  }));
  const bytesPerFrame = signals.reduce((sum, { coding, samplesPerFrame }) => sum + BYTES_PER_SAMPLE[coding] * samplesPerFrame, 0);
  const framesPerChunk = Math.max(1, Math.floor(chunkBytes / Math.max(1, bytesPerFrame)));
  const chunks: EncodedRecording["chunks"][number][] = [];
  const hashes: string[] = [JSON.stringify([recording.framesPerSecond, recording.frameCount, signals])];
  for (let fromFrame = 0; fromFrame < recording.frameCount; fromFrame += framesPerChunk) {
    const frameCount = Math.min(framesPerChunk, recording.frameCount - fromFrame);
    const bytes = new Uint8Array(frameCount * bytesPerFrame);
    let at = 0;
    signals.forEach(({ coding, samplesPerFrame }, index) => {
      const part = encodeSamples(recording.signals[index]!.samples, coding, fromFrame * samplesPerFrame, (fromFrame + frameCount) * samplesPerFrame);
      bytes.set(part, at);
      at += part.byteLength;
    });
    chunks.push({ bytes, fromFrame, frameCount });
    hashes.push(await sha256Hex(bytes));
  }
  return { signals, chunks, signalHash: await sha256Hex(new TextEncoder().encode(hashes.join("\n"))) };
}
