/** Gathers candidates piece by piece, so that a day needs no more memory at a time than half an hour. */
import type { BeatCandidates } from "./beatCandidates.ts";
import { copyShape, shapeLengthOf } from "./shapeLikeness.ts";
import { stepOf, toWorkingRate, type WorkingLead } from "./workingRate.ts";

/** A candidate at a sample of the working rate. */
export interface FoundCandidate {
  readonly peak: number;
  readonly strength: number;
  readonly sharpness: number;
}

/** What a detector finds in a piece, and the waveform by which shapes are compared. */
export interface FoundInPiece {
  readonly found: readonly FoundCandidate[];
  readonly waveform: Float64Array;
}

// Kalium's choices: half an hour stays whole, longer recordings are cut, and pieces overlap by more than any filter reaches.
const PIECE_S = 1800;
const LONGEST_WHOLE_S = 2400;
const OVERLAP_S = 4;

/** Candidates of a lead at its own rate, with their shapes at the working rate. */
export function gatherCandidates(lead: Float32Array | Float64Array, samplingRateHz: number, findIn: (piece: WorkingLead) => FoundInPiece): BeatCandidates {
  const step = stepOf(samplingRateHz);
  const wholeSteps = (seconds: number) => Math.round((seconds * samplingRateHz) / step) * step;
  const pieceLength = lead.length <= LONGEST_WHOLE_S * samplingRateHz ? lead.length : wholeSteps(PIECE_S);
  const overlap = wholeSteps(OVERLAP_S);
  const [at, strength, sharpness]: [number[], number[], number[]] = [[], [], []];
  let shapeLength = 0;
  const shapes: Float32Array[] = [];
  for (let start = 0; start < lead.length; start += pieceLength) {
    const from = Math.max(0, start - overlap);
    const piece = toWorkingRate(lead.subarray(from, start + pieceLength + overlap), samplingRateHz);
    const { found, waveform } = findIn(piece);
    shapeLength = shapeLengthOf(piece.rateHz);
    const kept = found.filter(({ peak }) => from + peak * step >= start && from + peak * step < start + pieceLength);
    const pieceShapes = new Float32Array(kept.length * shapeLength);
    kept.forEach((candidate, i) => {
      at.push(from + candidate.peak * step);
      strength.push(candidate.strength);
      sharpness.push(candidate.sharpness);
      copyShape(waveform, candidate.peak, pieceShapes.subarray(i * shapeLength, (i + 1) * shapeLength));
    });
    shapes.push(pieceShapes);
  }
  return { at: Float64Array.from(at), strength: Float64Array.from(strength), sharpness: Float64Array.from(sharpness), shapes: join(shapes), shapeLength };
}

function join(parts: readonly Float32Array[]): Float32Array {
  if (parts.length === 1) return parts[0];
  const whole = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let to = 0;
  for (const part of parts) {
    whole.set(part, to);
    to += part.length;
  }
  return whole;
}
