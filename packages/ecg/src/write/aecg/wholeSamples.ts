/** Samples as the whole numbers of 32 bits that an aECG can hold. */
import type { SignalToWrite } from "../recordingToWrite.ts";

const LARGEST = 2 ** 31 - 2;
/** Stands for NaN. */
const INVALID = -(2 ** 31);
const MOST_DECIMALS = 9;

export interface WholeSignal {
  readonly samples: Int32Array;
  readonly gainPerUnit: number;
  readonly baselineCount: number;
  readonly invalidCount: number | null;
}

/**
 * Whole samples stay as they are. Decimal numbers with up to nine places become exact multiples of their last place. All
 * others are rounded to 1/2^30 of the largest or finer.
 */
export function toWholeSignal({ samples, gainPerUnit, baselineCount, invalidCount }: SignalToWrite): WholeSignal {
  if (samples instanceof Int32Array) return { samples, gainPerUnit, baselineCount, invalidCount };
  let largest = 0;
  for (const value of samples) if (Number.isFinite(value)) largest = Math.max(largest, Math.abs(value));
  const factor = decimalFactor(samples, largest) ?? 2 ** Math.floor(Math.log2(LARGEST / largest));
  const whole = new Int32Array(samples.length);
  for (let i = 0; i < samples.length; i++) whole[i] = Number.isFinite(samples[i]!) ? Math.round(samples[i]! * factor) : INVALID;
  return { samples: whole, gainPerUnit: gainPerUnit * factor, baselineCount: baselineCount * factor, invalidCount: INVALID };
}

function decimalFactor(samples: Float64Array, largest: number): number | null {
  for (let decimals = 0, factor = 1; decimals <= MOST_DECIMALS && largest * factor <= LARGEST; decimals++, factor *= 10) {
    if (samples.every((value) => !Number.isFinite(value) || Math.round(value * factor) / factor === value)) return factor;
  }
  return null;
}
