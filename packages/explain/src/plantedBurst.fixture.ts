/**
 * Planted truth of the explanation spec, section 4, at test size: two classes of synthetic beats that differ by a 30 Hz burst of
 * 0.08 in the T window and nowhere else, and a small network trained on them. A map of that network has to lie in the window.
 */
import { chooseExecutor, graphBuilder, initializeWeights, seededRandom, type CompiledModel, type Graph } from "@kalium/engine";

export const BEAT_LENGTH = 120;
/** Centre of T ± 2.5 of its standard deviations. */
export const T_WINDOW = { name: "T", start: 59, end: 88 };
/** Layer under the global average: 30 cells. */
export const MAPPED_NODE = "features2";

/** Beats of five Gaussians (embedding spec, section 2); odd rows carry the burst. */
export function burstBeats(count: number, seed: number): { readonly beats: Float32Array; readonly labels: Int32Array } {
  const random = seededRandom(seed)("beats");
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const beats = new Float32Array(count * BEAT_LENGTH);
  const labels = Int32Array.from({ length: count }, (_, row) => row % 2);
  // Centre s, SD s, height.
  const waves = [[-0.17, 0.022, 0.12], [-0.025, 0.009, -0.12], [0, 0.011, 1], [0.028, 0.011, -0.25], [0.27, 0.045, 0.3]];
  for (let row = 0; row < count; row++) {
    const heights = waves.map(([, , height]) => height * (1 + 0.08 * normal()));
    const phase = 2 * Math.PI * random();
    for (let sample = 0; sample < BEAT_LENGTH; sample++) {
      const time = (sample - 40) / 125;
      let value = 0.02 * normal();
      waves.forEach(([centre, width], wave) => (value += heights[wave] * Math.exp(-0.5 * ((time - centre) / width) ** 2)));
      const inside = sample >= T_WINDOW.start && sample < T_WINDOW.end;
      if (labels[row] === 1 && inside) value += 0.08 * Math.sin(2 * Math.PI * 30 * time + phase);
      beats[row * BEAT_LENGTH + sample] = value;
    }
  }
  return { beats, labels };
}

/** The rows of one class. */
export function rowsOfClass(beats: Float32Array, labels: Int32Array, label: number): Float32Array {
  const rows = Array.from(labels.keys()).filter((row) => labels[row] === label);
  return Float32Array.from(rows.flatMap((row) => Array.from(beats.subarray(row * BEAT_LENGTH, (row + 1) * BEAT_LENGTH))));
}

/** A cell of the last layer sees 21 samples, less than the planted window: a wider view could not be told from a wrong map. */
export function burstNet(): Graph {
  const builder = graphBuilder("burst net");
  let node = builder.input("beat", [BEAT_LENGTH, 1]);
  for (const [index, [kernelSize, stride]] of [[5, 2], [5, 2], [3, 1]].entries()) {
    node = builder.conv1d(node, { name: `conv${index}`, filters: 16, kernelSize, stride });
    node = builder.batchNorm(node, { name: `norm${index}`, momentum: 0.9 });
    node = builder.relu(node, `features${index}`);
  }
  node = builder.globalAveragePool1d(node, "pooled");
  node = builder.dense(node, { name: "logits", units: 2 });
  builder.output(node);
  return builder.build();
}

/** Trains the network on fresh beats at every step; with `shuffled` the labels are drawn anew and mean nothing. */
export async function trainBurstNet(seed: number, options: { readonly stepCount?: number; readonly shuffled?: boolean } = {}): Promise<CompiledModel> {
  const graph = burstNet();
  const executor = await chooseExecutor({ forced: "wasm", threads: 1 });
  const model = await executor.compile(graph, initializeWeights(graph, seededRandom(seed)));
  const trainer = model.trainer({ loss: "softmaxCrossEntropy", optimizer: { kind: "adam", learningRate: 0.005 } });
  const coin = seededRandom(seed)("labels");
  for (let step = 0; step < (options.stepCount ?? 600); step++) {
    const { beats, labels } = burstBeats(64, 1000 * seed + step);
    await trainer.step(beats, options.shuffled ? labels.map(() => (coin() < 0.5 ? 0 : 1)) : labels);
  }
  trainer.dispose();
  return model;
}
