/** A numeric array in a file, read by box: the common ground of the array formats. */
import { FormatError } from "../../errors.ts";
import type { RawSamples } from "../../open/openedRecording.ts";

export interface NumericArray {
  /** Name in the file's own words: variable, dataset path or column. */
  readonly name: string;
  /** Size of each dimension, in the order in which the writing program shows them. */
  readonly shape: readonly number[];
  /** True when the file stores integers that an Int32Array holds exactly; `read` then gives Int32Array, else Float64Array. */
  readonly isInt32: boolean;
  /** Names of the rows, where the file itself says which lead each is; then the first axis holds the leads. */
  readonly leadNames?: readonly string[];
  /** Values of the box, the last dimension running fastest. */
  read(start: readonly number[], count: readonly number[]): Promise<RawSamples>;
}

/** Most leads that an array may hold, and fewest samples of a recording [Kalium's choice]. */
export const MOST_LEADS = 16;
export const FEWEST_SAMPLES = 16;

/** Where the leads and the time lie in the shape of an array; `recordAxis` is null for one recording. */
export interface Axes {
  readonly recordAxis: number | null;
  readonly leadAxis: number | null;
  readonly timeAxis: number;
}

/** Axes of an array that can hold ECGs, or null. Of three axes the first counts recordings; `leadAxis` decides where either of two would do. */
export function axesOf(shape: readonly number[], leadAxis?: "first" | "last"): Axes | null {
  const rank = shape.length;
  if (rank === 1) return shape[0]! >= FEWEST_SAMPLES ? { recordAxis: null, leadAxis: null, timeAxis: 0 } : null;
  if (rank < 1 || shape.slice(0, -3).some((size) => size !== 1)) return null;
  const recordAxis = rank >= 3 ? rank - 3 : null;
  const [a, b] = [shape[rank - 2]!, shape[rank - 1]!];
  const fits = (leads: number, samples: number) => leads >= 1 && leads <= MOST_LEADS && samples >= FEWEST_SAMPLES;
  const first = leadAxis !== "last" && fits(a, b) && (leadAxis === "first" || a <= b);
  if (first) return { recordAxis, leadAxis: rank - 2, timeAxis: rank - 1 };
  return leadAxis !== "first" && fits(b, a) ? { recordAxis, leadAxis: rank - 1, timeAxis: rank - 2 } : null;
}

/** "val (12 × 5000)". */
export function describeArray({ name, shape }: Pick<NumericArray, "name" | "shape">): string {
  return `${name} (${shape.join(" × ")})`;
}

/** "needs-answer", naming the arrays among which the person chooses. */
export function needsAnswer(file: string, reason: string, candidates: readonly Pick<NumericArray, "name" | "shape">[]): FormatError {
  const shown = candidates.slice(0, 12).map(describeArray).join(", ");
  const more = candidates.length > 12 ? ` and ${candidates.length - 12} more` : "";
  return new FormatError("needs-answer", { file }, `${reason}; arrays that can hold an ECG: ${shown}${more}`, "State which array holds the ECG, its sampling rate, unit, gain and the names of its leads.", candidates.map(({ name, shape }) => ({ name, shape })));
}
