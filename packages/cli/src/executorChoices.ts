/** The executors that can be asked for, each in one line; the settings page says the same. */
export const executorHelp = {
  webgpu: "Kalium's own engine on the graphics card.",
  wasm: "Kalium's own engine on the processor, in threads.",
  "tfjs:webgpu": "TensorFlow.js on the graphics card by WebGPU, for comparison.",
  "tfjs:webgl": "TensorFlow.js on the graphics card by WebGL.",
  "tfjs:wasm": "TensorFlow.js on one thread of the processor.",
  "tfjs:cpu": "TensorFlow.js in plain JavaScript, slowly, everywhere.",
} as const;

export type ExecutorChoice = keyof typeof executorHelp;

export const executorChoices = Object.keys(executorHelp) as readonly ExecutorChoice[];
