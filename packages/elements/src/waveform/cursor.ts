import type { ThemeColours } from "../style/themeColours.ts";
import { formatFixed } from "../text/formatNumber.ts";
import { firstMarkAtOrAfter } from "./renderer.ts";
import type { WaveformLead, WaveformMark } from "./renderer.ts";
import type { SheetGeometry } from "./sheetGeometry.ts";

/** A sample of a lead that is being read. */
export interface SampleCursor {
  readonly lead: number;
  readonly sampleIndex: number;
}

/** The lead, time and value at the cursor, and the mark there if any. */
export function cursorReadout(cursor: SampleCursor, leads: readonly WaveformLead[], samplingRateHz: number, sortedMarks: readonly WaveformMark[], loadedFromS = 0): string {
  const value = leads[cursor.lead]?.samplesMillivolt[cursor.sampleIndex];
  const text = Number.isFinite(value) ? `${formatFixed(value, 3)} mV` : "no valid sample";
  const mark = sortedMarks[firstMarkAtOrAfter(sortedMarks, cursor.sampleIndex)];
  const atMark = mark?.sampleIndex === cursor.sampleIndex ? ` · ${mark.label ?? mark.symbol}` : "";
  return `${leads[cursor.lead]?.name ?? ""} · ${formatFixed(loadedFromS + cursor.sampleIndex / samplingRateHz, 3)} s · ${text}${atMark}`;
}

/** The next mark on that side of a sample, or a fifth of a second away where there are no marks. */
export function neighbouringMark(sampleIndex: number, step: 1 | -1, sortedMarks: readonly WaveformMark[], samplingRateHz: number): number {
  if (sortedMarks.length === 0) return sampleIndex + step * Math.round(0.2 * samplingRateHz);
  const index = firstMarkAtOrAfter(sortedMarks, step === 1 ? sampleIndex + 1 : sampleIndex) - (step === 1 ? 0 : 1);
  return sortedMarks[index]?.sampleIndex ?? sampleIndex;
}

/** A line through the paper and a dot on the trace; nothing outside the view. */
export function drawCursor(context: CanvasRenderingContext2D, geometry: SheetGeometry, cursor: SampleCursor, lead: WaveformLead | undefined, xPx: number, colours: ThemeColours): void {
  if (xPx < geometry.traceLeftPx - 0.5 || xPx > geometry.widthPx) return;
  context.strokeStyle = colours.accent;
  context.fillStyle = colours.accent;
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(xPx, 0);
  context.lineTo(xPx, geometry.paperHeightPx);
  context.stroke();
  const value = lead?.samplesMillivolt[cursor.sampleIndex] ?? NaN;
  if (!Number.isFinite(value)) return;
  context.beginPath();
  context.arc(xPx, geometry.baselinesPx[cursor.lead] - value * geometry.pxPerMillivolt, 3.5, 0, 2 * Math.PI);
  context.fill();
}
