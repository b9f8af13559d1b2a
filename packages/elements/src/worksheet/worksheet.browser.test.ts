import { describe, expect, it } from "vitest";
import { expectAccessibleInBothSchemes, mount, nextFrame, parseSvg, recordEvents, within } from "../testing/mount.ts";
import { TWELVE_LEADS } from "../twelve-lead/sheetLayout.ts";
import { KaliumWorksheet } from "./worksheet.ts";
import type { WorksheetEcg } from "./worksheetPages.ts";
import { PAPER_SIZES } from "./worksheetPages.ts";

const leads = TWELVE_LEADS.map((name) => ({ name, samplesMillivolt: Float32Array.from({ length: 1000 }, (_, i) => (i % 100 < 4 ? 1 : 0)) }));
const ecgs: WorksheetEcg[] = [6.5, 2.5].map((potassium) => ({ leads, samplingRateHz: 100, answer: `${potassium.toFixed(1)} mmol/L, sinus rhythm`, explanation: "QRS 100 ms." }));
const sheet: Partial<KaliumWorksheet> = { ecgs, potassiumsMmolPerL: [2.5, 6.5], question: "Low or high?", foot: "Simulated, seed 1.", filterText: "no filter" };

describe("kalium-worksheet", () => {
  it("has no accessibility violation in light and dark", async () => {
    const element = await mount<KaliumWorksheet>("kalium-worksheet", sheet);
    await nextFrame();
    await expectAccessibleInBothSchemes(element);
  });

  it.each(["A4", "Letter"] as const)("gives %s pages in true millimetres with all ten seconds inside the page", async (paper) => {
    const element = await mount<KaliumWorksheet>("kalium-worksheet", { ...sheet, paper });
    const pages = element.pages().map((page) => parseSvg(new TextEncoder().encode(page)));
    expect(pages).toHaveLength(3);
    const { widthMm, heightMm } = PAPER_SIZES[paper];
    for (const page of pages) {
      expect(page.documentElement.getAttribute("width")).toBe(`${widthMm}mm`);
      expect(page.documentElement.getAttribute("viewBox")).toBe(`0 0 ${widthMm} ${heightMm}`);
    }
    const inner = pages[0]!.querySelector("svg > svg")!;
    const innerWidth = Number(inner.getAttribute("width"));
    const unitsPerMm = Number(inner.getAttribute("viewBox")!.split(" ")[2]) / innerWidth;
    expect(unitsPerMm).toBeCloseTo(96 / 25.4, 3);
    expect(Number(inner.getAttribute("x"))).toBeGreaterThanOrEqual(6.5);
    expect(Number(inner.getAttribute("x")) + innerWidth).toBeLessThanOrEqual(widthMm - 6.5);
    expect(innerWidth).toBeGreaterThanOrEqual(265);
    // The pulse: 10 mm high.
    const pulse = [...inner.querySelectorAll("path")].find((path) => (path.getAttribute("d") ?? "").split("L").length === 6)!;
    const heights = (pulse.getAttribute("d")!.match(/-?[\d.]+ (-?[\d.]+)/g) ?? []).map((point) => Number(point.split(" ")[1]));
    expect((Math.max(...heights) - Math.min(...heights)) / unitsPerMm).toBeCloseTo(10, 3);
  });

  it("tells no potassium before the last page, and prints speed and gain on every sheet", async () => {
    const element = await mount<KaliumWorksheet>("kalium-worksheet", sheet);
    const words = element.pages().map((page) => parseSvg(new TextEncoder().encode(page)).documentElement.textContent!);
    for (const page of words.slice(0, -1)) {
      expect(page).not.toMatch(/mmol|sinus/);
      for (const word of ["25 mm/s", "10 mm/mV", "no filter", "Simulated"]) expect(page).toContain(word);
    }
    expect(words.at(-1)).toMatch(/1\.\s+6\.5 mmol\/L.*2\.\s+2\.5 mmol\/L/s);
  });

  it("readies the document for print with its pages alone and leaves no trace", async () => {
    const element = await mount<KaliumWorksheet>("kalium-worksheet", sheet);
    const sheets = document.adoptedStyleSheets.length;
    const undo = element.preparePrint();
    expect(document.querySelectorAll(".kalium-print-pages > svg")).toHaveLength(3);
    undo();
    expect(document.querySelector(".kalium-print-pages")).toBeNull();
    expect(document.adoptedStyleSheets).toHaveLength(sheets);
  });

  it("asks for other potassium values, and says what is wrong with impossible ones", async () => {
    const element = await mount<KaliumWorksheet>("kalium-worksheet", sheet);
    const events = recordEvents("kalium-worksheet-change");
    const input = within<HTMLInputElement>(element, "input");
    input.value = "3.0, 7.5 9";
    input.dispatchEvent(new Event("change"));
    input.value = "3.0 95";
    input.dispatchEvent(new Event("change"));
    await element.updateComplete;
    expect(events).toEqual([{ name: "kalium-worksheet-change", detail: { potassiumsMmolPerL: [3, 7.5, 9] } }]);
    expect(within(element, ".invalid").textContent).toMatch(/from 2\.0 to 9\.0/);
  });
});
