/** A helper thread of a WebAssembly device: holds instances of its programs on the shared memory, and walks through one whenever it is called. */
import { WORD, WORD_COUNT } from "./threadMessages.ts";
import type { ThreadMessage, ThreadReply } from "./threadMessages.ts";

const programs = new Map<number, (thread: number) => void>();
let memory: WebAssembly.Memory | null = null;
let words = new Int32Array(WORD_COUNT);
let thread = 0;
let callsTaken = 0;
let messagesTaken = 0;

const reply = (message: ThreadReply): void => (globalThis as unknown as { postMessage(message: ThreadReply): void }).postMessage(message);

/** Counts like the words in memory, which wrap. */
const next = (count: number): number => (count + 1) | 0;

/** Sleeps and runs until there are messages to read. Each message ends with a call to listen again, so they are counted one by one. */
function listen(): void {
  for (;;) {
    const wake = Atomics.load(words, WORD.wake);
    if (Atomics.load(words, WORD.messages) !== messagesTaken) {
      messagesTaken = next(messagesTaken);
      return;
    }
    if (Atomics.load(words, WORD.calls) !== callsTaken) {
      callsTaken = next(callsTaken);
      programs.get(Atomics.load(words, WORD.program))!(thread);
    } else Atomics.wait(words, WORD.wake, wake);
  }
}

function take(message: ThreadMessage): void {
  switch (message.kind) {
    case "join":
      memory = message.memory;
      thread = message.thread;
      words = new Int32Array(memory.buffer, message.commandAddress, WORD_COUNT);
      reply({ kind: "joined" });
      break;
    case "install": {
      const instance = new WebAssembly.Instance(message.module, { host: { memory: memory! } });
      programs.set(message.program, instance.exports.step as (thread: number) => void);
      reply({ kind: "installed", program: message.program });
      break;
    }
    case "drop":
      programs.delete(message.program);
      break;
    case "listen":
      listen();
      break;
    default:
      message satisfies never;
  }
}

addEventListener("message", ({ data }: MessageEvent<ThreadMessage>) => {
  try {
    take(data);
  } catch (error) {
    reply({ kind: "failed", problem: error instanceof Error ? error.message : String(error) });
  }
});
