import { createExecutor } from "../program/compiledModel.ts";
import { describeExecutor } from "./executorExpectations.ts";
import { interpreterDevice } from "./interpreterDevice.ts";

describeExecutor("float64 interpreter, programs as written", async () => createExecutor(interpreterDevice(null)), { reference: { fourRows: 5e-7 }, resumesExactly: false });
describeExecutor("float64 interpreter, programs fused", async () => createExecutor(interpreterDevice({ inlineBroadcast: true })), { reference: { fourRows: 5e-7 }, resumesExactly: false });
