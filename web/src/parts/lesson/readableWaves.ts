/** Which traces have waves that a number can be given for, and what to say of the numbers. */
import type { SimulatedRecording, TraceMeasurements } from "@kalium/lab";

/** From this weight on the sine wave hides where QRS ends and T begins (Kalium's choice). */
const FUSED_SINE_BLEND = 0.2;
/** From this weight on its part in the numbers shows (Kalium's choice). */
const NOTICED_SINE_BLEND = 0.05;
/** From this size on U hides where T ends (Kalium's choice). */
const DISTURBING_U_OVER_T = 0.4;
/** A T that ends so much later than the drawn one is a U wave (Kalium's choice: less than T and U are apart). */
const TAKEN_FOR_T_MS = 50;

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
    curve.uToTRatio >= DISTURBING_U_OVER_T ? uWaveWarning(simulated, measured) : "",
    curve.sineBlend >= NOTICED_SINE_BLEND ? "A sine wave mixes in here: it makes QRS wider and T lower than the column “average person”, which is stated before the mixing." : "",
    ...measured.notes,
  ].filter(Boolean).join(" ");
}

/** What a tall U wave did to the measured QT: the drawn marks tell. */
function uWaveWarning({ fiducials }: SimulatedRecording, { qtMs }: TraceMeasurements): string {
  const drawn = fiducials.map(({ qrsOnsetS, tOffsetS }) => 1000 * (tOffsetS - qrsOnsetS)).sort((a, b) => a - b)[fiducials.length >> 1];
  if (qtMs !== null && drawn !== undefined && qtMs - drawn > TAKEN_FOR_T_MS) {
    return "Here the program took the taller U wave for T: its QT is a QU, and its T is U. People fall into this trap too.";
  }
  return "U begins before T has ended: the program ends T in the notch between them, “average person” is where T would end without U.";
}
