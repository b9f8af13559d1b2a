import { describe, expect, it } from "vitest";
import { expectAccessibleInBothSchemes, mount, nextFrame, parseSvg, press, recordEvents, within } from "../testing/mount.ts";
import { sampleLead } from "../testing/sampleBeats.ts";
import type { KaliumWaveform } from "./waveform.ts";
import "./waveform.ts";

const marks = Array.from({ length: 12 }, (_, beat) => ({ sampleIndex: Math.round((0.4 + 0.8 * beat) * 360), symbol: beat % 5 === 3 ? "V" : "N", kind: beat % 5 === 3 ? ("ventricular" as const) : ("normal" as const) }));
const oneLead = { heading: "Record 100", leads: [{ name: "II", samplesMillivolt: sampleLead(360, 30) }], samplingRateHz: 360, marks, filterText: "0.5–40 Hz" };

/** Share of pixels of a canvas that are clearly darker than the paper. */
function inkedColumns(canvas: HTMLCanvasElement): number {
  const context = canvas.getContext("2d");
  if (!context) throw new Error("no 2-D context");
  const { data, width, height } = context.getImageData(0, 0, canvas.width, canvas.height);
  let inked = 0;
  for (let x = 0; x < width; x++) {
    for (let y = 0; y < height - 60; y++) {
      const at = 4 * (y * width + x);
      if (data[at] + data[at + 1] + data[at + 2] < 240) {
        inked++;
        break;
      }
    }
  }
  return inked / width;
}

describe("<kalium-waveform>", () => {
  it("is accessible in light and dark, empty, with one lead and with twelve", async () => {
    await expectAccessibleInBothSchemes(await mount<KaliumWaveform>("kalium-waveform", {}));
    await expectAccessibleInBothSchemes(await mount<KaliumWaveform>("kalium-waveform", oneLead));
    const names = ["I", "II", "III", "aVR", "aVL", "aVF", "V1", "V2", "V3", "V4", "V5", "V6"];
    await expectAccessibleInBothSchemes(await mount<KaliumWaveform>("kalium-waveform", { leads: names.map((name) => ({ name, samplesMillivolt: sampleLead(500, 10, 0.7) })), samplingRateHz: 500, simulated: true }, 390));
  });

  it("draws ink across the paper and says in words what it shows", async () => {
    const element = await mount<KaliumWaveform>("kalium-waveform", oneLead);
    const canvas = within<HTMLCanvasElement>(element, "canvas.trace");
    expect(inkedColumns(canvas)).toBeGreaterThan(0.85);
    const words = canvas.getAttribute("aria-label") ?? "";
    expect(words).toContain("Record 100");
    expect(words).toMatch(/lead II from −0\.2\d to 1\.1\d mV/);
    expect(words).toContain("filter: 0.5–40 Hz");
    expect(words).toMatch(/\d+ normal, \d+ ventricular/);
  });

  it("pans, zooms and changes gain by keyboard and tells the host; setting a property tells nobody", async () => {
    const element = await mount<KaliumWaveform>("kalium-waveform", oneLead);
    const seen = recordEvents("kalium-view-change");
    const sheet = within(element, ".sheet");
    element.startS = 2;
    element.speedMmPerS = 25;
    await element.updateComplete;
    expect(seen).toEqual([]);
    press(sheet, "ArrowRight");
    expect(element.startS).toBeCloseTo(2.2, 9);
    press(sheet, "Home");
    expect(element.startS).toBe(0);
    press(sheet, "ArrowLeft");
    expect(element.startS).toBe(0);
    press(sheet, "+");
    expect(element.speedMmPerS).toBe(50);
    press(sheet, "ArrowUp");
    expect(element.gainMmPerMillivolt).toBe(20);
    press(sheet, "End");
    await element.updateComplete;
    expect(element.startS).toBeGreaterThan(20);
    expect(within(element, "output").textContent).toMatch(/–30\.0 of 30\.0 s/);
    expect(seen.map(({ detail }) => (detail as { startS: number }).startS)).toContain(0);
    expect(seen.at(-1)?.detail).toEqual({ startS: element.startS, speedMmPerS: 50, gainMmPerMillivolt: 20 });
  });

  it("reads value and mark at the cursor aloud, by keyboard alone", async () => {
    const element = await mount<KaliumWaveform>("kalium-waveform", oneLead);
    const sheet = within(element, ".sheet");
    press(sheet, "c");
    press(sheet, "ArrowRight", true);
    await element.updateComplete;
    const spoken = within(element, "[aria-live=polite]").textContent ?? "";
    expect(spoken).toMatch(/^II · \d+\.\d{3} s · 1\.\d{3} mV · [NV]$/);
    press(sheet, "ArrowRight");
    await element.updateComplete;
    expect(within(element, "[aria-live=polite]").textContent).not.toBe(spoken);
    press(sheet, "Escape");
    await element.updateComplete;
    expect(within(element, ".readout").classList.contains("idle")).toBe(true);
  });

  it("pans by dragging", async () => {
    const element = await mount<KaliumWaveform>("kalium-waveform", oneLead);
    const sheet = within(element, ".sheet");
    const at = (type: string, clientX: number): PointerEvent => new PointerEvent(type, { clientX, clientY: 60, button: 0, pointerId: 1, bubbles: true, composed: true });
    sheet.setPointerCapture = () => undefined;
    sheet.dispatchEvent(at("pointerdown", 400));
    sheet.dispatchEvent(at("pointermove", 400 - (25 * 96) / 25.4));
    sheet.dispatchEvent(at("pointerup", 300));
    expect(element.startS).toBeCloseTo(1, 6);
  });

  it("redraws half an hour at 360 Hz (650 000 samples) within 30 ms", async () => {
    const element = await mount<KaliumWaveform>("kalium-waveform", { leads: [{ name: "MLII", samplesMillivolt: sampleLead(360, 1806) }, { name: "V5", samplesMillivolt: sampleLead(360, 1806) }], samplingRateHz: 360, speedMmPerS: 12.5 });
    const times: number[] = [];
    for (let k = 1; k <= 15; k++) {
      const before = performance.now();
      element.startS = k * 100;
      await element.updateComplete;
      times.push(performance.now() - before);
    }
    const median = times.sort((a, b) => a - b)[7];
    console.info(`kalium-waveform: 650 000 samples × 2 leads, redraw median ${median.toFixed(1)} ms`);
    expect(median).toBeLessThan(30);
  });

  it("draws a stretch of a long recording exactly as the whole of it, and lets the paper move beyond the stretch", async () => {
    const whole = sampleLead(250, 100);
    const pixels = (element: KaliumWaveform): Uint8ClampedArray => {
      const canvas = within<HTMLCanvasElement>(element, "canvas.trace");
      return canvas.getContext("2d")!.getImageData(0, 0, canvas.width, canvas.height).data;
    };
    const all = pixels(await mount<KaliumWaveform>("kalium-waveform", { leads: [{ name: "II", samplesMillivolt: whole }], samplingRateHz: 250, startS: 50 }));
    const stretch = { leads: [{ name: "II", samplesMillivolt: whole.slice(40 * 250, 70 * 250) }], samplingRateHz: 250, loadedFromS: 40, recordingS: 100, startS: 50 };
    const element = await mount<KaliumWaveform>("kalium-waveform", stretch);
    expect(pixels(element)).toEqual(all);
    expect(within(element, "output").textContent).toMatch(/^50\.0–.* of 100\.0 s$/);
    const sheet = within(element, ".sheet");
    press(sheet, "c");
    await element.updateComplete;
    const [, seconds, millivolt] = /· ([\d.]+) s · ([−\d.]+) mV/.exec(within(element, "[aria-live=polite]").textContent ?? "") ?? [];
    expect(Number(millivolt!.replace("−", "-"))).toBeCloseTo(whole[Math.round(Number(seconds) * 250)]!, 3);
    press(sheet, "Escape");
    press(sheet, "End");
    expect(element.startS).toBeGreaterThan(85);
  });

  it("exports a standalone SVG in true millimetres that says Simulated", async () => {
    const element = await mount<KaliumWaveform>("kalium-waveform", { ...oneLead, simulated: true, figure: "strip 1" });
    const file = await element.exportFigure();
    expect(file.name).toBe("strip-1.svg");
    const svg = parseSvg(file.data);
    expect(Number.parseFloat(svg.documentElement.getAttribute("width") ?? "")).toBeCloseTo((898 * 25.4) / 96, 1);
    expect(svg.documentElement.textContent).toContain("Simulated");
    expect([...svg.querySelectorAll("text")].map((text) => text.textContent)).toContain("Record 100");
    expect(svg.documentElement.textContent).not.toContain("calibrated");
  });

  it("works again after it was taken off the page and put back", async () => {
    const element = await mount<KaliumWaveform>("kalium-waveform", oneLead);
    const parent = element.parentElement;
    element.remove();
    parent?.append(element);
    element.startS = 3;
    await nextFrame();
    expect(inkedColumns(within<HTMLCanvasElement>(element, "canvas.trace"))).toBeGreaterThan(0.85);
  });
});
