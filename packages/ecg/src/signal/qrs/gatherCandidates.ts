import type { BeatCandidates } from "./beatCandidates.ts";
import { copyShape, shapeLengthOf } from "./shapeLikeness.ts";

/** A candidate at a sample of the working rate. */
export interface FoundCandidate {
  readonly peak: number;
  readonly strength: number;
  readonly sharpness: number;
}

/** Candidates at the lead's own rate, with their waveforms at the working rate. */
export function gatherCandidates(found: readonly FoundCandidate[], waveform: Float64Array, rateHz: number, step: number): BeatCandidates {
  const shapeLength = shapeLengthOf(rateHz);
  const shapes = new Float32Array(found.length * shapeLength);
  found.forEach(({ peak }, i) => copyShape(waveform, peak, shapes.subarray(i * shapeLength, (i + 1) * shapeLength)));
  return {
    at: Float64Array.from(found, ({ peak }) => peak * step),
    strength: Float64Array.from(found, ({ strength }) => strength),
    sharpness: Float64Array.from(found, ({ sharpness }) => sharpness),
    shapes,
    shapeLength,
  };
}
