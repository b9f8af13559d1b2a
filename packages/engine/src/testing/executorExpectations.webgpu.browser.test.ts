import { createExecutor } from "../program/compiledModel.ts";
import { createWebgpuDevice } from "../webgpu/createWebgpuDevice.ts";
import type { WebgpuDevice } from "../webgpu/createWebgpuDevice.ts";
import { describeExecutor } from "./executorExpectations.ts";

let device: WebgpuDevice;

// On the software adapter.
describeExecutor("webgpu", async () => createExecutor((device = await createWebgpuDevice())), { reference: { fourRows: 5e-5, small: 5e-5, smallGelu: 5e-5 }, memoryInUse: () => device.buffers.bytes });
