import { describe, expect, test } from "vitest";
import { halfToNumber, packWeights, readWeightData } from "./weightData.ts";

describe("weights of a LayersModel", () => {
  // Published values of IEEE 754 binary16.
  test.each([[0x0000, 0], [0x8000, -0], [0x0001, 2 ** -24], [0x03ff, 1023 * 2 ** -24], [0x0400, 2 ** -14], [0x3555, 0.333251953125], [0x3c00, 1], [0x3c01, 1.0009765625], [0x7bff, 65504], [0xc000, -2], [0x7c00, Infinity], [0xfc00, -Infinity], [0x7e00, NaN]])("half precision %i is %f", (bits, value) => {
    expect(halfToNumber(bits)).toBe(value);
  });

  test("come back bit for bit from packed float32, whatever their place in the file", () => {
    const tensors = [
      { name: "a/kernel", tensor: { shape: [2, 2], data: Float32Array.of(0.1, -0, 1e-40, 3e38) } },
      { name: "b/bias", tensor: { shape: [1], data: Float32Array.of(-7.5) } },
    ];
    const { entries, bytes } = packWeights(tensors);
    const apart = new Uint8Array(bytes.length + 3);
    apart.set(bytes, 3);
    const read = readWeightData([{ paths: ["w"], weights: entries }], { w: apart.subarray(3) });
    expect([...read]).toEqual(tensors.map(({ name, tensor }) => [name, tensor]));
    expect(Object.is(read.get("a/kernel")!.data[1], -0)).toBe(true);
  });

  test("refuses a number format it does not know", () => {
    expect(() => readWeightData([{ paths: ["w"], weights: [{ name: "words/table", shape: [1], dtype: "string" }] }], { w: new Uint8Array(4) })).toThrow(/"words\/table".*"string".*float32/);
  });
});
