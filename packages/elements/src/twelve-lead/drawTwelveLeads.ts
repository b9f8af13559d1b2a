/** Draws a sheet of twelve leads, with a second person's leads over it where there are any, on any PaperSurface. */
import type { ColourToken, ThemeColours } from "../style/themeColours.ts";
import type { PaperSurface } from "../waveform/paperSurface.ts";
import { drawSheet, drawTrace } from "../waveform/renderer.ts";
import type { WaveformLead, WaveformSheet } from "../waveform/renderer.ts";
import { CSS_PX_PER_MM, SETTINGS_LINE_PX } from "../waveform/sheetGeometry.ts";
import type { SheetGeometry } from "../waveform/sheetGeometry.ts";
import type { SheetLayout } from "./sheetLayout.ts";
import { spliceRows } from "./sheetLayout.ts";

/** Room for the calibration pulse left of the signal: 250 mm of it then fit on a Letter page too. */
export const PULSE_MM = 15;
/** Paper above the first row and below the last, so that tall waves stay on the sheet. */
const TOP_MM = 5;
const BOTTOM_MM = 5;
const TIMES_PX = 26;
const FOOT_PX = 10;

export interface TwelveLeadTrace {
  readonly leads: readonly WaveformLead[];
  readonly layout: SheetLayout;
  readonly colour: ColourToken;
}

export interface TwelveLeadDrawing {
  readonly traces: readonly TwelveLeadTrace[];
  readonly samplingRateHz: number;
  readonly settingsLines: readonly string[];
  readonly simulated: boolean;
  readonly fontFamily: string;
  readonly devicePixelRatio: number;
  readonly isSnapped: boolean;
}

export interface TwelveLeadScale {
  readonly layout: SheetLayout;
  /** The sheet is at least this wide. */
  readonly widthPx: number;
  readonly speedMmPerS: number;
  readonly gainMmPerMillivolt: number;
  readonly screenScale: number;
  readonly settingsLineCount: number;
}

export function twelveLeadGeometry({ layout, widthPx, speedMmPerS, gainMmPerMillivolt, screenScale, settingsLineCount }: TwelveLeadScale): SheetGeometry {
  const pxPerMm = CSS_PX_PER_MM * screenScale;
  const paperHeightPx = (TOP_MM + layout.rowCount * layout.rowMm + BOTTOM_MM) * pxPerMm;
  const wholeWidthPx = Math.max(widthPx, Math.ceil((PULSE_MM + layout.rowS * speedMmPerS) * pxPerMm));
  return {
    widthPx: wholeWidthPx,
    heightPx: paperHeightPx + (layout.isContinuous ? TIMES_PX : FOOT_PX) + SETTINGS_LINE_PX * settingsLineCount,
    paperHeightPx,
    pxPerMm,
    traceLeftPx: PULSE_MM * pxPerMm,
    markLanePx: 0,
    baselinesPx: Array.from({ length: layout.rowCount }, (_, row) => (TOP_MM + row * layout.rowMm + layout.baselineMm) * pxPerMm),
    rowHeightPx: layout.rowMm * pxPerMm,
    pxPerSecond: speedMmPerS * pxPerMm,
    pxPerMillivolt: gainMmPerMillivolt * pxPerMm,
    spanS: layout.rowS,
  };
}

export function drawTwelveLeads(surface: PaperSurface, geometry: SheetGeometry, drawing: TwelveLeadDrawing, colours: ThemeColours): void {
  const [first, ...others] = drawing.traces;
  if (!first) return;
  const sheetOf = (trace: TwelveLeadTrace): WaveformSheet => ({
    leads: spliceRows(trace.leads, trace.layout, drawing.samplingRateHz),
    samplingRateHz: drawing.samplingRateHz,
    marks: [],
    startS: 0,
    settingsLines: drawing.settingsLines,
    simulated: drawing.simulated,
    fontFamily: drawing.fontFamily,
    devicePixelRatio: drawing.devicePixelRatio,
    isSnapped: drawing.isSnapped,
    hasTimeAxis: first.layout.isContinuous,
  });
  drawSheet(surface, geometry, sheetOf(first), colours);
  for (const trace of others) {
    const sheet = sheetOf(trace);
    sheet.leads.forEach((lead, row) => drawTrace(surface, geometry, sheet, lead, row, colours, trace.colour));
  }
  drawNames(surface, geometry, first.layout, drawing.fontFamily, colours);
}

/** The name above the beginning of each stretch, and a short stroke where one lead gives way to the next. */
function drawNames(surface: PaperSurface, geometry: SheetGeometry, layout: SheetLayout, fontFamily: string, colours: ThemeColours): void {
  const { pxPerMm, pxPerSecond, traceLeftPx, baselinesPx } = geometry;
  surface.font = `600 12px ${fontFamily}`;
  surface.textAlign = "left";
  surface.lineWidth = 1;
  surface.strokeStyle = colours["ink-soft"];
  for (const { leadName, row, sheetFromS } of layout.segments) {
    const x = traceLeftPx + sheetFromS * pxPerSecond;
    const rowTopPx = baselinesPx[row]! - layout.baselineMm * pxPerMm;
    surface.fillStyle = colours.ink;
    surface.fillText(leadName, x + pxPerMm, rowTopPx + (layout.baselineMm - 10) * pxPerMm);
    if (sheetFromS === 0) continue;
    surface.beginPath();
    surface.moveTo(x, baselinesPx[row]! - 2 * pxPerMm);
    surface.lineTo(x, baselinesPx[row]! + 2 * pxPerMm);
    surface.stroke();
  }
}
