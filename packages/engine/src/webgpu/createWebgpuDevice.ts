/** The WebGPU device: programs as WGSL specialised to their shapes, in a page, a worker, or Dawn for Node. */
import { EngineError } from "../engineError.ts";
import type { ExecutorInfo } from "../executor.ts";
import type { Device } from "../program/device.ts";
import { createPipelineCache } from "./pipelineCache.ts";
import { watchDevice } from "./deviceLife.ts";
import type { Tuning } from "./kernel.ts";
import { loadProgram } from "./loadProgram.ts";
import { provesQuads } from "./proveQuads.ts";
import { createStateBuffer } from "./stateBuffer.ts";
import type { StateBuffer } from "./stateBuffer.ts";

export interface WebgpuDeviceOptions {
  /** Default: `navigator.gpu`. In Node, `create([])` of the `webgpu` package, with its `globals` on `globalThis`. */
  readonly gpu?: GPU;
  /** Default: the high-performance adapter of `gpu`. An adapter makes one device only. */
  readonly adapter?: GPUAdapter;
  /** Why this executor was chosen, for the record. */
  readonly reason?: string;
  /** Whether neighbouring invocations may share loads by subgroup operations. Default: where the adapter has them and a probe finds them right. */
  readonly quads?: boolean;
}

export interface WebgpuDevice extends Device {
  readonly gpuDevice: GPUDevice;
  /** GPU buffers alive now, for tests and for the run record. */
  readonly buffers: { readonly count: number; readonly bytes: number };
}

/**
 * A software adapter runs four invocations at a time on a few cores: large tiles, few invocations. Found by measurement on SwiftShader, where tiles of 128 sums
 * are a tenth faster than these but take three times as long to compile.
 */
const SOFTWARE: Omit<Tuning, "quads"> = { productWorkgroup: 16, mostAccumulators: 96, mostRows: 8, fullInvocations: 1024 };
/** A real adapter hides latency by many invocations. Kalium's choice, not measured. */
const HARDWARE: Omit<Tuning, "quads"> = { productWorkgroup: 64, mostAccumulators: 64, mostRows: 4, fullInvocations: 32_768 };

export const isSoftwareAdapter = ({ info }: GPUAdapter): boolean => info.isFallbackAdapter || /swiftshader|llvmpipe|lavapipe|basic render/i.test(`${info.architecture} ${info.description} ${info.device}`);

/** @throws {EngineError} `executor-unavailable` without WebGPU or an adapter */
export async function createWebgpuDevice({ gpu = globalThis.navigator?.gpu, adapter: given, reason = "Asked for.", quads }: WebgpuDeviceOptions = {}): Promise<WebgpuDevice> {
  const unavailable = (problem: string): EngineError => new EngineError("executor-unavailable", problem, "Use the wasm executor.");
  if (!given && !gpu) throw unavailable("This browser has no WebGPU.");
  const adapter = given ?? (await gpu!.requestAdapter({ powerPreference: "high-performance" }));
  if (!adapter) throw unavailable("WebGPU finds no adapter here.");
  const software = isSoftwareAdapter(adapter);
  const hasSubgroups = quads !== false && adapter.features.has("subgroups");
  const { maxBufferSize, maxStorageBufferBindingSize } = adapter.limits;
  let device: GPUDevice;
  try {
    device = await adapter.requestDevice({ requiredFeatures: hasSubgroups ? ["subgroups"] : [], requiredLimits: { maxBufferSize, maxStorageBufferBindingSize } });
  } catch (error) {
    throw unavailable(`The adapter gives no device: ${error instanceof Error ? error.message : String(error)}`);
  }
  const life = watchDevice(device);
  const proven = hasSubgroups && (await provesQuads(life));
  const tuning: Tuning = { ...(software ? SOFTWARE : HARDWARE), quads: proven };
  const pipelines = createPipelineCache(life);
  const name = [adapter.info.vendor, adapter.info.architecture, adapter.info.description].filter((part) => part).join(" ");
  // Dawn for Node stops answering once these are collected.
  const held: unknown[] = [gpu, adapter];
  const info: ExecutorInfo = {
    name: "webgpu",
    adapter: `${name || "unnamed adapter"}${proven ? ", quads" : ""}`,
    fallbackAdapter: software,
    reason,
    versions: {},
  };
  return {
    info,
    gpuDevice: device,
    buffers: life.buffers,
    createStates: () => createStateBuffer(life),
    load: (program, states) => loadProgram(life, pipelines, tuning, program, states as StateBuffer),
    dispose() {
      life.dispose();
      held.length = 0;
    },
  };
}
