/** Kalium's kernels as one WebAssembly module that works on the memory of the tfjs wasm backend. */
import { writeBatchNormInference, writeBatchNormInferenceGradient, writeBatchNormTrain, writeBatchNormTrainGradient, writeChannelSums } from "./batchNormKernels.ts";
import { writeAdam, writeAdd, writeClear, writeCopyRows, writeRelu, writeReluGradient, writeRunningAverage, writeTranspose } from "./elementwiseKernels.ts";
import { writeGemm } from "./gemmKernel.ts";
import { encodeModule } from "./moduleEncoder.ts";

const writers = {
  gemmRows: (name: string) => writeGemm(name, "rows"),
  gemmColumns: (name: string) => writeGemm(name, "columns"),
  batchNormTrain: (name: string) => writeBatchNormTrain(name, false),
  batchNormReluTrain: (name: string) => writeBatchNormTrain(name, true),
  batchNormTrainGradient: (name: string) => writeBatchNormTrainGradient(name, false),
  batchNormReluTrainGradient: (name: string) => writeBatchNormTrainGradient(name, true),
  batchNormInference: (name: string) => writeBatchNormInference(name, false),
  batchNormReluInference: (name: string) => writeBatchNormInference(name, true),
  batchNormInferenceGradient: (name: string) => writeBatchNormInferenceGradient(name, false),
  batchNormReluInferenceGradient: (name: string) => writeBatchNormInferenceGradient(name, true),
  channelSums: writeChannelSums,
  add: writeAdd,
  relu: writeRelu,
  reluGradient: writeReluGradient,
  runningAverage: writeRunningAverage,
  adam: writeAdam,
  transpose: writeTranspose,
  clear: writeClear,
  copyRows: writeCopyRows,
} as const;

/** Every kernel by name; arguments are addresses in bytes, counts and float constants, as its writer says. */
export type HeapKernels = Readonly<Record<keyof typeof writers, (...values: number[]) => void>>;

/** The bytes of the module, the same on every machine. */
export function encodeHeapKernels(): Uint8Array<ArrayBuffer> {
  return encodeModule(Object.entries(writers).map(([name, write]) => write(name)));
}

/** Compiles the kernels over a memory. */
export async function instantiateHeapKernels(memory: WebAssembly.Memory): Promise<HeapKernels> {
  const { instance } = await WebAssembly.instantiate(encodeHeapKernels(), { host: { memory } });
  return instance.exports as unknown as HeapKernels;
}
