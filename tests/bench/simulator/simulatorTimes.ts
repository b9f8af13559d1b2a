/** What the bench asks its worker for, and gets. */
export interface TimingOrder {
  readonly seed: number;
  readonly records: number;
  readonly people: number;
}

export interface SimulatorTimes {
  /** One record of 12 leads, 10 s, 500 Hz each, with bedside noise and without. */
  readonly noisyMs: readonly number[];
  readonly quietMs: readonly number[];
  /** All people by the clock, and of the processor. */
  readonly peopleS: number;
  readonly peopleCpuS: number;
}
