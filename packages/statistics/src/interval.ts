/** An interval with the confidence level it was made for. */
export interface Interval {
  readonly lower: number;
  readonly upper: number;
  /** E.g. 0.95. */
  readonly level: number;
}
