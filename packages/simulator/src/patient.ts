/**
 * One imaginary person: the ECG they have at 4.5 mmol/L and how strongly it answers to potassium. The spread
 * between people is wide on purpose: T-wave size hardly tells one person's potassium from another's (r −.22 to .02
 * over 500 ECGs, Yoon 2018, doi:10.1155/2018/3054316), while within a person it tells it well (median r ≥ .87,
 * Palmieri 2021, doi:10.1038/s41598-021-82935-5).
 */
import { drawLogNormal, drawNormal, drawStandardNormal, drawTruncatedNormal } from "./randomDraws.ts";
import type { Random } from "./randomDraws.ts";

/** A person's own ECG and their answer to potassium. Plain data; can be structured-cloned. */
export interface SimulatedPatient {
  readonly personId: string;
  /** Sinus rate at rest and 4.5 mmol/L, per minute. */
  readonly heartRatePerMinute: number;
  readonly prMs: number;
  readonly pDurationMs: number;
  readonly pAmplitudeMillivolt: number;
  readonly qrsMs: number;
  /** Fridericia-corrected QT at 4.5 mmol/L. */
  readonly qtcMs: number;
  /** From the peak to the end of T at 60/min. */
  readonly tPeakToEndMs: number;
  /** Width of the rising over that of the falling half of T. */
  readonly tRiseOverFall: number;
  /** Size of the QRS vector in the frontal plane. */
  readonly qrsMagnitudeMillivolt: number;
  /** Direction of that vector in the frontal plane; lead II looks along 60°. */
  readonly qrsAxisDegrees: number;
  /** Q and S depth, as shares of R in lead II. */
  readonly qToRRatio: number;
  readonly sToRRatio: number;
  /** T amplitude in V4 at 4.5 mmol/L. */
  readonly tAmplitudeV4Millivolt: number;
  /** Exponent on the mean patient's T amplitude ratio, and up to 1 on the T width ratio: below 1 T answers less than average. */
  readonly tGain: number;
  /** Exponent on the mean patient's QRS ratio. */
  readonly qrsGain: number;
  /** Added to the measured potassium before the curve is read, mmol/L. */
  readonly potassiumShiftMmolPerL: number;
  /** SD of RR as a share of its mean, from breathing and slow rhythms together. */
  readonly rrVariability: number;
  readonly breathsPerMinute: number;
  /** Left-ventricular strain, as in long kidney disease: taller R, flatter T. */
  readonly hasStrain: boolean;
}

/** SD of the bias in mmol/L that all recordings of one person on one day share (Kalium's choice). */
export const DAY_BIAS_SD_MMOL_PER_L = 0.4;

/** Spread of people, one line per quantity with its basis; shown in displays of the simulator. */
export const patientSpread = {
  heartRatePerMinute: { mean: 66, standardDeviation: 9, mark: "literature", source: "Rautaharju 2013, PMC3825808" },
  prMs: { mean: 158, standardDeviation: 23, lowest: 118, highest: 212, mark: "literature", source: "Rautaharju 2013, PMC3825808; SD from the printed range 118–212" },
  pDurationMs: { mean: 105, standardDeviation: 10, mark: "kalium", source: "" },
  pAmplitudeMillivolt: { median: 0.12, logStandardDeviation: 0.3, mark: "kalium", source: "" },
  qrsMs: { mean: 92, standardDeviation: 10, mark: "kalium", source: "" },
  qtcMs: { mean: 413, standardDeviation: 14, mark: "literature", source: "Rautaharju 2013, PMC3825808 (adjusted QT)" },
  tPeakToEndMs: { mean: 85, standardDeviation: 11, mark: "literature", source: "Rautaharju 2013, PMC3825808" },
  tRiseOverFall: { median: 1.6, logStandardDeviation: 0.25, mark: "kalium", source: "" },
  qrsMagnitudeMillivolt: { median: 1.1, logStandardDeviation: 0.25, mark: "kalium", source: "" },
  qrsAxisDegrees: { mean: 45, standardDeviation: 20, mark: "kalium", source: "" },
  tAmplitudeV4Millivolt: { median: 0.4, logStandardDeviation: 0.45, mark: "kalium", source: "" },
  tGain: { median: 0.75, logStandardDeviation: 0.5, mark: "kalium", source: "" },
  qrsGain: { median: 1, logStandardDeviation: 0.4, mark: "kalium", source: "" },
  potassiumShiftMmolPerL: { mean: 0, standardDeviation: 0.4, mark: "kalium", source: "" },
  dayBiasMmolPerL: { mean: 0, standardDeviation: DAY_BIAS_SD_MMOL_PER_L, mark: "kalium", source: "" },
} as const;

/** Share of people with left-ventricular strain (Kalium's choice). */
const STRAIN_SHARE = 0.15;
/** What strain does to R and T (Kalium's choice). */
const STRAIN_R_RATIO = 1.25;
const STRAIN_T_RATIO = 0.75;

/** A person drawn from `patientSpread`. Takes the same number of uniforms for every person except where a draw is redrawn. */
export function drawPatient(random: Random, personId: string): SimulatedPatient {
  const spread = patientSpread;
  const hasStrain = random() < STRAIN_SHARE;
  const normal = (row: { readonly mean: number; readonly standardDeviation: number }, sds = 3) =>
    drawTruncatedNormal(random, row.mean, row.standardDeviation, row.mean - sds * row.standardDeviation, row.mean + sds * row.standardDeviation);
  const logNormal = (row: { readonly median: number; readonly logStandardDeviation: number }) =>
    drawLogNormal(random, row.median, row.logStandardDeviation);
  return {
    personId,
    hasStrain,
    heartRatePerMinute: normal(spread.heartRatePerMinute),
    prMs: drawTruncatedNormal(random, spread.prMs.mean, spread.prMs.standardDeviation, spread.prMs.lowest, spread.prMs.highest),
    pDurationMs: normal(spread.pDurationMs),
    pAmplitudeMillivolt: logNormal(spread.pAmplitudeMillivolt),
    qrsMs: normal(spread.qrsMs),
    qtcMs: normal(spread.qtcMs),
    tPeakToEndMs: normal(spread.tPeakToEndMs, 2),
    tRiseOverFall: logNormal(spread.tRiseOverFall),
    qrsMagnitudeMillivolt: logNormal(spread.qrsMagnitudeMillivolt) * (hasStrain ? STRAIN_R_RATIO : 1),
    // Two SDs keep the axis between 5° and 85°, less than 60° from lead II, so R stays upright there.
    qrsAxisDegrees: normal(spread.qrsAxisDegrees, 2),
    qToRRatio: 0.08 * Math.exp(0.4 * drawStandardNormal(random)),
    sToRRatio: 0.15 * Math.exp(0.4 * drawStandardNormal(random)),
    tAmplitudeV4Millivolt: logNormal(spread.tAmplitudeV4Millivolt) * (hasStrain ? STRAIN_T_RATIO : 1),
    tGain: logNormal(spread.tGain),
    qrsGain: logNormal(spread.qrsGain),
    potassiumShiftMmolPerL: drawNormal(random, spread.potassiumShiftMmolPerL.mean, spread.potassiumShiftMmolPerL.standardDeviation),
    rrVariability: Math.min(0.08, drawLogNormal(random, 0.02, 0.4)),
    breathsPerMinute: drawTruncatedNormal(random, 16, 3, 8, 26),
  };
}

/** The bias that the recordings of one day share, mmol/L. */
export function drawDayBias(random: Random, standardDeviationMmolPerL = DAY_BIAS_SD_MMOL_PER_L): number {
  return drawNormal(random, 0, standardDeviationMmolPerL);
}
