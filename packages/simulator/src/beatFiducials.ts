/**
 * True marks of every beat, from the waves that are drawn: a wave begins and ends where its dipole reaches stated shares of its
 * largest size (`beatModel`), and peaks where that size is largest, so one lead's own peak may lie some milliseconds away, as in a
 * real heart.
 */
import type { BeatModel, VentricularModel } from "./beatModel.ts";
import type { PlannedBeat } from "./rhythm/rhythmPlan.ts";

/** True marks of one beat, seconds from the start of the recording. Marks are null for waves that are not there or not visible. */
export interface BeatFiducials {
  readonly origin: PlannedBeat["origin"];
  /** From the R peak before, s; QT follows it. */
  readonly precedingRrS: number;
  readonly pOnsetS: number | null;
  readonly pPeakS: number | null;
  readonly pOffsetS: number | null;
  readonly qrsOnsetS: number;
  readonly rPeakS: number;
  readonly qrsOffsetS: number;
  readonly tOnsetS: number;
  readonly tPeakS: number;
  /** A U wave is not counted in. */
  readonly tOffsetS: number;
  readonly uOnsetS: number | null;
  readonly uPeakS: number | null;
  readonly uOffsetS: number | null;
}

/** True marks of a P wave that was not conducted. */
export interface PWaveFiducials {
  readonly onsetS: number;
  readonly peakS: number;
  readonly offsetS: number;
}

/** T follows the cube root of RR only within these, or a short RR would push T into QRS and a pause into the next beat (Kalium's choice). */
const SHORTEST_RR_S = 0.4;
const LONGEST_RR_S = 1.8;

/** QT by Fridericia from the RR before. `shape`: of the beat, conducted or ventricular. `showsP`: whether what is left of P can be marked. */
export function beatFiducials(model: BeatModel, shape: VentricularModel, beat: PlannedBeat, showsP: boolean): BeatFiducials {
  const { qrsBounds, tBounds, tEndMs, uBounds, qtcMs } = shape;
  const { rPeakS } = beat;
  const qrsOnsetS = rPeakS + qrsBounds.onsetMs / 1000;
  const qrsOffsetS = rPeakS + qrsBounds.offsetMs / 1000;
  const rrS = Math.min(LONGEST_RR_S, Math.max(SHORTEST_RR_S, beat.precedingRrS));
  const tPeakS = qrsOnsetS + (qtcMs * Math.cbrt(rrS) - tBounds.offsetMs) / 1000;
  const p = showsP && beat.pOnsetS !== null ? pWaveFiducials(model, beat.pOnsetS) : null;
  return {
    origin: beat.origin,
    precedingRrS: beat.precedingRrS,
    pOnsetS: p?.onsetS ?? null,
    pPeakS: p?.peakS ?? null,
    pOffsetS: p?.offsetS ?? null,
    qrsOnsetS,
    rPeakS,
    qrsOffsetS,
    // A wide T at a fast rate would begin before QRS has ended; it then begins where QRS ends.
    tOnsetS: Math.max(qrsOffsetS, tPeakS + tBounds.onsetMs / 1000),
    tPeakS,
    tOffsetS: tPeakS + tEndMs / 1000,
    uOnsetS: uBounds === null ? null : tPeakS + uBounds.onsetMs / 1000,
    uPeakS: uBounds === null ? null : tPeakS + uBounds.peakMs / 1000,
    uOffsetS: uBounds === null ? null : tPeakS + uBounds.offsetMs / 1000,
  };
}

export function pWaveFiducials({ atrial }: BeatModel, onsetS: number): PWaveFiducials {
  return { onsetS, peakS: onsetS + atrial.bounds.peakMs / 1000, offsetS: onsetS + atrial.bounds.offsetMs / 1000 };
}
