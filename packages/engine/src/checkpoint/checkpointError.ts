import { EngineError } from "../engineError.ts";

/** What is wrong with a checkpoint. */
export type CheckpointFault =
  /** The bytes are something else altogether. */
  | "not-a-checkpoint"
  /** Written in another version of the format. */
  | "other-version"
  /** Bytes are missing at the end, or there are more than were written. */
  | "wrong-length"
  /** A check sum, an offset or a shape does not fit. */
  | "damaged"
  /** Whole, but of another network. */
  | "other-graph";

/** A checkpoint that cannot be used: `fault` and `byteOffset` say what and where, `remedy` what to do. */
export class CheckpointError extends EngineError {
  constructor(
    readonly fault: CheckpointFault,
    readonly byteOffset: number,
    problem: string,
    remedy: string,
  ) {
    super(fault === "other-graph" ? "weights-mismatch" : "bad-file", `${problem} (checkpoint, byte ${byteOffset}).`, remedy);
  }
}
