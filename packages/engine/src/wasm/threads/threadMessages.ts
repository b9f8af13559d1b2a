/** What the thread that owns a device says to its helpers. Programs arrive by message; runs are called through shared memory, because a helper that waits there reads no messages. */
export type ThreadMessage =
  | { readonly kind: "join"; readonly memory: WebAssembly.Memory; readonly thread: number; readonly commandAddress: number }
  | { readonly kind: "install"; readonly program: number; readonly module: WebAssembly.Module }
  | { readonly kind: "drop"; readonly program: number }
  | { readonly kind: "listen" };

export type ThreadReply = { readonly kind: "joined" } | { readonly kind: "installed"; readonly program: number } | { readonly kind: "failed"; readonly problem: string };

/** Words at the command address. `wake` counts everything that happens, so that a helper can sleep on it. */
export const WORD = { wake: 0, calls: 1, program: 2, messages: 3 } as const;
export const WORD_COUNT = 16;
