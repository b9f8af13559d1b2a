import { EngineError } from "./engineError.ts";
import type { NodeName } from "./graph.ts";

/**
 * A graph that cannot be built, cut or written. The message names the node, the shapes it met and the remedy; `code` is `bad-graph`, so
 * that one check for `EngineError` covers what is refused before a run and during it.
 */
export class GraphError extends EngineError {
  override readonly name: string = "GraphError";
  constructor(
    readonly node: NodeName,
    problem: string,
    remedy: string,
  ) {
    super("bad-graph", `Node "${node}": ${problem}`, remedy);
  }
}
