/** Whether a GPU device still lives, and what it complained about. */
import { EngineError } from "../engineError.ts";

export interface DeviceLife {
  readonly device: GPUDevice;
  /** Waits for an answer of the GPU. @throws {EngineError} `device-lost` when the device ends instead */
  settle<T>(answer: Promise<T>): Promise<T>;
  /** @throws {EngineError} `device-lost` after the end, `bad-graph` after a complaint that nobody was told of */
  check(): void;
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

/** How often a device is asked while an answer is due: Chromium 156 forgets now and then, on a busy machine, to deliver one before something else is asked. */
const ASK_MS = 250;

const lostError = (message: string): EngineError => new EngineError("device-lost", `The GPU device went away${message ? ` (${message})` : ""}.`, "Create the executor again and continue from the last checkpoint, or use wasm.");

export function watchDevice(device: GPUDevice): DeviceLife {
  let lost: EngineError | null = null;
  let complaint: EngineError | null = null;
  const sizes = new Map<GPUBuffer, number>();
  let waiting = 0;
  let asking: ReturnType<typeof setInterval> | undefined;
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
  /** Throws a failure of the GPU, or the end of the device that caused it, the news of which may come after the failure. */
  const rethrow = async (failure: unknown): Promise<never> => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    await Promise.race([ended, new Promise((resolve) => (timer = setTimeout(resolve, NEWS_MS)))]).finally(() => clearTimeout(timer));
    check();
    throw failure;
  };
  return {
    device,
    async settle(answer) {
      if (waiting++ === 0) asking = setInterval(() => void device.queue.onSubmittedWorkDone().catch(() => {}), ASK_MS);
      try {
        return await Promise.race([answer, ended]).catch(rethrow);
      } finally {
        if (--waiting === 0) clearInterval(asking);
      }
    },
    check,
    buffers: {
      get count() {
        return sizes.size;
      },
      get bytes() {
        return [...sizes.values()].reduce((sum, bytes) => sum + bytes, 0);
      },
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
      const [invalid, full] = await this.settle(Promise.all([device.popErrorScope(), device.popErrorScope()]));
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
