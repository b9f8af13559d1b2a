/** The states of one model in one GPU buffer that grows when more are declared. */
import { EngineError } from "../engineError.ts";
import type { StateStore } from "../program/device.ts";
import type { DeviceLife } from "./deviceLife.ts";
import { readBuffer } from "./readBuffer.ts";

export interface StateBuffer extends StateStore {
  /** Grows by one with each new buffer; bind groups of an older one are stale. */
  readonly generation: number;
  readonly buffer: GPUBuffer;
  /** Position of a state, in elements. @throws {EngineError} for a name that was not declared */
  offsetOf(name: string): number;
}

/** Elements between the starts of two states divide by this. */
const ALIGN_ELEMENTS = 4;

export function createStateBuffer(life: DeviceLife): StateBuffer {
  const { device } = life;
  const places = new Map<string, { readonly offset: number; readonly size: number }>();
  const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
  let used = 0;
  let generation = 0;
  let buffer = life.createBuffer("states", 16, usage);
  let disposed = false;
  const placeOf = (name: string): { readonly offset: number; readonly size: number } => {
    const place = places.get(name);
    if (!place) throw new EngineError("bad-input", `No state is called "${name}".`, "Declare it first.");
    return place;
  };
  return {
    get generation() {
      return generation;
    },
    get buffer() {
      return buffer;
    },
    offsetOf: (name) => placeOf(name).offset,
    declare(sizes) {
      life.check();
      const before = used;
      for (const [name, size] of Object.entries(sizes)) {
        const known = places.get(name);
        if (known && known.size !== size) throw new EngineError("bad-input", `State "${name}" has ${known.size} values, not ${size}.`, "Give it another name.");
        if (known) continue;
        places.set(name, { offset: used, size });
        used += Math.ceil(size / ALIGN_ELEMENTS) * ALIGN_ELEMENTS;
      }
      if (used * 4 <= buffer.size || used === before) return;
      const larger = life.createBuffer("states", used * 4, usage);
      if (before > 0) {
        const encoder = device.createCommandEncoder();
        encoder.copyBufferToBuffer(buffer, 0, larger, 0, before * 4);
        device.queue.submit([encoder.finish()]);
      }
      life.destroyBuffer(buffer);
      buffer = larger;
      generation += 1;
    },
    write(name, data) {
      life.check();
      const { offset, size } = placeOf(name);
      if (data.length !== size) throw new EngineError("bad-input", `${data.length} values for state "${name}" of ${size}.`, "Give as many values as were declared.");
      device.queue.writeBuffer(buffer, offset * 4, data as Float32Array<ArrayBuffer>);
    },
    async read(names) {
      life.check();
      return readBuffer(life, names.map((name) => ({ buffer, ...placeOf(name) })));
    },
    dispose() {
      if (disposed) return;
      disposed = true;
      life.destroyBuffer(buffer);
    },
  };
}
