/** A signal file in FLAC (formats 508, 516, 524): one channel a signal; the byte offset of the header counts samples here. */
import { FormatError } from "../../errors.ts";
import { openFlac } from "../flac/openFlac.ts";
import type { SourceFile } from "../sourceFile.ts";
import { decodedBlock, type StoredFrames } from "./storedFrames.ts";
import type { WfdbSignalSpec } from "./wfdbHeader.ts";

/** Samples handed on at once. */
const BLOCK_SAMPLE_COUNT = 32768;

/**
 * Opens the file; `bits` are those of the format.
 * @throws FormatError "malformed" when channels or bits do not fit the header, and everything of `openFlac`.
 */
export async function flacFrames(file: SourceFile, bits: number, signals: readonly WfdbSignalSpec[]): Promise<StoredFrames> {
  const stream = await openFlac(file);
  const { samplesPerFrame, byteOffset: firstSample } = signals[0]!;
  const refuse = (reason: string) => new FormatError("malformed", { file: file.path }, reason, "Copy header and signal file again from their source; they do not belong together.");
  if (stream.channelCount !== signals.length) throw refuse(`the file has ${stream.channelCount} channels, its header ${signals.length} signals`);
  if (stream.bitsPerSample > bits) throw refuse(`the file has ${stream.bitsPerSample} bits a sample, its format ${bits}`);
  if (signals.some((signal) => signal.samplesPerFrame !== samplesPerFrame)) throw refuse("signals of one FLAC file share their samples per frame");
  const stride = signals.length * samplesPerFrame;
  return {
    file,
    texts: stream.texts,
    frameCount: Math.max(0, Math.floor((stream.sampleCount - firstSample) / samplesPerFrame)),
    async visit(fromFrame, toFrame, visitor) {
      if (fromFrame >= toFrame) return;
      const framesPerBlock = Math.min(toFrame - fromFrame, Math.max(1, Math.floor(BLOCK_SAMPLE_COUNT / stride)));
      const counts = new Int32Array(framesPerBlock * stride);
      let blockFrame = fromFrame;
      // A whole stream is asked for whole, so that its checksum is verified; what lies around the frames is passed over.
      const isWhole = fromFrame === 0 && firstSample === 0 && toFrame * samplesPerFrame > stream.sampleCount - samplesPerFrame;
      const from = firstSample + fromFrame * samplesPerFrame;
      await stream.visit(from, isWhole ? stream.sampleCount : firstSample + toFrame * samplesPerFrame, (channels, at, first, count) => {
        for (let i = 0; i < count; i++) {
          const sample = first + i - firstSample;
          const frame = Math.floor(sample / samplesPerFrame);
          if (frame >= toFrame) return;
          let into = (frame - blockFrame) * stride + (sample - frame * samplesPerFrame);
          for (let c = 0; c < channels.length; c++, into += samplesPerFrame) counts[into] = channels[c]![at + i]!;
          if ((sample + 1) % samplesPerFrame === 0 && (frame + 1 - blockFrame === framesPerBlock || frame + 1 === toFrame)) {
            visitor(decodedBlock(counts, stride, blockFrame, frame + 1 - blockFrame));
            blockFrame = frame + 1;
          }
        }
      });
    },
  };
}
