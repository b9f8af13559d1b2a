/**
 * How twelve leads lie on one sheet: which stretch of which lead stands where. Stretches of one row are spliced into one
 * signal, so that the sheet is drawn by the same code as any other row of paper.
 */
import type { WaveformLead } from "../waveform/renderer.ts";

/** Rows × columns; "+1" adds lead II as a rhythm strip; "beat" shows one beat of each lead. */
export type TwelveLeadLayout = "3x4+1" | "6x2" | "12x1" | "beat";
export const TWELVE_LEAD_LAYOUTS: readonly TwelveLeadLayout[] = ["3x4+1", "6x2", "12x1", "beat"];

/** A stretch of one lead. */
export interface SheetSegment {
  readonly leadName: string;
  readonly row: number;
  /** Seconds from the left of the row. */
  readonly sheetFromS: number;
  readonly durationS: number;
  /** Seconds into the lead's signal. */
  readonly sourceFromS: number;
}

export interface SheetLayout {
  readonly rowCount: number;
  readonly rowMm: number;
  /** From the top of a row to 0 mV. */
  readonly baselineMm: number;
  /** Seconds that a whole row holds. */
  readonly rowS: number;
  /** Whether every column goes on in time where the one before it ended. */
  readonly isContinuous: boolean;
  readonly segments: readonly SheetSegment[];
}

export interface LayoutSettings {
  readonly layout: TwelveLeadLayout;
  /** Room for signal, without the calibration pulse. A layout that cannot be had in less is wider. */
  readonly roomMm: number;
  readonly speedMmPerS: number;
  readonly durationS: number;
  /** Time of an R peak for "beat". */
  readonly beatS: number;
}

const COLUMNS_OF_THREE = [["I", "II", "III"], ["aVR", "aVL", "aVF"], ["V1", "V2", "V3"], ["V4", "V5", "V6"]] as const;
export const TWELVE_LEADS: readonly string[] = COLUMNS_OF_THREE.flat();
/** One column of the usual 3 × 4 sheet. */
const COLUMN_S = 2.5;
/** A column of 6 × 2 holds at least one beat at 40/min and at most half of ten seconds. */
const NARROWEST_COLUMN_S = 1.5;
const WIDEST_COLUMN_S = 5;
/** One beat: this much before and after its R peak. */
const BEFORE_R_S = 0.32;
const BEAT_S = 0.96;

export function sheetLayout(settings: LayoutSettings): SheetLayout {
  const roomS = settings.roomMm / settings.speedMmPerS;
  switch (settings.layout) {
    case "3x4+1": {
      const segments = COLUMNS_OF_THREE.flatMap((leads, column) => leads.map((leadName, row) => continuous(leadName, row, column * COLUMN_S, COLUMN_S)));
      return { rowCount: 4, rowMm: 30, baselineMm: 20, rowS: 10, isContinuous: true, segments: [...segments, continuous("II", 3, 0, 10)] };
    }
    case "6x2": {
      // Tenths of a second are 2.5 mm: columns begin on a line of the grid or half way between two.
      const columnS = Math.floor(Math.min(WIDEST_COLUMN_S, settings.durationS / 2, Math.max(NARROWEST_COLUMN_S, roomS / 2)) * 10) / 10;
      const segments = TWELVE_LEADS.map((leadName, lead) => continuous(leadName, lead % 6, Math.floor(lead / 6) * columnS, columnS));
      return { rowCount: 6, rowMm: 25, baselineMm: 16, rowS: 2 * columnS, isContinuous: true, segments };
    }
    case "12x1": {
      const rowS = Math.floor(Math.min(settings.durationS, Math.max(NARROWEST_COLUMN_S, roomS)) * 10) / 10;
      return { rowCount: 12, rowMm: 20, baselineMm: 12, rowS, isContinuous: true, segments: TWELVE_LEADS.map((leadName, row) => continuous(leadName, row, 0, rowS)) };
    }
    case "beat": {
      const columns = roomS >= 6 * BEAT_S ? 6 : 3;
      const segments = TWELVE_LEADS.map((leadName, lead) => ({
        leadName, row: Math.floor(lead / columns), sheetFromS: (lead % columns) * BEAT_S, durationS: BEAT_S, sourceFromS: settings.beatS - BEFORE_R_S,
      }));
      return { rowCount: 12 / columns, rowMm: 40, baselineMm: 22, rowS: columns * BEAT_S, isContinuous: false, segments };
    }
    default: return settings.layout satisfies never;
  }
}

function continuous(leadName: string, row: number, fromS: number, durationS: number): SheetSegment {
  return { leadName, row, sheetFromS: fromS, durationS, sourceFromS: fromS };
}

/** One signal per row, its stretches side by side; a lead that is not given, or has no sample there, leaves a gap. */
export function spliceRows(leads: readonly WaveformLead[], layout: SheetLayout, samplingRateHz: number): WaveformLead[] {
  const byName = new Map(leads.map((lead) => [lead.name, lead.samplesMillivolt]));
  const rows = Array.from({ length: layout.rowCount }, () => new Float32Array(Math.round(layout.rowS * samplingRateHz)).fill(NaN));
  for (const segment of layout.segments) {
    const source = byName.get(segment.leadName);
    const row = rows[segment.row];
    if (!source || !row) continue;
    const to = Math.round(segment.sheetFromS * samplingRateHz);
    const from = Math.round(segment.sourceFromS * samplingRateHz);
    // The last sample of a stretch is left out: the break keeps neighbouring leads from being joined by a line.
    const count = Math.min(Math.round(segment.durationS * samplingRateHz) - 1, row.length - to);
    for (let i = Math.max(0, -from); i < count && from + i < source.length; i++) row[to + i] = source[from + i]!;
  }
  return rows.map((samplesMillivolt) => ({ name: "", samplesMillivolt }));
}
