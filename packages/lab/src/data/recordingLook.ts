/** A first look at a recording: its quality and a small picture of its first seconds. */
import { assessLead, findLead, LIMB_LEAD_II_ALIASES, type LeadFault, type LeadSignal, type Recording } from "@kalium/ecg";
import type { RowQuality } from "./dataRoom.ts";
import { THUMBNAIL_COLUMN_COUNT } from "./thumbnailSize.ts";

/** How much of a recording is looked at. */
export const LOOK_S = 10;

export interface RecordingLook {
  readonly quality: RowQuality;
  readonly thumbnailMillivolt: Float32Array;
  readonly thumbnailLead: string;
}

/** Looks at the first seconds, given as a recording of their own. */
export function lookAt(first: Recording): RecordingLook {
  const lead = thumbnailLeadOf(first);
  return { quality: qualityOf(first), thumbnailMillivolt: drawThumbnail(lead.samplesMillivolt), thumbnailLead: lead.name };
}

function thumbnailLeadOf(recording: Recording): LeadSignal {
  try {
    return findLead(recording, "II", LIMB_LEAD_II_ALIASES);
  } catch {
    return recording.leads[0]!;
  }
}

/** Lowest and highest value of each column, interleaved; NaN where a column has no valid sample. */
export function drawThumbnail(samplesMillivolt: Float32Array, columnCount = THUMBNAIL_COLUMN_COUNT): Float32Array {
  const columns = new Float32Array(2 * columnCount).fill(NaN);
  const count = samplesMillivolt.length;
  for (let column = 0; column < columnCount; column++) {
    let low = Infinity;
    let high = -Infinity;
    const end = Math.max(Math.ceil(((column + 1) * count) / columnCount), Math.floor((column * count) / columnCount) + 1);
    for (let i = Math.floor((column * count) / columnCount); i < end; i++) {
      const value = samplesMillivolt[i];
      if (value < low) low = value;
      if (value > high) high = value;
    }
    if (low <= high) columns.set([low, high], 2 * column);
  }
  return columns;
}

const WORDS: Readonly<Record<LeadFault, string>> = { missing: "missing", flat: "flat", saturated: "at the end of its range", clipped: "clipped", noisy: "noisy" };

/** Half of the leads poor makes a recording poor (Kalium's choice); a fault anywhere makes it fair. */
function qualityOf(recording: Recording): RowQuality {
  const reasons: string[] = [];
  const grades = recording.leads.map((lead) => {
    const found = assessLead(lead.samplesMillivolt, recording.samplingRateHz);
    for (const fault of found.faults) {
      reasons.push(fault === "missing" ? `${percent(found.missingShare)} of ${lead.name} missing` : `lead ${lead.name} ${WORDS[fault]}`);
    }
    return found.grade;
  });
  const poor = grades.filter((grade) => grade === "poor").length;
  return { grade: 2 * poor >= grades.length ? "poor" : reasons.length > 0 ? "fair" : "good", reasons };
}

function percent(share: number): string {
  const value = 100 * share;
  return `${value >= 1 ? Math.round(value) : value.toFixed(1)} %`;
}
