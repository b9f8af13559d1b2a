/** The Waveform Sequence of DICOM PS3.3, C.10.9: multiplex groups with their channels. */
import { FormatError } from "../../errors.ts";
import type { SignalGroup, SignalInfo } from "../../open/openedRecording.ts";
import type { StatedFilters } from "../../open/recordFacts.ts";
import { leadCodeOf, leadNameOf } from "../scp/leadCodes.ts";
import { viewOf } from "../array/byteWindow.ts";
import { unlessEmpty } from "../xml/statedFacts.ts";
import type { DicomItem } from "./dicomElements.ts";
import { conceptOf, decimalOf, elementOf, itemsOf, textOf, unsignedOf, type TextDecoding } from "./dicomValues.ts";

/** A multiplex group as stored: samples of all channels by turns, frame after frame. */
export interface MultiplexGroup {
  readonly group: SignalGroup;
  readonly channelCount: number;
  readonly interpretation: SampleInterpretation;
  /** Place of the first sample. */
  readonly dataOffset: number;
  /** Whole frames by which each channel's first sample lies after the start of the group. */
  readonly shiftFrames: readonly number[];
  /** Number of the item in the file, from 1: annotations refer to it. */
  readonly itemNumber: number;
  readonly notes: readonly string[];
  readonly filters: StatedFilters | null;
}

/** How a sample is stored. */
export interface SampleInterpretation {
  readonly bytes: 1 | 2 | 4;
  readonly signed: boolean;
}

/** Stands for "no sample" where a shifted channel has none and the file names no padding value: outside of all 16-bit counts. */
const SHIFT_PADDING = -(2 ** 31);

/** ECG objects hold at most 24 channels, EEG and electrophysiology some hundred. */
const MAX_CHANNELS = 1024;
/** UCUM for "no unit". */
const NO_UNIT = "1";

/** What a multiplex group is read with. */
export interface WaveformContext {
  readonly path: string;
  readonly bigEndian: boolean;
  readonly decode: TextDecoding;
}

/**
 * Reads one item of the Waveform Sequence.
 * @throws FormatError "malformed", "unsupported", "truncated", "too-large"
 */
export function readMultiplexGroup(item: DicomItem, itemNumber: number, context: WaveformContext): MultiplexGroup {
  const data = elementOf(item, 0x54001010);
  const place = { file: context.path, byteOffset: data?.offset ?? 0 };
  const refuse = (code: "malformed" | "unsupported" | "truncated" | "too-large", reason: string) =>
    new FormatError(code, place, `multiplex group ${itemNumber}: ${reason}`, "Export the recording again as a 12-lead or general ECG waveform with uncompressed samples.");
  const channelCount = unsignedOf(item, 0x003a0005, 2, context.bigEndian)[0] ?? 0;
  const frameCount = unsignedOf(item, 0x003a0010, 4, context.bigEndian)[0] ?? 0;
  const bits = unsignedOf(item, 0x54001004, 2, context.bigEndian)[0] ?? 0;
  const framesPerSecond = decimalOf(item, 0x003a001a);
  if (data === undefined) throw refuse("malformed", "it has no samples");
  if (data.fragmented) throw refuse("unsupported", "its samples are stored in fragments");
  const name = `${textOf(item, 0x54001006)}${bits}`;
  const interpretation = interpretationOf(name);
  if (interpretation === null) throw refuse("unsupported", `samples of kind ${name === "0" ? "none" : name} are not read`);
  if (channelCount === 0) throw refuse("malformed", "it states no channels");
  if (channelCount > MAX_CHANNELS) throw refuse("too-large", `it states ${channelCount} channels`);
  if (framesPerSecond === null || !(framesPerSecond > 0) || !Number.isFinite(framesPerSecond)) throw refuse("malformed", "it states no sampling frequency");
  const bytesNeeded = frameCount * channelCount * interpretation.bytes;
  if (bytesNeeded > data.length) throw refuse("truncated", `${frameCount} samples of ${channelCount} channels need ${bytesNeeded} bytes, ${data.length} are there`);
  // An empty group may state any number of channels; its definitions are what the file really holds.
  const definitions = itemsOf(item, 0x003a0200);
  if (frameCount === 0 && channelCount > definitions.length) throw refuse("malformed", "it states channels without samples and without definitions");

  const notes: string[] = [];
  const padding = paddingOf(item, interpretation, context.bigEndian);
  const shiftFrames: number[] = [];
  const signals: SignalInfo[] = [];
  let filters: StatedFilters | null = null;
  for (let index = 0; index < channelCount; index++) {
    const channel = definitions[index] ?? [];
    const name = channelNameOf(channel, index, context.decode);
    const skew = decimalOf(channel, 0x003a0215) ?? (decimalOf(channel, 0x003a0214) ?? 0) * framesPerSecond;
    const shift = Math.max(-frameCount, Math.min(frameCount, Math.round(skew)));
    shiftFrames.push(shift);
    if (skew !== 0) {
      notes.push(`Channel ${name} of group ${itemNumber} starts ${skew} samples after its group; ${shift === 0 ? "less than half a sample, left as it is" : `moved by ${shift} samples`}.`);
    }
    signals.push({ name, ...calibrationOf(channel, context.decode), samplingRateHz: framesPerSecond, samplesPerFrame: 1, sampleCount: frameCount, invalidCount: padding ?? (shift === 0 ? null : SHIFT_PADDING) });
    filters ??= filtersOf(channel);
  }
  if (definitions.length !== channelCount) notes.push(`Group ${itemNumber} has ${channelCount} channels and ${definitions.length} definitions of channels.`);
  const label = textOf(item, 0x003a0020, context.decode);
  const isBeat = /median|represent|average|template|\bmean\b/i.test(label) || textOf(item, 0x003a0004) === "DERIVED";
  return {
    group: { kind: isBeat ? "representative-beat" : "rhythm", framesPerSecond, frameCount, signals, pieces: [{ fromFrame: 0, startS: 0 }] },
    channelCount, interpretation, dataOffset: data.offset, shiftFrames, itemNumber, notes, filters,
  };
}

/** Sample interpretation and bits: SB8, UB8, SS16, US16, SL32 or UL32; null for others. */
function interpretationOf(name: string): SampleInterpretation | null {
  return /^[SU](B8|S16|L32)$/.test(name) ? { bytes: (Number(name.slice(2)) / 8) as 1 | 2 | 4, signed: name[0] === "S" } : null;
}

function paddingOf(item: DicomItem, { bytes, signed }: SampleInterpretation, bigEndian: boolean): number | null {
  const value = elementOf(item, 0x5400100a)?.bytes;
  if (value == null || value.length < bytes) return null;
  return sampleAt(viewOf(value), 0, bytes, signed, !bigEndian);
}

function sampleAt(view: DataView, at: number, bytes: 1 | 2 | 4, signed: boolean, littleEndian: boolean): number {
  if (bytes === 2) return signed ? view.getInt16(at, littleEndian) : view.getUint16(at, littleEndian);
  if (bytes === 1) return signed ? view.getInt8(at) : view.getUint8(at);
  return signed ? view.getInt32(at, littleEndian) : view.getUint32(at, littleEndian);
}

/** "II" from the code of its source (MDC 2:2, SCPECG 5.6.3-9-2), in the letters of its label if that says the same; else its label or the meaning of the code. */
function channelNameOf(channel: DicomItem, index: number, decode: TextDecoding): string {
  const source = conceptOf(channel, 0x003a0208, decode);
  const code = /^(?:2:|5\.6\.3-9-)(\d{1,3})$/.exec(source?.value ?? "");
  const known = code === null ? null : leadNameOf(Number(code[1]));
  const label = textOf(channel, 0x003a0203, decode);
  if (known !== null) return label.toLowerCase() === known.toLowerCase() ? label : known;
  const words = label || source?.meaning || source?.value || "";
  const bare = words.replace(/^(lead\s+|MDC_ECG_LEAD_)/i, "").replace(/\s*\(.*\)$/, "").trim();
  return (leadCodeOf(bare) > 0 ? bare : words) || `channel ${index + 1}`;
}

/**
 * PS3.3, C.10.9.1.4.2: sample × sensitivity × correction factor is the value in the unit, and the baseline is the offset of
 * sample 0 from 0 in that same unit (not in counts): value = sample × sensitivity × factor + baseline.
 */
function calibrationOf(channel: DicomItem, decode: TextDecoding): Pick<SignalInfo, "unit" | "gainPerUnit" | "baselineCount"> {
  const perCount = (decimalOf(channel, 0x003a0210) ?? 0) * (decimalOf(channel, 0x003a0212) ?? 1);
  const gainPerUnit = withoutDecimalDust(1 / perCount);
  if (!Number.isFinite(gainPerUnit) || gainPerUnit === 0) return { unit: "", gainPerUnit: 1, baselineCount: 0 };
  const concept = conceptOf(channel, 0x003a0211, decode);
  const unit = concept?.value || concept?.meaning || "";
  const baselineCount = withoutDecimalDust(-(decimalOf(channel, 0x003a0213) ?? 0) / perCount);
  return { unit: unit === NO_UNIT ? "" : unit, gainPerUnit, baselineCount: Number.isFinite(baselineCount) ? baselineCount : 0 };
}

/** Takes off the last digits that a decimal string of 16 characters cannot carry, so that 200 per mV comes back as 200. */
function withoutDecimalDust(value: number): number {
  const round = Number(value.toPrecision(9));
  return Math.abs(round - value) <= 2e-11 * Math.abs(value) ? round + 0 : value;
}

function filtersOf(channel: DicomItem): StatedFilters | null {
  const [low, high, notch] = [0x003a0220, 0x003a0221, 0x003a0222].map((tag) => decimalOf(channel, tag) || null);
  return unlessEmpty({ highPassHz: low!, lowPassHz: high!, notchHz: notch! });
}

/**
 * Samples of the frames `fromFrame` … `toFrame` of every channel. `read` gives the bytes of a range.
 * @throws FormatError "truncated" through `read`.
 */
export async function readMultiplexFrames(stored: MultiplexGroup, fromFrame: number, toFrame: number, bigEndian: boolean, read: (from: number, to: number) => Promise<Uint8Array>): Promise<readonly (Int32Array | Float64Array)[]> {
  const { channelCount, shiftFrames, dataOffset, interpretation: { bytes, signed } } = stored;
  const { frameCount, signals } = stored.group;
  const frameBytes = channelCount * bytes;
  const count = toFrame - fromFrame;
  const first = Math.max(0, Math.min(frameCount, fromFrame - shiftFrames.reduce((most, shift) => Math.max(most, shift))));
  const last = Math.max(first, Math.min(frameCount, toFrame - shiftFrames.reduce((least, shift) => Math.min(least, shift))));
  const data = await read(dataOffset + first * frameBytes, dataOffset + last * frameBytes);
  const view = viewOf(data);
  return signals.map((signal, channel) => {
    // Unsigned 32-bit counts do not fit an Int32Array.
    const samples = bytes === 4 && !signed ? new Float64Array(count) : new Int32Array(count);
    const shift = shiftFrames[channel]!;
    if (shift !== 0) samples.fill(signal.invalidCount ?? 0);
    const from = Math.max(fromFrame, shift);
    const to = Math.min(toFrame, frameCount + shift);
    let at = (from - shift - first) * frameBytes + channel * bytes;
    for (let frame = from; frame < to; frame++, at += frameBytes) {
      samples[frame - fromFrame] = sampleAt(view, at, bytes, signed, !bigEndian);
    }
    return samples;
  });
}
