/** The few numbers of a trace that the lesson compares with what is expected. */
export interface MeasuredOnTrace {
  readonly heartRatePerMinute: number | null;
  readonly prMs: number | null;
  readonly qrsMs: number | null;
  readonly qtMs: number | null;
  /** By Fridericia. */
  readonly qtcMs: number | null;
  readonly tV4Millivolt: number | null;
  readonly tIIMillivolt: number | null;
  /** Full width at half height in V4. */
  readonly tWidthV4Ms: number | null;
  /** U over T in V3. */
  readonly uOverTV3: number | null;
  /** Beats that the numbers are medians of. */
  readonly beatCount: number;
}
