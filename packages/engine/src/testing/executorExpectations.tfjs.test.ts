import * as tf from "@tensorflow/tfjs-core";
import { createExecutor } from "../program/compiledModel.ts";
import { createTfjsDevice } from "../tfjs/createTfjsDevice.ts";
import { describeExecutor } from "./executorExpectations.ts";

for (const backend of ["cpu", "wasm"] as const) {
  describeExecutor(`tfjs:${backend}`, async () => createExecutor(await createTfjsDevice({ backend })), { reference: { fourRows: 5e-6 }, memoryInUse: () => tf.memory().numTensors });
}
