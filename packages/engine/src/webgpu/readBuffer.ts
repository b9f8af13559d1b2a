/** Reads parts of GPU buffers through one staging buffer. */
import type { DeviceLife } from "./deviceLife.ts";

export interface BufferPart {
  readonly buffer: GPUBuffer;
  /** In elements. */
  readonly offset: number;
  readonly size: number;
}

export interface StagedRead {
  readonly staging: GPUBuffer;
  /** Waits for the copy, which must have been submitted, and takes the values out. */
  finish(): Promise<readonly Float32Array[]>;
}

/** Encodes the copies. */
export function stageRead(life: DeviceLife, encoder: GPUCommandEncoder, parts: readonly BufferPart[]): StagedRead {
  const total = parts.reduce((sum, { size }) => sum + size, 0);
  const staging = life.createBuffer("staging", total * 4, GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST);
  let at = 0;
  for (const { buffer, offset, size } of parts) {
    if (size > 0) encoder.copyBufferToBuffer(buffer, offset * 4, staging, at * 4, size * 4);
    at += size;
  }
  return {
    staging,
    async finish() {
      try {
        await life.settle(staging.mapAsync(GPUMapMode.READ));
        life.check();
        const all = new Float32Array(staging.getMappedRange());
        let from = 0;
        return parts.map(({ size }) => all.slice(from, (from += size)));
      } finally {
        life.destroyBuffer(staging);
      }
    },
  };
}

export async function readBuffer(life: DeviceLife, parts: readonly BufferPart[]): Promise<readonly Float32Array[]> {
  const encoder = life.device.createCommandEncoder();
  const read = stageRead(life, encoder, parts);
  life.device.queue.submit([encoder.finish()]);
  return read.finish();
}
