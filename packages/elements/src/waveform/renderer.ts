/** Draws an ECG sheet (grid, calibration pulse, traces, marks, time axis, settings) on any PaperSurface. Units: CSS px. */
import type { ThemeColours, ColourToken } from "../style/themeColours.ts";
import { decimateColumns } from "./decimateColumns.ts";
import type { PaperSurface } from "./paperSurface.ts";
import { SETTINGS_LINE_PX } from "./sheetGeometry.ts";
import type { SheetGeometry } from "./sheetGeometry.ts";

export interface WaveformLead {
  readonly name: string;
  readonly samplesMillivolt: Float32Array;
}

export interface WaveformMark {
  readonly sampleIndex: number;
  readonly symbol: string;
  readonly label?: string;
  readonly kind?: "normal" | "ventricular" | "hyper" | "rejected" | "other";
}

export interface WaveformSheet {
  readonly leads: readonly WaveformLead[];
  readonly samplingRateHz: number;
  /** Sorted by sampleIndex. */
  readonly marks: readonly WaveformMark[];
  readonly startS: number;
  /** Time of the leads' first sample; 0 by default. */
  readonly loadedFromS?: number;
  /** Lines under the paper: speed, gain, filter, calibration. */
  readonly settingsLines: readonly string[];
  readonly simulated: boolean;
  readonly fontFamily: string;
  /** Device pixels per CSS px: columns of the decimation are device pixels. */
  readonly devicePixelRatio: number;
  /** Snap grid lines to device pixels (screen) or leave them exact (print). */
  readonly isSnapped: boolean;
  /** False where a row is not one stretch of time, so that seconds under it would be wrong. Default true. */
  readonly hasTimeAxis?: boolean;
}

export const MARK_COLOURS: Readonly<Record<NonNullable<WaveformMark["kind"]>, ColourToken>> = {
  normal: "ink-soft",
  ventricular: "warn",
  hyper: "class-hyper",
  rejected: "danger",
  other: "accent",
};

export function drawSheet(surface: PaperSurface, geometry: SheetGeometry, sheet: WaveformSheet, colours: ThemeColours): void {
  surface.fillStyle = colours.surface;
  surface.fillRect(0, 0, geometry.widthPx, geometry.heightPx);
  surface.fillStyle = colours["grid-paper"];
  surface.fillRect(0, 0, geometry.widthPx, geometry.paperHeightPx);
  drawGrid(surface, geometry, sheet, colours);
  drawMarks(surface, geometry, sheet, colours);
  sheet.leads.forEach((lead, row) => {
    drawCalibration(surface, geometry, row, colours);
    drawTrace(surface, geometry, sheet, lead, row, colours);
    drawLeadName(surface, geometry, sheet, lead, row, colours);
  });
  drawFoot(surface, geometry, sheet, colours);
}

function drawGrid(surface: PaperSurface, geometry: SheetGeometry, sheet: WaveformSheet, colours: ThemeColours): void {
  const { pxPerMm, widthPx, paperHeightPx, traceLeftPx, pxPerSecond } = geometry;
  const dpr = sheet.devicePixelRatio;
  const snap = sheet.isSnapped ? (px: number): number => (Math.floor(px * dpr) + 0.5) / dpr : (px: number): number => px;
  // The grid moves with the signal, as paper does: its lines are whole millimetres of time since the recording's start.
  const zeroPx = traceLeftPx - sheet.startS * pxPerSecond;
  const firstMm = Math.ceil(-zeroPx / pxPerMm);
  const lastMm = Math.floor((widthPx - zeroPx) / pxPerMm);
  const rowsMm = Math.round(paperHeightPx / pxPerMm);
  surface.lineWidth = sheet.isSnapped ? Math.max(1, Math.round(dpr / 2)) / dpr : 0.1 * pxPerMm;
  for (const isMajor of [false, true]) {
    surface.strokeStyle = isMajor ? colours["grid-major"] : colours["grid-minor"];
    surface.beginPath();
    for (let mm = firstMm; mm <= lastMm; mm++) {
      if ((mm % 5 === 0) !== isMajor) continue;
      const x = snap(zeroPx + mm * pxPerMm);
      surface.moveTo(x, 0);
      surface.lineTo(x, paperHeightPx);
    }
    for (let mm = 0; mm <= rowsMm; mm++) {
      if ((mm % 5 === 0) !== isMajor) continue;
      const y = snap(Math.min(mm * pxPerMm, paperHeightPx - 1 / dpr));
      surface.moveTo(0, y);
      surface.lineTo(widthPx, y);
    }
    surface.stroke();
  }
}

/** A pulse 1 mV high and 5 mm wide, left of every row. */
function drawCalibration(surface: PaperSurface, geometry: SheetGeometry, row: number, colours: ThemeColours): void {
  const { pxPerMm, pxPerMillivolt, traceLeftPx } = geometry;
  const base = geometry.baselinesPx[row];
  const left = traceLeftPx - 10 * pxPerMm;
  surface.strokeStyle = colours.trace;
  surface.lineWidth = 1.1;
  surface.lineJoin = "round";
  surface.beginPath();
  surface.moveTo(left - 2 * pxPerMm, base);
  surface.lineTo(left, base);
  surface.lineTo(left, base - pxPerMillivolt);
  surface.lineTo(left + 5 * pxPerMm, base - pxPerMillivolt);
  surface.lineTo(left + 5 * pxPerMm, base);
  surface.lineTo(left + 7 * pxPerMm, base);
  surface.stroke();
}

/** One lead on the row of that number, in the trace colour or that of a token. */
export function drawTrace(surface: PaperSurface, geometry: SheetGeometry, sheet: WaveformSheet, lead: WaveformLead, row: number, colours: ThemeColours, colour: ColourToken = "trace"): void {
  const samples = lead.samplesMillivolt;
  const { traceLeftPx, pxPerMillivolt, widthPx } = geometry;
  const base = geometry.baselinesPx[row];
  const firstSample = firstSampleOf(sheet);
  const samplesPerPx = sheet.samplingRateHz / geometry.pxPerSecond;
  const columnPx = 1 / sheet.devicePixelRatio;
  surface.strokeStyle = colours[colour];
  surface.lineWidth = 1.25;
  surface.lineJoin = "round";
  surface.beginPath();
  if (samplesPerPx * columnPx < 2) {
    const pxPerSample = 1 / samplesPerPx;
    const from = Math.max(0, Math.floor(firstSample));
    const to = Math.min(samples.length - 1, Math.ceil(firstSample + (widthPx - traceLeftPx) * samplesPerPx) + 1);
    let isDown = false;
    for (let i = from; i <= to; i++) {
      const value = samples[i];
      if (!Number.isFinite(value)) {
        isDown = false;
        continue;
      }
      const x = traceLeftPx + (i - firstSample) * pxPerSample;
      const y = base - value * pxPerMillivolt;
      if (isDown) surface.lineTo(x, y);
      else {
        surface.moveTo(x, y);
        // A lone sample between two invalid ones is still a sample.
        if (!Number.isFinite(samples[i + 1])) surface.lineTo(x + 0.5, y);
      }
      isDown = true;
    }
    surface.stroke();
    if (pxPerSample >= 6) drawSampleDots(surface, geometry, sheet, samples, row, from, to, colours);
    return;
  }
  const columnCount = Math.max(0, Math.ceil((widthPx - traceLeftPx) / columnPx));
  const columns = decimateColumns(samples, firstSample, samplesPerPx * columnPx, columnCount);
  let isJoined = false;
  for (let c = 0; c < columnCount; c++) {
    const low = columns.minima[c];
    if (Number.isNaN(low)) {
      isJoined = false;
      continue;
    }
    const x = traceLeftPx + (c + 0.5) * columnPx;
    const first = columns.firsts[c];
    if (isJoined && !Number.isNaN(first)) surface.lineTo(x, base - first * pxPerMillivolt);
    else surface.moveTo(x, base - low * pxPerMillivolt);
    surface.lineTo(x, base - low * pxPerMillivolt);
    // Half a pixel more, so that a flat column is still a mark on the paper.
    surface.lineTo(x, base - columns.maxima[c] * pxPerMillivolt - (low === columns.maxima[c] ? columnPx / 2 : 0));
    const last = columns.lasts[c];
    isJoined = !Number.isNaN(last);
    if (isJoined) surface.lineTo(x, base - last * pxPerMillivolt);
  }
  surface.stroke();
}

/** Index, perhaps a fraction or negative, of the sample at the left edge. */
function firstSampleOf(sheet: WaveformSheet): number {
  return (sheet.startS - (sheet.loadedFromS ?? 0)) * sheet.samplingRateHz;
}

function drawSampleDots(surface: PaperSurface, geometry: SheetGeometry, sheet: WaveformSheet, samples: Float32Array, row: number, from: number, to: number, colours: ThemeColours): void {
  const pxPerSample = geometry.pxPerSecond / sheet.samplingRateHz;
  surface.fillStyle = colours.trace;
  for (let i = from; i <= to; i++) {
    if (!Number.isFinite(samples[i])) continue;
    const x = geometry.traceLeftPx + (i - firstSampleOf(sheet)) * pxPerSample;
    surface.fillRect(x - 1.25, geometry.baselinesPx[row] - samples[i] * geometry.pxPerMillivolt - 1.25, 2.5, 2.5);
  }
}

function drawLeadName(surface: PaperSurface, geometry: SheetGeometry, sheet: WaveformSheet, lead: WaveformLead, row: number, colours: ThemeColours): void {
  surface.font = `600 12px ${sheet.fontFamily}`;
  surface.textAlign = "left";
  surface.fillStyle = colours.ink;
  surface.fillText(lead.name, 4, geometry.baselinesPx[row] + 3.6 * geometry.pxPerMm + 2);
}

/** Index of the first mark at or after a sample. Marks are sorted. */
export function firstMarkAtOrAfter(marks: readonly WaveformMark[], sampleIndex: number): number {
  let low = 0;
  let high = marks.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (marks[middle].sampleIndex < sampleIndex) low = middle + 1;
    else high = middle;
  }
  return low;
}

function drawMarks(surface: PaperSurface, geometry: SheetGeometry, sheet: WaveformSheet, colours: ThemeColours): void {
  const { markLanePx, traceLeftPx, pxPerSecond, paperHeightPx, widthPx } = geometry;
  if (markLanePx === 0) return;
  const firstSample = firstSampleOf(sheet);
  const pxPerSample = pxPerSecond / sheet.samplingRateHz;
  surface.textAlign = "center";
  let labelFreeFrom = -Infinity;
  for (let m = firstMarkAtOrAfter(sheet.marks, firstSample); m < sheet.marks.length; m++) {
    const mark = sheet.marks[m];
    const x = traceLeftPx + (mark.sampleIndex - firstSample) * pxPerSample;
    if (x > widthPx) break;
    const kind = mark.kind ?? "other";
    const colour = colours[MARK_COLOURS[kind]];
    surface.strokeStyle = colour;
    surface.lineWidth = 1;
    surface.globalAlpha = kind === "normal" ? 0.35 : 0.6;
    surface.beginPath();
    surface.moveTo(x, markLanePx - 1);
    surface.lineTo(x, kind === "normal" ? markLanePx + 5 : paperHeightPx);
    surface.stroke();
    surface.globalAlpha = 1;
    if (x < labelFreeFrom) continue;
    surface.font = `${kind === "normal" ? 400 : 700} 11px ${sheet.fontFamily}`;
    surface.fillStyle = colour;
    surface.fillText(mark.symbol, x, markLanePx - 5);
    labelFreeFrom = x + 5 + mark.symbol.length * 6;
  }
}

/** Steps between time labels, s; the first that leaves room for a label is used. */
const TIME_STEPS_S = [0.2, 0.5, 1, 2, 5, 10, 30, 60];

/** Times, settings and the word "Simulated" under the paper. */
function drawFoot(surface: PaperSurface, geometry: SheetGeometry, sheet: WaveformSheet, colours: ThemeColours): void {
  const { widthPx, heightPx } = geometry;
  surface.strokeStyle = colours["ink-soft"];
  surface.fillStyle = colours["ink-soft"];
  surface.lineWidth = 1;
  surface.font = `11px ${sheet.fontFamily}`;
  if (sheet.hasTimeAxis !== false) drawTimes(surface, geometry, sheet);
  surface.textAlign = "left";
  sheet.settingsLines.forEach((line, row) => surface.fillText(line, 4, heightPx - 6 - (sheet.settingsLines.length - 1 - row) * SETTINGS_LINE_PX));
  if (sheet.simulated) {
    surface.textAlign = "right";
    surface.font = `600 11px ${sheet.fontFamily}`;
    surface.fillStyle = colours.warn;
    surface.fillText("Simulated", widthPx - 4, heightPx - 6);
  }
}

function drawTimes(surface: PaperSurface, geometry: SheetGeometry, sheet: WaveformSheet): void {
  const { paperHeightPx, traceLeftPx, pxPerSecond, widthPx } = geometry;
  const step = TIME_STEPS_S.find((candidate) => candidate * pxPerSecond >= 44) ?? 60;
  surface.textAlign = "center";
  surface.beginPath();
  const labels: { readonly text: string; readonly x: number }[] = [];
  const decimals = step < 1 ? 1 : 0;
  for (let k = Math.ceil(sheet.startS / step - 1e-9); ; k++) {
    const x = traceLeftPx + (k * step - sheet.startS) * pxPerSecond;
    if (x > widthPx - 8) break;
    surface.moveTo(x, paperHeightPx);
    surface.lineTo(x, paperHeightPx + 4);
    labels.push({ text: (k * step).toFixed(decimals), x });
  }
  surface.stroke();
  for (const { text, x } of labels) surface.fillText(text, x, paperHeightPx + 15);
  surface.textAlign = "left";
  surface.fillText("s", 4, paperHeightPx + 15);
}
