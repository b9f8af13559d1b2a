/** What a machine offers, asked without loading a backend. */
import type { TfjsBackendName } from "./loadBackend.ts";

export type BackendProbe =
  | { readonly available: true; readonly adapter: string; readonly fallbackAdapter: boolean }
  | { readonly available: false; readonly problem: string; readonly remedy: string };

interface AdapterInfoLike {
  readonly vendor?: string;
  readonly architecture?: string;
  readonly description?: string;
  readonly isFallbackAdapter?: boolean;
}

interface GpuLike {
  requestAdapter(options?: { powerPreference?: "high-performance" }): Promise<{ readonly info?: AdapterInfoLike; readonly isFallbackAdapter?: boolean } | null>;
}

/** Renderer names of OpenGL in software: ANGLE on SwiftShader, Mesa's llvmpipe and softpipe, Windows' basic driver. */
const SOFTWARE_RENDERER = /swiftshader|llvmpipe|softpipe|software|basic render/i;

/** The body of a wasm module with one SIMD instruction: engines without SIMD refuse it. */
const SIMD_MODULE = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11]);

/** Whether WebAssembly has 128-bit SIMD here. */
function hasWasmSimd(): boolean {
  return typeof WebAssembly === "object" && WebAssembly.validate(SIMD_MODULE);
}

/** Whether a WebGPU adapter computes in software. */
export function isSoftwareAdapter(info: AdapterInfoLike): boolean {
  return info.isFallbackAdapter === true || /swiftshader|llvmpipe|lavapipe/i.test(`${info.architecture ?? ""} ${info.description ?? ""}`);
}

async function probeWebgpu(): Promise<BackendProbe> {
  const gpu = (globalThis.navigator as { gpu?: GpuLike } | undefined)?.gpu;
  if (!gpu) return { available: false, problem: "this browser or runtime has no WebGPU.", remedy: "Use a current browser over https or localhost, or the executor wasm." };
  const adapter = await gpu.requestAdapter({ powerPreference: "high-performance" }).catch(() => null);
  if (!adapter) return { available: false, problem: "WebGPU offers no adapter.", remedy: "Enable hardware acceleration in the browser, or use the executor wasm." };
  const info: AdapterInfoLike = adapter.info ?? {};
  const text = [info.vendor, info.architecture, info.description].filter(Boolean).join(" ") || "unnamed adapter";
  return { available: true, adapter: text, fallbackAdapter: adapter.isFallbackAdapter === true || isSoftwareAdapter(info) };
}

function probeWebgl(): BackendProbe {
  const canvas = typeof OffscreenCanvas === "function" ? new OffscreenCanvas(1, 1) : typeof document === "object" ? document.createElement("canvas") : null;
  const gl = canvas?.getContext("webgl2") as WebGL2RenderingContext | null | undefined;
  if (!gl) return { available: false, problem: "there is no WebGL 2.", remedy: "Enable hardware acceleration in the browser, or use the executor wasm." };
  const names = gl.getExtension("WEBGL_debug_renderer_info");
  const renderer = String(gl.getParameter(names ? names.UNMASKED_RENDERER_WEBGL : gl.RENDERER));
  gl.getExtension("WEBGL_lose_context")?.loseContext();
  return { available: true, adapter: renderer, fallbackAdapter: SOFTWARE_RENDERER.test(renderer) };
}

/** Whether a backend can run here, and on what. */
export async function probeBackend(name: TfjsBackendName): Promise<BackendProbe> {
  switch (name) {
    case "webgpu":
      return probeWebgpu();
    case "webgl":
      return probeWebgl();
    case "wasm":
      if (typeof WebAssembly !== "object") return { available: false, problem: "there is no WebAssembly.", remedy: "Use a current browser, or the executor tfjs:cpu." };
      return { available: true, adapter: hasWasmSimd() ? "CPU, WebAssembly SIMD, 1 thread" : "CPU, WebAssembly without SIMD, 1 thread", fallbackAdapter: false };
    case "cpu":
      return { available: true, adapter: "CPU, JavaScript, 1 thread", fallbackAdapter: false };
    default:
      return name satisfies never;
  }
}
