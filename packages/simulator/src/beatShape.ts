/**
 * The waves of one person's beat at one potassium, as time-domain Gaussians with widths in milliseconds. Widths in
 * milliseconds, not in phase as in ECGSYN (McSharry 2003, doi:10.1109/TBME.2003.808805): T must not widen with a
 * long RR interval, because its width is itself a sign of potassium.
 */
import type { PotassiumParameters } from "./potassiumCurve.ts";
import type { SimulatedPatient } from "./patient.ts";

/** Names of the leads that can be drawn today. */
export const simulatedLeadNames = ["II"] as const;
export type SimulatedLeadName = (typeof simulatedLeadNames)[number];

/** A beat from the junction has no P wave. */
export type Rhythm = "sinus" | "junctional";

/** Signed peak sizes of the waves in one lead, mV. */
export interface LeadAmplitudes {
  readonly pMillivolt: number;
  readonly qMillivolt: number;
  readonly rMillivolt: number;
  readonly sMillivolt: number;
  readonly tMillivolt: number;
  /** 0 at rates above 95/min. */
  readonly uMillivolt: number;
  readonly stMillivolt: number;
}

/** Timing of the waves of one beat, the same in all leads, ms. */
export interface BeatTiming {
  /** From P onset to QRS onset; drawn even where the curve states no PR, see `hasP`. */
  readonly prMs: number;
  readonly pDurationMs: number;
  /** Whether a P wave can be marked: the curve states a PR and the rhythm has atrial beats. */
  readonly hasP: boolean;
  readonly qrsMs: number;
  /** Fridericia-corrected QT. */
  readonly qtcMs: number;
  /** Widths of the rising and the falling half of T, as SDs of their half Gaussians. */
  readonly tRiseSdMs: number;
  readonly tFallSdMs: number;
}

/** Gaussian FWHM over SD. */
export const FWHM_PER_SD = 2 * Math.sqrt(2 * Math.LN2);
/** The tangent at the steepest point of a Gaussian flank meets zero this many SDs from the peak; wave ends are set there. */
export const TANGENT_END_SD = 2;
/** T amplitude in lead II over V4: 2.7 over 3.7 mm (American Heart Association abstract 14334, normal potassium; literature). */
export const T_II_OVER_V4 = 2.7 / 3.7;
/** No T narrows by more than the mean patient's share, however strong the gain: dialysis patients' T halves, no more (abstract 14334). */
const HIGHEST_T_WIDTH_GAIN = 1;
/** ST shift in lead II over that in V2–V5 (Kalium's choice). */
const ST_II_OVER_V2V5 = 0.6;
/** Direction of lead II in the frontal plane, degrees. */
const LEAD_II_AXIS_DEGREES = 60;
/** U shows fully below 65/min and not at all above 95/min (secondary page of the American Heart Association; literature). */
const U_FULL_BELOW_PER_MINUTE = 65;
const U_ABSENT_ABOVE_PER_MINUTE = 95;

/** A ratio of the mean patient raised to a person's own gain: exp(g · ln m). */
export function personalRatio(meanRatio: number, gain: number): number {
  return Math.exp(gain * Math.log(meanRatio));
}

/** @param lastPrChangeMs PR change where the curve last states one, used to place what is left of P above that. */
export function beatTiming(
  patient: SimulatedPatient,
  curve: PotassiumParameters,
  rhythm: Rhythm,
  lastPrChangeMs: number,
): BeatTiming {
  const qrsMs = patient.qrsMs * personalRatio(curve.qrsWidthRatio, patient.qrsGain);
  const tWidthGain = Math.min(HIGHEST_T_WIDTH_GAIN, patient.tGain);
  const tFallSdMs = (patient.tPeakToEndMs / TANGENT_END_SD) * personalRatio(curve.tWidthRatio, tWidthGain);
  return {
    prMs: patient.prMs + (curve.prChangeMs ?? lastPrChangeMs),
    pDurationMs: patient.pDurationMs,
    hasP: rhythm === "sinus" && curve.prChangeMs !== null,
    qrsMs,
    // The QT grows by what QRS and JT grow.
    qtcMs: patient.qtcMs + (qrsMs - patient.qrsMs) + curve.jtcChangeMs,
    tRiseSdMs: patient.tRiseOverFall * tFallSdMs,
    tFallSdMs,
  };
}

/** Peak sizes of the waves in a lead at the heart rate of the recording. */
export function leadAmplitudes(
  patient: SimulatedPatient,
  curve: PotassiumParameters,
  rhythm: Rhythm,
  heartRatePerMinute: number,
  leadName: SimulatedLeadName,
): LeadAmplitudes {
  switch (leadName) {
    case "II": {
      const degrees = patient.qrsAxisDegrees - LEAD_II_AXIS_DEGREES;
      const rMillivolt = patient.qrsMagnitudeMillivolt * Math.cos((degrees * Math.PI) / 180);
      const tMillivolt = patient.tAmplitudeV4Millivolt * T_II_OVER_V4 * personalRatio(curve.tAmplitudeRatio, patient.tGain);
      return {
        pMillivolt: rhythm === "sinus" ? patient.pAmplitudeMillivolt * curve.pAmplitudeRatio : 0,
        qMillivolt: -patient.qToRRatio * rMillivolt,
        rMillivolt,
        sMillivolt: -patient.sToRRatio * rMillivolt,
        tMillivolt,
        uMillivolt: tMillivolt * curve.uToTRatio * uWaveGate(heartRatePerMinute),
        stMillivolt: curve.stMillivolt * ST_II_OVER_V2V5,
      };
    }
    default:
      return leadName satisfies never;
  }
}

/** Share of the U wave that shows at a heart rate, 1 to 0. */
export function uWaveGate(heartRatePerMinute: number): number {
  const share = (U_ABSENT_ABOVE_PER_MINUTE - heartRatePerMinute) / (U_ABSENT_ABOVE_PER_MINUTE - U_FULL_BELOW_PER_MINUTE);
  return Math.min(1, Math.max(0, share));
}
