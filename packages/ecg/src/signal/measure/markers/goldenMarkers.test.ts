/** Against NumPy's eigenvectors and a second implementation of the warping: tests/golden/ecg/measure. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { eigenLeads } from "./eigenLeads.ts";
import { tWaveWarp, type MarkedWave } from "./warpMarkers.ts";

interface Golden {
  readonly components: { readonly leads: readonly number[][]; readonly first: number; readonly last: number; readonly eigenleads: readonly { readonly weights: readonly number[]; readonly share: number; readonly trace150: number }[] };
  readonly warps: readonly { readonly kinds: readonly [Kind, Kind]; readonly basesMs: readonly [number, number]; readonly unsignedMs: number }[];
}
type Kind = "even" | "sharp" | "lopsided";

const golden: Golden = JSON.parse(readFileSync(new URL("../../../../../../tests/golden/ecg/measure/measure.json", import.meta.url), "utf8"));
const forms: Record<Kind, (u: number) => number> = {
  even: (u) => Math.sin(Math.PI * u) ** 2,
  sharp: (u) => Math.sin(Math.PI * u) ** 3,
  lopsided: (u) => Math.sin(Math.PI * u ** 1.5) ** 2,
};

function drawn(kind: Kind, baseMs: number): MarkedWave {
  const samples = Float64Array.from({ length: baseMs + 101 }, (_, i) => (i < 50 || i > baseMs + 50 ? 0 : 0.4 * forms[kind]((i - 50) / baseMs)));
  return { samples, samplingRateHz: 1000, onset: 50, offset: baseMs + 50, levelMillivolt: 0 };
}

describe("eigenleads", () => {
  const { leads, first, last, eigenleads } = golden.components;
  const found = eigenLeads(leads.map((lead) => Float64Array.from(lead)), first, last)!;

  it.each([0, 1])("have NumPy's weights, share and trace (eigenlead %i)", (k) => {
    const truth = eigenleads[k]!;
    truth.weights.forEach((weight, i) => expect(Math.abs(found.weights[k]![i]! - weight)).toBeLessThan(1e-9));
    expect(Math.abs(found.energyShares[k]! - truth.share)).toBeLessThan(1e-12);
    expect(Math.abs(found.traces[k]![150]! - truth.trace150)).toBeLessThan(1e-9);
  });

  it("are not made of silence", () => {
    expect(eigenLeads([new Float64Array(50), new Float64Array(50)], 5, 40)).toBeNull();
  });
});

describe("time warping", () => {
  it.each(golden.warps.map((warp, k) => [warp.kinds.join(" to "), k] as const))("of %s has the distance of the other implementation, to what its lattice allows", (_, k) => {
    const { kinds, basesMs, unsignedMs } = golden.warps[k]!;
    const own = tWaveWarp(drawn(kinds[0], basesMs[0]), drawn(kinds[1], basesMs[1]))!;
    expect(Math.abs(own.unsignedMs / unsignedMs - 1)).toBeLessThan(0.015);
  });
});
