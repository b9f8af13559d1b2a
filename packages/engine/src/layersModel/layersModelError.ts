import { EngineError } from "../engineError.ts";
import type { EngineErrorCode } from "../engineError.ts";

/** A LayersModel that cannot be read, or a graph that has no LayersModel. `layer` is the layer or node, or null when the file as a whole is at fault. */
export class LayersModelError extends EngineError {
  override readonly name: string = "LayersModelError";
  constructor(
    code: EngineErrorCode,
    readonly layer: string | null,
    problem: string,
    remedy: string,
  ) {
    super(code, layer === null ? `LayersModel: ${problem}` : `Layer "${layer}": ${problem}`, remedy);
  }
}
