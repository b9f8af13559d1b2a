import { afterEach, describe, expect, test, vi } from "vitest";
import { createHeap, MOST_PAGES } from "./heap.ts";

const RealMemory = WebAssembly.Memory;
afterEach(() => vi.unstubAllGlobals());

/** An engine that reserves at most so many pages. */
function limitMemory(most: number): number[] {
  const asked: number[] = [];
  class LimitedMemory extends RealMemory {
    constructor(descriptor: WebAssembly.MemoryDescriptor) {
      asked.push(descriptor.maximum!);
      if (descriptor.maximum! > most) throw new RangeError("could not allocate memory");
      super(descriptor);
    }
  }
  vi.stubGlobal("WebAssembly", { ...WebAssembly, Memory: LimitedMemory });
  return asked;
}

describe("the heap", () => {
  test("asks for less where the whole range of addresses is refused", () => {
    const asked = limitMemory(MOST_PAGES / 4);
    const heap = createHeap(false);
    expect(asked).toEqual([MOST_PAGES, MOST_PAGES / 2, MOST_PAGES / 4]);
    const address = heap.allocate(1_000_000);
    expect(heap.floats(address, 250_000).length).toBe(250_000);
  });

  test("refuses in words where nothing can be reserved", () => {
    limitMemory(0);
    expect(() => createHeap(false)).toThrow(expect.objectContaining({ code: "executor-unavailable", remedy: expect.stringContaining("another executor") }));
  });

  test("gives freed blocks out again and joins neighbours", () => {
    const heap = createHeap(false);
    const blocks = [1000, 2000, 3000].map((bytes) => heap.allocate(bytes));
    expect(new Set(blocks).size).toBe(3);
    for (const address of blocks) expect(address % 64).toBe(0);
    blocks.forEach((address) => heap.free(address));
    expect(heap.allocatedBytes()).toBe(0);
    expect(heap.allocate(6000)).toBe(blocks[0]);
  });
});
