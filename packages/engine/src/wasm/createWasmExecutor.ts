/** The WebAssembly executor by itself: for programs that shall not carry TensorFlow.js along, as `chooseExecutor` does. */
import type { Executor } from "../executor.ts";
import { createExecutor } from "../program/compiledModel.ts";
import { createWasmDevice, type WasmDeviceOptions } from "./createWasmDevice.ts";

/** @throws {EngineError} `executor-unavailable` */
export async function createWasmExecutor(options: WasmDeviceOptions = {}): Promise<Executor> {
  return createExecutor(await createWasmDevice(options));
}
