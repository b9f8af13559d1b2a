/** Where the browser gets the SIMD binary of tfjs: the page's own origin, as the bundler laid it out. */
import simdUrl from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url";
import plainUrl from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url";

export const wasmBinaryUrls = { simd: simdUrl, plain: plainUrl } as const;
