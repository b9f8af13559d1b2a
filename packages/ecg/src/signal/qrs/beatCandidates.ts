/** What may be QRS complexes of one lead, before and after it is judged which of them are. */

/** Deflections that stand above their surroundings, in order of time. */
export interface BeatCandidates {
  /** Samples of the lead, at its own rate. */
  readonly at: Float64Array;
  /** Size in the QRS bands; means something only beside other candidates of the lead. */
  readonly strength: Float64Array;
  /** How sharply the lead bends nearby: an R wave does, a T wave does not, however tall it is. Relative likewise. */
  readonly sharpness: Float64Array;
  /** Waveform around each, one after the other, `shapeLength` samples each at the rate of the detector. */
  readonly shapes: Float32Array;
  readonly shapeLength: number;
}

/** Candidates with what speaks for and against each. */
export interface JudgedCandidates {
  readonly at: Float64Array;
  /** Natural logarithm of the size over the level that divides beats from noise here: above 0 for a beat. */
  readonly evidence: Float64Array;
  /** Sharpness over that of the beats around. */
  readonly sharpness: Float64Array;
  /** Usual distance between beats around each candidate, samples. */
  readonly usualInterval: Float64Array;
  /** Usual size of what is no beat around each candidate, in units of the beats: 0 in a quiet lead. */
  readonly noise: Float64Array;
  /** Indices of the candidates that are beats by this lead alone, ascending. */
  readonly beats: readonly number[];
}

/** A way to find and judge the candidates of one lead. */
export type JudgeLead = (samplesMillivolt: Float32Array | Float64Array, samplingRateHz: number) => JudgedCandidates;
