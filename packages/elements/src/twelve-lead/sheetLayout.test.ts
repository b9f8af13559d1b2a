import { describe, expect, it } from "vitest";
import { CSS_PX_PER_MM } from "../waveform/sheetGeometry.ts";
import { twelveLeadGeometry } from "./drawTwelveLeads.ts";
import { sheetLayout, spliceRows, TWELVE_LEAD_LAYOUTS, TWELVE_LEADS } from "./sheetLayout.ts";
import type { LayoutSettings, SheetLayout } from "./sheetLayout.ts";

const settings: LayoutSettings = { layout: "3x4+1", roomMm: 250, speedMmPerS: 25, durationS: 10, beatS: 4 };
/** Each lead's samples say which lead and when: 100 × lead + seconds. */
const leads = TWELVE_LEADS.map((name, lead) => ({ name, samplesMillivolt: Float32Array.from({ length: 5000 }, (_, i) => 100 * lead + i / 500) }));

function at(layout: SheetLayout, row: number, sheetS: number): number {
  return spliceRows(leads, layout, 500)[row]!.samplesMillivolt[Math.round(sheetS * 500)]!;
}

describe("the sheet of twelve leads", () => {
  it("stands as machines print it: I, aVR, V1, V4 in the first row, 2.5 s each, and ten seconds of II below", () => {
    const layout = sheetLayout(settings);
    expect(layout.segments.filter(({ row }) => row === 0).map(({ leadName, sheetFromS }) => [leadName, sheetFromS])).toEqual([["I", 0], ["aVR", 2.5], ["V1", 5], ["V4", 7.5]]);
    expect(at(layout, 0, 3)).toBeCloseTo(303, 4);
    expect(at(layout, 2, 8)).toBeCloseTo(1108, 4);
    expect(at(layout, 3, 9.5)).toBeCloseTo(109.5, 4);
  });

  it("breaks the line between two leads of a row", () => {
    const layout = sheetLayout(settings);
    expect(at(layout, 0, 2.5 - 1 / 500)).toBeNaN();
    expect(at(layout, 0, 2.5)).toBeCloseTo(302.5, 4);
  });

  it("keeps true scale on a telephone by showing less time, not by squeezing it", () => {
    const layout = sheetLayout({ ...settings, layout: "6x2", roomMm: 79 });
    expect(layout.rowS).toBeCloseTo(3, 6);
    const geometry = twelveLeadGeometry({ layout, widthPx: 356, speedMmPerS: 25, gainMmPerMillivolt: 10, screenScale: 1, settingsLineCount: 1 });
    expect(geometry.widthPx).toBe(356);
    expect(geometry.pxPerSecond / CSS_PX_PER_MM).toBeCloseTo(25, 9);
    expect(geometry.pxPerMillivolt / CSS_PX_PER_MM).toBeCloseTo(10, 9);
  });

  it("is wider than its room rather than cut where a layout needs more", () => {
    const layout = sheetLayout({ ...settings, roomMm: 79 });
    const geometry = twelveLeadGeometry({ layout, widthPx: 356, speedMmPerS: 25, gainMmPerMillivolt: 10, screenScale: 1, settingsLineCount: 1 });
    expect(geometry.widthPx / CSS_PX_PER_MM).toBeGreaterThanOrEqual(265);
  });

  it.each(TWELVE_LEAD_LAYOUTS)("shows every lead in layout %s, on baselines that are grid lines, inside the paper", (layoutName) => {
    const layout = sheetLayout({ ...settings, layout: layoutName });
    expect(new Set(layout.segments.map(({ leadName }) => leadName))).toEqual(new Set(TWELVE_LEADS));
    const geometry = twelveLeadGeometry({ layout, widthPx: 1000, speedMmPerS: 25, gainMmPerMillivolt: 10, screenScale: 1, settingsLineCount: 1 });
    for (const baselinePx of geometry.baselinesPx) expect(baselinePx / geometry.pxPerMm).toBeCloseTo(Math.round(baselinePx / geometry.pxPerMm), 9);
    expect(geometry.baselinesPx.at(-1)!).toBeLessThan(geometry.paperHeightPx);
    for (const { sheetFromS, durationS } of layout.segments) expect(sheetFromS + durationS).toBeLessThanOrEqual(layout.rowS + 1e-9);
  });

  it("lays the R peak of one beat at the same place in every lead", () => {
    const layout = sheetLayout({ ...settings, layout: "beat", roomMm: 250 });
    const values = layout.segments.map(({ row, sheetFromS }, lead) => at(layout, row, sheetFromS + 0.32) - 100 * lead);
    for (const value of values) expect(value).toBeCloseTo(4, 4);
  });

  it("leaves a gap where a lead is not given or a beat reaches before the recording", () => {
    const layout = sheetLayout({ ...settings, layout: "beat", beatS: 0.1 });
    const rows = spliceRows(leads.slice(1), layout, 500);
    expect(rows[0]!.samplesMillivolt.slice(0, 400).every(Number.isNaN)).toBe(true);
    expect(rows[0]!.samplesMillivolt[Math.round(0.96 * 500)]).toBeNaN();
    expect(rows[0]!.samplesMillivolt[Math.round((0.96 + 0.4) * 500)]).not.toBeNaN();
  });
});
