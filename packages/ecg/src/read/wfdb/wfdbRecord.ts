/**
 * One WFDB record as a `Recording` in millivolts, read whole. Every stated checksum (without one, the initial value) is
 * verified, so a damaged file cannot pass as an ECG.
 */
import { FormatError } from "../../errors.ts";
import type { RawSamples, SignalInfo } from "../../open/openedRecording.ts";
import { millivoltPerUnit } from "../../open/toRecording.ts";
import type { LeadSignal, Recording } from "../../recording.ts";
import type { SourceFile } from "../sourceFile.ts";
import { DEFAULT_ANNOTATOR } from "./annotators.ts";
import { parseKaliumComment } from "./kaliumComment.ts";
import { openWfdb, type OpenedWfdb } from "./openWfdb.ts";
import type { WfdbHeader } from "./wfdbHeader.ts";

/** Settings of {@link readWfdbRecord}. */
export interface WfdbRecordOptions {
  /** Pseudonym of the person of a record; by default every record is its own person. */
  readonly personOf?: (recordId: string) => string;
  /** Extension of the annotation file to read, "atr" by default; a record without it has no annotations. */
  readonly annotator?: string;
  /** Record id instead of the name in the header, for folders in which names repeat. */
  readonly recordId?: string;
}

/** A signal that is not a voltage (pressure, respiration, …) and so is no lead. */
export interface LeftOutSignal {
  readonly file: string;
  readonly signalName: string;
  readonly unit: string;
}

/**
 * Reads a record. `files` are the files among which its signal, segment and annotation files are looked up, by
 * name, in the header's own folder. Signals that are not voltages are left out (`listLeftOutSignals`
 * names them). Samples per frame above one are averaged to the frame rate; a skewed signal is shifted
 * back, and the frames that then lack a sample are NaN.
 * @throws FormatError "empty-file", "malformed", "unsupported", "missing-file", "truncated", "checksum", "too-large".
 */
export async function readWfdbRecord(header: SourceFile, files: readonly SourceFile[], options: WfdbRecordOptions = {}): Promise<Recording> {
  return recordingOf(await openWfdb(header, files, { annotator: options.annotator ?? DEFAULT_ANNOTATOR }), options);
}

/** Reads the samples of an opened record; see {@link readWfdbRecord}. */
export async function recordingOf({ opened, header }: OpenedWfdb, options: WfdbRecordOptions): Promise<Recording> {
  const group = opened.groups[0]!;
  if (!group.signals.some(({ unit }) => millivoltPerUnit(unit) !== null)) {
    throw new FormatError("unsupported", { file: opened.files[0]! }, "the record has no signal in volts", "Choose a record that holds an ECG.");
  }
  const samples = await opened.readSamples(0, 0, group.frameCount);
  const { facts } = opened;
  const factor = header.samplingRateHz / opened.annotationRateHz;
  return {
    id: options.recordId ?? header.recordName,
    personId: options.personOf?.(header.recordName) ?? facts.personId ?? header.recordName,
    samplingRateHz: header.samplingRateHz,
    sampleCount: group.frameCount,
    leads: group.signals.flatMap((signal, s) => (millivoltPerUnit(signal.unit) === null ? [] : [toLead(signal, samples[s]!, group.frameCount)])),
    annotations: opened.annotations.map(({ sampleIndex, symbol, aux }) => ({ sampleIndex: Math.round(sampleIndex * factor), symbol, aux })),
    potassiumMmolPerL: facts.potassiumMmolPerL,
    timeS: parseKaliumComment(header.comments).timeS,
    simulated: facts.simulated,
  };
}

/** Signals of a header that `readWfdbRecord` leaves out because their unit is not a voltage. */
export function listLeftOutSignals(header: WfdbHeader, file: string): readonly LeftOutSignal[] {
  return header.signals
    .filter((signal) => millivoltPerUnit(signal.unit) === null)
    .map((signal) => ({ file, signalName: signal.description, unit: signal.unit }));
}

function toLead(signal: SignalInfo, counts: RawSamples, frameCount: number): LeadSignal {
  const { samplesPerFrame, invalidCount } = signal;
  const perUnit = millivoltPerUnit(signal.unit)!;
  const rules = signal.calibrations ?? [{ fromFrame: 0, gainPerUnit: signal.gainPerUnit, baselineCount: signal.baselineCount }];
  const samplesMillivolt = new Float32Array(frameCount);
  rules.forEach((rule, index) => {
    const gainPerMillivolt = rule.gainPerUnit / perUnit;
    const toFrame = rules[index + 1]?.fromFrame ?? frameCount;
    for (let frame = rule.fromFrame; frame < toFrame; frame++) {
      let sum = 0;
      let isValid = true;
      for (let k = 0; k < samplesPerFrame; k++) {
        const count = counts[frame * samplesPerFrame + k]!;
        if (count === invalidCount) isValid = false;
        sum += count;
      }
      samplesMillivolt[frame] = isValid ? (sum / samplesPerFrame - rule.baselineCount) / gainPerMillivolt : NaN;
    }
  });
  return { name: signal.name, samplesMillivolt, gainPerMillivolt: signal.gainPerUnit / perUnit, baselineCount: signal.baselineCount };
}
