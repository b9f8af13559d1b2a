import { createExecutor } from "../program/compiledModel.ts";
import { createWasmDevice } from "../wasm/createWasmDevice.ts";
import { describeExecutor } from "./executorExpectations.ts";

// A page may not wait for other threads; that several give the same bits is proven where they may, in a worker.
describeExecutor("wasm", async () => createExecutor(await createWasmDevice({ threads: 1 })), { reference: { fourRows: 5e-6, small: 5e-6, smallGelu: 5e-6, smallSame: 5e-6, largeGelu: 5e-6 } });
describeExecutor("wasm, portable", async () => createExecutor(await createWasmDevice({ threads: 1, portable: true })), { reference: { fourRows: 5e-6, small: 5e-6, smallGelu: 5e-6, smallSame: 5e-6 } });
