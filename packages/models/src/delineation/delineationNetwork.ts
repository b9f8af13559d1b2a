/**
 * A small one-dimensional U-Net that says for each sample of a lead whether it lies in a P wave, a QRS complex or a T wave.
 *
 * The layout follows Ronneberger et al. 2015 (doi:10.1007/978-3-319-24574-4_28) with the idea of Moskalenko et al. 2020
 * (arXiv:2001.04689) to delineate an ECG by segmentation. Widths, depths, kernels and the three channels are Kalium's choice. Pairs of
 * samples are folded into channels before the first convolution and unfolded after the last, so that most of the
 * work is done at half the rate while the answer keeps the full one.
 */
import { graphBuilder } from "@kalium/engine";
import type { Graph, GraphBuilder, NodeName } from "@kalium/engine";
import { DELINEATION_CHANNELS, SEGMENTED_WAVES } from "./delineationInput.ts";

export interface DelineationNetworkOptions {
  /** Samples of one row, a multiple of 32 (two samples a step, four halvings). The weights fit any length. */
  readonly windowSamples: number;
  /** Filters of the levels, from fine to coarse. Default 16, 24, 32, 40, 48. */
  readonly widths?: readonly number[];
  /** Taps of the convolutions of each level. Default 7, 7, 5, 5, 5. */
  readonly kernelSizes?: readonly number[];
}

export const DELINEATION_WIDTHS: readonly number[] = [16, 24, 32, 40, 48];
export const DELINEATION_KERNELS: readonly number[] = [7, 7, 5, 5, 5];

/** Share of a running statistic that a step keeps: follows trainings of a few hundred steps (Kalium's choice). */
const BATCH_NORM_MOMENTUM = 0.95;
/** Samples that share one position of the finest level. */
const FOLDED_SAMPLES = 2;

/** Two convolutions with batch norm and ReLU. */
function addLevel(b: GraphBuilder, from: NodeName, name: string, filters: number, kernelSize: number): NodeName {
  let x = from;
  for (const index of [1, 2]) {
    x = b.conv1d(x, { name: `${name}.conv${index}`, filters, kernelSize, bias: false });
    x = b.relu(b.batchNorm(x, { name: `${name}.norm${index}`, momentum: BATCH_NORM_MOMENTUM }), `${name}.relu${index}`);
  }
  return x;
}

/**
 * The network as a graph: input "input" [windowSamples, channels of the contract], output "logits" [windowSamples × 3] with the logits of P, QRS and T
 * sample by sample; a sigmoid turns each into a probability of its own.
 *
 * @example
 * const graph = delineationNetwork({ windowSamples: 2048 });
 * @throws {GraphError} when the length is no multiple of 32
 */
export function delineationNetwork({ windowSamples, widths = DELINEATION_WIDTHS, kernelSizes = DELINEATION_KERNELS }: DelineationNetworkOptions): Graph {
  const b = graphBuilder(`delineation-${widths.join("-")}`);
  const positions = windowSamples / FOLDED_SAMPLES;
  const waves = SEGMENTED_WAVES.length;
  let x = b.reshape(b.input("input", [windowSamples, DELINEATION_CHANNELS]), { name: "fold", shape: [positions, FOLDED_SAMPLES * DELINEATION_CHANNELS] });
  const skips: NodeName[] = [];
  const deepest = widths.length - 1;
  for (let level = 0; level < deepest; level++) {
    const skip = addLevel(b, x, `down${level}`, widths[level], kernelSizes[level]);
    skips.push(skip);
    x = b.maxPool1d(skip, { name: `down${level}.pool`, poolSize: 2 });
  }
  x = addLevel(b, x, "bottom", widths[deepest], kernelSizes[deepest]);
  for (let level = deepest - 1; level >= 0; level--) {
    const finer = b.upsample1d(x, { name: `up${level}.upsample`, factor: 2 });
    x = addLevel(b, b.concat([finer, skips[level]], { name: `up${level}.concat`, axis: 1 }), `up${level}`, widths[level], kernelSizes[level]);
  }
  x = b.conv1d(x, { name: "head", filters: FOLDED_SAMPLES * waves, kernelSize: 1, initializer: "glorotUniform" });
  b.output(b.reshape(x, { name: "logits", shape: [windowSamples * waves] }));
  return b.build();
}
