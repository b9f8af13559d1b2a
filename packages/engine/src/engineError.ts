/** Why an executor refused. */
export type EngineErrorCode =
  /** The machine or browser lacks what the executor needs. */
  | "executor-unavailable"
  /** Weights that do not fit the graph. */
  | "weights-mismatch"
  /** Input rows, labels or names that do not fit the model. */
  | "bad-input"
  /** Shapes that do not fit each other in a program. */
  | "bad-graph"
  /** The device went away in the middle of its work. */
  | "device-lost"
  /** What the network and the batch need does not fit. */
  | "out-of-memory"
  /** A file that cannot be read: weights, checkpoint or rows. */
  | "bad-file"
  /** Stopped by the caller. */
  | "aborted";

/** Anything the engine refuses at run time; `remedy` says what to do. */
export class EngineError extends Error {
  override readonly name: string = "EngineError";
  constructor(
    readonly code: EngineErrorCode,
    problem: string,
    readonly remedy: string,
  ) {
    super(`${problem} ${remedy}`);
  }
}
