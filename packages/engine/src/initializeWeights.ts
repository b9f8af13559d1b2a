import type { HostTensor, Weights } from "./executor.ts";
import { gaussian } from "./gaussian.ts";
import type { Graph, ParameterSpec } from "./graph.ts";

/** Standard deviation of a standard normal cut at ±2; Keras divides by it so that the cut draw keeps its variance. */
const TRUNCATED_NORMAL_DEVIATION = 0.87962566103423978;

const sizeOf = (shape: readonly number[]): number => shape.reduce((product, side) => product * side, 1);

/** Values that one output reads, and values that one input feeds. A vector counts as both. */
function fansOf(shape: readonly number[]): { readonly fanIn: number; readonly fanOut: number } {
  const taps = sizeOf(shape.slice(0, -2));
  return { fanIn: shape.length === 1 ? shape[0] : taps * shape[shape.length - 2], fanOut: taps * shape[shape.length - 1] };
}

/**
 * The orthonormal factor of a random normal matrix, by Gram–Schmidt, which makes the triangular factor's diagonal positive (Saxe et al. 2014, arXiv:1312.6120).
 * The shorter side of [all axes but the last, last] is orthonormal.
 */
function orthogonal(shape: readonly number[], random: () => number): Float32Array {
  const columns = shape[shape.length - 1];
  const rows = sizeOf(shape) / columns;
  const [count, length] = [Math.min(rows, columns), Math.max(rows, columns)];
  const vectors: Float64Array[] = [];
  for (let k = 0; k < count; k++) {
    const fresh = Float64Array.from({ length }, () => gaussian(random));
    // Twice, because one round leaves rounding errors where a draw lies close to those before it.
    for (const before of [...vectors, ...vectors]) {
      const along = before.reduce((sum, value, index) => sum + value * fresh[index], 0);
      fresh.forEach((value, index) => (fresh[index] = value - along * before[index]));
    }
    const norm = Math.sqrt(fresh.reduce((sum, value) => sum + value * value, 0));
    vectors.push(fresh.map((value) => value / norm));
  }
  return Float32Array.from({ length: rows * columns }, (_, index) => {
    const [row, column] = [Math.floor(index / columns), index % columns];
    return rows >= columns ? vectors[column][row] : vectors[row][column];
  });
}

function drawParameter({ shape, initializer }: ParameterSpec, random: () => number): Float32Array {
  const data = new Float32Array(sizeOf(shape));
  const { fanIn, fanOut } = fansOf(shape);
  const uniform = (limit: number): Float32Array => data.map(() => (2 * random() - 1) * limit);
  switch (initializer) {
    case "zeros":
      return data;
    case "ones":
      return data.fill(1);
    case "glorotUniform":
      return uniform(Math.sqrt(6 / (fanIn + fanOut)));
    case "fanInUniform":
      return uniform(1 / Math.sqrt(fanIn));
    case "heNormal": {
      const deviation = Math.sqrt(2 / fanIn) / TRUNCATED_NORMAL_DEVIATION;
      return data.map(() => {
        let value = gaussian(random);
        while (Math.abs(value) > 2) value = gaussian(random);
        return value * deviation;
      });
    }
    case "orthogonal":
      return orthogonal(shape, random);
    case "normal002":
      return data.map(() => 0.02 * gaussian(random));
    case "forgetOne":
      return data.fill(1, data.length / 4, data.length / 2);
    default:
      return initializer satisfies never;
  }
}

/**
 * Fresh weights, by the initialiser of each parameter (see `Initializer`): `heNormal` (He et al. 2015, doi:10.1109/ICCV.2015.123, normal cut at two
 * deviations as Keras does), `glorotUniform` (Glorot and Bengio 2010), `orthogonal` (Saxe et al. 2014), `fanInUniform` (PyTorch's), a normal of deviation
 * 0.02, zeros, ones, or ones for the forget gate of an LSTM alone (Jozefowicz et al. 2015). Each parameter draws from the stream of its own name.
 */
export function initializeWeights(graph: Pick<Graph, "parameters">, random: (stream: string) => () => number): Weights {
  const weights: Record<string, HostTensor> = {};
  for (const parameter of graph.parameters) {
    weights[parameter.name] = { shape: parameter.shape, data: drawParameter(parameter, random(parameter.name)) };
  }
  return weights;
}
