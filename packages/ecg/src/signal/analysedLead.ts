/** One lead as the signal functions take it: plain samples in millivolts, without NaN, unfiltered unless stated. */
export interface AnalysedLead {
  /** Standard name, e.g. "II", "V3", "MLII"; only used to weigh and to label. */
  readonly name: string;
  /** mV. */
  readonly samplesMillivolt: Float32Array | Float64Array;
}
