/** Pipelines by the text of their shader; all share one layout, so that one bind group serves a whole program. */
import { EngineError } from "../engineError.ts";
import type { DeviceLife } from "./deviceLife.ts";
import { BUFFER_NAMES } from "./kernel.ts";
import type { Kernel } from "./kernel.ts";
import { OFFSETS_BINDING, OFFSETS_BYTES, TABLE_BINDING, wgslModule } from "./wgslModule.ts";

/** Pipelines kept for programs to come; those in use are kept by their programs. */
const MOST_PIPELINES = 1000;

export interface PipelineCache {
  readonly bindGroupLayout: GPUBindGroupLayout;
  /** Compiles at most once for each text. @throws {EngineError} with the compiler's message */
  get(kernel: Kernel): Promise<GPUComputePipeline>;
}

export function createPipelineCache(life: DeviceLife): PipelineCache {
  const { device } = life;
  const storage = (binding: number, type: GPUBufferBindingType): GPUBindGroupLayoutEntry => ({ binding, visibility: GPUShaderStage.COMPUTE, buffer: { type } });
  const bindGroupLayout = device.createBindGroupLayout({
    entries: [
      ...BUFFER_NAMES.map((name, binding) => storage(binding, name === "feeds" || name === "constants" ? "read-only-storage" : "storage")),
      storage(TABLE_BINDING, "read-only-storage"),
      { binding: OFFSETS_BINDING, visibility: GPUShaderStage.COMPUTE, buffer: { type: "uniform", hasDynamicOffset: true, minBindingSize: OFFSETS_BYTES } },
    ],
  });
  const layout = device.createPipelineLayout({ bindGroupLayouts: [bindGroupLayout] });
  const known = new Map<string, Promise<GPUComputePipeline>>();

  const compile = async (label: string, code: string): Promise<GPUComputePipeline> => {
    life.check();
    // What the scope catches is told below, with its line.
    device.pushErrorScope("validation");
    const module = device.createShaderModule({ label, code });
    device.popErrorScope().catch(() => {});
    const pipeline = device.createComputePipelineAsync({ label, layout, compute: { module, entryPoint: "main" } });
    pipeline.catch(() => {});
    const { messages } = await life.settle(module.getCompilationInfo());
    const errors = messages.filter(({ type }) => type === "error");
    if (errors.length > 0) throw new EngineError("bad-graph", `The shader of a ${label} does not compile: line ${errors[0].lineNum}, ${errors[0].message}`, "Use the wasm executor, and report this program.");
    return life.settle(pipeline).catch((error: unknown) => {
      throw error instanceof EngineError ? error : new EngineError("bad-graph", `The GPU refuses the shader of a ${label}: ${error instanceof Error ? error.message : String(error)}`, "Use the wasm executor, and report this program.");
    });
  };

  return {
    bindGroupLayout,
    get(kernel) {
      const code = wgslModule(kernel);
      const before = known.get(code);
      if (before) return before;
      const pipeline = compile(kernel.label, code);
      known.set(code, pipeline);
      pipeline.catch(() => known.delete(code));
      if (known.size > MOST_PIPELINES) known.delete(known.keys().next().value!);
      return pipeline;
    },
  };
}
