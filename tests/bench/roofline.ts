/** The single-precision peak of a GPU, measured: chains of fused multiply-adds that never leave the registers. */

/** Independent vec4 chains of an invocation, enough to hide the latency of one. */
const CHAINS = 8;
const LOOPS = 512;
const WORKGROUP_SIZE = 256;
const WORKGROUPS = 2048;
const REPEATS = 8;
const FLOPS_PER_DISPATCH = 2 * 4 * CHAINS * LOOPS * WORKGROUP_SIZE * WORKGROUPS;
/** A slow adapter gets fewer workgroups: this long a dispatch at most. */
const LONG_DISPATCH_MS = 500;

const chains = (line: (chain: number) => string): string => Array.from({ length: CHAINS }, (_, chain) => line(chain)).join("\n");

const SHADER = `
@group(0) @binding(0) var<storage, read_write> result: array<f32>;
@compute @workgroup_size(${WORKGROUP_SIZE})
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  let factor = vec4f(0.999, 0.998, 0.997, 0.996);
  let term = vec4f(f32(id.x) * 1e-6);
  ${chains((chain) => `var v${chain} = vec4f(${chain}.5) + term;`)}
  for (var loops = 0; loops < ${LOOPS}; loops++) {
    ${chains((chain) => `v${chain} = fma(v${chain}, factor, term);`)}
  }
  var sum = vec4f(0);
  ${chains((chain) => `sum += v${chain};`)}
  result[id.x] = dot(sum, vec4f(1));
}`;

/** GFLOP/s, best of several dispatches, on a device of its own. */
export async function measurePeakGflops(): Promise<number> {
  const adapter = await (navigator as unknown as { gpu: GPU }).gpu.requestAdapter({ powerPreference: "high-performance" });
  const device = await adapter!.requestDevice();
  const buffer = device.createBuffer({ size: 4 * WORKGROUP_SIZE * WORKGROUPS, usage: GPUBufferUsage.STORAGE });
  const pipeline = await device.createComputePipelineAsync({ layout: "auto", compute: { module: device.createShaderModule({ code: SHADER }), entryPoint: "main" } });
  const group = device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries: [{ binding: 0, resource: { buffer } }] });
  const time = async (workgroups: number): Promise<number> => {
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, group);
    pass.dispatchWorkgroups(workgroups);
    pass.end();
    const startMs = performance.now();
    device.queue.submit([encoder.finish()]);
    await device.queue.onSubmittedWorkDone();
    return performance.now() - startMs;
  };
  await time(1);
  let workgroups = 16;
  while (workgroups < WORKGROUPS && (await time(workgroups)) < LONG_DISPATCH_MS / 4) workgroups *= 2;
  let bestMs = Infinity;
  for (let repeat = 0; repeat < REPEATS; repeat++) bestMs = Math.min(bestMs, await time(workgroups));
  device.destroy();
  return ((FLOPS_PER_DISPATCH / WORKGROUPS) * workgroups) / bestMs / 1e6;
}
