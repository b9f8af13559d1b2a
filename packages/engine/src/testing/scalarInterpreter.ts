/**
 * The independent oracle of the engine's tests: runs a graph in float64 with plain loops written straight from the definitions,
 * sharing no code with the executors. Gradients come from central differences of its loss.
 */
import type { LossName, Weights } from "../executor.ts";
import type { Graph, GraphNode, NodeName, Padding } from "../graph.ts";

type Values = Float64Array;
/** Parameters in float64, by name. */
export type ScalarParameters = Record<string, Float64Array>;

export interface ScalarRun {
  /** [batch × shape] by node. */
  readonly values: ReadonlyMap<NodeName, Values>;
  /** Batch mean and biased variance by batch norm node, in training mode. */
  readonly statistics: ReadonlyMap<NodeName, { readonly mean: Values; readonly variance: Values }>;
}

export function scalarParameters(weights: Weights): ScalarParameters {
  return Object.fromEntries(Object.entries(weights).map(([name, tensor]) => [name, Float64Array.from(tensor.data)]));
}

function paddingBefore(padding: Padding, length: number, size: number, stride: number): number {
  if (padding === "valid") return 0;
  if (padding !== "same") return padding.before;
  const total = (Math.ceil(length / stride) - 1) * stride + size - length;
  return total > 0 ? Math.floor(total / 2) : 0;
}

/** Forward pass; `training` decides whether batch norms use the batch. */
export function runScalar(graph: Graph, parameters: ScalarParameters, inputs: ArrayLike<number>, batch: number, training: boolean): ScalarRun {
  const values = new Map<NodeName, Values>();
  const statistics = new Map<NodeName, { mean: Values; variance: Values }>();
  const shapes = new Map(graph.nodes.map((node) => [node.name, node.shape]));
  for (const node of graph.nodes) {
    const size = node.shape.reduce((product, side) => product * side, 1);
    const y = new Float64Array(batch * size);
    const x = node.inputs.length > 0 ? values.get(node.inputs[0])! : Float64Array.from(inputs);
    const xShape = node.inputs.length > 0 ? shapes.get(node.inputs[0])! : node.shape;
    values.set(node.name, y);
    evaluate(node, x, xShape, y);
  }
  return { values, statistics };

  function evaluate(node: GraphNode, x: Values, xShape: readonly number[], y: Values): void {
    const channels = node.shape[node.shape.length - 1];
    const [length, width] = xShape;
    switch (node.op) {
      case "input":
        y.set(x);
        break;
      case "conv1d": {
        const before = paddingBefore(node.padding, length, node.kernelSize, node.stride);
        for (let b = 0; b < batch; b++) for (let t = 0; t < node.shape[0]; t++) for (let f = 0; f < channels; f++) {
          let sum = node.bias === null ? 0 : parameters[node.bias][f];
          for (let j = 0; j < node.kernelSize; j++) {
            const at = t * node.stride + j - before;
            if (at < 0 || at >= length) continue;
            for (let c = 0; c < width; c++) sum += x[(b * length + at) * width + c] * parameters[node.kernel][(j * width + c) * channels + f];
          }
          y[(b * node.shape[0] + t) * channels + f] = sum;
        }
        break;
      }
      case "batchNorm": {
        const count = x.length / channels;
        const mean = new Float64Array(channels);
        const variance = new Float64Array(channels);
        x.forEach((value, index) => (mean[index % channels] += value / count));
        x.forEach((value, index) => (variance[index % channels] += (value - mean[index % channels]) ** 2 / count));
        if (training) statistics.set(node.name, { mean, variance });
        const usedMean = training ? mean : parameters[node.runningMean];
        const usedVariance = training ? variance : parameters[node.runningVariance];
        x.forEach((value, index) => {
          const c = index % channels;
          y[index] = ((value - usedMean[c]) / Math.sqrt(usedVariance[c] + node.epsilon)) * parameters[node.gamma][c] + parameters[node.beta][c];
        });
        break;
      }
      case "relu":
        x.forEach((value, index) => (y[index] = Math.max(0, value)));
        break;
      case "maxPool1d": {
        const before = paddingBefore(node.padding, length, node.poolSize, node.stride);
        for (let b = 0; b < batch; b++) for (let t = 0; t < node.shape[0]; t++) for (let c = 0; c < width; c++) {
          let best = Number.NEGATIVE_INFINITY;
          for (let j = 0; j < node.poolSize; j++) {
            const at = t * node.stride + j - before;
            if (at >= 0 && at < length) best = Math.max(best, x[(b * length + at) * width + c]);
          }
          y[(b * node.shape[0] + t) * width + c] = best;
        }
        break;
      }
      case "zeroPad1d":
        for (let b = 0; b < batch; b++) y.set(x.subarray(b * length * width, (b + 1) * length * width), (b * node.shape[0] + node.before) * width);
        break;
      case "add":
        x.forEach((value, index) => (y[index] = value + values.get(node.inputs[1])![index]));
        break;
      case "globalAveragePool1d":
        for (let b = 0; b < batch; b++) for (let t = 0; t < length; t++) for (let c = 0; c < width; c++) y[b * width + c] += x[(b * length + t) * width + c] / length;
        break;
      case "dense":
        for (let b = 0; b < batch; b++) for (let u = 0; u < node.units; u++) {
          let sum = node.bias === null ? 0 : parameters[node.bias][u];
          for (let f = 0; f < length; f++) sum += x[b * length + f] * parameters[node.kernel][f * node.units + u];
          y[b * node.units + u] = sum;
        }
        break;
      default:
        node satisfies never;
    }
  }
}

/** Mean loss of a batch. */
export function scalarLoss(name: LossName, logits: Values, labels: Int32Array): number {
  const classes = logits.length / labels.length;
  let total = 0;
  labels.forEach((label, row) => {
    if (name === "binaryCrossEntropy") {
      const share = 1 / (1 + Math.exp(-logits[row]));
      total -= Math.log(label === 1 ? share : 1 - share);
    } else {
      const exponentials = Array.from(logits.subarray(row * classes, (row + 1) * classes), Math.exp);
      total -= Math.log(exponentials[label] / exponentials.reduce((sum, value) => sum + value, 0));
    }
  });
  return total / labels.length;
}

/** Central difference of `measure` with respect to every entry of `values`, which it changes and puts back. */
export function centralDifferences(values: Float64Array, measure: () => number, step = 1e-5): Float64Array {
  return values.map((value, index) => {
    values[index] = value + step;
    const above = measure();
    values[index] = value - step;
    const below = measure();
    values[index] = value;
    return (above - below) / (2 * step);
  });
}
