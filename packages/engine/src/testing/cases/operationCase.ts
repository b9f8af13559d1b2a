/** A small graph around one operation, whose output is flat so that any of them can be trained on targets. */
import type { Graph, NodeName } from "../../graph.ts";
import { graphBuilder } from "../../graphBuilder.ts";
import type { GraphBuilder } from "../../graphBuilder.ts";

export interface OperationCase {
  readonly title: string;
  readonly batch: number;
  readonly graph: Graph;
}

/** `build` adds nodes after the input and returns the last one. */
export function operationCase(title: string, batch: number, inputShape: readonly number[], build: (b: GraphBuilder, x: NodeName) => NodeName): OperationCase {
  const built = (finish: (b: GraphBuilder, last: NodeName) => NodeName): Graph => {
    const b = graphBuilder(title);
    b.output(finish(b, build(b, b.input("input", inputShape))));
    return b.build();
  };
  const plain = built((_, last) => last);
  const { shape } = plain.nodes.find(({ name }) => name === plain.output)!;
  const size = shape.reduce((product, side) => product * side, 1);
  return { title, batch, graph: shape.length === 1 ? plain : built((b, last) => b.reshape(last, { name: "flat", shape: [size] })) };
}
