import { describe, expect, test } from "vitest";
import { countParameters } from "./countParameters.ts";
import { cutGraph } from "./cutGraph.ts";
import { graphBuilder } from "./graphBuilder.ts";
import type { GraphBuilder } from "./graphBuilder.ts";
import { GraphError } from "./graphError.ts";
import { graphHash } from "./graphHash.ts";
import { referenceGraph } from "./testing/referenceNet.ts";
import { resolveWindow } from "./windowGeometry.ts";

describe("window geometry", () => {
  // Expected: TensorFlow's rule for "SAME", ⌈n / s⌉ outputs and the odd zero at the end.
  test.each([
    [120, 7, 2, "same", { padBefore: 2, padAfter: 3, outputLength: 60 }],
    [8, 3, 2, "same", { padBefore: 0, padAfter: 1, outputLength: 4 }],
    [15, 3, 2, "same", { padBefore: 1, padAfter: 1, outputLength: 8 }],
    [15, 1, 2, "same", { padBefore: 0, padAfter: 0, outputLength: 8 }],
    [10, 3, 2, "valid", { padBefore: 0, padAfter: 0, outputLength: 4 }],
    [120, 7, 2, { before: 3, after: 3 }, { padBefore: 3, padAfter: 3, outputLength: 60 }],
  ] as const)("of %i samples, window %i, stride %i, %j", (length, size, stride, padding, expected) => {
    expect(resolveWindow(length, size, stride, padding)).toMatchObject(expected);
  });
});

describe("graphBuilder", () => {
  test("infers shapes, and counts the reference network's 110 289 parameters in 32 tensors", () => {
    const graph = referenceGraph();
    expect(graph.nodes.find(({ name }) => name === "block3.out")!.shape).toEqual([15, 128]);
    expect(countParameters(graph).trainable).toBe(110_289);
    expect(graph.parameters.filter(({ trainable }) => trainable)).toHaveLength(32);
  });

  test.each<[string, RegExp, (b: GraphBuilder, x: string) => unknown]>([
    ["a window longer than the signal", /window of 9 does not fit the 8 samples/, (b, x) => b.conv1d(x, { name: "bad", filters: 1, kernelSize: 9, padding: "valid" })],
    ["shapes that cannot be added", /\[8, 2\].*\[8, 3\].*differ/, (b, x) => b.add(x, b.conv1d(x, { name: "wide", filters: 3, kernelSize: 1 }), "bad")],
    ["a node that is not there", /reads "nothing"/, (b) => b.relu("nothing", "bad")],
    ["a name used twice", /taken/, (b, x) => b.relu(x, x)],
    ["half a filter", /filters is 1.5/, (b, x) => b.conv1d(x, { name: "bad", filters: 1.5, kernelSize: 1 })],
    ["a pool window that could be empty", /no sample/, (b, x) => b.maxPool1d(x, { name: "bad", poolSize: 2, padding: { before: 2, after: 0 } })],
    ["a second input", /already has the input/, (b) => b.input("bad", [3, 1])],
    ["a node that none reads", /no node reads it/, (b, x) => {
      b.output(b.relu(x, "used"));
      b.relu(x, "bad");
      return b.build();
    }],
    ["no output", /no output/, (b) => b.build()],
  ])("refuses %s, naming node and shapes", (_title, message, make) => {
    const b = graphBuilder("bad");
    const x = b.input("input", [8, 2]);
    expect(() => make(b, x)).toThrow(GraphError);
    const again = graphBuilder("bad");
    const y = again.input("input", [8, 2]);
    expect(() => make(again, y)).toThrow(message);
  });
});

describe("cutGraph", () => {
  test("shares the nodes and parameters out, losing none", () => {
    const graph = referenceGraph();
    const { head, tail } = cutGraph(graph, "block1.out");
    expect(head.output).toBe("block1.out");
    expect(tail.nodes[0]).toEqual({ op: "input", name: "block1.out", shape: [60, 32], inputs: [] });
    expect(head.nodes.length + tail.nodes.length).toBe(graph.nodes.length + 1);
    expect([...head.parameters, ...tail.parameters].map(({ name }) => name).sort()).toEqual(graph.parameters.map(({ name }) => name).sort());
  });

  test("refuses a cut that a shortcut passes by, and a node that is not there", () => {
    expect(() => cutGraph(referenceGraph(), "block1.relu1")).toThrow(/before the cut/);
    expect(() => cutGraph(referenceGraph(), "nowhere")).toThrow(/no such node/);
  });
});

describe("graphHash", () => {
  test("does not depend on the order of fields, and does on every value", async () => {
    const graph = referenceGraph();
    const reordered = { output: graph.output, input: graph.input, parameters: graph.parameters, nodes: graph.nodes.map((node) => Object.fromEntries(Object.entries(node).reverse()) as unknown as typeof node), name: graph.name };
    expect(await graphHash(reordered)).toBe(await graphHash(graph));
    expect(await graphHash({ ...graph, nodes: graph.nodes.map((node) => (node.op === "batchNorm" ? { ...node, epsilon: 1e-5 } : node)) })).not.toBe(await graphHash(graph));
  });
});
