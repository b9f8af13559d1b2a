/** Writes a `Recording` in millivolts as a WFDB record in format 16. */
import { FormatError } from "../errors.ts";
import { LOWEST_COUNT } from "../read/wfdb/wfdbSegment.ts";
import type { LeadSignal, Recording } from "../recording.ts";
import type { WrittenFile } from "./recordingToWrite.ts";
import { writeWfdbWithTime } from "./wfdb/writeWfdb.ts";

/**
 * Turns a recording into `.hea`, `.dat` and, when it has annotations, `.atr` files. Samples are rounded to
 * whole counts of each lead's own gain; NaN becomes the invalid code. Reading them back gives the same
 * recording if its samples came from such counts.
 * @throws FormatError "malformed" when the recording does not fit the format.
 */
export function writeWfdbRecord(recording: Recording): readonly WrittenFile[] {
  const { id, personId, potassiumMmolPerL, simulated, samplingRateHz } = recording;
  return writeWfdbWithTime({
    id,
    framesPerSecond: samplingRateHz,
    frameCount: recording.sampleCount,
    signals: recording.leads.map((lead) => ({
      name: lead.name, unit: "mV", samplesPerFrame: 1, gainPerUnit: lead.gainPerMillivolt, baselineCount: lead.baselineCount, invalidCount: LOWEST_COUNT, samples: toCounts(id, lead),
    })),
    annotations: recording.annotations.map((annotation) => ({ ...annotation, subtype: 0, channel: 0, number: 0, onsetS: null, durationS: null })),
    annotationRateHz: samplingRateHz,
    facts: { personId, sex: null, ageYears: null, startTimeMs: null, potassiumMmolPerL, simulated, deidentified: false },
  }, recording.timeS, { format: 16 });
}

function toCounts(id: string, lead: LeadSignal): Int32Array {
  if (!Number.isInteger(lead.baselineCount) || !(lead.gainPerMillivolt > 0)) {
    throw new FormatError("malformed", { file: id }, `lead "${lead.name}" needs a positive gain and a whole baseline`, "Correct the lead's calibration.");
  }
  return Int32Array.from(lead.samplesMillivolt, (millivolt, i) => {
    if (Number.isNaN(millivolt)) return LOWEST_COUNT;
    const count = Math.round(millivolt * lead.gainPerMillivolt + lead.baselineCount);
    if (Math.abs(count) > 32768) {
      throw new FormatError("malformed", { file: id }, `sample ${i} of lead ${lead.name} (${millivolt} mV) does not fit 16 bits at ${lead.gainPerMillivolt} counts per mV`, "Lower the lead's gain.");
    }
    return count;
  });
}
