/** What the engine makes of a graph, run in float64: loss, gradients of parameters and of nodes, running statistics. */
import type { LossSpec } from "../executor.ts";
import type { Graph, NodeName } from "../graph.ts";
import { differentiate } from "../program/differentiate.ts";
import { interpretProgram } from "../program/interpretProgram.ts";
import { labelFeed } from "../program/lossLabels.ts";
import { labelsPerRow, lowerLoss } from "../program/losses.ts";
import { lowerGraph } from "../program/lower/lowerGraph.ts";
import { programBuilder } from "../program/programBuilder.ts";
import type { ScalarParameters } from "./scalar/scalarInterpreter.ts";

export interface GraphProgramRun {
  readonly values: Readonly<Record<NodeName, Float64Array>>;
  readonly loss: number;
  /** Of the loss, by trainable parameter; null where it does not depend on it. */
  readonly parameterGradients: Readonly<Record<string, Float64Array | null>>;
  readonly nodeGradients: Readonly<Record<NodeName, Float64Array | null>>;
}

export interface GraphProgramOptions {
  readonly graph: Graph;
  readonly parameters: ScalarParameters;
  readonly inputs: ArrayLike<number>;
  readonly batch: number;
  readonly training: boolean;
  readonly dropoutSeed?: number;
  readonly loss: LossSpec;
  readonly labels: Float32Array;
}

export function runGraphProgram({ graph, parameters, inputs, batch, training, dropoutSeed = 0, loss, labels }: GraphProgramOptions): GraphProgramRun {
  const b = programBuilder();
  const names = graph.nodes.map(({ name }) => name);
  const hasDropout = graph.nodes.some(({ op }) => op === "dropout");
  const { values } = lowerGraph(b, graph, { batch, wanted: names, usesBatchStatistics: () => training, dropoutSeed: training && hasDropout ? b.feed("dropout seed", []) : null });
  const output = values.get(graph.output)!;
  const columns = b.shapeOf(output)[1];
  const value = lowerLoss(b, loss, output, b.feed("labels", [batch, labelsPerRow(loss, columns)]));
  const trainable = graph.parameters.filter((parameter) => parameter.trainable);
  const wanted = [...trainable.map(({ name, shape }) => b.state(name, shape)), ...names.map((name) => values.get(name)!)];
  const gradients = differentiate(b, new Map([[value, b.constant(Float32Array.of(1), [])]]), wanted);
  const program = b.build(graph.name, { value });
  const data = interpretProgram(program, { inputs, labels: labelFeed(loss, columns, labels), "dropout seed": [dropoutSeed] }, parameters);
  const gradientAt = (index: number): Float64Array | null => (gradients[index] === null ? null : data[gradients[index]]);
  return {
    values: Object.fromEntries(names.map((name) => [name, data[values.get(name)!]])),
    loss: data[value][0],
    parameterGradients: Object.fromEntries(trainable.map(({ name }, index) => [name, gradientAt(index)])),
    nodeGradients: Object.fromEntries(names.map((name, index) => [name, gradientAt(trainable.length + index)])),
  };
}
