/** The memory of the tfjs wasm backend, seen from outside: addresses of tensors, fresh tensors, scratch space. */
import * as tf from "@tensorflow/tfjs-core";
import type { Tensor, TensorInfo } from "@tensorflow/tfjs-core";

/** What Kalium uses of tfjs' BackendWasm (4.22). */
interface WasmBackend {
  readonly wasm: { readonly asm: { readonly memory: WebAssembly.Memory }; readonly HEAPU8: Uint8Array; _malloc(bytes: number): number; _free(address: number): void };
  makeOutput(shape: number[], dtype: "float32"): TensorInfo;
  readonly dataIdMap: { get(dataId: object): { readonly memoryOffset: number } };
}

/** Named buffers that grow and stay: padded inputs, transposed kernels. */
export type ScratchName = "padded" | "paddedGradient" | "kernel";

export interface BackendHeap {
  readonly memory: WebAssembly.Memory;
  address(tensor: Tensor | TensorInfo): number;
  /** A float32 tensor with undefined content. */
  allocate(shape: readonly number[]): Tensor;
  /** A view that is valid until the next allocation. */
  view(tensor: Tensor | TensorInfo): Float32Array;
  scratch(name: ScratchName, byteCount: number): number;
}

/** The active backend's heap; call with the wasm backend active. */
export function backendHeap(): BackendHeap {
  const backend = tf.backend() as unknown as WasmBackend;
  const engine = tf.engine();
  const scratch = new Map<ScratchName, { address: number; byteCount: number }>();
  const address = (tensor: Tensor | TensorInfo): number => backend.dataIdMap.get(tensor.dataId).memoryOffset;
  return {
    memory: backend.wasm.asm.memory,
    address,
    allocate: (shape) => engine.makeTensorFromTensorInfo(backend.makeOutput([...shape], "float32")),
    view: (tensor) => new Float32Array(backend.wasm.asm.memory.buffer, address(tensor), tensor.shape.reduce((product, side) => product * side, 1)),
    scratch(name, byteCount) {
      const known = scratch.get(name);
      if (known && known.byteCount >= byteCount) return known.address;
      if (known) backend.wasm._free(known.address);
      const fresh = { address: backend.wasm._malloc(byteCount) >>> 0, byteCount };
      scratch.set(name, fresh);
      return fresh.address;
    },
  };
}
