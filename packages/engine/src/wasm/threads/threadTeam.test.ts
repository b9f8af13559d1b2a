import { expect, test } from "vitest";
import { createHeap } from "../heap.ts";
import type { ThreadMessage, ThreadReply } from "./threadMessages.ts";
import { createThreadTeam } from "./threadTeam.ts";
import type { ThreadHandle } from "./threadTeam.ts";

interface ScriptedHelper extends ThreadHandle {
  emit(kind: "message" | "error", event: { readonly data?: ThreadReply; readonly message?: string }): void;
}

/** A helper that joins, and to installing answers what it is told to. */
function scriptedHelper(onInstall: ThreadReply | null): ScriptedHelper {
  const listeners = new Map<string, (event: { readonly data?: unknown; readonly message?: string }) => void>();
  const helper: ScriptedHelper = {
    emit: (kind, event) => listeners.get(kind)!(event),
    addEventListener: (kind, listener) => void listeners.set(kind, listener),
    postMessage(message: ThreadMessage) {
      const reply: ThreadReply | null = message.kind === "join" ? { kind: "joined" } : message.kind === "install" ? onInstall : null;
      if (reply) queueMicrotask(() => helper.emit("message", { data: reply }));
    },
    terminate() {},
  };
  return helper;
}

const emptyModule = new WebAssembly.Module(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0));

test("a helper that ends makes the next call fail, instead of waiting for it without end", async () => {
  const helper = scriptedHelper({ kind: "installed", program: 1 });
  const team = await createThreadTeam(createHeap(true), 2, () => helper);
  await team.install(1, emptyModule);
  team.call(1);
  helper.emit("message", { data: { kind: "failed", problem: "memory access out of bounds" } });
  expect(() => team.call(1)).toThrow(expect.objectContaining({ code: "device-lost", message: expect.stringContaining("memory access out of bounds") }));
});

test("a helper that cannot hold a program refuses that program only", async () => {
  const team = await createThreadTeam(createHeap(true), 2, () => scriptedHelper({ kind: "failed", problem: "no memory" }));
  await expect(team.install(1, emptyModule)).rejects.toThrow(/no memory/);
  expect(() => team.call(2)).not.toThrow();
});

test("a team that is disposed ends what waits for its helpers", async () => {
  const heap = createHeap(true);
  const team = await createThreadTeam(heap, 3, () => scriptedHelper(null));
  const installing = team.install(1, emptyModule);
  team.dispose();
  await expect(installing).rejects.toMatchObject({ code: "device-lost" });
  expect(heap.allocatedBytes()).toBe(0);
});
