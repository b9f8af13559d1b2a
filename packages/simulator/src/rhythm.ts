/** When the heart beats: rate, rhythm and the beat-to-beat variation of one recording. */
import type { Rhythm } from "./beatShape.ts";
import { pchipInterpolator } from "./pchip.ts";
import type { SimulatedPatient } from "./patient.ts";
import { drawNormal, drawStandardNormal } from "./randomDraws.ts";
import type { Random } from "./randomDraws.ts";

/** Rate change per mmol/L between 4.5 and 7 (Kalium's choice; Severi 2000 finds at most 7/min after dialysis). */
const RATE_PER_MMOL_PER_L = -2;
/** SD of the rate between recordings of one person, per minute (Kalium's choice). */
const RATE_SD_PER_MINUTE = 4;
const LOWEST_SINUS_RATE_PER_MINUTE = 40;
/** Chance of a junctional rhythm of 30–50/min by potassium; .05, .18 and .5 chosen, anchored by Varga 2019. */
const junctionalChance = pchipInterpolator([6, 6.5, 7.5, 8.5], [0, 0.05, 0.18, 0.5]);
/** Power of the slow (0.1 Hz) over the breathing part of RR variation (ECGSYN default, McSharry 2003; literature). */
const SLOW_OVER_BREATHING_POWER = 0.5;
const SLOW_RHYTHM_HZ = 0.1;
/** Share of the RR variance that follows no rhythm (Kalium's choice). */
const IRREGULAR_VARIANCE_SHARE = 0.2;

export interface RhythmOfRecording {
  readonly rhythm: Rhythm;
  readonly heartRatePerMinute: number;
}

/** Rhythm and mean rate of one recording. */
export function drawRhythm(random: Random, patient: SimulatedPatient, effectivePotassiumMmolPerL: number): RhythmOfRecording {
  const isJunctional = random() < junctionalChance(effectivePotassiumMmolPerL);
  const junctionalRate = 30 + 20 * random();
  const aboveReference = Math.min(7, Math.max(4.5, effectivePotassiumMmolPerL)) - 4.5;
  const sinusRate = drawNormal(random, patient.heartRatePerMinute + RATE_PER_MMOL_PER_L * aboveReference, RATE_SD_PER_MINUTE);
  return isJunctional
    ? { rhythm: "junctional", heartRatePerMinute: junctionalRate }
    : { rhythm: "sinus", heartRatePerMinute: Math.max(LOWEST_SINUS_RATE_PER_MINUTE, sinusRate) };
}

/** The R peaks of a recording. */
export interface BeatTimes {
  /** Seconds from the start, rising; the first lies before 0 and the last after the end, so every edge is covered. */
  readonly rPeakS: Float64Array;
  /** Phase of breathing at 0 s, radians. */
  readonly breathPhase: number;
}

/**
 * R peaks from about 2 s before the recording to 2 s after, with sinus arrhythmia in step with breathing, a slow
 * rhythm and a small irregular part; together they have the patient's SD.
 */
export function drawBeatTimes(random: Random, patient: SimulatedPatient, heartRatePerMinute: number, durationS: number): BeatTimes {
  const meanRrS = 60 / heartRatePerMinute;
  const breathPhase = 2 * Math.PI * random();
  const slowPhase = 2 * Math.PI * random();
  const regular = patient.rrVariability * Math.sqrt(1 - IRREGULAR_VARIANCE_SHARE);
  // A sine of amplitude a has SD a/√2.
  const breathing = regular * Math.sqrt(2 / (1 + SLOW_OVER_BREATHING_POWER));
  const slow = regular * Math.sqrt((2 * SLOW_OVER_BREATHING_POWER) / (1 + SLOW_OVER_BREATHING_POWER));
  const irregular = patient.rrVariability * Math.sqrt(IRREGULAR_VARIANCE_SHARE);
  const times: number[] = [];
  let timeS = -2 - meanRrS * random();
  while (timeS < durationS + 2) {
    times.push(timeS);
    const relative =
      breathing * Math.sin((2 * Math.PI * patient.breathsPerMinute * timeS) / 60 + breathPhase) +
      slow * Math.sin(2 * Math.PI * SLOW_RHYTHM_HZ * timeS + slowPhase) +
      irregular * drawStandardNormal(random);
    timeS += meanRrS * Math.max(0.5, 1 + relative);
  }
  times.push(timeS);
  return { rPeakS: Float64Array.from(times), breathPhase };
}
