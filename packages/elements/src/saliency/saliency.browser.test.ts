import { describe, expect, it } from "vitest";
import { expectAccessible, expectAccessibleInBothSchemes, mount, parseSvg, within } from "../testing/mount.ts";
import { sampleBeat } from "../testing/sampleBeats.ts";
import { SALIENCY_SENTENCE } from "./saliency.ts";
import type { KaliumSaliency, SaliencyPanel } from "./saliency.ts";

/** A bump of saliency on the T wave, 0.27 s after R. */
const onT = Float32Array.from({ length: 120 }, (_, i) => Math.exp(-(((i - 40) / 125 - 0.27) ** 2) / (2 * 0.05 ** 2)));
const panel = (title: string, className: string, saliency: Float32Array, rawMaximum: number): SaliencyPanel => ({ title, className, beat: sampleBeat(0.5), saliency, rawMaximum, cellSamples: 8 });
const panels = [panel("Before", "normal", onT, 0.0213), panel("After", "normal", onT, 0.34), panel("Before", "hyper", new Float32Array(120), 0), panel("After", "hyper", onT, 0.41)];

describe("<kalium-saliency>", () => {
  it("is accessible in light and dark, with its table open", async () => {
    const element = await mount<KaliumSaliency>("kalium-saliency", { panels, heading: "Grad-CAM" });
    await expectAccessibleInBothSchemes(element);
    within<HTMLDetailsElement>(element, "details").open = true;
    await expect.poll(() => element.shadowRoot?.querySelectorAll("tbody tr").length).toBe(12);
    await expectAccessible(element);
  });

  it("lays the darkest strip under the peak of the map and the R line at time 0", async () => {
    const element = await mount<KaliumSaliency>("kalium-saliency", { panels: [panels[1]] });
    const strips = [...(element.shadowRoot?.querySelectorAll<SVGRectElement>("figure .strip") ?? [])];
    expect(strips).toHaveLength(120);
    const sum = (rect: SVGRectElement): number => (getComputedStyle(rect).fill.match(/\d+/g) ?? []).slice(0, 3).reduce((total, value) => total + Number(value), 0);
    const darkest = strips.reduce((best, rect) => (sum(rect) < sum(best) ? rect : best));
    const peak = onT.indexOf(Math.max(...onT));
    expect(Math.abs(strips.indexOf(darkest) - peak)).toBeLessThanOrEqual(1);
    const r = within<SVGPathElement>(element, ".r-line").getBBox().x;
    const strip40 = strips[40].getBBox();
    expect(r).toBeGreaterThan(strip40.x);
    expect(r).toBeLessThan(strip40.x + strip40.width);
  });

  it("draws the bar of one cell as wide as the cell's samples", async () => {
    const element = await mount<KaliumSaliency>("kalium-saliency", { panels: [panels[1]] });
    const bar = within<SVGPathElement>(element, ".cell-bar").getBBox();
    const strips = element.shadowRoot?.querySelectorAll<SVGRectElement>("figure .strip");
    const perSample = strips ? (strips[100].getBBox().x - strips[0].getBBox().x) / 100 : NaN;
    expect(bar.width).toBeCloseTo(8 * perSample, 0);
    expect(element.shadowRoot?.textContent).toContain("one cell, 64 ms");
  });

  it("prints each raw maximum, names a map that is zero everywhere, and always the fixed sentence", async () => {
    const element = await mount<KaliumSaliency>("kalium-saliency", { panels });
    const text = element.shadowRoot?.textContent ?? "";
    expect(text).toContain("raw maximum 0.34");
    expect(text).toContain("raw map is zero everywhere");
    expect(text).toContain(SALIENCY_SENTENCE);
    expect(SALIENCY_SENTENCE).toContain("not why the patient has the value");
  });

  it("exports all panels with captions and sentence as one standalone SVG", async () => {
    const element = await mount<KaliumSaliency>("kalium-saliency", { panels, figure: "cam" });
    const svg = parseSvg((await element.exportFigure()).data);
    expect(svg.querySelectorAll("rect").length).toBeGreaterThan(480);
    expect(svg.documentElement.textContent).toContain(SALIENCY_SENTENCE);
    expect(svg.documentElement.textContent).toContain("After · class hyper");
  });
});
