import type { Executor } from "../executor.ts";
import { createExecutor } from "../program/compiledModel.ts";
import type { TfjsDeviceOptions } from "./createTfjsDevice.ts";

/**
 * An executor on one tfjs backend. Several may live side by side; each makes its backend the active one before it works.
 * @throws {EngineError} `executor-unavailable` with what to do
 */
export async function createTfjsExecutor(options: TfjsDeviceOptions): Promise<Executor> {
  // On demand: a page that computes on another executor does not fetch TensorFlow.js.
  const { createTfjsDevice } = await import("./createTfjsDevice.ts");
  return createExecutor(await createTfjsDevice(options));
}
