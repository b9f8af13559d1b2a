/** Trains the delineation network: Adam on binary cross-entropy per sample and wave, learning rate along half a cosine, weights averaged exponentially. */
import { initializeWeights, type Executor, type Weights } from "@kalium/engine";
import { DELINEATION_CHANNELS, DELINEATION_WINDOW_SAMPLES, delineationNetwork } from "@kalium/models";
import type { AnnotatedStrip } from "./annotatedStrip.ts";
import { drawTrainingRow, labelsPerRow } from "./trainingRow.ts";

export interface DelineatorTrainingConfig {
  readonly steps: number;
  readonly batchSize: number;
  readonly learningRate: number;
  /** Steps over which the learning rate rises to its full height. */
  readonly warmupSteps: number;
  /** Share of the averaged weights that a step keeps. */
  readonly averageDecay: number;
  readonly windowSamples: number;
}

/** Kalium's choice. */
export const delineatorTraining: DelineatorTrainingConfig = { steps: 1200, batchSize: 16, learningRate: 3e-3, warmupSteps: 50, averageDecay: 0.99, windowSamples: DELINEATION_WINDOW_SAMPLES };

export interface DelineatorTrainingInput {
  readonly executor: Executor;
  readonly strips: readonly AnnotatedStrip[];
  /** See `drawTrainingRow`. */
  readonly noise: readonly Float32Array[];
  readonly config: DelineatorTrainingConfig;
  readonly widths?: readonly number[];
  readonly kernelSizes?: readonly number[];
  /** Generator for a named stream; the same name gives the same numbers. */
  readonly randomOf: (stream: string) => () => number;
  /** Called after every step; may throw to stop. */
  readonly onStep?: (step: number, loss: number) => void | Promise<void>;
}

export interface DelineatorTrainingResult {
  readonly weights: Weights;
  /** Mean loss of each twentieth of the steps. */
  readonly lossHistory: readonly number[];
}

export async function trainDelineator({ executor, strips, noise, config, widths, kernelSizes, randomOf, onStep }: DelineatorTrainingInput): Promise<DelineatorTrainingResult> {
  const { windowSamples, batchSize, steps, warmupSteps } = config;
  const graph = delineationNetwork({ windowSamples, ...(widths && { widths }), ...(kernelSizes && { kernelSizes }) });
  const model = await executor.compile(graph, initializeWeights(graph, randomOf));
  const trainer = model.trainer({ loss: { kind: "binaryCrossEntropy" }, optimizer: { kind: "adam", learningRate: config.learningRate }, averageDecay: config.averageDecay });
  try {
    const rowLength = windowSamples * DELINEATION_CHANNELS;
    const inputs = new Float32Array(batchSize * rowLength);
    const labels = new Float32Array(batchSize * labelsPerRow(windowSamples));
    const next = drawPairs(strips, randomOf("order"));
    const random = randomOf("rows");
    const losses: number[] = [];
    for (let step = 0; step < steps; step++) {
      for (let row = 0; row < batchSize; row++) {
        const { strip, lead } = next();
        const drawn = drawTrainingRow(strip, lead, windowSamples, noise, random);
        inputs.set(drawn.inputs, row * rowLength);
        labels.set(drawn.labels, row * labelsPerRow(windowSamples));
      }
      trainer.setLearningRate(config.learningRate * Math.min(1, (step + 1) / warmupSteps) * 0.5 * (1 + Math.cos((Math.PI * step) / steps)));
      const loss = await trainer.step(inputs, labels);
      losses.push(loss);
      await onStep?.(step, loss);
    }
    const block = Math.max(1, Math.ceil(steps / 20));
    const lossHistory = Array.from({ length: Math.ceil(steps / block) }, (_, index) => losses.slice(index * block, (index + 1) * block)).map((part) => part.reduce((sum, loss) => sum + loss, 0) / part.length);
    return { weights: await trainer.averagedWeights(), lossHistory };
  } finally {
    trainer.dispose();
    model.dispose();
  }
}

/** Marked leads in random order, all once before any comes again. */
function drawPairs(strips: readonly AnnotatedStrip[], random: () => number): () => { readonly strip: AnnotatedStrip; readonly lead: number } {
  const pairs = strips.flatMap((strip) => strip.leads.flatMap(({ waves }, lead) => (waves.length > 0 ? [{ strip, lead }] : [])));
  let left: typeof pairs = [];
  return () => {
    if (left.length === 0) left = [...pairs];
    const at = Math.floor(random() * left.length);
    const pair = left[at]!;
    left[at] = left.at(-1)!;
    left.pop();
    return pair;
  };
}
