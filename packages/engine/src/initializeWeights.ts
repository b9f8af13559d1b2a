import type { HostTensor, Weights } from "./executor.ts";
import { gaussian } from "./gaussian.ts";
import type { Graph, ParameterSpec } from "./graph.ts";

/** Standard deviation of a standard normal cut at ±2; Keras divides by it so that the cut draw keeps its variance. */
const TRUNCATED_NORMAL_DEVIATION = 0.87962566103423978;

function drawParameter(parameter: ParameterSpec, random: () => number): Float32Array {
  const { shape } = parameter;
  const data = new Float32Array(shape.reduce((product, side) => product * side, 1));
  const fanOut = shape[shape.length - 1] * shape.slice(0, -2).reduce((product, side) => product * side, 1);
  const fanIn = shape.slice(0, -1).reduce((product, side) => product * side, 1);
  switch (parameter.initializer) {
    case "zeros":
      return data;
    case "ones":
      return data.fill(1);
    case "glorotUniform": {
      const limit = Math.sqrt(6 / (fanIn + fanOut));
      return data.map(() => (2 * random() - 1) * limit);
    }
    case "heNormal": {
      const deviation = Math.sqrt(2 / fanIn) / TRUNCATED_NORMAL_DEVIATION;
      return data.map(() => {
        let value = gaussian(random);
        while (Math.abs(value) > 2) value = gaussian(random);
        return value * deviation;
      });
    }
    case "normal002":
      return data.map(() => 0.02 * gaussian(random));
    case "forgetOne":
      return data.fill(1, data.length / 4, data.length / 2);
    default:
      return parameter.initializer satisfies never;
  }
}

/**
 * Fresh weights: `heNormal` (He et al. 2015, doi:10.1109/ICCV.2015.123, normal cut at two deviations as Keras does),
 * `glorotUniform` (Glorot and Bengio 2010), a normal of deviation 0.02, zeros, ones, or ones for the forget gate of an LSTM alone
 * (Jozefowicz et al. 2015). Each parameter draws from the stream of its own name.
 */
export function initializeWeights(graph: Pick<Graph, "parameters">, random: (stream: string) => () => number): Weights {
  const weights: Record<string, HostTensor> = {};
  for (const parameter of graph.parameters) {
    weights[parameter.name] = { shape: parameter.shape, data: drawParameter(parameter, random(parameter.name)) };
  }
  return weights;
}
