/** What can be asked for to compute with: every executor in one line. The command line says the same. */
import type { LabEnvironment } from "@kalium/lab";

export type ExecutorName = LabEnvironment["executors"][number]["name"];

export const executorHelp: Readonly<Record<ExecutorName, string>> = {
  webgpu: "Kalium's own engine on the graphics card.",
  wasm: "Kalium's own engine on the processor, in threads.",
  "tfjs:webgpu": "TensorFlow.js on the graphics card by WebGPU, for comparison.",
  "tfjs:webgl": "TensorFlow.js on the graphics card by WebGL.",
  "tfjs:wasm": "TensorFlow.js on one thread of the processor.",
  "tfjs:cpu": "TensorFlow.js in plain JavaScript, slowly, everywhere.",
};

export const executorNames = Object.keys(executorHelp) as readonly ExecutorName[];

export function isExecutorName(name: string): name is ExecutorName {
  return Object.hasOwn(executorHelp, name);
}
