/** Rate and rhythm of one recording by potassium. */
import type { Rhythm } from "./beatShape.ts";
import type { SimulatedPatient } from "./patient.ts";
import type { Random } from "./randomDraws.ts";
import { drawSinusRate, junctionalChance } from "./rhythm/rhythmChances.ts";

export { drawBeatTimes } from "./rhythm/sinusNode.ts";
export type { BeatTimes } from "./rhythm/sinusNode.ts";

export interface RhythmOfRecording {
  readonly rhythm: Rhythm;
  readonly heartRatePerMinute: number;
}

/** Rhythm and mean rate of one recording. */
export function drawRhythm(random: Random, patient: SimulatedPatient, effectivePotassiumMmolPerL: number): RhythmOfRecording {
  const isJunctional = random() < junctionalChance(effectivePotassiumMmolPerL);
  const junctionalRate = 30 + 20 * random();
  const sinusRate = drawSinusRate(random, patient, effectivePotassiumMmolPerL);
  return isJunctional
    ? { rhythm: "junctional", heartRatePerMinute: junctionalRate }
    : { rhythm: "sinus", heartRatePerMinute: sinusRate };
}
