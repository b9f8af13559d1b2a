import * as tf from "@tensorflow/tfjs-core";
import { createExecutor } from "../program/compiledModel.ts";
import { createTfjsDevice } from "../tfjs/createTfjsDevice.ts";
import { describeExecutor } from "./executorExpectations.ts";
import { interpreterDevice } from "./interpreterDevice.ts";

describeExecutor("float64 interpreter, programs as written", async () => createExecutor(interpreterDevice(null)), { reference: { fourRows: 5e-7 }, resumesExactly: false });
describeExecutor("float64 interpreter, programs fused", async () => createExecutor(interpreterDevice({ inlineBroadcast: true })), { reference: { fourRows: 5e-7 }, resumesExactly: false });
describeExecutor("tfjs:cpu", async () => createExecutor(await createTfjsDevice({ backend: "cpu" })), { reference: { fourRows: 5e-6 }, memoryInUse: () => tf.memory().numTensors });
describeExecutor("tfjs:wasm", async () => createExecutor(await createTfjsDevice({ backend: "wasm" })), { reference: { fourRows: 5e-6 }, memoryInUse: () => tf.memory().numTensors });
