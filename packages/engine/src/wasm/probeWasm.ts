/** What this engine's WebAssembly can do, found by running it: an instruction may be known and still mean something else in an older engine. */
import { encodeModule } from "./encoder/encodeModule.ts";
import { FunctionWriter } from "./encoder/functionWriter.ts";

export interface WasmFeatures {
  readonly simd: boolean;
  /** Relaxed multiply-add, and that it adds the third operand. */
  readonly relaxedMultiplyAdd: boolean;
  /** Memory that threads share: the page is cross-origin isolated. */
  readonly sharedMemory: boolean;
}

let features: WasmFeatures | null = null;

export function probeWasm(): WasmFeatures {
  features ??= { simd: runs("f32x4.mul"), relaxedMultiplyAdd: runs("f32x4.relaxed_madd"), sharedMemory: canShare() };
  return features;
}

/** Computes 2 · 3, or 2 · 3 + 4, by the instruction. */
function runs(instruction: "f32x4.mul" | "f32x4.relaxed_madd"): boolean {
  const w = new FunctionWriter("compute", ["i32"]);
  const fused = instruction === "f32x4.relaxed_madd";
  w.get(0).f32(2).vector("f32x4.splat").f32(3).vector("f32x4.splat");
  if (fused) w.f32(4).vector("f32x4.splat");
  w.vector(instruction).memory("v128.store");
  try {
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 1 });
    const module = new WebAssembly.Module(encodeModule([w], { minimumPages: 1, maximumPages: 1, shared: false }));
    const { compute } = new WebAssembly.Instance(module, { host: { memory } }).exports as { compute: (address: number) => void };
    compute(0);
    return new Float32Array(memory.buffer, 0, 1)[0] === (fused ? 10 : 6);
  } catch {
    return false;
  }
}

function canShare(): boolean {
  if (typeof SharedArrayBuffer === "undefined") return false;
  const { crossOriginIsolated } = globalThis as { crossOriginIsolated?: boolean };
  return crossOriginIsolated !== false;
}
