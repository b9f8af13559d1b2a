/** Notices when the GPU behind a tfjs backend goes away, and lets it be started anew. */
import * as tf from "@tensorflow/tfjs-core";
import { EngineError } from "../engineError.ts";
import type { TfjsBackendName } from "./loadBackend.ts";

interface GpuBackend {
  /** WebGPU. */
  readonly device?: { readonly lost: Promise<{ readonly message: string }> };
  /** WebGL. */
  readonly gpgpu?: { readonly gl: { readonly canvas: EventTarget; isContextLost(): boolean } };
}

/** Backend objects whose GPU is gone. */
const gone = new WeakSet<object>();

export interface LossWatch {
  /** Resolves, with what the browser says, when the GPU is gone; never on a processor. */
  readonly lost: Promise<string>;
  isLost(): boolean;
}

/** Watches the active backend. */
export function watchForLoss(): LossWatch {
  const backend = tf.backend() as unknown as GpuBackend;
  const lost = new Promise<string>((resolve) => {
    const note = (message: string): void => {
      gone.add(backend);
      resolve(message);
    };
    void backend.device?.lost.then(({ message }) => note(message));
    backend.gpgpu?.gl.canvas.addEventListener("webglcontextlost", () => note("The WebGL context was lost."), { once: true });
  });
  return { lost, isLost: () => gone.has(backend) || backend.gpgpu?.gl.isContextLost() === true };
}

export const lossError = (name: TfjsBackendName): EngineError => new EngineError("device-lost", `The GPU behind tfjs:${name} went away.`, "Start the executor again and continue from the last checkpoint.");

/** Takes a backend whose GPU is gone out of tfjs, so that the next start makes a new one. */
export function forgetLostBackend(name: TfjsBackendName): void {
  const held = tf.findBackend(name) as unknown as GpuBackend | null;
  if (!held || !(gone.has(held) || held.gpgpu?.gl.isContextLost())) return;
  const factory = tf.findBackendFactory(name);
  tf.removeBackend(name);
  tf.registerBackend(name, factory, 1);
}
