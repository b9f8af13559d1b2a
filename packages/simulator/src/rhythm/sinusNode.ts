/** Beats of a pacemaker with the variation that breathing and slow rhythms give it. */
import type { SimulatedPatient } from "../patient.ts";
import { drawStandardNormal } from "../randomDraws.ts";
import type { Random } from "../randomDraws.ts";

/** Power of the slow (0.1 Hz) over the breathing part of RR variation (ECGSYN default, McSharry 2003; literature). */
const SLOW_OVER_BREATHING_POWER = 0.5;
const SLOW_RHYTHM_HZ = 0.1;
/** Share of the RR variance that follows no rhythm (Kalium's choice). */
const IRREGULAR_VARIANCE_SHARE = 0.2;
/** A pacemaker's series begins this long before the recording and ends this long after it. */
const MARGIN_S = 2;

/** Times at which a pacemaker fires. */
export interface BeatTimes {
  /** Seconds from the start, rising; the first lies before 0 and the last after the end, so every edge is covered. */
  readonly rPeakS: Float64Array;
  /** Phase of breathing at 0 s, radians. */
  readonly breathPhase: number;
}

/**
 * Beats from about 2 s before the recording to 2 s after, with sinus arrhythmia in step with breathing, a slow
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
  const rPeakS = pacemakerTimes(random, meanRrS, durationS, (timeS) => {
    const relative =
      breathing * Math.sin((2 * Math.PI * patient.breathsPerMinute * timeS) / 60 + breathPhase) +
      slow * Math.sin(2 * Math.PI * SLOW_RHYTHM_HZ * timeS + slowPhase) +
      irregular * drawStandardNormal(random);
    return meanRrS * Math.max(0.5, 1 + relative);
  });
  return { rPeakS, breathPhase };
}

/** Times from before 0 to after the end; `nextRrS` gives the interval that follows a beat. */
export function pacemakerTimes(random: Random, meanRrS: number, durationS: number, nextRrS: (timeS: number) => number): Float64Array {
  const times: number[] = [];
  let timeS = -MARGIN_S - meanRrS * random();
  while (timeS < durationS + MARGIN_S) {
    times.push(timeS);
    timeS += nextRrS(timeS);
  }
  times.push(timeS);
  return Float64Array.from(times);
}
