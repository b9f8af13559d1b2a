/** Which traces have waves that a number can be given for, and what to say of the numbers. */
import type { SimulatedRecording, TraceMeasurements } from "@kalium/lab";

/** From this weight on the sine wave hides where QRS ends and T begins (Kalium's choice). */
const FUSED_SINE_BLEND = 0.2;
/** From this weight on its part in the numbers shows (Kalium's choice). */
const NOTICED_SINE_BLEND = 0.05;
/** From this size on U keeps a program from finding the end of T (Kalium's choice). */
const DISTURBING_U_OVER_T = 0.4;

export const NOTHING_MEASURED: TraceMeasurements = {
  heartRatePerMinute: null, prMs: null, qrsMs: null, qtMs: null, qtcMs: null, tV4Millivolt: null, tIIMillivolt: null, tWidthV4Ms: null, uOverTV3: null, beatCount: 0, notes: [],
};

export function hasReadableWaves({ fibrillationFromS, parameters }: SimulatedRecording): boolean {
  return fibrillationFromS === null && parameters.rhythm !== "sine-wave" && parameters.curve.sineBlend < FUSED_SINE_BLEND;
}

/** Under the table: how the numbers came about and where they mislead. */
export function measuringNote(simulated: SimulatedRecording, measured: TraceMeasurements): string {
  if (simulated.fibrillationFromS !== null) return "The ventricles fibrillate: there is nothing to measure.";
  if (!hasReadableWaves(simulated)) return "QRS and T run into one wave: where one ends and the other begins cannot be said, so nothing is measured. The rate is the one drawn.";
  const { curve } = simulated.parameters;
  return [
    `By Kalium's own program, from ${measured.beatCount} beats. A program's boundaries differ from a person's by some milliseconds.`,
    curve.uToTRatio >= DISTURBING_U_OVER_T ? "T and U run together here: the program takes QU for QT, and below 2.5 it may take U for T. People fall into this trap too." : "",
    curve.sineBlend >= NOTICED_SINE_BLEND ? "A sine wave mixes in here: it makes QRS wider and T lower than the column “average person”, which is stated before the mixing." : "",
    ...measured.notes,
  ].filter(Boolean).join(" ");
}
