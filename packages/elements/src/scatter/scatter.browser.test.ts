import { describe, expect, it } from "vitest";
import { expectAccessibleInBothSchemes, mount, parseSvg } from "../testing/mount.ts";
import { KaliumScatter } from "./scatter.ts";

const scatter: Partial<KaliumScatter> = {
  heading: "T against potassium", xLabel: "potassium, mmol/L", yLabel: "T, mV", simulated: true, figure: "both",
  panels: [
    { title: "Between people", finding: "2 people, r = 0.10", points: [{ x: 3, y: 0.2, label: "a" }, { x: 6, y: 1, label: "b" }] },
    { title: "Within one person", finding: "1 recording", points: [{ x: 3, y: 0.2, label: "c" }] },
  ],
};

describe("kalium-scatter", () => {
  it("has no accessibility violation in light and dark", async () => {
    await expectAccessibleInBothSchemes(await mount<KaliumScatter>("kalium-scatter", scatter));
  });

  it("puts the same value at the same place in every panel, and every point in the table", async () => {
    const element = await mount<KaliumScatter>("kalium-scatter", scatter);
    const [a, , c] = [...element.shadowRoot!.querySelectorAll("circle")].map((dot) => [dot.getAttribute("cx"), dot.getAttribute("cy")]);
    expect(a).toEqual(c);
    expect(element.shadowRoot!.querySelectorAll("tbody tr")).toHaveLength(3);
  });

  it("exports both panels as one SVG that says what they come to", async () => {
    const element = await mount<KaliumScatter>("kalium-scatter", scatter);
    const svg = parseSvg((await element.exportFigure()).data);
    expect(svg.querySelectorAll("circle")).toHaveLength(3);
    for (const words of ["r = 0.10", "(simulated)", "Within one person"]) expect(svg.documentElement.textContent).toContain(words);
  });
});
