/** Which executor runs here, and why: a real GPU, else WebAssembly, else WebGL on a real GPU, else plain JavaScript. */
import { EngineError } from "./engineError.ts";
import type { Executor, ExecutorName } from "./executor.ts";
import { createTfjsExecutor } from "./tfjs/createTfjsExecutor.ts";
import type { TfjsBackendName } from "./tfjs/loadBackend.ts";
import { probeBackend } from "./tfjs/probeBackend.ts";

export interface ExecutorAvailability {
  readonly name: ExecutorName;
  readonly available: boolean;
  /** Whether the automatic choice would consider it. */
  readonly automatic: boolean;
  /** Adapter, or an empty string when unavailable. */
  readonly adapter: string;
  readonly fallbackAdapter: boolean;
  /** One sentence: why it can or cannot be chosen. */
  readonly reason: string;
}

/** In the order of preference. */
const BACKENDS: readonly TfjsBackendName[] = ["webgpu", "wasm", "webgl", "cpu"];

const CHOICE_REASONS: Readonly<Record<TfjsBackendName, string>> = {
  webgpu: "WebGPU runs on a real GPU here.",
  wasm: "WebAssembly is the fastest way to compute on the processor.",
  webgl: "WebGL runs on a real GPU here.",
  cpu: "Plain JavaScript runs everywhere, slowly.",
};

/** Every executor with whether it can run here and why. */
export async function listExecutors(): Promise<readonly ExecutorAvailability[]> {
  return Promise.all(
    BACKENDS.map(async (backend): Promise<ExecutorAvailability> => {
      const name: ExecutorName = `tfjs:${backend}`;
      const probe = await probeBackend(backend);
      if (!probe.available) return { name, available: false, automatic: false, adapter: "", fallbackAdapter: false, reason: `Not available: ${probe.problem} ${probe.remedy}` };
      const { adapter, fallbackAdapter } = probe;
      const reason = fallbackAdapter ? `The adapter (${adapter}) computes in software, which is slow: only when asked for by name.` : CHOICE_REASONS[backend];
      return { name, available: true, automatic: !fallbackAdapter, adapter, fallbackAdapter, reason };
    }),
  );
}

export interface ChooseExecutorOptions {
  /** Take this one or fail; a software GPU is allowed when it is asked for. */
  readonly forced?: ExecutorName;
  readonly wasmPath?: string;
}

/**
 * Starts the forced executor, or the first of webgpu, wasm, webgl, cpu that can run on something other than a software GPU.
 * `info.reason` says why, naming what was passed over.
 * @throws {EngineError} `executor-unavailable` when the forced one cannot run
 */
export async function chooseExecutor({ forced, wasmPath }: ChooseExecutorOptions = {}): Promise<Executor> {
  if (forced !== undefined) {
    const backend = BACKENDS.find((name) => `tfjs:${name}` === forced);
    if (!backend) throw new EngineError("executor-unavailable", `There is no executor "${String(forced)}".`, `Choose one of ${BACKENDS.map((name) => `tfjs:${name}`).join(", ")}.`);
    return createTfjsExecutor({ backend, wasmPath, reason: "Asked for by name." });
  }
  const passedOver: string[] = [];
  for (const { name, automatic, available, adapter, reason } of await listExecutors()) {
    if (!automatic) {
      passedOver.push(`${name} ${available ? `only has a software adapter (${adapter})` : "is not available"}`);
      continue;
    }
    const backend = name.slice("tfjs:".length) as TfjsBackendName;
    const because = [reason.replace(/\.$/, ""), ...passedOver].join("; ");
    try {
      return await createTfjsExecutor({ backend, wasmPath, reason: `${because}.` });
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      passedOver.push(`${name} did not start`);
    }
  }
  throw new EngineError("executor-unavailable", `No executor could start: ${passedOver.join("; ")}.`, "Use a current browser.");
}
