import type { NodeName } from "./graph.ts";

/** A graph that cannot be built or cut. The message names the node, the shapes it met and the remedy. */
export class GraphError extends Error {
  override readonly name = "GraphError";
  constructor(
    readonly node: NodeName,
    message: string,
  ) {
    super(`Node "${node}": ${message}`);
  }
}
