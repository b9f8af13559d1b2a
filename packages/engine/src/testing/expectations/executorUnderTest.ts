import type { CompiledModel, Executor, Weights } from "../../executor.ts";
import type { Graph } from "../../graph.ts";

/** The executor of the running suite; there from the first test on. */
export interface ExecutorUnderTest {
  executor(): Executor;
  /** A model that is disposed after its test. */
  compile(graph: Graph, weights: Weights): Promise<CompiledModel>;
}
