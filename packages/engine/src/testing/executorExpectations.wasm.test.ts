import "./allowRelaxedSimd.ts";
import type { Executor } from "../executor.ts";
import { createExecutor } from "../program/compiledModel.ts";
import { createWasmDevice } from "../wasm/createWasmDevice.ts";
import type { WasmDevice } from "../wasm/createWasmDevice.ts";
import { describeExecutor } from "./executorExpectations.ts";

for (const portable of [false, true]) {
  let device: WasmDevice;
  const create = async (): Promise<Executor> => createExecutor((device = await createWasmDevice({ threads: 1, portable })));
  describeExecutor(portable ? "wasm, portable" : "wasm, with fused multiply-add where there is one", create, {
    reference: { fourRows: 5e-6, small: 5e-6, smallGelu: 5e-6, smallSame: 5e-6, largeGelu: 5e-6 },
    memoryInUse: () => device.memoryBytes().used,
  });
}
