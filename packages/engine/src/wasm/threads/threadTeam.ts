/** The helper threads of a device. */
import { EngineError } from "../../engineError.ts";
import type { Heap } from "../heap.ts";
import { WORD, WORD_COUNT } from "./threadMessages.ts";
import type { ThreadMessage, ThreadReply } from "./threadMessages.ts";

export interface ThreadTeam {
  readonly threads: number;
  /** Every helper holds the program when this is settled. */
  install(program: number, module: WebAssembly.Module): Promise<void>;
  drop(program: number): void;
  /**
   * Calls the helpers to a program; the caller walks through it as thread 0 and meets them at its barriers.
   * @throws {EngineError} `device-lost` after a helper has ended, since its barriers would never be complete
   */
  call(program: number): void;
  dispose(): void;
}

/** What a worker must be able to do. */
export interface ThreadHandle {
  postMessage(message: ThreadMessage): void;
  addEventListener(kind: "message" | "error", listener: (event: { readonly data?: unknown; readonly message?: string }) => void): void;
  terminate(): void;
}

const startWorker = (): ThreadHandle => new Worker(new URL("./thread.worker.ts", import.meta.url), { type: "module", name: "kalium-wasm" }) as unknown as ThreadHandle;

/** @throws {EngineError} `executor-unavailable` when a helper does not start */
export async function createThreadTeam(heap: Heap, threads: number, start: () => ThreadHandle = startWorker): Promise<ThreadTeam> {
  const commandAddress = heap.allocate(4 * WORD_COUNT);
  const words = heap.words(commandAddress, WORD_COUNT).fill(0);
  const helpers = Array.from({ length: threads - 1 }, start);
  const waiting = helpers.map(() => new Map<string, { resolve: () => void; reject: (error: Error) => void }>());
  let lost: EngineError | null = null;
  helpers.forEach((helper, index) => {
    const fail = (problem: string, ended: boolean): void => {
      if (ended) lost ??= new EngineError("device-lost", `Thread ${index + 1} ended: ${problem}`, "Start the executor again, or use one thread.");
      waiting[index].forEach(({ reject }) => reject(new EngineError("executor-unavailable", `Thread ${index + 1} failed: ${problem}`, "Reload the page, or use one thread.")));
      waiting[index].clear();
    };
    helper.addEventListener("message", ({ data }) => {
      const reply = data as ThreadReply;
      // Where nobody asked for anything, a program failed, and the helper listens no longer.
      if (reply.kind === "failed") return fail(reply.problem, waiting[index].size === 0);
      const key = reply.kind === "joined" ? "joined" : `installed ${reply.program}`;
      waiting[index].get(key)?.resolve();
      waiting[index].delete(key);
    });
    helper.addEventListener("error", ({ message }) => fail(message || "its script could not be loaded", true));
  });
  const everyone = (key: string, message: ThreadMessage): Promise<unknown> =>
    Promise.all(
      helpers.map(
        (helper, index) =>
          new Promise<void>((resolve, reject) => {
            waiting[index].set(key, { resolve, reject });
            helper.postMessage(message.kind === "join" ? { ...message, thread: index + 1 } : message);
          }),
      ),
    );
  const wake = (): void => {
    Atomics.add(words, WORD.wake, 1);
    Atomics.notify(words, WORD.wake);
  };
  /** Has the helpers read what follows up to the next `listen`. */
  const interrupt = (): void => {
    Atomics.add(words, WORD.messages, 1);
    wake();
  };
  const listen = (): void => helpers.forEach((helper) => helper.postMessage({ kind: "listen" }));
  const dispose = (): void => {
    helpers.forEach((helper) => helper.terminate());
    waiting.forEach((asked) => {
      asked.forEach(({ reject }) => reject(new EngineError("device-lost", "The threads were ended while they prepared a program.", "Start the executor again.")));
      asked.clear();
    });
    heap.free(commandAddress);
  };
  try {
    await everyone("joined", { kind: "join", memory: heap.memory, thread: 0, commandAddress });
  } catch (error) {
    dispose();
    throw error;
  }
  listen();
  return {
    threads,
    async install(program, module) {
      interrupt();
      const installed = everyone(`installed ${program}`, { kind: "install", program, module });
      listen();
      await installed;
    },
    drop(program) {
      interrupt();
      helpers.forEach((helper) => helper.postMessage({ kind: "drop", program }));
      listen();
    },
    call(program) {
      if (lost) throw lost;
      Atomics.store(words, WORD.program, program);
      Atomics.add(words, WORD.calls, 1);
      wake();
    },
    dispose,
  };
}
