/** Sums of Gaussians in milliseconds, and where such a wave begins, peaks and ends. */
import type { DipoleVector } from "./leadSystem.ts";

/**
 * One Gaussian, its two halves of different widths if need be. Widths are in milliseconds, not in phase as in ECGSYN (McSharry 2003,
 * doi:10.1109/TBME.2003.808805): T must not widen with a long RR interval, because its width is itself a sign of potassium.
 */
export interface DipoleWave {
  readonly vector: DipoleVector;
  readonly centreMs: number;
  readonly riseSdMs: number;
  readonly fallSdMs: number;
}

/** Marks of a wave on its own clock. */
export interface WaveBounds {
  readonly onsetMs: number;
  readonly peakMs: number;
  readonly offsetMs: number;
}

/** Gaussian FWHM over SD. */
export const FWHM_PER_SD = 2 * Math.sqrt(2 * Math.LN2);
/** Gaussians are drawn to this many SDs; what is left out is below 0.0004 of the peak. */
export const DRAWN_SDS = 4;
const GRID_POINTS = 320;

/** Size of the dipole of the waves together at evenly spaced times that cover all of them. */
function magnitudes(waves: readonly DipoleWave[]): { readonly startMs: number; readonly stepMs: number; readonly size: Float64Array } {
  const startMs = Math.min(...waves.map(({ centreMs, riseSdMs }) => centreMs - DRAWN_SDS * riseSdMs));
  const endMs = Math.max(...waves.map(({ centreMs, fallSdMs }) => centreMs + DRAWN_SDS * fallSdMs));
  const stepMs = (endMs - startMs) / (GRID_POINTS - 1);
  const size = new Float64Array(GRID_POINTS);
  for (let i = 0; i < GRID_POINTS; i++) {
    const at = startMs + i * stepMs;
    let [x, y, z] = [0, 0, 0];
    for (const { vector, centreMs, riseSdMs, fallSdMs } of waves) {
      const u = (at - centreMs) / (at < centreMs ? riseSdMs : fallSdMs);
      if (u > DRAWN_SDS || u < -DRAWN_SDS) continue;
      const g = Math.exp(-0.5 * u * u);
      x += vector[0] * g;
      y += vector[1] * g;
      z += vector[2] * g;
    }
    size[i] = Math.sqrt(x * x + y * y + z * z);
  }
  return { startMs, stepMs, size };
}

function indexOfLargest(size: Float64Array): number {
  let largest = 0;
  for (let i = 1; i < size.length; i++) if (size[i] > size[largest]) largest = i;
  return largest;
}

/** Peak of a parabola through three neighbours, so that marks move smoothly with the parameters. */
function refinedPeak(size: Float64Array, at: number): number {
  if (at === 0 || at === size.length - 1) return at;
  const curvature = size[at - 1] - 2 * size[at] + size[at + 1];
  return curvature === 0 ? at : at + (0.5 * (size[at - 1] - size[at + 1])) / curvature;
}

/** Bounds where the size of the dipole first and last reaches a share of its largest: for QRS, whose flanks are many. */
export function boundsAtShare(waves: readonly DipoleWave[], share: number): WaveBounds {
  const { startMs, stepMs, size } = magnitudes(waves);
  const peak = indexOfLargest(size);
  const level = share * size[peak];
  let first = 0;
  while (size[first + 1] < level) first++;
  let last = size.length - 1;
  while (size[last - 1] < level) last--;
  const onset = first + (level - size[first]) / (size[first + 1] - size[first]);
  const offset = last - (level - size[last]) / (size[last - 1] - size[last]);
  return { onsetMs: startMs + onset * stepMs, peakMs: startMs + refinedPeak(size, peak) * stepMs, offsetMs: startMs + offset * stepMs };
}

/** Bounds where the tangents at the steepest rise and the steepest fall of the dipole's size meet zero: for P, T and U. */
export function boundsByTangents(waves: readonly DipoleWave[]): WaveBounds {
  const { startMs, stepMs, size } = magnitudes(waves);
  const peak = indexOfLargest(size);
  const slopeAt = (i: number) => (size[i + 1] - size[i - 1]) / 2;
  let rise = 1;
  let fall = size.length - 2;
  for (let i = 1; i < size.length - 1; i++) {
    if (i <= peak && slopeAt(i) > slopeAt(rise)) rise = i;
    if (i >= peak && slopeAt(i) < slopeAt(fall)) fall = i;
  }
  return {
    onsetMs: startMs + (rise - size[rise] / slopeAt(rise)) * stepMs,
    peakMs: startMs + refinedPeak(size, peak) * stepMs,
    offsetMs: startMs + (fall - size[fall] / slopeAt(fall)) * stepMs,
  };
}

/** The waves on a clock that runs slower by the ratio and starts at the given time. */
export function stretched(waves: readonly DipoleWave[], ratio: number, zeroMs: number): DipoleWave[] {
  return waves.map(({ vector, centreMs, riseSdMs, fallSdMs }) => ({
    vector,
    centreMs: (centreMs - zeroMs) * ratio,
    riseSdMs: riseSdMs * ratio,
    fallSdMs: fallSdMs * ratio,
  }));
}
