/** Whether a GPU device still lives, and what it complained about. */
import { EngineError } from "../engineError.ts";

export interface DeviceLife {
  readonly device: GPUDevice;
  /** Rejects with the device's end, when that comes; for racing against work in flight. */
  readonly ended: Promise<never>;
  /** @throws {EngineError} `device-lost` after the end, `bad-graph` after a complaint that nobody was told of */
  check(): void;
  /** Throws a failure of the GPU, or the end of the device that caused it. The news of the end may come after the failure. */
  rethrow(failure: unknown): Promise<never>;
  /** Runs work that creates GPU objects, without waiting in between. @throws {EngineError} what the device complained about meanwhile */
  guard<T>(what: string, work: () => T): Promise<T>;
  /** Buffers that are alive, and their bytes. */
  readonly buffers: { readonly count: number; readonly bytes: number };
  createBuffer(label: string, bytes: number, usage: number): GPUBuffer;
  destroyBuffer(buffer: GPUBuffer): void;
  dispose(): void;
}

/** How long after a failure the end of the device may be told. */
const NEWS_MS = 1000;

const lostError = (message: string): EngineError => new EngineError("device-lost", `The GPU device went away${message ? ` (${message})` : ""}.`, "Create the executor again and continue from the last checkpoint, or use wasm.");

export function watchDevice(device: GPUDevice): DeviceLife {
  let lost: EngineError | null = null;
  let complaint: EngineError | null = null;
  const sizes = new Map<GPUBuffer, number>();
  const ended = device.lost.then(({ message }): never => {
    lost ??= lostError(message);
    throw lost;
  });
  // Nobody may be waiting when it ends.
  ended.catch(() => {});
  device.addEventListener("uncapturederror", (event) => {
    complaint ??= new EngineError(event.error instanceof GPUOutOfMemoryError ? "executor-unavailable" : "bad-graph", `The GPU refused work: ${event.error.message}`, "Use the wasm executor, and report this program.");
  });
  const check = (): void => {
    if (lost) throw lost;
    if (complaint) throw complaint;
  };
  return {
    device,
    ended,
    check,
    buffers: {
      get count() {
        return sizes.size;
      },
      get bytes() {
        return [...sizes.values()].reduce((sum, bytes) => sum + bytes, 0);
      },
    },
    async rethrow(failure) {
      let timer: ReturnType<typeof setTimeout> | undefined;
      await Promise.race([ended, new Promise((resolve) => (timer = setTimeout(resolve, NEWS_MS)))]).finally(() => clearTimeout(timer));
      check();
      throw failure;
    },
    async guard(what, work) {
      check();
      device.pushErrorScope("out-of-memory");
      device.pushErrorScope("validation");
      let result: { readonly value: ReturnType<typeof work> } | { readonly error: unknown };
      try {
        result = { value: work() };
      } catch (error) {
        result = { error };
      }
      const [invalid, full] = await Promise.all([device.popErrorScope(), device.popErrorScope()]).catch(() => [null, null]);
      if (lost) throw lost;
      if (full) throw new EngineError("executor-unavailable", `${what} does not fit into the memory of the GPU: ${full.message}`, "Use a smaller batch, or the wasm executor.");
      if (invalid) throw new EngineError("bad-graph", `${what} is refused by the GPU: ${invalid.message}`, "Use the wasm executor, and report this program.");
      if ("error" in result) throw result.error;
      return result.value;
    },
    createBuffer(label, bytes, usage) {
      const size = Math.max(16, Math.ceil(bytes / 16) * 16);
      const limit = Math.min(device.limits.maxBufferSize, device.limits.maxStorageBufferBindingSize);
      if (size > limit) throw new EngineError("executor-unavailable", `${label} needs ${size} bytes; this GPU gives a shader ${limit} at most.`, "Use a smaller batch, or the wasm executor.");
      const buffer = device.createBuffer({ label, size, usage });
      sizes.set(buffer, size);
      return buffer;
    },
    destroyBuffer(buffer) {
      if (sizes.delete(buffer)) buffer.destroy();
    },
    dispose() {
      for (const buffer of [...sizes.keys()]) this.destroyBuffer(buffer);
      lost ??= lostError("disposed");
      device.destroy();
    },
  };
}
