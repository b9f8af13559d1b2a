import { describe, expect, it } from "vitest";
import { expectAccessibleInBothSchemes, mount, parseSvg } from "../testing/mount.ts";
import type { KaliumFlow } from "./flow.ts";
import "./flow.ts";

const steps = [
  { label: "Recordings opened", count: 48, unit: "recordings" },
  { label: "With a usable lead", count: 46, unit: "recordings", dropped: [{ reason: "no lead II or MLII", count: 2 }, { reason: "never happened", count: 0 }] },
  { label: "Beats kept", count: 98_211, unit: "beats", dropped: [{ reason: "unlike the strip's median beat, mostly premature beats", count: 6000 }] },
];

describe("<kalium-flow>", () => {
  it("is accessible in light and dark", async () => {
    await expectAccessibleInBothSchemes(await mount<KaliumFlow>("kalium-flow", { steps, heading: "From recordings to beats" }));
    await expectAccessibleInBothSchemes(await mount<KaliumFlow>("kalium-flow", {}));
  });

  it.each([340, 900])("keeps all text inside the drawing at %i px and prints no reason that left nothing out", async (width) => {
    const element = await mount<KaliumFlow>("kalium-flow", { steps }, width);
    const frame = element.getBoundingClientRect();
    const texts = [...(element.shadowRoot?.querySelectorAll("svg text") ?? [])];
    for (const text of texts) {
      const box = text.getBoundingClientRect();
      expect(box.left).toBeGreaterThanOrEqual(frame.left);
      expect(box.right).toBeLessThanOrEqual(frame.right + 0.5);
    }
    const words = texts.map((text) => text.textContent).join(" ");
    expect(words).toContain("98,211 beats");
    expect(words).toContain("−6,000");
    expect(words).not.toContain("never happened");
  });

  it("exports a standalone SVG whose description says it all", async () => {
    const element = await mount<KaliumFlow>("kalium-flow", { steps, figure: "flow" });
    const svg = parseSvg((await element.exportFigure()).data);
    expect(svg.querySelector("desc")?.textContent).toContain("2 left out, no lead II or MLII; then With a usable lead: 46 recordings");
    expect(svg.querySelectorAll("rect")).toHaveLength(4);
  });
});
