/**
 * One imaginary person: the ECG they have at 4.5 mmol/L and how strongly it answers to potassium. The spread
 * between people is wide on purpose: T-wave size hardly tells one person's potassium from another's (r −.22 to .02
 * over 500 ECGs, Yoon 2018, doi:10.1155/2018/3054316), while within a person it tells it well (median r ≥ .87,
 * Palmieri 2021, doi:10.1038/s41598-021-82935-5).
 */
import { NORMAL_QRS_AXIS_DEGREES } from "./heartVectors.ts";
import { independentLeadNames } from "./leadSystem.ts";
import type { Mimic } from "./mimics.ts";
import type { ElectrodePlacement } from "./noise/electrodePlacement.ts";
import { drawLogNormal, drawNormal, drawStandardNormal, drawTruncatedNormal } from "./randomDraws.ts";
import type { Random } from "./randomDraws.ts";

/** A person's own ECG and their answer to potassium. Plain data; can be structured-cloned. */
export interface SimulatedPatient {
  readonly personId: string;
  /** Sinus rate at rest and 4.5 mmol/L, per minute. */
  readonly heartRatePerMinute: number;
  readonly prMs: number;
  readonly pDurationMs: number;
  /** In lead II. */
  readonly pAmplitudeMillivolt: number;
  readonly qrsMs: number;
  /** Fridericia-corrected QT at 4.5 mmol/L. */
  readonly qtcMs: number;
  /** From the peak to the end of T. */
  readonly tPeakToEndMs: number;
  /** Width of the rising over that of the falling half of T. */
  readonly tRiseOverFall: number;
  /** Size of QRS, times that of the typical person. */
  readonly qrsSizeRatio: number;
  /** Direction of QRS in the frontal plane. */
  readonly qrsAxisDegrees: number;
  /** Turn of QRS in the transverse plane against the typical person's, positive to the back. */
  readonly qrsTurnDegrees: number;
  /** Size of the septal (q, initial r) and of the late forces, times the typical ones. */
  readonly septalRatio: number;
  readonly lateRatio: number;
  /** T amplitude in V4 at 4.5 mmol/L, of a heart without a mimic. */
  readonly tAmplitudeV4Millivolt: number;
  /** Turns of T in the frontal and the transverse plane against the typical person's. */
  readonly tFrontalTurnDegrees: number;
  readonly tTransverseTurnDegrees: number;
  /** Exponent on the mean patient's T amplitude ratio, and its root, up to 1, on the T width ratio: below 1 T answers less than average. */
  readonly tGain: number;
  /** Exponent on the mean patient's QRS ratio. */
  readonly qrsGain: number;
  /** Size of U, times the typical one. */
  readonly uRatio: number;
  /** Added to the measured potassium before the curve is read, mmol/L. */
  readonly potassiumShiftMmolPerL: number;
  /** SD of RR as a share of its mean, from breathing and slow rhythms together. */
  readonly rrVariability: number;
  readonly breathsPerMinute: number;
  /** Something besides potassium that shapes the ECG; null for none. */
  readonly mimic: Mimic | null;
  /**
   * What the leads show beyond one dipole: for each wave of `residualWaves` and each of the eight independent leads, a share of the
   * largest size that this wave could have there.
   */
  readonly leadResidual: readonly (readonly number[])[];
  /** Where the chest electrodes of the moment lie; left out: where they belong. */
  readonly electrodePlacement?: ElectrodePlacement;
}

/** The rows of `leadResidual`. */
export const residualWaves = ["p1", "p2", "qrs1", "qrs2", "qrs3", "qrs4", "t", "tEarly", "u", "st"] as const;
export type ResidualWave = (typeof residualWaves)[number];

/** SD of the bias in mmol/L that all recordings of one person on one day share (Kalium's choice). */
export const DAY_BIAS_SD_MMOL_PER_L = 0.4;

/** Spread of people, one line per quantity with its basis; shown in displays of the simulator. */
export const patientSpread = {
  heartRatePerMinute: { mean: 66, standardDeviation: 9, mark: "literature", source: "Rautaharju 2013, PMC3825808" },
  prMs: { mean: 158, standardDeviation: 23, lowest: 118, highest: 212, mark: "literature", source: "Rautaharju 2013, PMC3825808; SD from the printed range 118–212" },
  pDurationMs: { mean: 105, standardDeviation: 10, mark: "kalium", source: "" },
  pAmplitudeMillivolt: { median: 0.12, logStandardDeviation: 0.3, mark: "kalium", source: "" },
  qrsMs: { mean: 92, standardDeviation: 9, mark: "kalium", source: "women 85 ± 8 in Rautaharju 2013, PMC3825808; men more" },
  qtcMs: { mean: 413, standardDeviation: 14, mark: "literature", source: "Rautaharju 2013, PMC3825808 (adjusted QT)" },
  tPeakToEndMs: { mean: 85, standardDeviation: 11, mark: "literature", source: "Rautaharju 2013, PMC3825808" },
  tRiseOverFall: { median: 1.6, logStandardDeviation: 0.1, mark: "kalium", source: "" },
  qrsSizeRatio: { median: 1, logStandardDeviation: 0.22, mark: "kalium", source: "" },
  qrsAxisDegrees: { mean: NORMAL_QRS_AXIS_DEGREES, standardDeviation: 17, mark: "kalium", source: "" },
  qrsTurnDegrees: { mean: 0, standardDeviation: 10, mark: "kalium", source: "" },
  septalRatio: { median: 1, logStandardDeviation: 0.3, mark: "kalium", source: "" },
  lateRatio: { median: 1, logStandardDeviation: 0.2, mark: "kalium", source: "" },
  tAmplitudeV4Millivolt: { median: 0.4, logStandardDeviation: 0.45, mark: "kalium", source: "" },
  tFrontalTurnDegrees: { mean: 0, standardDeviation: 6, mark: "kalium", source: "" },
  tTransverseTurnDegrees: { mean: 0, standardDeviation: 8, mark: "kalium", source: "" },
  tGain: { median: 0.7, logStandardDeviation: 0.4, mark: "kalium", source: "" },
  qrsGain: { median: 0.85, logStandardDeviation: 0.35, mark: "kalium", source: "" },
  uRatio: { median: 1, logStandardDeviation: 0.3, mark: "kalium", source: "" },
  potassiumShiftMmolPerL: { mean: 0, standardDeviation: 0.4, mark: "kalium", source: "" },
  dayBiasMmolPerL: { mean: 0, standardDeviation: DAY_BIAS_SD_MMOL_PER_L, mark: "kalium", source: "" },
  rrVariability: { median: 0.02, logStandardDeviation: 0.4, mark: "kalium", source: "" },
  breathsPerMinute: { mean: 16, standardDeviation: 3, mark: "kalium", source: "" },
  leadResidual: { mean: 0, standardDeviation: 0.04, mark: "kalium", source: "" },
} as const;

/** Share of people with left-ventricular strain, as in long kidney disease, and how marked it is (Kalium's choice). */
const STRAIN_SHARE = 0.15;
const STRAIN_DEGREE = { lowest: 0.15, highest: 0.5 };

/** How a drawn person differs from chance. */
export interface DrawOptions {
  /** Default: left-ventricular strain of some degree in 15 %, nothing in the others. */
  readonly mimic?: Mimic | null;
}

/** A person drawn from `patientSpread`. Takes the same number of uniforms for every person except where a draw is redrawn. */
export function drawPatient(random: Random, personId: string, options: DrawOptions = {}): SimulatedPatient {
  const spread = patientSpread;
  const drawsStrain = random() < STRAIN_SHARE;
  const strainDegree = STRAIN_DEGREE.lowest + (STRAIN_DEGREE.highest - STRAIN_DEGREE.lowest) * random();
  const normal = (row: { readonly mean: number; readonly standardDeviation: number }, sds = 3) =>
    drawTruncatedNormal(random, row.mean, row.standardDeviation, row.mean - sds * row.standardDeviation, row.mean + sds * row.standardDeviation);
  const logNormal = (row: { readonly median: number; readonly logStandardDeviation: number }) =>
    drawLogNormal(random, row.median, row.logStandardDeviation);
  return {
    personId,
    mimic: options.mimic !== undefined ? options.mimic : drawsStrain ? { name: "left-ventricular-strain", degree: strainDegree } : null,
    heartRatePerMinute: normal(spread.heartRatePerMinute),
    prMs: drawTruncatedNormal(random, spread.prMs.mean, spread.prMs.standardDeviation, spread.prMs.lowest, spread.prMs.highest),
    pDurationMs: normal(spread.pDurationMs),
    pAmplitudeMillivolt: logNormal(spread.pAmplitudeMillivolt),
    qrsMs: normal(spread.qrsMs),
    qtcMs: normal(spread.qtcMs),
    tPeakToEndMs: normal(spread.tPeakToEndMs, 2),
    tRiseOverFall: logNormal(spread.tRiseOverFall),
    qrsSizeRatio: logNormal(spread.qrsSizeRatio),
    // Two SDs keep the axis between 5° and 73°, so R is upright in lead II.
    qrsAxisDegrees: normal(spread.qrsAxisDegrees, 2),
    qrsTurnDegrees: normal(spread.qrsTurnDegrees, 2),
    septalRatio: logNormal(spread.septalRatio),
    lateRatio: logNormal(spread.lateRatio),
    tAmplitudeV4Millivolt: logNormal(spread.tAmplitudeV4Millivolt),
    tFrontalTurnDegrees: normal(spread.tFrontalTurnDegrees, 2),
    tTransverseTurnDegrees: normal(spread.tTransverseTurnDegrees, 2),
    tGain: logNormal(spread.tGain),
    qrsGain: logNormal(spread.qrsGain),
    uRatio: logNormal(spread.uRatio),
    potassiumShiftMmolPerL: drawNormal(random, spread.potassiumShiftMmolPerL.mean, spread.potassiumShiftMmolPerL.standardDeviation),
    rrVariability: Math.min(0.08, logNormal(spread.rrVariability)),
    breathsPerMinute: drawTruncatedNormal(random, spread.breathsPerMinute.mean, spread.breathsPerMinute.standardDeviation, 8, 26),
    leadResidual: residualWaves.map((wave) =>
      independentLeadNames.map((_, column) => (wave === "t" ? typicalTResidual[column] : 0) + spread.leadResidual.standardDeviation * drawStandardNormal(random)),
    ),
  };
}

/**
 * The median of everything but the gains: the person that a lesson shows first. Gains of 1 show the curve's own ratios; the residual is
 * a fixed pattern of the usual size.
 *
 * @example simulateRecording({ patient: typicalPatient(), potassiumMmolPerL: 6.5, durationS: 10, random })
 */
export function typicalPatient(personId = "typical", mimic: Mimic | null = null): SimulatedPatient {
  const spread = patientSpread;
  return {
    personId,
    mimic,
    heartRatePerMinute: spread.heartRatePerMinute.mean,
    prMs: spread.prMs.mean,
    pDurationMs: spread.pDurationMs.mean,
    pAmplitudeMillivolt: spread.pAmplitudeMillivolt.median,
    qrsMs: spread.qrsMs.mean,
    qtcMs: spread.qtcMs.mean,
    tPeakToEndMs: spread.tPeakToEndMs.mean,
    tRiseOverFall: spread.tRiseOverFall.median,
    qrsSizeRatio: 1,
    qrsAxisDegrees: spread.qrsAxisDegrees.mean,
    qrsTurnDegrees: 0,
    septalRatio: 1,
    lateRatio: 1,
    tAmplitudeV4Millivolt: spread.tAmplitudeV4Millivolt.median,
    tFrontalTurnDegrees: 0,
    tTransverseTurnDegrees: 0,
    tGain: 1,
    qrsGain: 1,
    uRatio: 1,
    potassiumShiftMmolPerL: 0,
    rrVariability: spread.rrVariability.median,
    breathsPerMinute: spread.breathsPerMinute.mean,
    leadResidual: typicalResidual,
  };
}

/** T in the eight leads beyond one dipole: larger in I and V6, so that it is not negative in aVL (Kalium's choice). */
const typicalTResidual: readonly number[] = [0.2, 0.02, -0.04, 0.03, 0.02, 0, 0.03, 0.06];
/** Everything else without a pattern (Kalium's choice). */
const typicalResidual: readonly (readonly number[])[] = residualWaves.map((wave, row) =>
  wave === "t" ? typicalTResidual : independentLeadNames.map((_, column) => 0.05 * Math.sin(1 + 2.1 * row + 3.7 * column)),
);

/** The bias that the recordings of one day share, mmol/L. */
export function drawDayBias(random: Random, standardDeviationMmolPerL = DAY_BIAS_SD_MMOL_PER_L): number {
  return drawNormal(random, 0, standardDeviationMmolPerL);
}
