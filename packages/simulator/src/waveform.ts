/** Draws the beats of one lead, without noise, and says where each wave truly begins, peaks and ends. */
import { TANGENT_END_SD } from "./beatShape.ts";
import type { BeatTiming, LeadAmplitudes } from "./beatShape.ts";

/** True marks of one beat, seconds from the start of the recording. P marks are null where there is no P wave. */
export interface BeatFiducials {
  readonly pOnsetS: number | null;
  readonly pPeakS: number | null;
  readonly pOffsetS: number | null;
  readonly qrsOnsetS: number;
  readonly rPeakS: number;
  readonly qrsOffsetS: number;
  readonly tOnsetS: number;
  readonly tPeakS: number;
  /** Where the tangent at the steepest fall meets the baseline; a U wave is not counted in. */
  readonly tOffsetS: number;
}

/** R peak from QRS onset, as a share of the QRS width, and the Q, R and S waves around it (Kalium's choice). */
const R_POSITION = 0.48;
const Q_OFFSET = -0.32;
const S_OFFSET = 0.32;
const Q_SD = 0.06;
const R_SD = 0.13;
const S_SD = 0.07;
/** P is cut at its SD times this on each side. */
const P_HALF_WIDTH_SD = 2.5;
/** From the peak of T to that of U (AHA secondary page; literature), and the SD of U (Kalium's choice). */
const T_TO_U_PEAK_S = 0.1;
const U_SD_S = 0.03;
/** The ST shift rises over this time around the end of QRS (Kalium's choice). */
const ST_RISE_S = 0.03;
/** Half the peak-to-peak sine over R (Kalium's choice). */
const SINE_OVER_R = 0.6;
/** Gaussians are drawn to this many SDs; what is left out is below 0.0004 of the peak. */
const DRAWN_SDS = 4;

/** The marks of the beat with this R peak and this RR interval before it; QT follows RR by Fridericia. */
export function beatFiducials(timing: BeatTiming, rPeakS: number, precedingRrS: number): BeatFiducials {
  const qrsS = timing.qrsMs / 1000;
  const qrsOnsetS = rPeakS - R_POSITION * qrsS;
  const qtS = (timing.qtcMs / 1000) * Math.cbrt(precedingRrS);
  const tOffsetS = qrsOnsetS + qtS;
  const tPeakS = tOffsetS - (TANGENT_END_SD * timing.tFallSdMs) / 1000;
  const qrsOffsetS = qrsOnsetS + qrsS;
  const pOnsetS = qrsOnsetS - timing.prMs / 1000;
  return {
    pOnsetS: timing.hasP ? pOnsetS : null,
    pPeakS: timing.hasP ? pOnsetS + timing.pDurationMs / 2000 : null,
    pOffsetS: timing.hasP ? pOnsetS + timing.pDurationMs / 1000 : null,
    qrsOnsetS,
    rPeakS,
    qrsOffsetS,
    // A wide T at a fast rate would begin before QRS has ended; it then begins where QRS ends.
    tOnsetS: Math.max(qrsOffsetS, tPeakS - (TANGENT_END_SD * timing.tRiseSdMs) / 1000),
    tPeakS,
    tOffsetS,
  };
}

/** Adds one beat to the lead. */
export function addBeat(
  samples: Float64Array,
  samplingRateHz: number,
  timing: BeatTiming,
  amplitudes: LeadAmplitudes,
  marks: BeatFiducials,
): void {
  const qrsS = timing.qrsMs / 1000;
  const add = (peakS: number, amplitude: number, riseSdS: number, fallSdS: number) =>
    addGaussian(samples, samplingRateHz, peakS, amplitude, riseSdS, fallSdS);
  const pSdS = timing.pDurationMs / 1000 / (2 * P_HALF_WIDTH_SD);
  add(marks.qrsOnsetS - timing.prMs / 1000 + timing.pDurationMs / 2000, amplitudes.pMillivolt, pSdS, pSdS);
  add(marks.rPeakS + Q_OFFSET * qrsS, amplitudes.qMillivolt, Q_SD * qrsS, Q_SD * qrsS);
  add(marks.rPeakS, amplitudes.rMillivolt, R_SD * qrsS, R_SD * qrsS);
  add(marks.rPeakS + S_OFFSET * qrsS, amplitudes.sMillivolt, S_SD * qrsS, S_SD * qrsS);
  add(marks.tPeakS, amplitudes.tMillivolt, timing.tRiseSdMs / 1000, timing.tFallSdMs / 1000);
  add(marks.tPeakS + T_TO_U_PEAK_S, amplitudes.uMillivolt, U_SD_S, U_SD_S);
  addStShift(samples, samplingRateHz, amplitudes.stMillivolt, marks);
}

function addGaussian(
  samples: Float64Array,
  samplingRateHz: number,
  peakS: number,
  amplitude: number,
  riseSdS: number,
  fallSdS: number,
): void {
  if (amplitude === 0) return;
  const peak = peakS * samplingRateHz;
  const riseSd = riseSdS * samplingRateHz;
  const fallSd = fallSdS * samplingRateHz;
  const first = Math.max(0, Math.ceil(peak - DRAWN_SDS * riseSd));
  const last = Math.min(samples.length - 1, Math.floor(peak + DRAWN_SDS * fallSd));
  for (let i = first; i <= last; i++) {
    const z = (i - peak) / (i < peak ? riseSd : fallSd);
    samples[i] += amplitude * Math.exp(-0.5 * z * z);
  }
}

/** A level from the end of QRS that gives way as T rises. */
function addStShift(samples: Float64Array, samplingRateHz: number, level: number, marks: BeatFiducials): void {
  if (level === 0) return;
  const startS = marks.qrsOffsetS - ST_RISE_S / 2;
  const first = Math.max(0, Math.ceil(startS * samplingRateHz));
  const last = Math.min(samples.length - 1, Math.floor(marks.tPeakS * samplingRateHz));
  for (let i = first; i <= last; i++) {
    const timeS = i / samplingRateHz;
    const rise = halfCosine((timeS - startS) / ST_RISE_S);
    const fall = halfCosine((marks.tPeakS - timeS) / (marks.tPeakS - marks.tOnsetS));
    samples[i] += level * rise * fall;
  }
}

/** Smooth step from 0 at 0 to 1 at 1. */
function halfCosine(share: number): number {
  if (share <= 0) return 0;
  if (share >= 1) return 1;
  return 0.5 - 0.5 * Math.cos(Math.PI * share);
}

/**
 * Mixes the lead with a sine wave of one period per beat whose crests lie on the R peaks, so that the marks stay
 * true: at weight w the result is (1 − w) · beats + w · sine.
 */
export function blendSine(
  samples: Float64Array,
  samplingRateHz: number,
  rPeakS: Float64Array,
  rMillivolt: number,
  weight: number,
): void {
  let beat = 0;
  for (let i = 0; i < samples.length; i++) {
    const timeS = i / samplingRateHz;
    while (rPeakS[beat + 1] <= timeS) beat++;
    const phase = (timeS - rPeakS[beat]) / (rPeakS[beat + 1] - rPeakS[beat]);
    samples[i] = (1 - weight) * samples[i] + weight * SINE_OVER_R * rMillivolt * Math.cos(2 * Math.PI * phase);
  }
}
