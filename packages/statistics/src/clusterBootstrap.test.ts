import { describe, expect, it } from "vitest";
import { auroc, clusterBootstrapInterval, mean, standardDeviation } from "./index.ts";

/** Park and Miller's minimal generator, seeded. */
function generator(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48271) % 2147483647) / 2147483647;
}

describe("the cluster bootstrap", () => {
  const random = generator(11);
  const values = Array.from({ length: 60 }, () => random() * 10);

  it("approaches the normal interval of a mean when every person has one value", () => {
    const interval = clusterBootstrapInterval({ clusters: values, statistic: mean, draws: 4000, random: generator(3) })!;
    const reach = 1.96 * (standardDeviation(values)! / Math.sqrt(values.length));
    expect(Math.abs(interval.lower - (mean(values)! - reach))).toBeLessThan(0.15 * reach);
    expect(Math.abs(interval.upper - (mean(values)! + reach))).toBeLessThan(0.15 * reach);
  });
  it("does not narrow when each person's record is copied ten times", () => {
    const single = clusterBootstrapInterval({ clusters: values.map((v) => [v]), statistic: (d) => mean(d.flat()), random: generator(5) })!;
    const copied = clusterBootstrapInterval({ clusters: values.map((v) => Array<number>(10).fill(v)), statistic: (d) => mean(d.flat()), random: generator(5) })!;
    expect(copied.lower).toBeCloseTo(single.lower, 10);
    expect(copied.upper).toBeCloseTo(single.upper, 10);
  });
  it("is the same for the same seed and draws again when a class is missing", () => {
    const clusters = [{ y: 1, s: 0.9 }, { y: 0, s: 0.2 }, { y: 0, s: 0.6 }, { y: 1, s: 0.5 }];
    const statistic = (d: readonly (typeof clusters)[number][]) => auroc(d.map(({ y }) => y), d.map(({ s }) => s));
    const once = clusterBootstrapInterval({ clusters, statistic, draws: 200, random: generator(9) })!;
    expect(clusterBootstrapInterval({ clusters, statistic, draws: 200, random: generator(9) })).toEqual(once);
    expect(once.redrawn).toBeGreaterThan(0);
    expect(once.draws).toBe(200);
  });
  it("says null without persons or when the statistic never exists", () => {
    expect(clusterBootstrapInterval({ clusters: [], statistic: () => 1, random: generator(1) })).toBeNull();
    expect(clusterBootstrapInterval({ clusters: [1], statistic: () => null, draws: 5, random: generator(1) })).toBeNull();
  });
});
