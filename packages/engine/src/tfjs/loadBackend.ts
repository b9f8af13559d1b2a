/** Loads one tfjs backend on demand, so that a page fetches only the one it uses. */
import * as tf from "@tensorflow/tfjs-core";
import { EngineError } from "../engineError.ts";

export type TfjsBackendName = "webgpu" | "webgl" | "wasm" | "cpu";

const isNode = (): boolean => typeof process !== "undefined" && typeof process.versions?.node === "string";

async function importWasm(wasmPath: string | undefined): Promise<void> {
  const wasm = await import("@tensorflow/tfjs-backend-wasm");
  // The threaded binary starts its workers from blob: addresses, which the content security policy refuses.
  tf.env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
  if (tf.engine().registry && "wasm" in tf.engine().registry) return;
  if (wasmPath !== undefined) {
    wasm.setWasmPaths(wasmPath.endsWith("/") ? wasmPath : `${wasmPath}/`);
  } else if (!isNode()) {
    const { wasmBinaryUrls } = await import("./wasmBinaryBrowser.ts");
    wasm.setWasmPaths({
      "tfjs-backend-wasm.wasm": wasmBinaryUrls.plain,
      "tfjs-backend-wasm-simd.wasm": wasmBinaryUrls.simd,
      "tfjs-backend-wasm-threaded-simd.wasm": wasmBinaryUrls.simd,
    });
  }
}

/**
 * Makes a backend ready and active.
 * @param wasmPath folder of the wasm binaries; default: beside the package in Node, the own origin in a browser
 * @throws {EngineError} `executor-unavailable`
 */
export async function loadBackend(name: TfjsBackendName, wasmPath?: string): Promise<void> {
  switch (name) {
    case "wasm":
      await importWasm(wasmPath);
      break;
    case "cpu":
      await import("@tensorflow/tfjs-backend-cpu");
      break;
    case "webgl":
      await import("@tensorflow/tfjs-backend-webgl");
      break;
    case "webgpu":
      await import("@tensorflow/tfjs-backend-webgpu");
      break;
    default:
      name satisfies never;
  }
  let ready: boolean;
  try {
    ready = await tf.setBackend(name);
  } catch (error) {
    throw new EngineError("executor-unavailable", `The ${name} backend did not start: ${error instanceof Error ? error.message : String(error)}.`, "Choose another executor.");
  }
  if (!ready) throw new EngineError("executor-unavailable", `The ${name} backend did not start.`, "Choose another executor.");
}
