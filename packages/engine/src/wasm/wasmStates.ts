/** States in WebAssembly memory. */
import { EngineError } from "../engineError.ts";
import type { StateStore } from "../program/device.ts";
import type { Heap } from "./heap.ts";

export interface WasmStates extends StateStore {
  addressOf(name: string): number;
}

/** Vectors may be loaded across the end of an array, but two arrays never share one. */
const ALIGN_ELEMENTS = 4;

export function createWasmStates(heap: Heap, onDispose: () => void): WasmStates {
  const places = new Map<string, { readonly address: number; readonly size: number }>();
  const blocks: number[] = [];
  const placeOf = (name: string): { readonly address: number; readonly size: number } => {
    const place = places.get(name);
    if (!place) throw new EngineError("bad-input", `There is no state "${name}".`, "Declare it first.");
    return place;
  };
  return {
    addressOf: (name) => placeOf(name).address,
    declare(sizes) {
      const fresh = Object.entries(sizes).filter(([name, size]) => {
        const known = places.get(name);
        if (known && known.size !== size) throw new EngineError("bad-input", `State "${name}" has ${known.size} values, not ${size}.`, "Give each trainer its own names.");
        return !known;
      });
      const rounded = (size: number): number => Math.ceil(size / ALIGN_ELEMENTS) * ALIGN_ELEMENTS;
      const elements = fresh.reduce((sum, [, size]) => sum + rounded(size), 0);
      if (elements === 0) return;
      let address = heap.allocate(4 * elements);
      blocks.push(address);
      heap.floats(address, elements).fill(0);
      for (const [name, size] of fresh) {
        places.set(name, { address, size });
        address += 4 * rounded(size);
      }
    },
    write(name, data) {
      const { address, size } = placeOf(name);
      if (data.length !== size) throw new EngineError("bad-input", `${data.length} values for state "${name}" of ${size}.`, "Give as many as it was declared with.");
      heap.floats(address, size).set(data);
    },
    async read(names) {
      return names.map((name) => {
        const { address, size } = placeOf(name);
        return Float32Array.from(heap.floats(address, size));
      });
    },
    dispose() {
      blocks.splice(0).forEach((address) => heap.free(address));
      places.clear();
      onDispose();
    },
  };
}
