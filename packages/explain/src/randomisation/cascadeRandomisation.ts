/**
 * Cascading randomisation check (Adebayo et al. 2018, doi:10.48550/arXiv.1810.03292): a map that stays the same when the
 * network's learnt weights are replaced layer by layer does not explain what the network learnt.
 */
import type { CompiledModel, GraphNode, Weights } from "@kalium/engine";
import { spearman } from "@kalium/statistics";
import { explainBeats, type ExplainOptions } from "../cam/explainBeat.ts";
import { ExplainError, requireCount } from "../explainError.ts";
import { reestimateBatchNorms } from "./reestimateBatchNorms.ts";

/** Beats and draws of the check. */
export interface CascadeOptions extends ExplainOptions {
  /**
   * Fresh weights for a whole graph, other ones at each call: `() => initializeWeights(graph, streams)` of the engine
   * with a new seed each time.
   */
  readonly freshWeights: () => Weights;
  /** Independent randomisations; default 5. A single one says little: its correlation can be large by chance. */
  readonly repeatCount?: number;
  /** Called between pieces of work; reject it to cancel. The model's weights are put back in any case. */
  turn(): Promise<void>;
}

/** How much of the map is left once the layers from the head down to `node` are random. */
export interface CascadeStep {
  /** Graph node randomised last at this step. */
  readonly node: string;
  /** Mean signed Spearman correlation of raw maps with the original ones, over beats and randomisations; null when no map varied. */
  readonly spearman: number | null;
  /** The same of the absolute maps. */
  readonly absoluteSpearman: number | null;
}

/** The verdict and the curve behind it. */
export interface CascadeResult {
  /** From the head down; the last step has every parameter random. */
  readonly steps: readonly CascadeStep[];
  /** True when either correlation at full randomisation exceeds `RANDOMISATION_LIMIT`: the map is not about the learnt weights. */
  readonly flagged: boolean;
  readonly beatCount: number;
  readonly repeatCount: number;
  /** Sentence for the display. */
  readonly verdict: string;
}

/** Correlation at full randomisation above which a map is flagged (Kalium's choice; measured nets stay below 0.4). */
export const RANDOMISATION_LIMIT = 0.5;

/**
 * Randomises the layers with parameters one after the other, from the head down, re-estimates the batch-norm statistics on the
 * same beats after each, and correlates the maps with the original ones. The weights are put back at the end, also after an error.
 * @param beats row-major [beatCount × input]; 60 or more are advised
 */
export async function cascadeRandomisation(model: CompiledModel, beats: Float32Array, beatCount: number, options: CascadeOptions): Promise<CascadeResult> {
  const repeatCount = options.repeatCount ?? 5;
  requireCount("cascadeRandomisation repeatCount", repeatCount, 1);
  const layers = model.graph.nodes.filter((node) => parameterNames(node).length > 0).reverse();
  if (layers.length === 0) {
    throw new ExplainError("unsupported-node", "cascadeRandomisation", `the graph ${model.graph.name} has no parameters`, "choose a trained network");
  }
  const original = await model.getWeights();
  const rawMaps = async () => (await explainBeats(model, beats, beatCount, options)).explanations.map(({ rawMap }) => rawMap);
  const sums = layers.map(() => ({ signed: new RunningMean(), absolute: new RunningMean() }));
  try {
    const reference = await rawMaps();
    for (let repeat = 0; repeat < repeatCount; repeat++) {
      const fresh = options.freshWeights();
      let weights = original;
      for (const [step, layer] of layers.entries()) {
        await options.turn();
        weights = replaceLayer(weights, fresh, layer);
        model.setWeights(weights);
        weights = await reestimateBatchNorms(model, weights, beats, beatCount);
        (await rawMaps()).forEach((map, beat) => {
          sums[step].signed.add(spearman(reference[beat], map));
          sums[step].absolute.add(spearman(reference[beat].map(Math.abs), map.map(Math.abs)));
        });
      }
    }
  } finally {
    model.setWeights(original);
  }
  const steps = layers.map(({ name }, step) => ({ node: name, spearman: sums[step].signed.mean(), absoluteSpearman: sums[step].absolute.mean() }));
  const last = steps[steps.length - 1];
  const strongest = Math.max(Math.abs(last.spearman ?? 0), Math.abs(last.absoluteSpearman ?? 0));
  const flagged = strongest > RANDOMISATION_LIMIT;
  return { steps, flagged, beatCount, repeatCount, verdict: verdictOf(flagged, strongest) };
}

function verdictOf(flagged: boolean, strongest: number): string {
  const figure = strongest.toFixed(2);
  return flagged
    ? `The map hardly changes when every weight is random (correlation ${figure}): it shows the beat, not what the model learnt.`
    : `The map changes when the weights are random (correlation ${figure} at full randomisation).`;
}

/** Mean over the correlations that exist: a constant map has none. */
class RunningMean {
  private sum = 0;
  private count = 0;

  add(value: number | null): void {
    if (value === null) return;
    this.sum += value;
    this.count++;
  }

  mean(): number | null {
    return this.count === 0 ? null : this.sum / this.count;
  }
}

/** Names of all parameters of a node, running statistics included. */
function parameterNames(node: GraphNode): readonly string[] {
  switch (node.op) {
    case "conv1d":
    case "dense":
      return node.bias === null ? [node.kernel] : [node.kernel, node.bias];
    case "batchNorm":
      return [node.gamma, node.beta, node.runningMean, node.runningVariance];
    default:
      return [];
  }
}

function replaceLayer(weights: Weights, fresh: Weights, layer: GraphNode): Weights {
  return { ...weights, ...Object.fromEntries(parameterNames(layer).map((name) => [name, fresh[name]])) };
}
