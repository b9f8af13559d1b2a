/**
 * A FLAC file (RFC 9639), read by range: places of frames are found by bisection over the bytes and remembered. Every
 * frame's checksums are verified; the MD5 of all samples is, where the whole stream is read.
 */
import { FormatError } from "../../errors.ts";
import type { SourceFile } from "../sourceFile.ts";
import { OutOfBytes } from "./bitReader.ts";
import { DamagedFrame, MAX_HEADER_BYTES, decodeFrame, parseFrameHeader, type FlacLayout, type FrameHeader } from "./flacFrame.ts";
import { Md5 } from "./md5.ts";

/** Takes `count` samples from `firstSample` on, `from` being their index in the channels' arrays, which are reused afterwards. */
export type FlacVisitor = (channels: readonly Int32Array[], from: number, firstSample: number, count: number) => void;

export interface FlacStream extends FlacLayout {
  readonly samplingRateHz: number;
  /** Samples of each channel. */
  readonly sampleCount: number;
  /** Texts of the metadata: the encoder's name and the comments. */
  readonly texts: readonly string[];
  /** Visits the samples `from` … `to` (exclusive) in order. */
  visit(from: number, to: number, visitor: FlacVisitor): Promise<void>;
}

const REMEDY = "Copy the file again from its source, then check it with flac -t.";
/** Bytes asked for at once. */
const WINDOW_BYTES = 128 * 1024;
/** Metadata beyond this are no comments of a signal (Kalium's choice). */
const MAX_COMMENT_BYTES = 65536;
const MAX_METADATA_BLOCKS = 1024;
/** Bound of decompression: 100:1, with a megabyte for short flat lines. */
const MAX_RATIO = 100;
const FREE_BYTES = 1024 * 1024;
/** Nearer than this a frame is reached by decoding. */
const NEAR_BLOCKS = 8;

interface Metadata extends FlacLayout {
  readonly samplingRateHz: number;
  readonly statedSampleCount: number;
  readonly md5: Uint8Array;
  readonly framesAt: number;
  readonly texts: readonly string[];
}

interface FramePlace {
  readonly sample: number;
  readonly byteOffset: number;
}

/**
 * Reads the metadata of a FLAC file.
 * @throws FormatError "malformed", "unsupported" (more than 24 bits), "truncated", "too-large".
 */
export async function openFlac(file: SourceFile): Promise<FlacStream> {
  const metadata = await readMetadata(file);
  const frames = new FlacFrames(file, metadata);
  const sampleCount = metadata.statedSampleCount > 0 ? metadata.statedSampleCount : await frames.findEnd();
  const bytesOut = sampleCount * metadata.channelCount * Math.ceil(metadata.bitsPerSample / 8);
  if (bytesOut > FREE_BYTES + MAX_RATIO * file.size) {
    throw new FormatError("too-large", { file: file.path }, `${file.size} bytes would unpack to ${bytesOut}`, "Check the file with flac -t; if it is right, convert the record to format 16.");
  }
  const { channelCount, bitsPerSample, smallestBlock, largestBlock, samplingRateHz, texts } = metadata;
  return {
    channelCount, bitsPerSample, smallestBlock, largestBlock, samplingRateHz, texts, sampleCount,
    async visit(from, to, visitor) {
      const hash = from === 0 && to === sampleCount && metadata.md5.some((byte) => byte !== 0) ? new Md5() : null;
      await frames.walk(from, Math.min(to, sampleCount), (channels, at, firstSample, count) => {
        if (hash !== null) hash.update(interleave(channels, at, count, bitsPerSample));
        visitor(channels, at, firstSample, count);
      }, sampleCount);
      if (hash !== null && hash.digest().some((byte, i) => byte !== metadata.md5[i])) {
        throw new FormatError("checksum", { file: file.path }, "the MD5 of the samples does not match the one that the file states", REMEDY);
      }
    },
  };
}

async function readMetadata(file: SourceFile): Promise<Metadata> {
  const refuse = (at: number, reason: string) => new FormatError("malformed", { file: file.path, byteOffset: at }, reason, REMEDY);
  const head = await file.bytes(0, 42);
  if (head.length < 42) throw new FormatError("truncated", { file: file.path, byteOffset: head.length }, "the file ends inside its first metadata", REMEDY);
  if (String.fromCharCode(...head.subarray(0, 4)) !== "fLaC") throw refuse(0, "this is no FLAC file");
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  if ((head[4]! & 0x7f) !== 0 || view.getUint32(4) % 2 ** 24 !== 34) throw refuse(4, "the first metadata are not the stream's own");
  const packed = view.getUint32(18);
  const bitsPerSample = ((packed >> 4) & 31) + 1;
  if (bitsPerSample > 24) throw new FormatError("unsupported", { file: file.path, byteOffset: 20 }, `${bitsPerSample} bits a sample are more than WFDB's 24`, "Convert the record to format 32.");
  const smallestBlock = view.getUint16(8);
  const largestBlock = view.getUint16(10);
  if (largestBlock < 16 || smallestBlock > largestBlock) throw refuse(8, "the block sizes are impossible");
  const texts: string[] = [];
  let at = 42;
  let isLast = (head[4]! & 0x80) !== 0;
  for (let blocks = 0; !isLast; blocks++) {
    const header = await file.bytes(at, at + 4);
    if (header.length < 4 || blocks > MAX_METADATA_BLOCKS) throw refuse(at, "the metadata do not end");
    const size = (header[1]! << 16) | (header[2]! << 8) | header[3]!;
    if ((header[0]! & 0x7f) === 4) texts.push(...commentsOf(await file.bytes(at + 4, at + 4 + Math.min(size, MAX_COMMENT_BYTES))));
    isLast = (header[0]! & 0x80) !== 0;
    at += 4 + size;
    if (at > file.size) throw refuse(at, "the metadata are longer than the file");
  }
  return {
    smallestBlock, largestBlock, bitsPerSample, texts,
    samplingRateHz: packed >>> 12,
    channelCount: ((packed >> 9) & 7) + 1,
    statedSampleCount: (packed & 15) * 2 ** 32 + view.getUint32(22),
    md5: head.slice(26, 42),
    framesAt: at,
  };
}

/** The encoder's name and the comments of a Vorbis comment block; what does not fit is left out. */
function commentsOf(bytes: Uint8Array): readonly string[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const texts: string[] = [];
  let at = 0;
  const next = () => {
    const size = at + 4 <= bytes.length ? view.getUint32(at, true) : 0;
    texts.push(new TextDecoder().decode(bytes.subarray(at + 4, at + 4 + size)));
    at += 4 + size;
  };
  next();
  const count = at + 4 <= bytes.length ? view.getUint32(at, true) : 0;
  at += 4;
  for (let i = 0; i < count && at + 4 <= bytes.length; i++) next();
  return texts.filter((text) => text !== "");
}

function interleave(channels: readonly Int32Array[], from: number, count: number, bits: number): Uint8Array {
  const width = Math.ceil(bits / 8);
  const bytes = new Uint8Array(count * channels.length * width);
  channels.forEach((channel, c) => {
    for (let i = 0; i < count; i++) {
      let value = channel[from + i]!;
      for (let k = 0, at = (i * channels.length + c) * width; k < width; k++, at++, value >>= 8) bytes[at] = value;
    }
  });
  return bytes;
}

/** The frames of a file, with the places of those met so far. */
class FlacFrames {
  /** In order; the first frame is known from the start. */
  private readonly places: FramePlace[];
  private channels: readonly Int32Array[] | null = null;

  constructor(
    private readonly file: SourceFile,
    private readonly metadata: Metadata,
  ) {
    this.places = [{ sample: 0, byteOffset: metadata.framesAt }];
  }

  /** Visits the samples `from` … `to`; `sampleCount` bounds the search. */
  async walk(from: number, to: number, visitor: FlacVisitor, sampleCount: number): Promise<void> {
    if (from >= to) return;
    const channels = this.buffers(sampleCount);
    let { sample, byteOffset } = await this.findNear(from, sampleCount);
    let window: Uint8Array = new Uint8Array(0);
    let windowAt = byteOffset;
    while (sample < to) {
      let wanted = WINDOW_BYTES;
      let frame: { readonly header: FrameHeader; readonly end: number } | null = null;
      while (frame === null) {
        try {
          if (byteOffset - windowAt + MAX_HEADER_BYTES > window.length && windowAt + window.length < this.file.size) throw new OutOfBytes();
          frame = this.decodeAt(window, byteOffset - windowAt, channels);
        } catch (error) {
          if (!(error instanceof OutOfBytes)) throw this.damageOf(error, byteOffset);
          if (windowAt + window.length >= this.file.size && windowAt === byteOffset) {
            throw new FormatError("truncated", { file: this.file.path, byteOffset: this.file.size }, `the file ends before sample ${to}`, "Copy the file again from its source; this copy is incomplete.");
          }
          window = await this.file.bytes(byteOffset, byteOffset + wanted);
          windowAt = byteOffset;
          wanted *= 4;
        }
      }
      const { header, end } = frame;
      if (header.firstSample !== sample) throw this.damageOf(new DamagedFrame(`a frame begins with sample ${header.firstSample} where ${sample} is due`), byteOffset);
      this.remember({ sample, byteOffset });
      const first = Math.max(from, sample);
      const last = Math.min(to, sample + header.blockSize);
      if (first < last) visitor(channels, first - sample, first, last - first);
      sample += header.blockSize;
      byteOffset = windowAt + end;
    }
  }

  /** Number of samples of a stream that does not state it: where its last frame ends. */
  async findEnd(): Promise<number> {
    for (let size = WINDOW_BYTES; ; size *= 4) {
      const from = Math.max(this.metadata.framesAt, this.file.size - size);
      const window = await this.file.bytes(from, this.file.size);
      for (let at = window.length - MAX_HEADER_BYTES / 2; at >= 0; at--) {
        const header = parseFrameHeader(window, at, this.metadata);
        if (header !== null && this.isFrame(window, at, header)) return header.firstSample + header.blockSize;
      }
      if (from === this.metadata.framesAt) return 0;
    }
  }

  private buffers(sampleCount: number): readonly Int32Array[] {
    const { channelCount, largestBlock } = this.metadata;
    // One walk at a time uses them between two waits; the last block of a short stream needs no more than it holds.
    return (this.channels ??= Array.from({ length: channelCount }, () => new Int32Array(Math.min(largestBlock, Math.max(sampleCount, 16)))));
  }

  private decodeAt(window: Uint8Array, at: number, channels: readonly Int32Array[]): { readonly header: FrameHeader; readonly end: number } {
    const header = parseFrameHeader(window, at, this.metadata);
    if (header === null) {
      if (at >= window.length) throw new OutOfBytes();
      throw new DamagedFrame("no frame begins here");
    }
    if (header.blockSize > channels[0]!.length) throw new DamagedFrame("a frame holds more samples than the stream");
    return { header, end: decodeFrame(window, at, header, this.metadata, channels) };
  }

  private isFrame(window: Uint8Array, at: number, header: FrameHeader): boolean {
    try {
      const scratch = Array.from({ length: this.metadata.channelCount }, () => new Int32Array(header.blockSize));
      decodeFrame(window, at, header, this.metadata, scratch);
      return true;
    } catch (error) {
      if (error instanceof DamagedFrame || error instanceof OutOfBytes) return false;
      throw error;
    }
  }

  /** A known frame at or a little before a sample; far ones are approached by bisection. */
  private async findNear(sample: number, sampleCount: number): Promise<FramePlace> {
    let low = this.places[this.indexBefore(sample)]!;
    let highByte = this.file.size;
    let highSample = sampleCount;
    const near = NEAR_BLOCKS * this.metadata.largestBlock;
    for (let tries = 0; tries < 48 && sample - low.sample > near && highByte - low.byteOffset > WINDOW_BYTES; tries++) {
      const share = (sample - low.sample) / (highSample - low.sample);
      // Half way every other time, so that uneven files converge as well.
      const guess = Math.floor(low.byteOffset + (highByte - low.byteOffset) * (tries % 2 === 0 ? share * 0.98 : 0.5));
      const found = await this.findFrame(guess, Math.min(highByte, guess + WINDOW_BYTES));
      if (found === null || found.sample > sample) {
        highByte = guess;
        if (found !== null) highSample = found.sample;
      } else if (found.sample > low.sample) {
        this.remember(found);
        low = found;
      } else break;
    }
    return low;
  }

  /** The first whole frame that begins in a range of bytes. */
  private async findFrame(from: number, to: number): Promise<FramePlace | null> {
    const window = await this.file.bytes(from, to);
    for (let at = 0; at + MAX_HEADER_BYTES < window.length; at++) {
      const header = parseFrameHeader(window, at, this.metadata);
      if (header !== null && this.isFrame(window, at, header)) return { sample: header.firstSample, byteOffset: from + at };
    }
    return null;
  }

  private indexBefore(sample: number): number {
    let low = 0;
    let high = this.places.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.places[middle]!.sample <= sample) low = middle;
      else high = middle;
    }
    return low;
  }

  private remember(place: FramePlace): void {
    const before = this.indexBefore(place.sample);
    if (this.places[before]!.sample < place.sample) this.places.splice(before + 1, 0, place);
  }

  private damageOf(error: unknown, byteOffset: number): unknown {
    if (!(error instanceof DamagedFrame)) return error;
    return new FormatError(error.message.includes("checksum") ? "checksum" : "malformed", { file: this.file.path, byteOffset }, error.message, REMEDY);
  }
}
