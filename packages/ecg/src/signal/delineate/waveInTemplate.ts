/** A slow wave of a beat template as one lead shows it. */
export interface LeadWave {
  readonly onset: number;
  readonly peak: number;
  readonly offset: number;
  readonly polarity: 1 | -1;
  /** mV above or below the line through its surroundings. */
  readonly height: number;
  /** mV/s of both flanks. */
  readonly onsetSteepness: number;
  readonly offsetSteepness: number;
}
