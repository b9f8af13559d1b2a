import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import { seededRandom } from "../../seededRandom.ts";
import { loadBackend } from "../loadBackend.ts";

beforeAll(() => loadBackend("wasm"));

function drawn(shape: readonly number[], stream: string, offset = 0): { shape: readonly number[]; data: Float32Array } {
  const random = seededRandom(9)(stream);
  return { shape, data: Float32Array.from({ length: shape.reduce((product, side) => product * side, 1) }, () => 2 * random() - 1 + offset) };
}

type Sized = ReturnType<typeof drawn>;
const tensor = ({ shape, data }: Sized) => tf.tensor(data, [...shape] as [number, number, number, number]) as tf.Tensor4D;

const weightedSum = (y: tf.Tensor4D, weight: Sized) => tf.sum(tf.mul(y, tensor(weight)));

/** Runs a kernel as tfjs' own gradients would. */
function runKernel(name: string, inputs: Record<string, tf.Tensor>, attributes: Record<string, unknown>): Float32Array {
  return (tf.engine().runKernel(name, inputs as tf.NamedTensorMap, attributes as never) as tf.Tensor).dataSync<"float32">().slice();
}

/** Central differences of Σ weight · f(values), one value at a time. */
function differences(values: Sized, weight: Sized, f: (x: tf.Tensor4D) => tf.Tensor4D): Float64Array {
  const step = 1e-2;
  const at = (index: number, change: number): number => {
    const data = values.data.slice();
    data[index]! += change;
    return tf.tidy(() => weightedSum(f(tensor({ shape: values.shape, data })), weight).dataSync()[0]!);
  };
  return Float64Array.from(values.data, (_, index) => (at(index, step) - at(index, -step)) / (2 * step));
}

describe("the kernels added to the tfjs wasm backend", () => {
  test.each([
    ["same, stride 1", [2, 1, 9, 3], [1, 3, 3, 4], [1, 1], "same", [2, 1, 9, 4]],
    ["same, stride 2, odd length", [1, 1, 7, 2], [1, 5, 2, 3], [1, 2], "same", [1, 1, 4, 3]],
    ["valid, two dimensions", [2, 5, 6, 2], [3, 2, 2, 3], [2, 1], "valid", [2, 2, 5, 3]],
  ] as const)("give the filter gradient of a convolution: %s", (_title, xShape, filterShape, strides, pad, yShape) => {
    const x = drawn(xShape, "x");
    const filter = drawn(filterShape, "filter");
    const weight = drawn(yShape, "weight");
    const f = (w: tf.Tensor4D) => tf.conv2d(tensor(x), w, [...strides] as [number, number], pad);
    const gradient = runKernel("Conv2DBackpropFilter", { x: tensor(x), dy: tensor(weight) }, { filterShape, strides, pad, dataFormat: "NHWC" });
    const expected = differences(filter, weight, f);
    gradient.forEach((value, index) => expect(value).toBeCloseTo(expected[index]!, 2));
  });

  test("give the gradient of a max pool whose windows hold no positive value, where tfjs' own is wrong", () => {
    // All values lie between −3 and −1, and no two are equal.
    const x = drawn([2, 1, 11, 3], "negative", -2);
    const pooled = tf.maxPool(tensor(x), [1, 3], [1, 2], "same");
    const gradient = runKernel("MaxPoolGrad", { dy: tensor(drawn([2, 1, 6, 3], "w")), input: tensor(x), output: pooled }, { filterSize: [1, 3], strides: [1, 2], pad: "same" });
    const weights = drawn([2, 1, 6, 3], "w").data;
    const expected = new Float64Array(x.data.length);
    for (let batch = 0; batch < 2; batch++)
      for (let t = 0; t < 6; t++)
        for (let channel = 0; channel < 3; channel++) {
          const at = (time: number) => (batch * 11 + time) * 3 + channel;
          // "same" pads 1 on the left of 11 samples with window 3 and stride 2.
          const times = [2 * t - 1, 2 * t, 2 * t + 1].filter((time) => time >= 0 && time < 11);
          const largest = times.reduce((best, time) => (x.data[at(time)]! > x.data[at(best)]! ? time : best));
          expected[at(largest)]! += weights[(batch * 6 + t) * 3 + channel]!;
        }
    gradient.forEach((value, index) => expect(value).toBeCloseTo(expected[index]!, 5));
  });
});
