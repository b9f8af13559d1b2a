/** Signals as whole counts of one size with one scale each, as a multiplex group needs them. */
import type { SignalToWrite } from "../recordingToWrite.ts";

export interface CountedSignal {
  readonly signal: SignalToWrite;
  /** Counts; invalid samples are marked in `isInvalid`. */
  readonly counts: Int32Array;
  readonly isInvalid: (index: number) => boolean;
  readonly hasInvalid: boolean;
  readonly gainPerUnit: number;
  readonly baselineCount: number;
}

const MOST_COUNT = 2 ** 31 - 1;

/**
 * Whole counts stay as they are. Broken numbers, numbers beyond 32 bits, and rules of calibration that change within the
 * signal do not fit a multiplex group: such signals are rounded to a step of 1, 2 or 5 × 10ⁿ that uses 16 bits well.
 */
export function toWholeCounts(signal: SignalToWrite): CountedSignal {
  const { samples, invalidCount } = signal;
  const isInvalid = (index: number) => samples[index] === invalidCount || Number.isNaN(samples[index]!);
  const rules = signal.calibrations ?? [];
  let hasInvalid = false;
  let isWhole = rules.every(({ gainPerUnit, baselineCount }) => gainPerUnit === signal.gainPerUnit && baselineCount === signal.baselineCount);
  for (let i = 0; i < samples.length; i++) {
    if (isInvalid(i)) hasInvalid = true;
    else if (!Number.isInteger(samples[i]!) || Math.abs(samples[i]!) > MOST_COUNT) isWhole = false;
  }
  if (isWhole) {
    const counts = samples instanceof Int32Array ? samples : Int32Array.from(samples, (sample) => (Number.isNaN(sample) ? 0 : sample));
    return { signal, counts, isInvalid, hasInvalid, gainPerUnit: signal.gainPerUnit, baselineCount: signal.baselineCount };
  }
  const values = physicalValues(signal);
  let most = 0;
  values.forEach((value, index) => {
    if (!isInvalid(index) && Number.isFinite(value)) most = Math.max(most, Math.abs(value));
  });
  const gainPerUnit = 1 / niceStep(most / 32_767);
  const counts = Int32Array.from(values, (value) => Math.round(value * gainPerUnit) || 0);
  return { signal, counts, isInvalid: (index) => isInvalid(index) || !Number.isFinite(values[index]!), hasInvalid: true, gainPerUnit, baselineCount: 0 };
}

function physicalValues({ samples, samplesPerFrame, gainPerUnit, baselineCount, calibrations }: SignalToWrite): Float64Array {
  const rules = calibrations ?? [{ fromFrame: 0, gainPerUnit, baselineCount }];
  const values = new Float64Array(samples.length);
  rules.forEach((rule, index) => {
    const to = Math.min(samples.length, (rules[index + 1]?.fromFrame ?? Infinity) * samplesPerFrame);
    for (let i = rule.fromFrame * samplesPerFrame; i < to; i++) values[i] = (samples[i]! - rule.baselineCount) / rule.gainPerUnit;
  });
  return values;
}

/** Smallest of 1, 2, 5 × 10ⁿ that is not below `least`. */
function niceStep(least: number): number {
  if (!(least > 0)) return 1;
  const decade = Math.floor(Math.log10(least));
  for (const digit of [1, 2, 5, 10]) {
    const step = Number(`${digit}e${decade}`);
    if (step >= least) return step;
  }
  return Number(`1e${decade + 1}`);
}
