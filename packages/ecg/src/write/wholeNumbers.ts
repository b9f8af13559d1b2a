/** Whole-number samples for formats that hold nothing else: exactly where the values are whole, by rounding only when asked. */
import type { RawSamples } from "../open/openedRecording.ts";
import type { RecordingToWrite, SignalToWrite } from "./recordingToWrite.ts";

const INT16 = { lowest: -32768, highest: 32767 } as const;
const INT32_LOWEST = -(2 ** 31);

/** True when every sample is a whole number in memory already. */
export function hasWholeNumbers(recording: Pick<RecordingToWrite, "signals">): boolean {
  return recording.signals.every(({ samples }) => samples instanceof Int32Array);
}

/**
 * The recording with whole numbers in place of doubles that are whole (a MATLAB file of counts); NaN becomes an invalid code. Null
 * when a value is not whole or does not fit 32 bits.
 */
export function toWholeNumbers<Kind extends RecordingToWrite>(recording: Kind): Kind | null {
  const signals: SignalToWrite[] = [];
  for (const signal of recording.signals) {
    const whole = signal.samples instanceof Int32Array ? signal : wholeSignal(signal, signal.samples);
    if (whole === null) return null;
    signals.push(whole);
  }
  return { ...recording, signals };
}

function wholeSignal(signal: SignalToWrite, samples: Float64Array): SignalToWrite | null {
  const range = rangeOf(samples);
  for (const value of samples) if (!Number.isNaN(value) && (!Number.isInteger(value) || value <= INT32_LOWEST || value > 2 ** 31 - 1 || Object.is(value, -0))) return null;
  const invalidCount = range.lowest > INT16.lowest && range.highest <= INT16.highest ? INT16.lowest : INT32_LOWEST;
  return { ...signal, invalidCount, samples: Int32Array.from(samples, (value) => (Number.isNaN(value) ? invalidCount : value)) };
}

/** Result of {@link requantise}. */
export interface Requantised<Kind extends RecordingToWrite> {
  readonly recording: Kind;
  /** Largest rounding error of each signal, in its unit; 0 where nothing was rounded. */
  readonly largestErrors: readonly number[];
}

/** Rounds doubles to 16-bit counts with the largest gain of a power of ten that fits. Whole-number signals stay as they are. */
export function requantise<Kind extends RecordingToWrite>(recording: Kind): Requantised<Kind> {
  const largestErrors: number[] = [];
  const signals = recording.signals.map((signal): SignalToWrite => {
    const { samples } = signal;
    if (samples instanceof Int32Array) {
      largestErrors.push(0);
      return signal;
    }
    const physical = toPhysical(signal, samples);
    const { lowest, highest } = rangeOf(physical);
    const reach = Math.max(Math.abs(lowest), Math.abs(highest));
    const gainPerUnit = Number.isFinite(reach) && reach > 0 ? 10 ** Math.floor(Math.log10(INT16.highest / reach)) : 1000;
    let largest = 0;
    const counts = Int32Array.from(physical, (value) => {
      if (!Number.isFinite(value)) return INT16.lowest;
      const count = Math.round(value * gainPerUnit);
      largest = Math.max(largest, Math.abs(count / gainPerUnit - value));
      return count;
    });
    largestErrors.push(largest);
    const { calibrations: _, ...rest } = signal;
    return { ...rest, gainPerUnit, baselineCount: 0, invalidCount: INT16.lowest, samples: counts };
  });
  return { recording: { ...recording, signals }, largestErrors };
}

function toPhysical(signal: SignalToWrite, samples: RawSamples): Float64Array {
  const rules = signal.calibrations ?? [{ fromFrame: 0, gainPerUnit: signal.gainPerUnit, baselineCount: signal.baselineCount }];
  return Float64Array.from(samples, (value, index) => {
    const frame = Math.floor(index / signal.samplesPerFrame);
    const rule = rules.length === 1 ? rules[0]! : rules.findLast(({ fromFrame }) => fromFrame <= frame)!;
    return value === signal.invalidCount ? NaN : (value - rule.baselineCount) / rule.gainPerUnit;
  });
}

function rangeOf(samples: Float64Array): { readonly lowest: number; readonly highest: number } {
  let [lowest, highest] = [Infinity, -Infinity];
  for (const value of samples) {
    if (value < lowest) lowest = value;
    if (value > highest) highest = value;
  }
  return { lowest, highest };
}
