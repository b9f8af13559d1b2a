import * as tf from "@tensorflow/tfjs-core";
import { EngineError } from "../engineError.ts";
import type { Executor, ExecutorInfo } from "../executor.ts";
import { probeBackend } from "./probeBackend.ts";
import { loadBackend } from "./loadBackend.ts";
import type { TfjsBackendName } from "./loadBackend.ts";
import { portableOps } from "./portableOps.ts";
import type { TensorOps } from "./tensorOps.ts";
import { createTfjsModel } from "./tfjsModel.ts";

export interface TfjsExecutorOptions {
  readonly backend: TfjsBackendName;
  /** Folder with tfjs' wasm binaries; by default the package's own, or the page's own origin in a browser. */
  readonly wasmPath?: string;
  /** One sentence for the record: why this executor. */
  readonly reason?: string;
}

/**
 * An executor on one tfjs backend. Several may live side by side; each makes its backend the active one before it works.
 * @throws {EngineError} `executor-unavailable` with what to do
 */
export async function createTfjsExecutor({ backend, wasmPath, reason }: TfjsExecutorOptions): Promise<Executor> {
  const probe = await probeBackend(backend);
  if (!probe.available) throw new EngineError("executor-unavailable", `tfjs:${backend} cannot run here: ${probe.problem}`, probe.remedy);
  await loadBackend(backend, wasmPath);
  const info: ExecutorInfo = {
    name: `tfjs:${backend}`,
    adapter: probe.adapter,
    fallbackAdapter: probe.fallbackAdapter,
    reason: reason ?? "Asked for by name.",
    versions: { "tfjs-core": tf.version_core },
  };
  const ops: TensorOps = portableOps;
  const activate = (): void => {
    // Synchronous for a backend that has started: the promise only reports success.
    if (tf.getBackend() !== backend) void tf.setBackend(backend);
  };
  return {
    info,
    async compile(graph, weights) {
      activate();
      return createTfjsModel(graph, weights, ops, activate);
    },
    dispose() {
      // The backend is shared by every executor of this page or worker, so only models free memory.
    },
  };
}
