/** Batch-norm statistics that fit the present weights. */
import type { CompiledModel, Weights } from "@kalium/engine";

/**
 * Replaces the running mean and variance of every batch norm by those of its input over the given beats, in the order of the
 * graph, since each one changes the input of the next. Without this, a randomised layer drives the later norms far out of
 * their range and the map collapses for a reason that has nothing to do with the explanation.
 * @returns the weights now in the model
 */
export async function reestimateBatchNorms(model: CompiledModel, weights: Weights, inputs: Float32Array, rowCount: number): Promise<Weights> {
  let current = weights;
  for (const node of model.graph.nodes) {
    if (node.op !== "batchNorm") continue;
    const [source] = node.inputs;
    const values = (await model.predict(inputs, rowCount, [source]))[source];
    const channelCount = node.shape[node.shape.length - 1];
    const { mean, variance } = channelStatistics(values, channelCount);
    current = {
      ...current,
      [node.runningMean]: { shape: [channelCount], data: mean },
      [node.runningVariance]: { shape: [channelCount], data: variance },
    };
    model.setWeights(current);
  }
  return current;
}

/** Mean and variance (divisor n) of each channel over rows and time. */
function channelStatistics(values: Float32Array, channelCount: number): { readonly mean: Float32Array; readonly variance: Float32Array } {
  const count = values.length / channelCount;
  const mean = new Float64Array(channelCount);
  const variance = new Float64Array(channelCount);
  for (let index = 0; index < values.length; index++) mean[index % channelCount] += values[index] / count;
  for (let index = 0; index < values.length; index++) variance[index % channelCount] += (values[index] - mean[index % channelCount]) ** 2 / count;
  return { mean: Float32Array.from(mean), variance: Float32Array.from(variance) };
}
