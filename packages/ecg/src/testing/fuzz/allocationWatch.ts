/** Counts the bytes that code under test allocates as typed arrays, array buffers and pre-sized arrays, while it is watched. */

const WATCHED = ["ArrayBuffer", "Uint8Array", "Int8Array", "Uint16Array", "Int16Array", "Uint32Array", "Int32Array", "Float32Array", "Float64Array", "BigInt64Array", "BigUint64Array", "Uint8ClampedArray", "Array"] as const;

/** A request beyond this is refused by the watch itself, so that a planted giant cannot take the machine down. */
const REFUSED_BYTES = 2 ** 30;

export class GiantAllocation extends Error {
  override readonly name = "GiantAllocation";
}

export interface AllocationWatch {
  /** Bytes asked for since the last call. */
  take(): number;
  stop(): void;
}

/** Wraps the global constructors; `stop` puts the originals back. */
export function watchAllocations(): AllocationWatch {
  let bytes = 0;
  const originals = new Map<string, unknown>();
  const add = (count: number, width: number) => {
    if (!(count > 0)) return;
    bytes += count * width;
    if (count * width > REFUSED_BYTES) throw new GiantAllocation(`${count * width} bytes asked for at once`);
  };
  for (const name of WATCHED) {
    const original = (globalThis as Record<string, unknown>)[name] as new (...args: unknown[]) => object;
    originals.set(name, original);
    const width = name === "Array" ? 8 : ((original as unknown as { BYTES_PER_ELEMENT?: number }).BYTES_PER_ELEMENT ?? 1);
    (globalThis as Record<string, unknown>)[name] = new Proxy(original, {
      construct(target, args, newTarget) {
        const first: unknown = args[0];
        if (typeof first === "number") {
          if (name !== "Array" || args.length === 1) add(first, width);
        } else if (name !== "Array" && typeof first === "object" && first !== null && !("byteLength" in first && !ArrayBuffer.isView(first))) {
          const length = (first as { length?: unknown }).length;
          if (typeof length === "number") add(length, width);
        }
        return Reflect.construct(target, args, newTarget) as object;
      },
    });
  }
  return {
    take() {
      const taken = bytes;
      bytes = 0;
      return taken;
    },
    stop() {
      for (const [name, original] of originals) (globalThis as Record<string, unknown>)[name] = original;
    },
  };
}
