/** From an opened recording to plain leads in millivolts: the one place where counts become physical units. */
import { FormatError } from "../errors.ts";
import type { LeadSignal, Recording } from "../recording.ts";
import type { OpenedRecording, RawSamples, SignalInfo } from "./openedRecording.ts";

/** Millivolts per unit of the units in which files state voltages, in lower case. */
const MILLIVOLT_PER_UNIT: Readonly<Record<string, number>> = { mv: 1, millivolt: 1, uv: 1e-3, "µv": 1e-3, "μv": 1e-3, microvolt: 1e-3, nv: 1e-6, v: 1e3, volt: 1e3 };

/** Millivolts per unit, or null when the unit is not a voltage. */
export function millivoltPerUnit(unit: string): number | null {
  return Object.hasOwn(MILLIVOLT_PER_UNIT, unit.toLowerCase()) ? MILLIVOLT_PER_UNIT[unit.toLowerCase()]! : null;
}

/** Raw samples to millivolts; invalid samples become NaN. `fromFrame` is the frame of the first sample, for calibrations that change. */
export function toMillivolts(signal: SignalInfo, samples: RawSamples, fromFrame = 0): Float32Array {
  const perUnit = millivoltPerUnit(signal.unit) ?? 1;
  const millivolt = new Float32Array(samples.length);
  const rules = signal.calibrations ?? [{ fromFrame: 0, gainPerUnit: signal.gainPerUnit, baselineCount: signal.baselineCount }];
  rules.forEach((rule, index) => {
    const from = Math.max(0, (rule.fromFrame - fromFrame) * signal.samplesPerFrame);
    const to = Math.min(samples.length, ((rules[index + 1]?.fromFrame ?? Infinity) - fromFrame) * signal.samplesPerFrame);
    scaleInto(millivolt, samples, from, to, rule.baselineCount, perUnit / rule.gainPerUnit);
  });
  // Most recordings have no invalid sample, and indexOf says so many times faster than a loop of our own.
  const firstInvalid = signal.invalidCount === null ? -1 : samples.indexOf(signal.invalidCount);
  if (firstInvalid >= 0) {
    for (let i = firstInvalid; i < samples.length; i++) if (samples[i] === signal.invalidCount) millivolt[i] = NaN;
  }
  return millivolt;
}

function scaleInto(millivolt: Float32Array, samples: RawSamples, from: number, to: number, baselineCount: number, scale: number): void {
  for (let i = from; i < to; i++) millivolt[i] = (samples[i]! - baselineCount) * scale;
}

/**
 * Millivolts of the frames `fromFrame` … `toFrame` (exclusive) of a group, one array a signal; signals that are no voltages in their
 * own unit. Errors as of `readSamples`.
 */
export async function readMillivolts(opened: OpenedRecording, group: number, fromFrame: number, toFrame: number): Promise<readonly Float32Array[]> {
  const quick = await opened.readMillivolts?.(group, fromFrame, toFrame);
  if (quick) return quick;
  const samples = await opened.readSamples(group, fromFrame, toFrame);
  return samples.map((own, index) => toMillivolts(opened.groups[group]!.signals[index]!, own, fromFrame));
}

/** Choices of {@link toRecording}. */
export interface ToRecordingOptions {
  /** Group to take, 0 (the rhythm strip) by default. */
  readonly group?: number;
  readonly personId?: string;
  readonly recordId?: string;
}

/**
 * The voltages of one group as a `Recording`. Signals of a higher rate than the frame rate are averaged within each frame
 * only when rates differ; when all share one rate, that rate is kept.
 * @throws FormatError "unsupported" when the group has no voltage.
 */
export async function toRecording(opened: OpenedRecording, options: ToRecordingOptions = {}): Promise<Recording> {
  const groupIndex = options.group ?? 0;
  const group = opened.groups[groupIndex];
  if (group === undefined) throw new RangeError(`the recording has ${opened.groups.length} groups of signals, not ${groupIndex + 1}`);
  const voltages = group.signals.map((signal, index) => ({ signal, index })).filter(({ signal }) => millivoltPerUnit(signal.unit) !== null);
  if (voltages.length === 0) {
    throw new FormatError("unsupported", { file: opened.files[0] ?? opened.id }, "no signal of the recording is in volts", "Choose a recording that holds an ECG, or state its unit.");
  }
  const millivolts = await readMillivolts(opened, groupIndex, 0, group.frameCount);
  const perFrame = voltages.every(({ signal }) => signal.samplesPerFrame === voltages[0]!.signal.samplesPerFrame) ? voltages[0]!.signal.samplesPerFrame : 1;
  const leads = voltages.map(({ signal, index }): LeadSignal => {
    const millivolt = millivolts[index]!;
    return {
      name: signal.name,
      samplesMillivolt: perFrame === signal.samplesPerFrame ? millivolt : averageFrames(millivolt, signal.samplesPerFrame),
      gainPerMillivolt: signal.gainPerUnit / millivoltPerUnit(signal.unit)!,
      baselineCount: signal.baselineCount,
    };
  });
  const samplingRateHz = group.framesPerSecond * perFrame;
  const factor = samplingRateHz / opened.annotationRateHz;
  const { facts } = opened;
  return {
    id: options.recordId ?? opened.id,
    personId: options.personId ?? facts.personId ?? opened.id,
    samplingRateHz,
    sampleCount: group.frameCount * perFrame,
    leads,
    annotations: groupIndex === 0 ? opened.annotations.map(({ sampleIndex, symbol, aux }) => ({ sampleIndex: Math.round(sampleIndex * factor), symbol, aux })) : [],
    potassiumMmolPerL: facts.potassiumMmolPerL,
    timeS: null,
    simulated: facts.simulated,
  };
}

function averageFrames(millivolt: Float32Array, samplesPerFrame: number): Float32Array {
  return Float32Array.from({ length: millivolt.length / samplesPerFrame }, (_, frame) => {
    let sum = 0;
    for (let i = 0; i < samplesPerFrame; i++) sum += millivolt[frame * samplesPerFrame + i]!;
    return sum / samplesPerFrame;
  });
}
