import { describe, expect, test } from "vitest";
import { interpretProgram } from "../interpretProgram.ts";
import { checkLowering, runLowering, sumOver, titled } from "./checkLowering.ts";
import type { LoweringCase, Tensor } from "./checkLowering.ts";

describe("dense layers work on the last axis", () => {
  test.each(titled([
    {
      title: "vectors", batch: 3, input: [5], build: (b, x) => b.dense(x, { name: "d", units: 4 }),
      definition: (x, { "d.kernel": w, "d.bias": bias }) => (row, u) => bias.at(u) + sumOver(5, (k) => x.at(row, k) * w.at(k, u)),
    },
    {
      title: "one signal without bias", batch: 1, input: [7, 3], build: (b, x) => b.dense(x, { name: "d", units: 2, bias: false }),
      definition: (x, { "d.kernel": w }) => (row, t, u) => sumOver(3, (k) => x.at(row, t, k) * w.at(k, u)),
    },
    {
      title: "images", batch: 2, input: [2, 3, 3], build: (b, x) => b.dense(x, { name: "d", units: 1, parameterPrefix: "shared" }),
      definition: (x, { "shared.kernel": w, "shared.bias": bias }) => (row, i, j, u) => bias.at(u) + sumOver(3, (k) => x.at(row, i, j, k) * w.at(k, u)),
    },
  ]))("%s", (_title, options) => checkLowering(options));
});

describe("products of nodes", () => {
  test.each(titled([
    {
      title: "a signal by itself, transposed", batch: 2, input: [5, 3], build: (b, x) => b.matmul(x, x, { name: "y", transposeB: true }),
      definition: (x) => (row, s, t) => sumOver(3, (k) => x.at(row, s, k) * x.at(row, t, k)),
    },
    {
      title: "two parts", batch: 1, input: [5, 4],
      build: (b, x) => b.matmul(b.slice(x, { name: "a", begin: [0, 0], size: [5, 2] }), b.slice(x, { name: "c", begin: [3, 1], size: [2, 3] }), { name: "y" }),
      definition: (x) => (row, i, j) => sumOver(2, (k) => x.at(row, i, k) * x.at(row, 3 + k, 1 + j)),
    },
    {
      title: "stacks of matrices", batch: 2, input: [3, 2, 4], build: (b, x) => b.matmul(x, b.permute(x, { name: "p", permutation: [0, 2, 1] }), { name: "y" }),
      definition: (x) => (row, n, i, j) => sumOver(4, (k) => x.at(row, n, i, k) * x.at(row, n, j, k)),
    },
  ]))("%s", (_title, options) => checkLowering(options));
});

/** Attention as Vaswani et al. 2017 write it, position by position. */
const attention = (time: number, features: number, heads: number, size: number): LoweringCase["definition"] => (x, p) => {
  const project = (leaf: string, row: number, t: number, u: number): number => p[`att.${leaf}.bias`].at(u) + sumOver(features, (k) => x.at(row, t, k) * p[`att.${leaf}.kernel`].at(k, u));
  const score = (row: number, head: number, t: number, s: number): number => sumOver(size, (k) => project("query", row, t, head * size + k) * project("key", row, s, head * size + k)) / Math.sqrt(size);
  const context = (row: number, head: number, t: number, k: number): number => {
    const powers = Array.from({ length: time }, (_, s) => Math.exp(score(row, head, t, s)));
    const total = powers.reduce((sum, power) => sum + power, 0);
    return sumOver(time, (s) => (powers[s] / total) * project("value", row, s, head * size + k));
  };
  return (row, t, u) => p["att.out.bias"].at(u) + sumOver(heads, (head) => sumOver(size, (k) => context(row, head, t, k) * p["att.out.kernel"].at(head * size + k, u)));
};

describe("multi-head attention", () => {
  const make = (batch: number, time: number, features: number, heads: number, headSize?: number): LoweringCase => ({
    title: `${batch} × ${time} × ${features}, ${heads} heads of ${headSize ?? features / heads}`, batch, input: [time, features],
    build: (b, x) => b.multiHeadAttention(x, { name: "att", heads, headSize }),
    definition: attention(time, features, heads, headSize ?? features / heads),
  });
  test.each(titled([make(2, 5, 4, 2), make(1, 3, 3, 1), make(2, 4, 3, 2, 3), make(1, 1, 4, 4), make(3, 7, 2, 1, 1)]))("%s", (_title, options) => checkLowering(options));

  test("does not care about the order of times, but for moving its rows along", () => {
    const run = runLowering(make(1, 4, 4, 2));
    const turned = (data: ArrayLike<number>): number[] => [3, 0, 1, 2].flatMap((t) => Array.from({ length: 4 }, (_, k) => data[t * 4 + k]));
    const [y, moved] = [run.x.data, turned(run.x.data)].map((inputs) => interpretProgram(run.program, { ...run.feeds, inputs }, run.states)[run.y]);
    turned(y).forEach((value, index) => expect(moved[index]).toBeCloseTo(value, 12));
  });
});

const logistic = (value: number): number => 1 / (1 + Math.exp(-value));

/** The recursion of Keras' LSTM, gates in the order input, forget, cell, output. */
function lstmStates(x: Tensor, kernel: Tensor, recurrent: Tensor, bias: Tensor, row: number, units: number): number[][] {
  const [, time, features] = x.shape;
  let hidden = Array.from({ length: units }, () => 0);
  let cell = [...hidden];
  return Array.from({ length: time }, (_, t) => {
    const gate = (which: number, u: number): number =>
      bias.at(which * units + u) + sumOver(features, (k) => x.at(row, t, k) * kernel.at(k, which * units + u)) + sumOver(units, (k) => hidden[k] * recurrent.at(k, which * units + u));
    const fresh = cell.map((kept, u) => logistic(gate(1, u)) * kept + logistic(gate(0, u)) * Math.tanh(gate(2, u)));
    hidden = fresh.map((value, u) => logistic(gate(3, u)) * Math.tanh(value));
    cell = fresh;
    return hidden;
  });
}

describe("LSTM", () => {
  const make = (batch: number, time: number, features: number, units: number, returnSequences: boolean): LoweringCase => ({
    title: `${batch} × ${time} × ${features} to ${units} units, ${returnSequences ? "all states" : "last state"}`, batch, input: [time, features],
    build: (b, x) => b.lstm(x, { name: "l", units, returnSequences }),
    definition: (x, { "l.kernel": kernel, "l.recurrentKernel": recurrent, "l.bias": bias }) => (row, ...at) => {
      const states = lstmStates(x, kernel, recurrent, bias, row, units);
      return returnSequences ? states[at[0]][at[1]] : states[x.shape[1] - 1][at[0]];
    },
  });
  test.each(titled([make(2, 5, 3, 4, false), make(2, 5, 3, 4, true), make(1, 7, 1, 2, false), make(1, 1, 3, 2, true), make(3, 1, 2, 3, false), make(1, 4, 2, 1, true), make(2, 2, 2, 2, true)]))(
    "%s", (_title, options) => checkLowering(options),
  );
  test("two in a row", () => {
    checkLowering({ title: "two", batch: 2, input: [4, 2], build: (b, x) => b.lstm(b.lstm(x, { name: "a", units: 3, returnSequences: true }), { name: "c", units: 2 }) });
  });
});
