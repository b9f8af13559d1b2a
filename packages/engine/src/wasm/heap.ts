/** Blocks of one WebAssembly memory: first fit over a list of what is free, growing when nothing fits. */
import { EngineError } from "../engineError.ts";

const PAGE_BYTES = 65_536;
/** Kernels may read up to a vector beyond what they are given. */
const SLACK_BYTES = 64;
const ALIGN_BYTES = 64;
/** Address 0 stays unused, so that no block has it. */
const FIRST_ADDRESS = 1024;
/** All that 32 bits address. */
export const MOST_PAGES = 65_536;
/** Below this nothing worth training fits. */
const LEAST_PAGES = 2048;

export interface Heap {
  readonly memory: WebAssembly.Memory;
  readonly shared: boolean;
  /** @throws {EngineError} `out-of-memory` */
  allocate(bytes: number): number;
  free(address: number): void;
  floats(address: number, length: number): Float32Array;
  words(address: number, length: number): Int32Array;
  allocatedBytes(): number;
}

interface Span {
  address: number;
  bytes: number;
}

/** The largest memory that can be reserved here: small devices refuse the whole range of addresses. */
function reserveMemory(shared: boolean): WebAssembly.Memory {
  for (let maximum = MOST_PAGES; maximum >= LEAST_PAGES; maximum /= 2) {
    try {
      return new WebAssembly.Memory({ initial: 1, maximum, shared });
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
    }
  }
  throw new EngineError("executor-unavailable", `No ${(LEAST_PAGES * PAGE_BYTES) / 2 ** 20} MiB of addresses can be reserved for WebAssembly.`, "Close other pages, or use another executor.");
}

export function createHeap(shared: boolean): Heap {
  const memory = reserveMemory(shared);
  const free: Span[] = [{ address: FIRST_ADDRESS, bytes: PAGE_BYTES - FIRST_ADDRESS }];
  const taken = new Map<number, number>();
  let endAddress = PAGE_BYTES;

  const release = (address: number, bytes: number): void => {
    let at = free.findIndex((span) => span.address > address);
    if (at < 0) at = free.length;
    free.splice(at, 0, { address, bytes });
    const next = free[at + 1];
    if (next?.address === address + bytes) {
      free[at].bytes += next.bytes;
      free.splice(at + 1, 1);
    }
    const last = free[at - 1];
    if (last && last.address + last.bytes === address) {
      last.bytes += free[at].bytes;
      free.splice(at, 1);
    }
  };
  const grow = (bytes: number): void => {
    const last = free.at(-1);
    const atEnd = last && last.address + last.bytes === endAddress ? last.bytes : 0;
    const pages = Math.ceil((bytes - atEnd) / PAGE_BYTES);
    try {
      memory.grow(pages);
    } catch {
      throw new EngineError("out-of-memory", `WebAssembly memory cannot grow from ${Math.round(endAddress / 2 ** 20)} MiB by ${Math.ceil((pages * PAGE_BYTES) / 2 ** 20)} MiB.`, "Use a smaller batch or a narrower network, or accumulate gradients over several small batches.");
    }
    release(endAddress, pages * PAGE_BYTES);
    endAddress += pages * PAGE_BYTES;
  };
  return {
    memory,
    shared,
    allocate(wanted) {
      const bytes = Math.ceil((wanted + SLACK_BYTES) / ALIGN_BYTES) * ALIGN_BYTES;
      let span = free.find((candidate) => candidate.bytes >= bytes);
      if (!span) {
        grow(bytes);
        span = free.find((candidate) => candidate.bytes >= bytes)!;
      }
      const { address } = span;
      span.address += bytes;
      span.bytes -= bytes;
      if (span.bytes === 0) free.splice(free.indexOf(span), 1);
      taken.set(address, bytes);
      return address;
    },
    free(address) {
      const bytes = taken.get(address);
      if (bytes === undefined) return;
      taken.delete(address);
      release(address, bytes);
    },
    floats: (address, length) => new Float32Array(memory.buffer, address, length),
    words: (address, length) => new Int32Array(memory.buffer, address, length),
    allocatedBytes: () => [...taken.values()].reduce((sum, bytes) => sum + bytes, 0),
  };
}
