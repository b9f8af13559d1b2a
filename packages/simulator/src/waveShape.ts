/** Sums of bells in milliseconds, and where such a wave begins, peaks and ends. */
import { bell, BELL_REACH_SDS } from "./bell.ts";
import type { DipoleVector } from "./leadSystem.ts";

/**
 * One bell, its two halves of different widths if need be. Widths are in milliseconds, not in phase as in ECGSYN (McSharry 2003,
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

/** Shares of the largest size at which a wave begins and ends. */
export interface BoundShares {
  readonly onset: number;
  readonly offset: number;
}

const GRID_POINTS = 320;

/** Size of the dipole of the waves together at evenly spaced times that cover all of them. */
function magnitudes(waves: readonly DipoleWave[]): { readonly startMs: number; readonly stepMs: number; readonly size: Float64Array } {
  const startMs = Math.min(...waves.map(({ centreMs, riseSdMs }) => centreMs - BELL_REACH_SDS * riseSdMs));
  const endMs = Math.max(...waves.map(({ centreMs, fallSdMs }) => centreMs + BELL_REACH_SDS * fallSdMs));
  const stepMs = (endMs - startMs) / (GRID_POINTS - 1);
  const size = new Float64Array(GRID_POINTS);
  for (let i = 0; i < GRID_POINTS; i++) size[i] = sizeAt(waves, startMs + i * stepMs);
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

/** Bounds where the size of the dipole first and last reaches these shares of its largest. */
export function boundsAtShares(waves: readonly DipoleWave[], { onset: onsetShare, offset: offsetShare }: BoundShares): WaveBounds {
  const { startMs, stepMs, size } = magnitudes(waves);
  const peak = indexOfLargest(size);
  let first = 0;
  while (size[first + 1] < onsetShare * size[peak]) first++;
  let last = size.length - 1;
  while (size[last - 1] < offsetShare * size[peak]) last--;
  const onset = first + (onsetShare * size[peak] - size[first]) / (size[first + 1] - size[first]);
  const offset = last - (offsetShare * size[peak] - size[last]) / (size[last - 1] - size[last]);
  return { onsetMs: startMs + onset * stepMs, peakMs: startMs + refinedPeak(size, peak) * stepMs, offsetMs: startMs + offset * stepMs };
}

function sizeAt(waves: readonly DipoleWave[], at: number): number {
  let [x, y, z] = [0, 0, 0];
  for (const { vector, centreMs, riseSdMs, fallSdMs } of waves) {
    const g = bell((at - centreMs) / (at < centreMs ? riseSdMs : fallSdMs));
    if (g === 0) continue;
    x += vector[0] * g;
    y += vector[1] * g;
    z += vector[2] * g;
  }
  return Math.sqrt(x * x + y * y + z * z);
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
