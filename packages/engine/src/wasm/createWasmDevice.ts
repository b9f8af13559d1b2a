/** Kalium's compiled executor on the processor: programs become WebAssembly modules of kernels made for their shapes. */
import { EngineError } from "../engineError.ts";
import type { Device, LoadedProgram } from "../program/device.ts";
import { createHeap } from "./heap.ts";
import { placeProgram } from "./placeProgram.ts";
import { probeWasm } from "./probeWasm.ts";
import { createThreadTeam } from "./threads/threadTeam.ts";
import { createWasmStates } from "./wasmStates.ts";
import type { WasmStates } from "./wasmStates.ts";

export interface WasmDeviceOptions {
  /** Default: one for each processor core, at most 8, where threads can share memory and the caller may wait for them; else one. */
  readonly threads?: number;
  /** Leaves relaxed multiply-add out, whose rounding is the processor's choice. Default false. */
  readonly portable?: boolean;
  /** Why this executor was chosen. */
  readonly reason?: string;
}

export interface WasmDevice extends Device {
  /** Bytes in use by states and programs, and bytes of the whole memory, which never shrinks. */
  memoryBytes(): { readonly used: number; readonly reserved: number };
}

/** Beyond this the barriers of a small network cost more than another thread gives. */
const MOST_THREADS = 8;

/** Whether this thread may sleep until others are done: a page may not. */
function mayWait(): boolean {
  return typeof (globalThis as { document?: unknown }).document === "undefined";
}

/** Threads that a device can have here. */
export function threadsAvailable(): number {
  const { hardwareConcurrency = 1 } = (globalThis as { navigator?: { hardwareConcurrency?: number } }).navigator ?? {};
  return probeWasm().sharedMemory && mayWait() && typeof Worker !== "undefined" ? Math.max(1, Math.min(MOST_THREADS, hardwareConcurrency)) : 1;
}

/**
 * Results are bit-identical for any number of threads, and over runs of the same build on the same processor.
 * @throws {EngineError} `executor-unavailable`
 */
export async function createWasmDevice({ threads: wanted, portable = false, reason = "WebAssembly is the fastest way to compute on the processor." }: WasmDeviceOptions = {}): Promise<WasmDevice> {
  const features = probeWasm();
  if (!features.simd) throw new EngineError("executor-unavailable", "This WebAssembly has no SIMD.", "Update the browser: every current one has it.");
  const threads = wanted ?? threadsAvailable();
  if (!Number.isInteger(threads) || threads < 1) throw new EngineError("bad-input", `${threads} threads.`, "Give a whole number of at least 1.");
  if (threads > 1 && threadsAvailable() === 1) {
    throw new EngineError("executor-unavailable", `${threads} threads cannot share memory here.`, "Threads need a worker of a cross-origin isolated page (headers COOP and COEP); one thread runs anywhere.");
  }
  const fma = features.relaxedMultiplyAdd && !portable;
  const heap = createHeap(threads > 1);
  const team = threads > 1 ? await createThreadTeam(heap, threads) : null;
  // A line of its own, so that nothing else disturbs threads that watch it.
  const arrivalsAddress = threads > 1 ? heap.allocate(64) : 0;
  if (threads > 1) heap.words(arrivalsAddress, 16).fill(0);
  const stores = new Map<object, WasmStates>();
  let programCount = 0;
  let disposed = false;

  return {
    info: {
      name: "wasm",
      adapter: `CPU, WebAssembly SIMD${fma ? " with relaxed multiply-add" : ""}, ${threads} thread${threads === 1 ? "" : "s"}`,
      fallbackAdapter: false,
      reason,
      versions: {},
    },
    memoryBytes: () => ({ used: heap.allocatedBytes(), reserved: heap.memory.buffer.byteLength }),
    createStates() {
      const store = createWasmStates(heap, () => stores.delete(store));
      stores.set(store, store);
      return store;
    },
    async load(program, states): Promise<LoadedProgram> {
      if (disposed) throw new EngineError("device-lost", `Program "${program.name}" was given to a device that is disposed.`, "Start the executor again.");
      const store = stores.get(states);
      if (!store) throw new EngineError("bad-input", `The states of program "${program.name}" belong to another device or are disposed.`, "Create them with the device that runs the program.");
      const placed = placeProgram(program, heap, store, { fma, threads, arrivalsAddress });
      const number = ++programCount;
      let step: ((thread: number) => void) | null = null;
      try {
        const module = await WebAssembly.compile(placed.moduleBytes);
        const instance = await WebAssembly.instantiate(module, { host: { memory: heap.memory } });
        step = instance.exports.step as (thread: number) => void;
        await team?.install(number, module);
      } catch (error) {
        placed.free();
        if (!disposed) team?.drop(number);
        throw error;
      }
      return {
        memory: placed.memory,
        async run(feeds, wanted) {
          if (step === null || disposed) throw new EngineError("bad-input", `Program "${program.name}" is disposed.`, "Load it again.");
          const unknown = wanted.find((name) => !placed.outputs.has(name));
          if (unknown !== undefined) throw new EngineError("bad-input", `Program "${program.name}" has no output "${unknown}".`, `It has ${[...placed.outputs.keys()].join(", ") || "none"}.`);
          placed.feeds.forEach(({ address, size }, name) => {
            const data = feeds[name];
            if (data?.length !== size) throw new EngineError("bad-input", `Feed "${name}" has ${data?.length ?? 0} values, not ${size}.`, "Feed what the program was made for.");
            heap.floats(address, size).set(data);
          });
          team?.call(number);
          step(0);
          return Object.fromEntries(
            wanted.map((name) => {
              const { address, size } = placed.outputs.get(name)!;
              return [name, Float32Array.from(heap.floats(address, size))];
            }),
          );
        },
        dispose() {
          if (step === null) return;
          step = null;
          placed.free();
          if (!disposed) team?.drop(number);
        },
      };
    },
    dispose() {
      if (disposed) return;
      disposed = true;
      team?.dispose();
    },
  };
}
