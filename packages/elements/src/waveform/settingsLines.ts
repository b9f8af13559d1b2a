export interface PaperSettings {
  readonly speedMmPerS: number;
  readonly gainMmPerMillivolt: number;
  readonly filterText: string;
  /** False on paper and on a screen whose millimetre has been measured. */
  readonly isUncalibratedScreen: boolean;
  readonly widthPx: number;
}

/** Mean width of a character at 11 px. */
const CHARACTER_PX = 6;
/** Kept free at the right for the word "Simulated". */
const RESERVED_PX = 78;

/** Speed, gain, filter and calibration, on as many lines as the width asks for. */
export function settingsLines(settings: PaperSettings): string[] {
  const parts = [`${settings.speedMmPerS} mm/s`, `${settings.gainMmPerMillivolt} mm/mV`];
  if (settings.filterText) parts.push(settings.filterText);
  if (settings.isUncalibratedScreen) parts.push("screen not calibrated");
  const room = Math.max(24, (settings.widthPx - RESERVED_PX) / CHARACTER_PX);
  const lines: string[] = [];
  for (const part of parts) {
    const joined = lines.length > 0 ? `${lines[lines.length - 1]}  ·  ${part}` : part;
    if (lines.length > 0 && joined.length <= room) lines[lines.length - 1] = joined;
    else lines.push(part);
  }
  return lines;
}
