/**
 * Where things lie on the paper. One CSS mm is 96/25.4 px by definition; it equals a real millimetre only on a screen
 * whose scale has been measured, hence `screenScale` and the words "not calibrated".
 */
export const CSS_PX_PER_MM = 96 / 25.4;
/** Room for the lead's calibration pulse, left of the first sample. */
const MARGIN_LEFT_MM = 15;
/** A lane for annotation symbols above the first row. */
const MARK_LANE_MM = 5;
/** Time labels, then one or two lines of settings. */
const AXIS_PX = 26;
export const SETTINGS_LINE_PX = 15;

export type PaperSpeed = 12.5 | 25 | 50 | 100;
export type PaperGain = 2.5 | 5 | 10 | 20 | 40;
export const PAPER_SPEEDS: readonly PaperSpeed[] = [12.5, 25, 50, 100];
export const PAPER_GAINS: readonly PaperGain[] = [2.5, 5, 10, 20, 40];

export interface SheetGeometry {
  readonly widthPx: number;
  readonly heightPx: number;
  /** Height of the gridded part. */
  readonly paperHeightPx: number;
  readonly pxPerMm: number;
  /** x of the sample at the view's start. */
  readonly traceLeftPx: number;
  readonly markLanePx: number;
  /** y of 0 mV of each lead. */
  readonly baselinesPx: readonly number[];
  readonly rowHeightPx: number;
  readonly pxPerSecond: number;
  readonly pxPerMillivolt: number;
  /** Seconds of signal in view. */
  readonly spanS: number;
}

export interface SheetSettings {
  readonly widthPx: number;
  readonly leadCount: number;
  readonly speedMmPerS: number;
  readonly gainMmPerMillivolt: number;
  readonly screenScale: number;
  readonly hasMarks: boolean;
  /** Lines of settings text under the time axis. */
  readonly settingsLineCount: number;
}

/** Rows are a whole number of 5 mm squares and baselines lie on grid lines. */
export function sheetGeometry(settings: SheetSettings): SheetGeometry {
  const pxPerMm = CSS_PX_PER_MM * settings.screenScale;
  const rows = Math.max(1, settings.leadCount);
  const [rowMm, baselineMm] = rows === 1 ? [40, 25] : rows <= 3 ? [30, 20] : rows <= 6 ? [25, 15] : [20, 10];
  const topMm = settings.hasMarks ? MARK_LANE_MM : 0;
  const paperHeightPx = (topMm + rows * rowMm + (rows > 6 ? 5 : 0)) * pxPerMm;
  const traceLeftPx = MARGIN_LEFT_MM * pxPerMm;
  const pxPerSecond = settings.speedMmPerS * pxPerMm;
  return {
    widthPx: settings.widthPx,
    heightPx: paperHeightPx + AXIS_PX + SETTINGS_LINE_PX * settings.settingsLineCount,
    paperHeightPx,
    pxPerMm,
    traceLeftPx,
    markLanePx: topMm * pxPerMm,
    baselinesPx: Array.from({ length: settings.leadCount }, (_, row) => (topMm + row * rowMm + baselineMm + (rows > 6 ? 5 : 0)) * pxPerMm),
    rowHeightPx: rowMm * pxPerMm,
    pxPerSecond,
    pxPerMillivolt: settings.gainMmPerMillivolt * pxPerMm,
    spanS: Math.max(0, settings.widthPx - traceLeftPx) / pxPerSecond,
  };
}
