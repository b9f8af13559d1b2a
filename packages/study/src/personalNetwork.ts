/**
 * The network of personal rounds, cut into what is frozen and what each person trains. Both parts are compiled once and given new weights for
 * each person, because compiling takes longer than many steps of so small a network.
 */
import { cutGraph, type CompiledModel, type Executor, type Graph, type Weights } from "@kalium/engine";

export interface PersonalNetwork {
  readonly head: Graph;
  readonly tail: Graph;
  /** Both parts with the weights of a generic network. One person uses them at a time. */
  open(genericWeights: Weights): Promise<{ readonly headModel: CompiledModel; readonly tailModel: CompiledModel }>;
  dispose(): void;
}

export function createPersonalNetwork(executor: Executor, graph: Graph, cutNode: string): PersonalNetwork {
  const { head, tail } = cutGraph(graph, cutNode);
  let models: { readonly headModel: CompiledModel; readonly tailModel: CompiledModel } | null = null;
  return {
    head,
    tail,
    async open(genericWeights) {
      const [headWeights, tailWeights] = [pickWeights(genericWeights, head), pickWeights(genericWeights, tail)];
      if (models === null) models = { headModel: await executor.compile(head, headWeights), tailModel: await executor.compile(tail, tailWeights) };
      models.headModel.setWeights(headWeights);
      models.tailModel.setWeights(tailWeights);
      return models;
    },
    dispose() {
      models?.headModel.dispose();
      models?.tailModel.dispose();
      models = null;
    },
  };
}

/** The weights that a graph names, out of a larger set. */
export function pickWeights(weights: Weights, graph: Graph): Weights {
  return Object.fromEntries(graph.parameters.map(({ name }) => [name, weights[name]!]));
}
