/** Lets Node use relaxed SIMD where its V8 still keeps it behind a flag; browsers have it. Import it before anything asks what WebAssembly can do. */
import { setFlagsFromString } from "node:v8";

setFlagsFromString("--experimental-wasm-relaxed-simd");
