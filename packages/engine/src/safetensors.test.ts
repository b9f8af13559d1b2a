import { describe, expect, test } from "vitest";
import { EngineError } from "./engineError.ts";
import { readSafetensors, writeSafetensors } from "./safetensors.ts";

/** Written by tests/golden/engine/safetensors_file.py (numpy 1.24.2). */
const NUMPY_FILE =
  "+AAAAAAAAAB7Il9fbWV0YWRhdGFfXyI6IHsibWFkZSI6ICJ3aXRoIG51bXB5IiwgIsK1IjogIsOpIn0sICJiIjogeyJkdHlwZSI6ICJGMzIiLCAic2hhcGUiOiBbM10sICJkYXRhX29mZnNldHMiOiBbMCwgMTJdfSwgImEiOiB7ImR0eXBlIjogIkYzMiIsICJzaGFwZSI6IFsyLCAzXSwgImRhdGFfb2Zmc2V0cyI6IFsxMiwgMzZdfSwgInNjYWxhciI6IHsiZHR5cGUiOiAiRjMyIiwgInNoYXBlIjogW10sICJkYXRhX29mZnNldHMiOiBbMzYsIDQwXX19IAAAwD8AABDA//9/fwAAAACrqqo+q6oqPwAAgD+rqqo/VVXVPwAAAIA=";
/** Written by tests/golden/engine/safetensors_library_file.py (safetensors 0.8.0). */
const LIBRARY_FILE =
  "KAEAAAAAAAB7Il9fbWV0YWRhdGFfXyI6eyJub3RlIjoiw6kiLCJzb3VyY2UiOiJsaWJyYXJ5In0sImJpYXMiOnsiZHR5cGUiOiJGMzIiLCJzaGFwZSI6WzNdLCJkYXRhX29mZnNldHMiOlswLDEyXX0sImVtcHR5Ijp7ImR0eXBlIjoiRjMyIiwic2hhcGUiOlswLDRdLCJkYXRhX29mZnNldHMiOlsxMiwxMl19LCJzY2FsYXIiOnsiZHR5cGUiOiJGMzIiLCJzaGFwZSI6W10sImRhdGFfb2Zmc2V0cyI6WzEyLDE2XX0sInN0ZW0ua2VybmVsIjp7ImR0eXBlIjoiRjMyIiwic2hhcGUiOlszLDIsMl0sImRhdGFfb2Zmc2V0cyI6WzE2LDY0XX19IAAAAIAAAIB/ygIAAAAAIEAAAAAAJUkSPiVJkj63bds+JUkSP27bNj+3bVs/AACAPyVJkj9JkqQ/btu2P5IkyT8=";
const bytesOf = (base64: string): Uint8Array => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
const numpyBytes = (): Uint8Array => bytesOf(NUMPY_FILE);

/** A file with this header text and this many zero bytes of data. */
function fileOf(header: string | object, dataBytes: number, announced?: bigint): Uint8Array {
  const json = new TextEncoder().encode(typeof header === "string" ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + json.length + dataBytes);
  new DataView(bytes.buffer).setBigUint64(0, announced ?? BigInt(json.length), true);
  bytes.set(json, 8);
  return bytes;
}
const tensor = (begin: number, end: number, shape = [(end - begin) / 4], dtype = "F32"): object => ({ dtype, shape, data_offsets: [begin, end] });

describe("safetensors", () => {
  test("reads a file that numpy wrote", () => {
    const { weights, metadata } = readSafetensors(numpyBytes());
    expect(metadata).toEqual({ made: "with numpy", "µ": "é" });
    expect(weights.b).toEqual({ shape: [3], data: Float32Array.of(1.5, -2.25, 3.4028234663852886e38) });
    expect(weights.a).toEqual({ shape: [2, 3], data: Float32Array.from([0, 1, 2, 3, 4, 5], (value) => value / 3) });
    expect(weights.scalar.shape).toEqual([]);
    expect(Object.is(weights.scalar.data[0], -0)).toBe(true);
  });

  test("reads a file of the safetensors library", () => {
    const { weights, metadata } = readSafetensors(bytesOf(LIBRARY_FILE));
    expect(metadata).toEqual({ source: "library", note: "é" });
    expect(weights).toEqual({
      "stem.kernel": { shape: [3, 2, 2], data: Float32Array.from({ length: 12 }, (_, index) => index / 7) },
      bias: { shape: [3], data: Float32Array.of(-0, Infinity, 1e-42) },
      scalar: { shape: [], data: Float32Array.of(2.5) },
      empty: { shape: [0, 4], data: new Float32Array(0) },
    });
  });

  test("reads bytes that start in the middle of a buffer", () => {
    const shifted = new Uint8Array(numpyBytes().length + 3);
    shifted.set(numpyBytes(), 3);
    expect(readSafetensors(shifted.subarray(3))).toEqual(readSafetensors(numpyBytes()));
  });

  test("writes what it reads back, bit for bit", () => {
    const weights = { empty: { shape: [0, 2], data: new Float32Array(0) }, z: { shape: [2, 2], data: Float32Array.of(1e-42, -0, Number.NaN, 0.1) } };
    const bytes = writeSafetensors(weights, { seed: "7" });
    expect(new DataView(bytes.buffer).getBigUint64(0, true) % 8n).toBe(0n);
    expect(readSafetensors(bytes)).toEqual({ weights, metadata: { seed: "7" } });
  });

  test.each<[string, RegExp, Uint8Array]>([
    ["an empty file", /0 bytes/, new Uint8Array(0)],
    ["a header above the limit", /limit/, fileOf("{}", 0, 100_000_001n)],
    ["a header length beyond 2⁵³", /limit/, fileOf("{}", 0, 2n ** 64n - 1n)],
    ["a header that runs past the end", /only 2 follow/, fileOf("{}", 0, 3n)],
    ["a header that is not JSON", /not JSON/, fileOf("{", 0)],
    ["a header that is a list", /not a JSON object/, fileOf("[]", 0)],
    ["another number type", /type F16/, fileOf({ a: tensor(0, 4, [2], "F16") }, 4)],
    ["offsets that do not fit the shape", /needs 8 bytes/, fileOf({ a: tensor(0, 4, [2]) }, 4)],
    ["a negative side", /no valid shape/, fileOf({ a: tensor(0, 4, [-1]) }, 4)],
    ["data past the end", /file at byte/, fileOf({ a: tensor(0, 8) }, 4)],
    ["an overlap", /gap or an overlap/, fileOf({ a: tensor(0, 8), b: tensor(4, 12) }, 12)],
    ["a gap", /gap or an overlap/, fileOf({ a: tensor(0, 4), b: tensor(8, 12) }, 12)],
    ["bytes left over", /tensors end/, fileOf({ a: tensor(0, 4) }, 8)],
    ["metadata that is not text", /not text/, fileOf({ __metadata__: { a: 1 } }, 0)],
  ])("refuses %s", (_title, message, bytes) => {
    expect(() => readSafetensors(bytes)).toThrow(EngineError);
    expect(() => readSafetensors(bytes)).toThrow(message);
  });

  test("refuses every truncation of a good file", () => {
    const bytes = numpyBytes();
    for (let length = 0; length < bytes.length; length++) expect(() => readSafetensors(bytes.subarray(0, length))).toThrow(EngineError);
  });
});
