/** From a raw map to what is drawn: ReLU, interpolation, division by the maximum. */
import { requireCount, requireFinite } from "../explainError.ts";
import type { MapNumbers } from "./rawMaps.ts";

/** A map made ready to draw, with what its scaling hides. */
export interface DisplayMap {
  /** One value in [0, 1] per output sample; all zero when no cell of the raw map is positive. */
  readonly values: Float64Array;
  /** Largest value before the division: print it, since every non-zero map reaches 1 after it. */
  readonly rawMaximum: number;
  /** True when ReLU left nothing. */
  readonly allZero: boolean;
  readonly cellCount: number;
  /** Width of one cell of the raw map in output samples: the resolution of the map. */
  readonly cellWidthSamples: number;
}

/**
 * ReLU, then linear interpolation to `outputLength` samples, then division by the maximum of the result.
 *
 * Cells and samples are aligned by half-pixel centres: sample s lies at cell coordinate (s + ½)·cells/samples − ½, and
 * samples before the first or after the last centre take that cell's value. With padding "same" this places cells
 * to within half a stride of the samples they read.
 */
export function displayMap(raw: MapNumbers, outputLength = 120): DisplayMap {
  const interpolated = interpolateCells(raw, outputLength, true);
  const rawMaximum = interpolated.reduce((most, value) => Math.max(most, value), 0);
  return {
    values: rawMaximum > 0 ? interpolated.map((value) => value / rawMaximum) : interpolated,
    rawMaximum,
    allZero: rawMaximum === 0,
    cellCount: raw.length,
    cellWidthSamples: outputLength / raw.length,
  };
}

/** The signed map on the samples of the beat: the same interpolation without ReLU or scaling, in the units of the logit. */
export function signedMap(raw: MapNumbers, outputLength = 120): Float64Array {
  return interpolateCells(raw, outputLength, false);
}

function interpolateCells(raw: MapNumbers, outputLength: number, rectify: boolean): Float64Array {
  requireCount("displayMap raw map length", raw.length, 1);
  requireCount("displayMap outputLength", outputLength, 1);
  requireFinite("displayMap raw map", raw, 1);
  const cell = (index: number): number => (rectify ? Math.max(raw[index], 0) : raw[index]);
  const lastCell = raw.length - 1;
  return Float64Array.from({ length: outputLength }, (_, sample) => {
    const position = Math.min(Math.max(((sample + 0.5) * raw.length) / outputLength - 0.5, 0), lastCell);
    const left = Math.floor(position);
    const right = Math.min(left + 1, lastCell);
    const fraction = position - left;
    return cell(left) * (1 - fraction) + cell(right) * fraction;
  });
}
