/** What the bench asks its worker for, and gets. */
export interface TimingOrder {
  readonly seed: number;
  readonly records: number;
  readonly people: number;
}

/** By the clock, and of the processor in all threads, which other work on the machine stretches less. */
export interface RecordTime {
  readonly ms: number;
  readonly cpuMs: number;
}

export interface SimulatorTimes {
  /** One record of 12 leads, 10 s, 500 Hz each, with bedside noise and without. */
  readonly noisy: readonly RecordTime[];
  readonly quiet: readonly RecordTime[];
  /** All people by the clock, and of the processor. */
  readonly peopleS: number;
  readonly peopleCpuS: number;
}
