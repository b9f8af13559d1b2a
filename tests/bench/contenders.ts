/** Every contender by a plain description that can be sent to a worker. */
import type { ExecutorName } from "../../packages/engine/src/index.ts";
import type { Contender } from "./contender.ts";
import type { TfjsPeerBackend } from "./peers/tfjs.ts";

export type ContenderSpec =
  /** `threads` and `portable` (no fused multiply-add) belong to `wasm`. `queued`: so many steps are submitted before their mean loss is awaited. */
  | { readonly kind: "own"; readonly executor: ExecutorName; readonly threads?: number; readonly portable?: boolean; readonly queued?: number }
  | { readonly kind: "stock"; readonly backend: TfjsPeerBackend }
  | { readonly kind: "jax"; readonly device: "webgpu" | "wasm" }
  | { readonly kind: "onnxruntime" }
  | { readonly kind: "pytorch"; readonly threads: number; readonly precision: "float32" | "float64" };

export interface NamedContender {
  readonly name: string;
  readonly spec: ContenderSpec;
  /** Left out unless it is asked for by its full name. */
  readonly onRequest?: boolean;
}

export const STOCK_WEBGPU = "stock:webgpu";
export const PYTORCH_ONE_THREAD = "pytorch:1";
export const ONNX_RUNTIME = "onnxruntime";

/** Neighbours in this order run one after the other in every round: those that are compared closely stand together. */
export const CONTENDERS: readonly NamedContender[] = [
  { name: PYTORCH_ONE_THREAD, spec: { kind: "pytorch", threads: 1, precision: "float32" } },
  { name: "wasm:1", spec: { kind: "own", executor: "wasm", threads: 1 } },
  { name: "wasm:1:portable", spec: { kind: "own", executor: "wasm", threads: 1, portable: true } },
  { name: ONNX_RUNTIME, spec: { kind: "onnxruntime" } },
  { name: "pytorch:2", spec: { kind: "pytorch", threads: 2, precision: "float32" } },
  { name: "wasm:2", spec: { kind: "own", executor: "wasm", threads: 2 } },
  { name: "pytorch:float64", spec: { kind: "pytorch", threads: 1, precision: "float64" }, onRequest: true },
  { name: "webgpu", spec: { kind: "own", executor: "webgpu" } },
  { name: "webgpu:queued", spec: { kind: "own", executor: "webgpu", queued: 10 }, onRequest: true },
  { name: "tfjs:wasm", spec: { kind: "own", executor: "tfjs:wasm" } },
  { name: "tfjs:webgl", spec: { kind: "own", executor: "tfjs:webgl" } },
  { name: "tfjs:webgpu", spec: { kind: "own", executor: "tfjs:webgpu" } },
  { name: "tfjs:cpu", spec: { kind: "own", executor: "tfjs:cpu" } },
  { name: "jax:webgpu", spec: { kind: "jax", device: "webgpu" } },
  { name: "jax:wasm", spec: { kind: "jax", device: "wasm" } },
  { name: "stock:webgl", spec: { kind: "stock", backend: "webgl" } },
  { name: STOCK_WEBGPU, spec: { kind: "stock", backend: "webgpu" } },
  { name: "stock:cpu", spec: { kind: "stock", backend: "cpu" } },
];

/** Those that run in Node on a GPU. A fast one shows what waiting for every loss costs; on a software adapter it costs nothing. */
export const DAWN_CONTENDERS: readonly NamedContender[] = CONTENDERS.filter(({ name }) => ["webgpu", "webgpu:queued", STOCK_WEBGPU].includes(name)).map(({ name, spec }) => ({ name, spec }));

/**
 * The contenders of a list of names and groups ("wasm" means "wasm:1", "wasm:1:portable" and "wasm:2"); null: all but those on request.
 * @throws {RangeError} for a name that fits none
 */
export function selectContenders(all: readonly NamedContender[], only: readonly string[] | null): readonly NamedContender[] {
  if (only === null) return all.filter(({ onRequest }) => !onRequest);
  const isGroup = (word: string): boolean => all.every(({ name }) => name !== word);
  const fits = (contender: NamedContender, word: string): boolean => contender.name === word || (isGroup(word) && !contender.onRequest && contender.name.startsWith(`${word}:`));
  for (const word of only) if (!all.some((contender) => fits(contender, word))) throw new RangeError(`There is no contender "${word}". There are ${all.map(({ name }) => name).join(", ")}.`);
  return all.filter((contender) => only.some((word) => fits(contender, word)));
}

/** Loads the framework of a contender, and no other. PyTorch has a process of its own. */
export async function startContender(spec: Exclude<ContenderSpec, { kind: "pytorch" }>): Promise<Contender> {
  switch (spec.kind) {
    case "own":
      return (await import("./ownExecutor.ts")).ownContender(spec);
    case "stock":
      return (await import("./peers/tfjs.ts")).tfjsPeer(spec.backend);
    case "jax":
      return (await import("./peers/jax.ts")).jaxPeer(spec.device);
    case "onnxruntime":
      return (await import("./peers/onnxRuntime.ts")).onnxRuntimePeer();
  }
}
