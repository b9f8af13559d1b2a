/** Whether four neighbouring invocations form a quad that exchanges values as the specification says: asked of the adapter itself. */
import type { DeviceLife } from "./deviceLife.ts";
import { stageRead } from "./readBuffer.ts";

const COUNT = 256;

const PROBE = `enable subgroups;
@group(0) @binding(0) var<storage, read_write> found: array<f32>;
@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) local: u32) {
  let id = group.x * 64u + local;
  var sum = 0f;
  for (var round = 0u; round < 3u; round++) {
    let mine = f32(id * 7u + round);
    sum += quadBroadcast(mine, 0u) + 10f * quadBroadcast(mine, 1u) + 100f * quadBroadcast(mine, 2u) + 1000f * quadBroadcast(mine, 3u);
  }
  found[id] = sum;
}`;

export async function provesQuads(life: DeviceLife): Promise<boolean> {
  const { device } = life;
  const buffer = life.createBuffer("quad probe", COUNT * 4, GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC);
  try {
    const pipeline = await device.createComputePipelineAsync({ layout: "auto", compute: { module: device.createShaderModule({ code: PROBE }), entryPoint: "main" } });
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries: [{ binding: 0, resource: { buffer } }] }));
    pass.dispatchWorkgroups(COUNT / 64);
    pass.end();
    const read = stageRead(life, encoder, [{ buffer, offset: 0, size: COUNT }]);
    device.queue.submit([encoder.finish()]);
    const [found] = await read.finish();
    return found.every((value, id) => {
      const first = id - (id % 4);
      const of = (lane: number): number => 3 * (first + lane) * 7 + 3;
      return value === of(0) + 10 * of(1) + 100 * of(2) + 1000 * of(3);
    });
  } catch {
    return false;
  } finally {
    life.destroyBuffer(buffer);
  }
}
