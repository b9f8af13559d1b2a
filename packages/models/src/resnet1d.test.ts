import { countParameters, graphHash } from "@kalium/engine";
import { describe, expect, test } from "vitest";
import { frozenCutNode, gradCamNodes, personalFrozenPrefixes, resnet1d } from "./index.ts";

const lengthOf = (graph: ReturnType<typeof resnet1d>, name: string): readonly number[] => graph.nodes.find((node) => node.name === name)!.shape;

describe("resnet1d", () => {
  test.each([
    [8, 257_074],
    [16, 1_011_042],
    [32, 4_009_666],
    [64, 15_969_666],
  ])("has the published parameter count at base width %i in both stride layouts", (baseWidth, trainable) => {
    for (const strideLayout of ["first-block", "last-block"] as const) {
      expect(countParameters(resnet1d({ baseWidth, strideLayout })).trainable).toBe(trainable);
    }
  });

  test("has 45 440 running statistics at base width 64", () => {
    expect(countParameters(resnet1d({ baseWidth: 64 })).runningStatistics).toBe(45_440);
  });

  test("has the parameter count of every part of the specification's table at base width 64", () => {
    const { parameters } = resnet1d({ baseWidth: 64 });
    const count = (prefix: string): number => parameters.filter((p) => p.trainable && p.name.startsWith(prefix)).reduce((sum, p) => sum + p.shape.reduce((a, b) => a * b, 1), 0);
    expect(["stem.", "stage1.", "stage2.", "stage3.", "stage4.", "head.norm.", "head.classifier."].map(count)).toEqual([512, 142_208, 827_392, 4_743_168, 10_248_192, 4_096, 4_098]);
  });

  test("keeps the published lengths: 60, 30, then 30, 15, 8, 4 or 15, 8, 4, 4", () => {
    const stages = ["stage1.out", "stage2.out", "stage3.out", "stage4.out"];
    const first = resnet1d({ baseWidth: 8 });
    expect(lengthOf(first, "stem.conv")[0]).toBe(60);
    expect(lengthOf(first, "stem.pool")[0]).toBe(30);
    expect(stages.map((name) => lengthOf(first, name)[0])).toEqual([30, 15, 8, 4]);
    const last = resnet1d({ baseWidth: 8, strideLayout: "last-block" });
    expect(stages.map((name) => lengthOf(last, name)[0])).toEqual([15, 8, 4, 4]);
    expect(lengthOf(resnet1d({ baseWidth: 64 }), "stage4.out")).toEqual([4, 2048]);
  });

  test("has 53 convolutions, 49 batch norms and biases on stem, last convolutions, projections and classifier only", () => {
    const { nodes, parameters } = resnet1d({ baseWidth: 8 });
    expect(nodes.filter((node) => node.op === "conv1d").length).toBe(53);
    expect(nodes.filter((node) => node.op === "batchNorm").length).toBe(49);
    expect(parameters.filter((p) => p.trainable).length).toBe(53 + 21 + 2 * 49 + 2);
  });

  test("names the nodes and prefixes that the personal protocol freezes, cuts and explains", () => {
    const { nodes, parameters, output } = resnet1d({ baseWidth: 8 });
    for (const name of [frozenCutNode, ...gradCamNodes, "head.pool"]) expect(nodes.some((node) => node.name === name)).toBe(true);
    for (const prefix of personalFrozenPrefixes) expect(parameters.some((p) => p.name.startsWith(prefix))).toBe(true);
    expect(output).toBe("head.logits");
  });

  test("is the same graph every time, and another one in another layout", async () => {
    const hash = await graphHash(resnet1d({ baseWidth: 8 }));
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    expect(await graphHash(resnet1d({ baseWidth: 8 }))).toBe(hash);
    expect(await graphHash(resnet1d({ baseWidth: 8, strideLayout: "last-block" }))).not.toBe(hash);
  });
});
