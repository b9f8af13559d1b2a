/**
 * The plain data that every reader makes and every later room reads: recordings in millivolts with
 * their annotations. Nothing here has behaviour; functions that work on recordings stand beside it.
 */

/** One lead of a recording, in millivolts, with the storage facts needed to get the raw counts back. */
export interface LeadSignal {
  /** Lead name as the file states it, e.g. "II", "MLII", "V5". */
  readonly name: string;
  /** Samples in mV; NaN marks a sample that the file declares invalid. */
  readonly samplesMillivolt: Float32Array;
  /** Raw counts per mV. */
  readonly gainPerMillivolt: number;
  /** Raw count that stands for 0 mV. */
  readonly baselineCount: number;
}

/** A mark at a sample, in the vocabulary of WFDB annotation mnemonics ("N", "V", "/", "+", …). */
export interface Annotation {
  /** Zero-based sample index at the recording's sampling rate. */
  readonly sampleIndex: number;
  /** WFDB mnemonic. */
  readonly symbol: string;
  /** Auxiliary text, e.g. a rhythm label such as "(AFIB"; empty when absent. */
  readonly aux: string;
}

/** A continuous multi-lead ECG of one person. All leads share one rate and length. */
export interface Recording {
  /** Record name, unique within a data set. */
  readonly id: string;
  /** Pseudonym of the person; records of one person share it. */
  readonly personId: string;
  readonly samplingRateHz: number;
  readonly sampleCount: number;
  readonly leads: readonly LeadSignal[];
  readonly annotations: readonly Annotation[];
  /** Serum potassium paired with this recording, mmol/L; null when unknown. */
  readonly potassiumMmolPerL: number | null;
  /** Seconds on the person's own clock (order within a person only); null when unknown. */
  readonly timeS: number | null;
  /** True for every recording made by the simulator; shown wherever the recording is. */
  readonly simulated: boolean;
}
