// On a software adapter this takes longer than the three other TensorFlow.js backends together; its operations are tested with every change.
import * as tf from "@tensorflow/tfjs-core";
import { createExecutor } from "../../packages/engine/src/program/compiledModel.ts";
import { describeExecutor } from "../../packages/engine/src/testing/executorExpectations.ts";
import { createTfjsDevice } from "../../packages/engine/src/tfjs/createTfjsDevice.ts";

describeExecutor("tfjs:webgl", async () => createExecutor(await createTfjsDevice({ backend: "webgl" })), {
  reference: { fourRows: 5e-5 },
  everyShape: false,
  memoryInUse: () => tf.memory().numTensors,
});
