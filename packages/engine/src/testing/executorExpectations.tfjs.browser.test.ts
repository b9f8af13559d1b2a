import * as tf from "@tensorflow/tfjs-core";
import { createExecutor } from "../program/compiledModel.ts";
import { createTfjsDevice } from "../tfjs/createTfjsDevice.ts";
import { describeExecutor } from "./executorExpectations.ts";

const memoryInUse = (): number => tf.memory().numTensors;

describeExecutor("tfjs:wasm", async () => createExecutor(await createTfjsDevice({ backend: "wasm" })), { reference: { fourRows: 5e-6 }, memoryInUse });
describeExecutor("tfjs:webgpu", async () => createExecutor(await createTfjsDevice({ backend: "webgpu" })), { reference: { fourRows: 5e-5 }, everyShape: false, memoryInUse });
