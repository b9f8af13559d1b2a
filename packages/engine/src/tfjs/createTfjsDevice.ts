import * as tf from "@tensorflow/tfjs-core";
import type { Tensor } from "@tensorflow/tfjs-core";
import { EngineError } from "../engineError.ts";
import type { ExecutorInfo } from "../executor.ts";
import type { Device, LoadedProgram, StateStore } from "../program/device.ts";
import type { Program } from "../program/program.ts";
import { loadBackend } from "./loadBackend.ts";
import type { TfjsBackendName } from "./loadBackend.ts";
import { loadProgram } from "./loadProgram.ts";
import { forgetLostBackend, lossError, watchForLoss } from "./lossOfDevice.ts";
import { probeBackend } from "./probeBackend.ts";
import { createTensorStates } from "./tensorStates.ts";
import type { TensorStates } from "./tensorStates.ts";

export interface TfjsDeviceOptions {
  readonly backend: TfjsBackendName;
  /** Folder with tfjs' wasm binaries; by default the package's own, or the page's own origin in a browser. */
  readonly wasmPath?: string;
  /** One sentence for the record: why this executor. */
  readonly reason?: string;
}

/**
 * Runs programs instruction by instruction with operations of tfjs-core on one of its backends. Several devices may live side by
 * side; each makes its backend the active one before it works.
 * @throws {EngineError} `executor-unavailable` with what to do
 */
export async function createTfjsDevice({ backend, wasmPath, reason }: TfjsDeviceOptions): Promise<Device> {
  const probe = await probeBackend(backend);
  if (!probe.available) throw new EngineError("executor-unavailable", `tfjs:${backend} cannot run here: ${probe.problem}`, probe.remedy);
  forgetLostBackend(backend);
  await loadBackend(backend, wasmPath);
  const info: ExecutorInfo = {
    name: `tfjs:${backend}`,
    adapter: probe.adapter,
    fallbackAdapter: probe.fallbackAdapter,
    reason: reason ?? "Asked for by name.",
    versions: { "tfjs-core": tf.version_core },
  };
  const watch = watchForLoss();
  const activate = (): void => {
    if (watch.isLost()) throw lossError(backend);
    // Synchronous for a backend that has started: the promise only reports success.
    if (tf.getBackend() !== backend) void tf.setBackend(backend);
  };
  const lost = watch.lost.then(() => {
    throw lossError(backend);
  });
  // Raced against every read; nobody else hears of it.
  lost.catch(() => undefined);
  const read = async (tensor: Tensor): Promise<Float32Array> => {
    try {
      // A copy: on some backends a tensor hands out the array it was made from.
      return ((await Promise.race([tensor.data(), lost])) as Float32Array).slice();
    } catch (error) {
      throw watch.isLost() ? lossError(backend) : error;
    }
  };
  const stores = new WeakMap<StateStore, TensorStates>();
  return {
    info,
    createStates() {
      const states = createTensorStates(activate, read);
      stores.set(states, states);
      return states;
    },
    async load(program: Program, states: StateStore): Promise<LoadedProgram> {
      const own = stores.get(states);
      if (!own) throw new EngineError("bad-input", "The states belong to another device.", "Make them with createStates of this device.");
      activate();
      return loadProgram(program, own, activate, read);
    },
    dispose() {
      // The backend is shared by every device of this page or worker, so only stores and programs free memory.
    },
  };
}
