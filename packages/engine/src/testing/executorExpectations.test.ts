import "./allowRelaxedSimd.ts";
import * as tf from "@tensorflow/tfjs-core";
import { createExecutor } from "../program/compiledModel.ts";
import { createTfjsDevice } from "../tfjs/createTfjsDevice.ts";
import { createWasmDevice } from "../wasm/createWasmDevice.ts";
import { describeExecutor } from "./executorExpectations.ts";
import { interpreterDevice } from "./interpreterDevice.ts";

describeExecutor("float64 interpreter, programs as written", async () => createExecutor(interpreterDevice(null)), { reference: { fourRows: 5e-7 }, resumesExactly: false });
describeExecutor("float64 interpreter, programs fused", async () => createExecutor(interpreterDevice({ inlineBroadcast: true })), { reference: { fourRows: 5e-7 }, resumesExactly: false });
describeExecutor("tfjs:cpu", async () => createExecutor(await createTfjsDevice({ backend: "cpu" })), { reference: { fourRows: 5e-6 }, memoryInUse: () => tf.memory().numTensors });
describeExecutor("tfjs:wasm", async () => createExecutor(await createTfjsDevice({ backend: "wasm" })), { reference: { fourRows: 5e-6 }, memoryInUse: () => tf.memory().numTensors });

const everyReference = { fourRows: 5e-6, small: 5e-6, smallGelu: 5e-6, smallSame: 5e-6, largeGelu: 5e-6 };
describeExecutor("wasm, with fused multiply-add where there is one", async () => createExecutor(await createWasmDevice({ threads: 1 })), { reference: everyReference });
describeExecutor("wasm, portable", async () => createExecutor(await createWasmDevice({ threads: 1, portable: true })), { reference: everyReference });
