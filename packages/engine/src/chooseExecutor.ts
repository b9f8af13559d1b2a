/** Which executor runs here, and why: WebGPU on a real GPU, else WebAssembly, else what TensorFlow.js finds. */
import { EngineError } from "./engineError.ts";
import type { Executor, ExecutorName } from "./executor.ts";
import { createExecutor } from "./program/compiledModel.ts";
import { createTfjsExecutor } from "./tfjs/createTfjsExecutor.ts";
import type { TfjsBackendName } from "./tfjs/loadBackend.ts";
import { probeBackend } from "./tfjs/probeBackend.ts";
import type { BackendProbe } from "./tfjs/probeBackend.ts";
import { createWasmDevice, threadsAvailable } from "./wasm/createWasmDevice.ts";
import { probeWasm } from "./wasm/probeWasm.ts";
import { createWebgpuDevice } from "./webgpu/createWebgpuDevice.ts";

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
export const EXECUTOR_NAMES: readonly ExecutorName[] = ["webgpu", "wasm", "tfjs:webgl", "tfjs:wasm", "tfjs:cpu", "tfjs:webgpu"];

const CHOICE_REASONS: Readonly<Record<ExecutorName, string>> = {
  webgpu: "WebGPU runs on a real GPU here.",
  wasm: "WebAssembly is the fastest way to compute on the processor.",
  "tfjs:webgl": "WebGL runs on a real GPU here.",
  "tfjs:wasm": "TensorFlow.js computes on the processor by WebAssembly.",
  "tfjs:cpu": "Plain JavaScript runs everywhere, slowly.",
  "tfjs:webgpu": "TensorFlow.js computes by WebGPU: kept for comparison.",
};

function probeExecutor(name: ExecutorName): Promise<BackendProbe> {
  if (name === "webgpu") return probeBackend("webgpu");
  if (name !== "wasm") return probeBackend(name.slice("tfjs:".length) as TfjsBackendName);
  const { simd, relaxedMultiplyAdd } = probeWasm();
  if (!simd) return Promise.resolve({ available: false, problem: "this WebAssembly has no SIMD.", remedy: "Update the browser: every current one has it." });
  const threads = threadsAvailable();
  return Promise.resolve({ available: true, adapter: `CPU, WebAssembly SIMD${relaxedMultiplyAdd ? " with relaxed multiply-add" : ""}, up to ${threads} thread${threads === 1 ? "" : "s"}`, fallbackAdapter: false });
}

/** Every executor with whether it can run here and why. */
export async function listExecutors(): Promise<readonly ExecutorAvailability[]> {
  return Promise.all(
    EXECUTOR_NAMES.map(async (name): Promise<ExecutorAvailability> => {
      const probe = await probeExecutor(name);
      if (!probe.available) return { name, available: false, automatic: false, adapter: "", fallbackAdapter: false, reason: `Not available: ${probe.problem} ${probe.remedy}` };
      const { adapter, fallbackAdapter } = probe;
      const reason = fallbackAdapter ? `The adapter (${adapter}) computes in software, which is slow: only when asked for by name.` : CHOICE_REASONS[name];
      return { name, available: true, automatic: !fallbackAdapter && name !== "tfjs:webgpu", adapter, fallbackAdapter, reason };
    }),
  );
}

export interface ChooseExecutorOptions {
  /** Take this one or fail; a software GPU is allowed when it is asked for. */
  readonly forced?: ExecutorName;
  /** Threads of `wasm`. Default: one for each core, at most 8, where memory can be shared; else one. */
  readonly threads?: number;
  /** `wasm` without relaxed multiply-add, whose rounding is the processor's choice. Default false. */
  readonly portable?: boolean;
  /** Where TensorFlow.js finds its WebAssembly binary, outside a bundle. */
  readonly wasmPath?: string;
}

/**
 * Starts the forced executor, or the first that can run on something other than a software GPU. `info.reason` says why, naming what was passed over.
 * @throws {EngineError} `executor-unavailable` when the forced one cannot run
 */
export async function chooseExecutor(options: ChooseExecutorOptions = {}): Promise<Executor> {
  const { forced } = options;
  if (forced !== undefined) {
    if (!EXECUTOR_NAMES.includes(forced)) throw new EngineError("executor-unavailable", `There is no executor "${String(forced)}".`, `Choose one of ${EXECUTOR_NAMES.join(", ")}.`);
    return startExecutor(forced, "Asked for by name.", options);
  }
  const passedOver: string[] = [];
  for (const { name, automatic, available, adapter, reason } of await listExecutors()) {
    if (!automatic) {
      passedOver.push(`${name} ${available ? `only has a software adapter (${adapter})` : "is not available"}`);
      continue;
    }
    const because = [reason.replace(/\.$/, ""), ...passedOver].join("; ");
    try {
      return await startExecutor(name, `${because}.`, options);
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      passedOver.push(`${name} did not start`);
    }
  }
  throw new EngineError("executor-unavailable", `No executor could start: ${passedOver.join("; ")}.`, "Use a current browser.");
}

async function startExecutor(name: ExecutorName, reason: string, { threads, portable, wasmPath }: ChooseExecutorOptions): Promise<Executor> {
  if (name === "webgpu") return createExecutor(await createWebgpuDevice({ reason }));
  if (name === "wasm") return createExecutor(await createWasmDevice({ threads, portable, reason }));
  return createTfjsExecutor({ backend: name.slice("tfjs:".length) as TfjsBackendName, wasmPath, reason });
}
