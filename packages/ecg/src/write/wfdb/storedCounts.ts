/**
 * From a signal to the whole counts that a WFDB file can hold. Whole numbers stay as they are. Samples that are not
 * whole are scaled by the smallest power of ten that makes them so, gain and baseline with them; where none does, by the
 * power of two that fills 31 bits (relative error below 2⁻³⁰ of the largest sample). A baseline that is no whole number is
 * rounded: it shifts the signal by less than half a count. A negative gain, which WFDB lacks, turns the counts over.
 */
import { FormatError } from "../../errors.ts";
import type { Calibration } from "../../open/openedRecording.ts";
import { LOWEST_COUNT } from "../../read/wfdb/wfdbSegment.ts";
import type { SignalToWrite } from "../recordingToWrite.ts";

/** A signal as it will be stored; {@link LOWEST_COUNT} marks invalid samples. */
export interface StoredSignal {
  readonly counts: Int32Array;
  /** Smallest and largest valid count; +Infinity and −Infinity when there is none. */
  readonly minimum: number;
  readonly maximum: number;
  readonly hasInvalid: boolean;
  /** In order; the first from frame 0. */
  readonly calibrations: readonly Calibration[];
}

const LARGEST_COUNT = 2 ** 31 - 1;
const LARGEST_POWER_OF_TEN = 9;

/** @throws FormatError "malformed" for samples beyond 32 bits and gains of 0. */
export function storedCountsOf(signal: SignalToWrite, recordId: string): StoredSignal {
  const refuse = (reason: string, remedy: string) => new FormatError("malformed", { file: recordId }, reason, remedy);
  const { samples, invalidCount, name } = signal;
  const rules = signal.calibrations ?? [{ fromFrame: 0, gainPerUnit: signal.gainPerUnit, baselineCount: signal.baselineCount }];
  const sign = Math.sign(rules[0]!.gainPerUnit);
  if (rules.some(({ gainPerUnit, baselineCount }) => !Number.isFinite(gainPerUnit) || !Number.isFinite(baselineCount) || Math.sign(gainPerUnit) !== sign || sign === 0)) {
    throw refuse(`the calibration of ${name} has a gain of 0, of both signs or beyond numbers`, "Correct the lead's calibration.");
  }
  const scale = samples instanceof Int32Array ? sign : sign * scaleOf(samples, invalidCount);
  const counts = new Int32Array(samples.length);
  let [minimum, maximum, hasInvalid] = [Infinity, -Infinity, false];
  for (let i = 0; i < samples.length; i++) {
    const sample = samples[i]!;
    if (sample === invalidCount || Number.isNaN(sample)) {
      counts[i] = LOWEST_COUNT;
      hasInvalid = true;
      continue;
    }
    const count = Math.round(sample * scale);
    if (!(Math.abs(count) <= LARGEST_COUNT)) throw refuse(`sample ${i} of ${name} (${sample}) does not fit 32 bits`, "Lower the lead's gain.");
    counts[i] = count;
    if (count < minimum) minimum = count;
    if (count > maximum) maximum = count;
  }
  return {
    counts, minimum, maximum, hasInvalid,
    calibrations: rules.map(({ fromFrame, gainPerUnit, baselineCount }) => ({ fromFrame, gainPerUnit: gainPerUnit * scale, baselineCount: Math.round(baselineCount * scale) + 0 })),
  };
}

function scaleOf(samples: Float64Array, invalidCount: number | null): number {
  let largest = 0;
  let power = 0;
  let isExact = true;
  for (const sample of samples) {
    if (sample === invalidCount || !Number.isFinite(sample)) continue;
    largest = Math.max(largest, Math.abs(sample));
    while (isExact && !isWhole(sample * 10 ** power)) isExact = ++power <= LARGEST_POWER_OF_TEN;
  }
  if (isExact && largest * 10 ** power <= LARGEST_COUNT) return 10 ** power;
  return 2 ** (30 - Math.ceil(Math.log2(largest)));
}

/** Decimal fractions times a power of ten are whole up to the rounding of double precision. */
function isWhole(value: number): boolean {
  return Math.abs(value - Math.round(value)) <= 1e-12 * Math.max(1, Math.abs(value));
}
