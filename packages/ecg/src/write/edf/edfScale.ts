/**
 * Physical and digital limits of EDF signals. The fields have eight characters, so not every gain can be told by them: limits are
 * searched under which gain and baseline come back as the very same doubles.
 */

export interface EdfScale {
  readonly physicalMin: string;
  readonly physicalMax: string;
  readonly digitalMin: number;
  readonly digitalMax: number;
  /** Whether a reader that follows the standard computes gain and baseline without error. Else they are off by about 1e-6 of the gain at most. */
  readonly isExact: boolean;
}

const FIELD_WIDTH = 8;
/** Limits tried below the lower and above the upper end of the full range. */
const TRIED_LIMITS = 300;

/** The text of at most eight characters nearest to a number; in powers of ten only where that is nearer. */
export function fieldNumber(value: number): string {
  const texts = [String(value), ...Array.from({ length: FIELD_WIDTH }, (_, digits) => [trimNoughts(value.toFixed(digits)), value.toExponential(digits).replace("e+", "e")]).flat()];
  return texts.filter((text) => text.length <= FIELD_WIDTH).reduce((best, text) => (Math.abs(Number(text) - value) < Math.abs(Number(best) - value) ? text : best));
}

function trimNoughts(text: string): string {
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}

/** Limits for counts within `lowest` … `highest` that the sample type can hold, and that cover `dataMin` … `dataMax`. */
export function findEdfScale(gainPerUnit: number, baselineCount: number, dataMin: number, dataMax: number, lowest: number, highest: number): EdfScale {
  const limit = (count: number): { readonly count: number; readonly text: string; readonly value: number } => {
    const text = fieldNumber((count - baselineCount) / gainPerUnit);
    return { count, text, value: Number(text) };
  };
  const isExact = (low: { readonly count: number; readonly value: number }, high: { readonly count: number; readonly value: number }): boolean => {
    const gain = (high.count - low.count) / (high.value - low.value);
    return gain === gainPerUnit && low.count - low.value * gain + 0 === baselineCount;
  };
  const round = 10 ** Math.floor(Math.log10(highest));
  const lows = triedLimits(lowest, Math.min(dataMin, highest - 1), -round, 1).map(limit);
  const highs = triedLimits(highest, Math.max(dataMax, lowest + 1), round, -1).map(limit);
  for (const low of lows) {
    for (const high of highs) {
      if (low.count < high.count && low.value !== high.value && isExact(low, high)) return { physicalMin: low.text, physicalMax: high.text, digitalMin: low.count, digitalMax: high.count, isExact: true };
    }
  }
  const [low, high] = [limit(lowest), limit(highest)];
  return { physicalMin: low.text, physicalMax: high.text, digitalMin: lowest, digitalMax: highest, isExact: false };
}

/** The extreme itself, a round number, and those next to the extreme, as far as the data allow. */
function triedLimits(extreme: number, data: number, round: number, direction: 1 | -1): number[] {
  const tried = [extreme, round * 3, round * 2, round, round / 2, ...Array.from({ length: TRIED_LIMITS }, (_, index) => extreme + direction * index)];
  const allowed = [...new Set(tried)].filter((count) => Number.isInteger(count) && (direction === 1 ? count <= data && count >= extreme : count >= data && count <= extreme));
  return allowed.length > 0 ? allowed : [extreme];
}
