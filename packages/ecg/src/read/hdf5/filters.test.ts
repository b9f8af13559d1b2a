import { describe, expect, it } from "vitest";
import { FormatError } from "../../errors.ts";
import { windowOfBytes } from "../array/byteWindow.ts";
import { decodeChunk, type Filter } from "./filters.ts";

const [SHUFFLE, FLETCHER32, LZF]: readonly Filter[] = [{ id: 2, values: [4] }, { id: 3, values: [] }, { id: 32000, values: [] }];

function decode(bytes: readonly number[], filters: readonly Filter[], byteCount: number): Promise<Uint8Array | string> {
  const data = Uint8Array.from(bytes);
  const file = { bytes: windowOfBytes("chunk.h5", data), offsetBytes: 8, lengthBytes: 8 };
  return decodeChunk(file, { address: 0, byteCount: data.length, mask: 0 }, filters, byteCount).catch((error: unknown) => (error instanceof FormatError ? error.code : String(error)));
}

describe("the filters of HDF5 chunks", () => {
  it("refuse a chunk too short for its checksum (found by fuzzing)", async () => {
    for (const length of [0, 1, 2, 3]) expect(await decode(new Array<number>(length).fill(7), [FLETCHER32!], length)).toBe("malformed");
  });

  it("check Fletcher's sum of words, an odd byte at the end counting as the high half of one", async () => {
    // Words 0x0102 and 0x0300: low sum 0x0402, high sum 0x0102 + 0x0402.
    expect(await decode([1, 2, 3, 0x02, 0x04, 0x04, 0x05], [FLETCHER32!], 3)).toEqual(Uint8Array.from([1, 2, 3]));
    expect(await decode([1, 2, 4, 0x02, 0x04, 0x04, 0x05], [FLETCHER32!], 3)).toBe("checksum");
  });

  it("put shuffled bytes back, leaving the rest at the end alone", async () => {
    expect(await decode([1, 5, 2, 6, 3, 7, 4, 8, 9], [SHUFFLE!], 9)).toEqual(Uint8Array.from([1, 2, 3, 4, 5, 6, 7, 8, 9]));
  });

  it("unpack LZF runs and copies, and refuse copies from before the start", async () => {
    // Two literal bytes, then a copy of five from two back.
    expect(await decode([1, 65, 66, 0x60, 1], [LZF!], 7)).toEqual(new TextEncoder().encode("ABABABA"));
    expect(await decode([1, 65, 66, 0x60, 9], [LZF!], 7)).toBe("malformed");
    expect(await decode([1, 65, 66, 0x60, 1], [LZF!], 6)).toBe("malformed");
  });

  it("name a filter that they do not have", async () => {
    expect(await decode([1, 2, 3, 4], [{ id: 32015, values: [] }], 4)).toBe("unsupported");
  });
});
