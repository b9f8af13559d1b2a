import { describe, expect, it } from "vitest";
import { expectAccessibleInBothSchemes, mount, nextFrame, parseSvg, recordEvents, within } from "../testing/mount.ts";
import { CSS_PX_PER_MM } from "../waveform/sheetGeometry.ts";
import { TWELVE_LEADS } from "./sheetLayout.ts";
import { KaliumTwelveLead } from "./twelveLead.ts";

const leads = TWELVE_LEADS.map((name, lead) => ({ name, samplesMillivolt: Float32Array.from({ length: 2500 }, (_, i) => (i % 200 < 10 ? 1 + lead / 20 : 0.05 * Math.sin(i / 15))) }));
const twelve: Partial<KaliumTwelveLead> = { leads, samplingRateHz: 250, simulated: true, heading: "Twelve leads", filterText: "unfiltered", figure: "twelve" };

/** Differing pixels of two drawings. */
function differing(a: Uint8ClampedArray, b: Uint8ClampedArray): number {
  let count = 0;
  for (let i = 0; i < a.length; i += 4) if (a[i] !== b[i]) count++;
  return count;
}

function pixels(element: KaliumTwelveLead): Uint8ClampedArray {
  const canvas = within<HTMLCanvasElement>(element, "canvas");
  return canvas.getContext("2d")!.getImageData(0, 0, canvas.width, canvas.height).data;
}

describe("kalium-twelve-lead", () => {
  it("has no accessibility violation in light and dark", async () => {
    await expectAccessibleInBothSchemes(await mount<KaliumTwelveLead>("kalium-twelve-lead", { ...twelve, compared: { leads, beatS: 0, label: "Person B" }, label: "Person A" }, 1100));
  });

  it("shows three by four with a rhythm strip where it fits and two columns where it does not, never cut", async () => {
    const wide = await mount<KaliumTwelveLead>("kalium-twelve-lead", twelve, 1100);
    expect(wide.layoutInForce).toBe("3x4+1");
    const narrow = await mount<KaliumTwelveLead>("kalium-twelve-lead", twelve, 358);
    expect(narrow.layoutInForce).toBe("6x2");
    expect(within(narrow, ".sheet").scrollWidth).toBeLessThanOrEqual(within(narrow, ".sheet").clientWidth);
    narrow.layout = "3x4+1";
    await narrow.updateComplete;
    expect(within(narrow, ".sheet").scrollWidth).toBeGreaterThan(265 * CSS_PX_PER_MM - 1);
  });

  it("redraws when leads change, in the same task as the update", async () => {
    const element = await mount<KaliumTwelveLead>("kalium-twelve-lead", twelve, 400);
    const before = pixels(element);
    element.leads = leads.map(({ name, samplesMillivolt }) => ({ name, samplesMillivolt: samplesMillivolt.map((value) => value * 0.5) }));
    await element.updateComplete;
    expect(differing(before, pixels(element))).toBeGreaterThan(500);
  });

  it("draws a second person's leads over the first and says whose line is whose", async () => {
    const element = await mount<KaliumTwelveLead>("kalium-twelve-lead", { ...twelve, label: "Person A" }, 400);
    const before = pixels(element);
    element.compared = { leads: leads.map(({ name, samplesMillivolt }) => ({ name, samplesMillivolt: samplesMillivolt.map((value) => -value) })), beatS: 0, label: "Person B" };
    await element.updateComplete;
    expect(differing(before, pixels(element))).toBeGreaterThan(500);
    expect(within(element, ".legend").textContent).toMatch(/Person A\s*Person B/);
  });

  it("tells of a chosen layout, but not of one that was set", async () => {
    const element = await mount<KaliumTwelveLead>("kalium-twelve-lead", twelve, 1100);
    const events = recordEvents("kalium-sheet-change");
    element.layout = "6x2";
    await element.updateComplete;
    expect(events).toEqual([]);
    const select = within<HTMLSelectElement>(element, "select[aria-label=Layout]");
    select.value = "12x1";
    select.dispatchEvent(new Event("change"));
    expect(events).toEqual([{ name: "kalium-sheet-change", detail: { layout: "12x1", speedMmPerS: 25, gainMmPerMillivolt: 10 } }]);
  });

  it("exports true millimetres: 265 wide, a pulse of 10 mm, speed, gain and the word Simulated", async () => {
    const element = await mount<KaliumTwelveLead>("kalium-twelve-lead", twelve, 1100);
    await nextFrame();
    const svg = parseSvg((await element.exportFigure()).data);
    expect(Number.parseFloat(svg.documentElement.getAttribute("width")!)).toBeCloseTo(265, 0);
    const pxPerMm = CSS_PX_PER_MM;
    const pulses = [...svg.querySelectorAll("path")].filter((path) => (path.getAttribute("d") ?? "").split("L").length === 6);
    expect(pulses).toHaveLength(4);
    const heights = (pulses[0]!.getAttribute("d")!.match(/-?[\d.]+ (-?[\d.]+)/g) ?? []).map((point) => Number(point.split(" ")[1]));
    expect((Math.max(...heights) - Math.min(...heights)) / pxPerMm).toBeCloseTo(10, 2);
    const words = [...svg.querySelectorAll("text")].map((text) => text.textContent).join(" | ");
    for (const word of ["25 mm/s", "10 mm/mV", "unfiltered", "Simulated", "aVR", "V6"]) expect(words).toContain(word);
  });
});
