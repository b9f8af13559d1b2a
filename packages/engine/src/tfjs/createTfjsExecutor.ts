import * as tf from "@tensorflow/tfjs-core";
import { EngineError } from "../engineError.ts";
import type { Executor, ExecutorInfo } from "../executor.ts";
import { hasWasmSimd, probeBackend } from "./probeBackend.ts";
import { loadBackend } from "./loadBackend.ts";
import type { TfjsBackendName } from "./loadBackend.ts";
import { portableOps } from "./portableOps.ts";
import type { TensorOps } from "./tensorOps.ts";
import { createTfjsModel } from "./tfjsModel.ts";
import { createHeapOps } from "./wasm/heapOps.ts";

let heapOps: Promise<TensorOps> | null = null;

/** Kalium's own kernels on wasm with SIMD (compiled once for the one backend of this realm), tfjs' operations elsewhere. */
function opsFor(backend: TfjsBackendName): Promise<TensorOps> {
  if (backend !== "wasm" || !hasWasmSimd()) return Promise.resolve(portableOps);
  heapOps ??= createHeapOps();
  return heapOps;
}

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
  const ops = await opsFor(backend);
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
