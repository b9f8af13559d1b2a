/** Reads written files with the readers, before they touch the disk, and compares them with what was meant to be written. */
import { FormatError, hashSamples, openRecordings, sourceFileFromBytes, type DeidentifiedRecording, type OpenedRecording, type RawSamples, type SignalInfo, type WrittenFile } from "@kalium/ecg";

/** What came back of a signal. */
export interface ReadBackSignal {
  /** Hash of its samples, in the layout of the source; "" when the signal did not come back. */
  readonly sha256: string;
  /** A sentence when the scale came back differently. */
  readonly remark: string | null;
}

interface FoundSignal {
  readonly info: SignalInfo;
  readonly samples: RawSamples;
}

/** Relative difference of gains that decimal text of limited width can make. */
const SAME_GAIN = 1e-9;

/**
 * The signals of `prepared` as the written files give them back; null when the files cannot be read without an answer. `source` is
 * the recording before its samples were made whole numbers.
 */
export async function readBack(files: readonly WrittenFile[], prepared: DeidentifiedRecording, source: DeidentifiedRecording): Promise<readonly ReadBackSignal[] | null> {
  const found = await readSignals(files);
  if (found === null) return null;
  const matches = matchSignals(found, prepared);
  return Promise.all(
    prepared.signals.map(async (written, index): Promise<ReadBackSignal> => {
      const match = matches[index];
      if (match === undefined) return { sha256: "", remark: null };
      const { info, samples } = match;
      // A format without negative gains turns the signal over.
      const isTurned = written.gainPerUnit < 0 && info.gainPerUnit > 0;
      const restored = restore(samples.subarray(0, written.samples.length), isTurned, info.invalidCount, written.invalidCount, source.signals[index]!.samples instanceof Float64Array);
      return { sha256: (await hashSamples(restored)).sha256, remark: remarkOn(written, info, isTurned, index) };
    }),
  );
}

/**
 * For each written signal the one that came back of it. Signals of different rates can lie in files of their own, in another order,
 * and readers bring names of leads to their usual form ("vx" to "VX"): so equal names come first, then names that differ in case,
 * then, when as many signals came back as were written, the order.
 */
function matchSignals(found: readonly FoundSignal[], { signals, framesPerSecond }: DeidentifiedRecording): readonly (FoundSignal | undefined)[] {
  const matches: (FoundSignal | undefined)[] = signals.map(() => undefined);
  const left = new Set(found);
  const rules: readonly ((read: string, written: string) => boolean)[] = [
    (read, written) => read === written,
    (read, written) => read.toLowerCase() === written.toLowerCase(),
    () => found.length === signals.length,
  ];
  for (const agrees of rules) {
    for (const [index, { name, samples, samplesPerFrame }] of signals.entries()) {
      if (matches[index] !== undefined) continue;
      // The one at the same place is asked first, since several signals can share a name.
      const match = [found[index], ...found].find(
        (one) => one !== undefined && left.has(one) && agrees(one.info.name, name) && one.samples.length >= samples.length && sameRate(one.info, framesPerSecond * samplesPerFrame),
      );
      if (match === undefined) continue;
      left.delete(match);
      matches[index] = match;
    }
  }
  return matches;
}

async function readSignals(files: readonly WrittenFile[]): Promise<FoundSignal[] | null> {
  const sources = files.map(({ name, bytes }) => sourceFileFromBytes(name, bytes));
  const found: FoundSignal[] = [];
  for (const file of sources) {
    let recordings: readonly OpenedRecording[];
    try {
      recordings = await openRecordings(file, sources);
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
      if (error.code === "needs-answer") return null;
      // Signal and annotation files are no recordings by themselves; the first file is the main one.
      if (error.code === "unknown-format" && file !== sources[0]) continue;
      throw error;
    }
    for (const opened of recordings) {
      for (const [groupIndex, group] of opened.groups.entries()) {
        const samples = await opened.readSamples(groupIndex, 0, group.frameCount);
        group.signals.forEach((info, index) => found.push({ info, samples: samples[index]! }));
      }
    }
  }
  return found;
}

function sameRate(info: SignalInfo, samplingRateHz: number): boolean {
  return Math.abs(info.samplingRateHz - samplingRateHz) <= 1e-6 * samplingRateHz;
}

/** The samples as they were before formats' own ways of writing them. */
function restore(samples: RawSamples, isTurned: boolean, foundInvalid: number | null, writtenInvalid: number | null, asFloat: boolean): RawSamples {
  if (samples instanceof Float64Array) return samples;
  const turn = (value: number) => (value === foundInvalid && writtenInvalid !== null ? writtenInvalid : -value);
  const turned = isTurned ? samples.map(turn) : samples;
  return asFloat ? Float64Array.from(turned, (value) => (value === writtenInvalid ? NaN : value)) : turned;
}

function remarkOn(written: DeidentifiedRecording["signals"][number], info: SignalInfo, isTurned: boolean, index: number): string | null {
  const sign = isTurned ? -1 : 1;
  const parts: string[] = [];
  if (isTurned) parts.push("turned over, since the format has no negative gain");
  if (Math.abs(info.gainPerUnit - sign * written.gainPerUnit) > SAME_GAIN * Math.abs(written.gainPerUnit)) parts.push(`gain written as ${info.gainPerUnit} for ${sign * written.gainPerUnit}`);
  const shift = info.baselineCount - sign * written.baselineCount;
  if (Math.abs(shift) > SAME_GAIN * Math.max(1, Math.abs(written.baselineCount))) parts.push(`baseline written as ${info.baselineCount} for ${sign * written.baselineCount}, which moves the signal by ${(shift / info.gainPerUnit).toPrecision(2)} ${info.unit}`);
  return parts.length === 0 ? null : `signal ${index + 1}: ${parts.join("; ")}`;
}
