/** What a simulation was asked for that it cannot give. */
export type SimulationErrorCode = "potassium-out-of-range" | "unknown-lead" | "bad-option";

/** A simulation cannot be made as asked. The message names the option and its value; `remedy` says what to change. */
export class SimulationError extends Error {
  override readonly name = "SimulationError";
  constructor(
    readonly code: SimulationErrorCode,
    /** Name of the option at fault, e.g. "potassiumMmolPerL". */
    readonly option: string,
    reason: string,
    readonly remedy: string,
  ) {
    super(`${option}: ${reason}. ${remedy}`);
  }
}
