import { describe, test } from "vitest";
import type { NodeName } from "../../graph.ts";
import type { GraphBuilder } from "../../graphBuilder.ts";
import { seededRandom } from "../../seededRandom.ts";
import { checkLowering } from "./checkLowering.ts";

type Draw = (least: number, most: number) => number;

/** What can be done to a signal: returns a signal. */
const STEPS: readonly ((b: GraphBuilder, x: NodeName, name: string, draw: Draw) => NodeName)[] = [
  (b, x, name, draw) => b.conv1d(x, { name, filters: 2 * draw(1, 2), kernelSize: draw(1, 4), stride: draw(1, 2), dilation: draw(1, 2), padding: (["same", "causal"] as const)[draw(0, 1)] }),
  (b, x, name) => b.batchNorm(x, { name }),
  (b, x, name) => b.layerNorm(x, { name, epsilon: 0.1 }),
  (b, x, name) => b.relu(x, name),
  (b, x, name, draw) => b.gelu(x, { name, approximation: (["erf", "tanh"] as const)[draw(0, 1)] }),
  (b, x, name) => b.softmax(x, name),
  (b, x, name) => b.multiHeadAttention(x, { name, heads: 2, headSize: 2 }),
  (b, x, name, draw) => b.lstm(x, { name, units: draw(1, 3), returnSequences: true }),
  (b, x, name) => b.dropout(x, { name, rate: 0.3 }),
  (b, x, name) => b.l2Normalize(x, { name, epsilon: 0.1 }),
  (b, x, name, draw) => b.averagePool1d(x, { name, poolSize: draw(2, 3), stride: draw(1, 2), padding: "same" }),
  (b, x, name, draw) => b.maxPool1d(x, { name, poolSize: draw(2, 3), stride: draw(1, 2), padding: "same" }),
  (b, x, name, draw) => b.upsample1d(x, { name, factor: draw(1, 2) }),
  (b, x, name) => b.positionEmbedding(x, { name }),
  (b, x, name) => b.dense(x, { name, units: 2 }),
  // Squeeze and excitation, spatial attention, a shortcut and a turn of the axes: nodes with two readers.
  (b, x, name) => b.multiply(x, b.sigmoid(b.globalAveragePool1d(x, `${name}.pool`), `${name}.gate`), name),
  (b, x, name) => b.multiply(x, b.concat([b.channelMean(x, `${name}.mean`)], { name: `${name}.both`, axis: -1 }), name),
  (b, x, name) => b.add(b.channelMax(x, `${name}.max`), b.tanh(x, `${name}.tanh`), name),
  (b, x, name) => b.concat([x, b.tanh(x, `${name}.tanh`)], { name, axis: 0 }),
  (b, x, name) => b.permute(x, { name, permutation: [1, 0] }),
];

describe("networks drawn at random have the gradients of central differences, plain and fused", () => {
  test.each(Array.from({ length: 24 }, (_, seed) => seed))("network %i", (seed) => {
    const random = seededRandom(seed)("networks");
    const draw: Draw = (least, most) => least + Math.floor(random() * (most - least + 1));
    checkLowering({
      title: `network ${seed}`,
      batch: draw(1, 3),
      input: [draw(3, 6), draw(1, 3)],
      training: draw(0, 1) === 1 ? { dropoutSeed: seed } : undefined,
      build(b, x) {
        let signal = x;
        for (let depth = 0; depth < 5; depth++) signal = STEPS[draw(0, STEPS.length - 1)](b, signal, `step${depth}`, draw);
        return b.dense(b.globalAveragePool1d(signal, "pool"), { name: "head", units: 2 });
      },
    });
  });
});
