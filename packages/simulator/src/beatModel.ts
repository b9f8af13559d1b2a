/** The beat of one person at one potassium: its waves as dipoles, and when each begins, peaks and ends. */
import { earlyT, leftSt, NORMAL_QRS_AXIS_DEGREES, normalP, normalT, normalU, rightSt, ventricularQrs, ventricularT } from "./heartVectors.ts";
import type { VectorWave } from "./heartVectors.ts";
import { dot, dowerMatrix, lengthOf, scaled, turned } from "./leadSystem.ts";
import type { DipoleVector } from "./leadSystem.ts";
import { heartPattern } from "./mimics.ts";
import type { ResidualWave, SimulatedPatient } from "./patient.ts";
import type { PotassiumParameters } from "./potassiumCurve.ts";
import { bell, FWHM_PER_SD } from "./bell.ts";
import { slurred } from "./slurredQrs.ts";
import { boundsAtShares, stretched } from "./waveShape.ts";
import type { BoundShares, DipoleWave, WaveBounds } from "./waveShape.ts";

/** One bell of a wave with what the leads need besides its dipole. */
export interface ModelWave extends DipoleWave {
  readonly residual: ResidualWave;
  /** Further factor by lead, e.g. where T peaks more than elsewhere; 1 when absent. */
  readonly leadFactors: Readonly<Record<string, number>> | null;
}

/** QRS with what follows it. QRS runs on a clock whose zero is the R peak, T, U on one whose zero is the peak of T. */
export interface VentricularModel {
  readonly qrs: readonly ModelWave[];
  /** From the R peak; onset is negative. */
  readonly qrsBounds: WaveBounds;
  readonly t: readonly ModelWave[];
  /** As T alone would have them; QT is that to this end. */
  readonly tBounds: WaveBounds;
  /** Where T ends: its own end, but some time before the top of a U wave that it runs into. */
  readonly tEndMs: number;
  readonly u: readonly ModelWave[];
  readonly uBounds: WaveBounds | null;
  readonly st: readonly { readonly vector: DipoleVector; readonly residual: ResidualWave }[];
  /** Fridericia-corrected QT. */
  readonly qtcMs: number;
  /** Full width of T at half its height. */
  readonly tFwhmMs: number;
}

/** P on a clock whose zero is its onset. */
export interface AtrialModel {
  readonly p: readonly ModelWave[];
  readonly bounds: WaveBounds;
}

export interface BeatModel {
  readonly atrial: AtrialModel;
  /** From P onset to QRS onset; drawn even where the curve states no PR. */
  readonly prMs: number;
  readonly conducted: VentricularModel;
}

/**
 * Where each wave begins and ends, as shares of the largest size of its dipole (Kalium's choice): levels at which marks that
 * cardiologists made on real ECGs (Lobachevsky University database) lie, judged by a delineator that has no bias against those.
 */
const QRS_BOUNDS: BoundShares = { onset: 0.004, offset: 0.004 };
/** Cardiologists' marks, judged so, even lie this far outside what can be seen of QRS (Kalium's choice). */
const QRS_MARGIN_MS = 7;
const P_BOUNDS: BoundShares = { onset: 0.015, offset: 0.1 };
const T_BOUNDS: BoundShares = { onset: 0.05, offset: 0.02 };
const U_BOUNDS = T_BOUNDS;
/** The tangent at the steepest fall of a bell meets zero at this many SDs from its peak; Tpeak–Tend is measured so. */
const TANGENT_SDS = 1.913;
/**
 * The width of T answers with the square root of a person's gain (Kalium's choice). No T narrows by more than the mean patient's share,
 * however strong the gain: dialysis patients' T halves, no more (American Heart Association abstract 14334).
 */
const HIGHEST_T_WIDTH_GAIN = 1;
/** No T rises faster than this share of the time it falls in (Kalium's choice). */
const MOST_SYMMETRIC_T = 0.9;
/**
 * How much more than V4 a lead answers with T amplitude, as an exponent on the ratio: peaking is best seen in V2–V4
 * (interpolation), and T in II grew 1.48 times where that in V4 grew 1.35 times (American Heart Association abstract 14334).
 */
const T_LEAD_EXPONENTS: Readonly<Record<string, number>> = { V2: 1.07, V3: 1.07, V4: 1, V5: 0.9, V6: 0.85, V1: 1, I: 1, II: 1.25 };
/** From the peak of T to its end in the typical person. */
const T_OFFSET_FROM_PEAK_MS = 105;
/**
 * From the peak of T to that of U at the typical T width and at the narrowest (Kalium's choices about the 100 ms of an American Heart
 * Association page), and the SD of U (Kalium's choice).
 */
const T_TO_U_PEAK_MS = 112;
const EARLIEST_U_PEAK_MS = 95;
const U_SD_MS = 30;
/** A visible U wave rises for at least this long after T has ended (Kalium's choice). */
const SHORTEST_U_RISE_MS = 6;
/** U shows fully below 65/min and not at all above 95/min (secondary page of the American Heart Association; literature). */
const U_FULL_BELOW_PER_MINUTE = 65;
const U_ABSENT_ABOVE_PER_MINUTE = 95;
/** U follows the size of T less than in proportion: this power of a person's T over the typical one's (Kalium's choice). */
const U_POWER_OF_T = 0.4;
/** T in V3 over V4 of the typical person, which the curve's share of U refers to. */
const T_V3_OVER_V4 = dot(normalT, dowerMatrix.V3) / dot(normalT, dowerMatrix.V4);
const TYPICAL_T_V4_MILLIVOLT = 0.4;
/** U counts as visible, and is marked, from this size in V3 (the criterion of Weaver and Burchell 1960 for that lead). */
const VISIBLE_U_MILLIVOLT = 0.1;
/** P ends at least this long before QRS (Kalium's choice). */
const SHORTEST_PQ_MS = 15;
/** A ventricular beat's QRS over the person's, and its Tpeak–Tend (Kalium's choice). */
const VENTRICULAR_QRS_RATIO = 1.7;
const VENTRICULAR_T_RATIO = 1.15;

/** A ratio of the mean patient raised to a person's own gain: exp(g · ln m). */
function personalRatio(meanRatio: number, gain: number): number {
  return Math.exp(gain * Math.log(meanRatio));
}

/** Share of the U wave that shows at a heart rate, 1 to 0. */
function uWaveGate(heartRatePerMinute: number): number {
  const share = (U_ABSENT_ABOVE_PER_MINUTE - heartRatePerMinute) / (U_ABSENT_ABOVE_PER_MINUTE - U_FULL_BELOW_PER_MINUTE);
  return Math.min(1, Math.max(0, share));
}

/**
 * P and the conducted beat, with U as at a slow rate (`atRate` gives it its size).
 *
 * @param lastPrChangeMs PR change where the curve last states one, used to place what is left of P above that.
 */
export function beatModel(patient: SimulatedPatient, curve: PotassiumParameters, lastPrChangeMs: number): BeatModel {
  const prMs = patient.prMs + (curve.prChangeMs ?? lastPrChangeMs);
  return { atrial: atrialModel(patient, curve, prMs), prMs, conducted: conductedModel(patient, curve) };
}

/** The model with the U wave that shows at a heart rate. */
export function atRate(model: BeatModel, heartRatePerMinute: number): BeatModel {
  const { u, tBounds } = model.conducted;
  const gate = uWaveGate(heartRatePerMinute);
  const shown = gate === 0 ? [] : u.map((wave) => ({ ...wave, vector: scaled(wave.vector, gate) }));
  const isVisible = shown.some(({ vector }) => dot(vector, dowerMatrix.V3) >= VISIBLE_U_MILLIVOLT);
  if (!isVisible) return { ...model, conducted: { ...model.conducted, u: shown } };
  const bounds = boundsAtShares(shown, U_BOUNDS);
  const tEndMs = Math.min(tBounds.offsetMs, bounds.peakMs - SHORTEST_U_RISE_MS);
  return { ...model, conducted: { ...model.conducted, u: shown, tEndMs, uBounds: { ...bounds, onsetMs: Math.max(bounds.onsetMs, tEndMs) } } };
}

function atrialModel(patient: SimulatedPatient, curve: PotassiumParameters, prMs: number): AtrialModel {
  const plain = normalP.map(asWave);
  const bounds = boundsAtShares(plain, P_BOUNDS);
  const durationMs = Math.min(patient.pDurationMs + curve.pDurationChangeMs, prMs - SHORTEST_PQ_MS);
  const ratio = durationMs / (bounds.offsetMs - bounds.onsetMs);
  const size = (patient.pAmplitudeMillivolt * curve.pAmplitudeRatio) / leadPeak(plain, dowerMatrix.II);
  const p = stretched(plain, ratio, bounds.onsetMs).map((wave, i): ModelWave => ({
    ...wave,
    vector: scaled(wave.vector, size),
    residual: i === 0 ? "p1" : "p2",
    leadFactors: null,
  }));
  return { p, bounds: { onsetMs: 0, peakMs: (bounds.peakMs - bounds.onsetMs) * ratio, offsetMs: (bounds.offsetMs - bounds.onsetMs) * ratio } };
}

function conductedModel(patient: SimulatedPatient, curve: PotassiumParameters): VentricularModel {
  const pattern = heartPattern(patient.mimic);
  const personal = pattern.qrs.map((wave, i): VectorWave => {
    const part = i === 0 ? patient.septalRatio : i === 3 ? patient.lateRatio : 1;
    const size = patient.qrsSizeRatio * pattern.qrsSizeRatio * part;
    return { ...wave, vector: scaled(turned(wave.vector, patient.qrsAxisDegrees - NORMAL_QRS_AXIS_DEGREES, patient.qrsTurnDegrees), size) };
  });
  const qrsRatio = personalRatio(curve.qrsWidthRatio, patient.qrsGain);
  const restingQrsMs = patient.qrsMs * pattern.qrsDurationRatio;
  const { qrs, qrsBounds } = qrsModel(slurred(personal, qrsRatio), restingQrsMs * qrsRatio);

  const direction = turned(pattern.t, patient.tFrontalTurnDegrees, patient.tTransverseTurnDegrees);
  // A mimic's T keeps its own size beside the normal one's; a person's turn must not change T in V4.
  const normalV4 = dot(normalT, dowerMatrix.V4);
  const turnGain = pattern.t === normalT ? normalV4 / dot(direction, dowerMatrix.V4) : 1;
  const baseSize = (patient.tAmplitudeV4Millivolt / normalV4) * turnGain;
  const tRatio = personalRatio(curve.tAmplitudeRatio, patient.tGain);
  const { t, tBounds, tFwhmMs } = tModel(patient, curve, direction, baseSize, tRatio, 1);

  const sizeOfT = (patient.tAmplitudeV4Millivolt * tRatio) / TYPICAL_T_V4_MILLIVOLT;
  const uInV3 = curve.uToTRatio * TYPICAL_T_V4_MILLIVOLT * T_V3_OVER_V4 * sizeOfT ** U_POWER_OF_T * patient.uRatio;
  // U comes when T has nearly ended.
  const uCentreMs = (T_TO_U_PEAK_MS * (tBounds.offsetMs - tBounds.peakMs)) / T_OFFSET_FROM_PEAK_MS;
  const uWave: ModelWave = {
    vector: scaled(normalU, uInV3 / dot(normalU, dowerMatrix.V3)),
    centreMs: Math.max(EARLIEST_U_PEAK_MS, uCentreMs),
    riseSdMs: U_SD_MS,
    fallSdMs: U_SD_MS,
    residual: "u",
    leadFactors: null,
  };
  const leftMean = meanOver(leftSt, [dowerMatrix.V2, dowerMatrix.V3, dowerMatrix.V4, dowerMatrix.V5]);
  const rightMean = meanOver(rightSt, [dowerMatrix.V1, dowerMatrix.V2]);
  const tAtPeak = scaled(direction, baseSize * tRatio);
  return {
    qrs,
    qrsBounds,
    t,
    tBounds,
    tEndMs: tBounds.offsetMs,
    u: uInV3 > 0 ? [uWave] : [],
    uBounds: null,
    st: [
      { vector: scaled(leftSt, (curve.stMillivolt + pattern.stMillivolt) / leftMean), residual: "st" as const },
      { vector: scaled(rightSt, curve.stV1V2DrawnMillivolt / rightMean), residual: "st" as const },
      { vector: scaled(tAtPeak, pattern.stShareOfT), residual: "st" as const },
    ].filter(({ vector }) => lengthOf(vector) > 1e-6),
    // The QT grows by what QRS and JT grow.
    qtcMs: patient.qtcMs + (restingQrsMs * qrsRatio - patient.qrsMs) + curve.jtcChangeMs,
    tFwhmMs,
  };
}

/** A beat from the ventricles themselves. */
export function ventricularModel(patient: SimulatedPatient, curve: PotassiumParameters): VentricularModel {
  const qrsMs = patient.qrsMs * VENTRICULAR_QRS_RATIO * personalRatio(curve.qrsWidthRatio, patient.qrsGain);
  const { qrs, qrsBounds } = qrsModel(ventricularQrs.map((wave) => ({ ...wave, vector: scaled(wave.vector, patient.qrsSizeRatio) })), qrsMs);
  const { t, tBounds, tFwhmMs } = tModel(patient, curve, ventricularT, patient.qrsSizeRatio, personalRatio(curve.tAmplitudeRatio, patient.tGain), VENTRICULAR_T_RATIO);
  return { qrs, qrsBounds, t, tBounds, tEndMs: tBounds.offsetMs, u: [], uBounds: null, st: [], qtcMs: patient.qtcMs + (qrsMs - patient.qrsMs) + curve.jtcChangeMs, tFwhmMs };
}

/** QRS of a stated duration between its bounds, on the clock of its R peak. */
function qrsModel(waves: readonly VectorWave[], durationMs: number): Pick<VentricularModel, "qrs" | "qrsBounds"> {
  const plain = waves.map(asWave);
  const bounds = boundsAtShares(plain, QRS_BOUNDS);
  const ratio = (durationMs - 2 * QRS_MARGIN_MS) / (bounds.offsetMs - bounds.onsetMs);
  const names = ["qrs1", "qrs2", "qrs3", "qrs4"] as const;
  return {
    qrs: stretched(plain, ratio, bounds.peakMs).map((wave, i) => ({ ...wave, residual: names[i], leadFactors: null })),
    qrsBounds: {
      onsetMs: (bounds.onsetMs - bounds.peakMs) * ratio - QRS_MARGIN_MS,
      peakMs: 0,
      offsetMs: (bounds.offsetMs - bounds.peakMs) * ratio + QRS_MARGIN_MS,
    },
  };
}

/** T of a stated width, on the clock of its peak. */
function tModel(
  patient: SimulatedPatient,
  curve: PotassiumParameters,
  direction: DipoleVector,
  baseSize: number,
  ratio: number,
  durationRatio: number,
): Pick<VentricularModel, "t" | "tBounds" | "tFwhmMs"> {
  const restingFallSd = patient.tPeakToEndMs / TANGENT_SDS;
  const widthGain = Math.min(HIGHEST_T_WIDTH_GAIN, Math.sqrt(patient.tGain));
  const fwhmRatio = personalRatio(curve.tWidthRatio, widthGain) * durationRatio;
  const asymmetry = Math.max(MOST_SYMMETRIC_T, patient.tRiseOverFall * personalRatio(curve.tAsymmetryRatio, widthGain));
  // FWHM is that of the two half bells; a change of symmetry leaves it as it is.
  const fallSdMs = (restingFallSd * fwhmRatio * (1 + patient.tRiseOverFall)) / (1 + asymmetry);
  const riseSdMs = asymmetry * fallSdMs;
  const leadFactors = Object.fromEntries(Object.entries(T_LEAD_EXPONENTS).map(([lead, exponent]) => [lead, ratio ** (exponent - 1)]));
  const early = scaled(earlyT, baseSize * ratio);
  const plain = [
    { vector: scaled(direction, baseSize * ratio), centreMs: 0, riseSdMs, fallSdMs, residual: "t" as const, leadFactors },
    { vector: early, centreMs: -0.6 * riseSdMs, riseSdMs: 0.6 * riseSdMs, fallSdMs: 0.6 * riseSdMs, residual: "tEarly" as const, leadFactors },
  ];
  const bounds = boundsAtShares(plain, T_BOUNDS);
  const t = plain.map((wave) => ({ ...wave, centreMs: wave.centreMs - bounds.peakMs }));
  return {
    t,
    tBounds: { onsetMs: bounds.onsetMs - bounds.peakMs, peakMs: 0, offsetMs: bounds.offsetMs - bounds.peakMs },
    tFwhmMs: (FWHM_PER_SD / 2) * (riseSdMs + fallSdMs),
  };
}

function asWave({ vector, centreMs, sdMs }: VectorWave): DipoleWave {
  return { vector, centreMs, riseSdMs: sdMs, fallSdMs: sdMs };
}

function meanOver(vector: DipoleVector, leads: readonly DipoleVector[]): number {
  return leads.reduce((sum, lead) => sum + dot(vector, lead), 0) / leads.length;
}

/** Largest value of symmetric waves in a lead. */
function leadPeak(waves: readonly DipoleWave[], lead: DipoleVector): number {
  let largest = 0;
  for (let at = -80; at <= 80; at += 1) {
    const value = waves.reduce((sum, { vector, centreMs, riseSdMs }) => sum + dot(vector, lead) * bell((at - centreMs) / riseSdMs), 0);
    largest = Math.max(largest, value);
  }
  return largest;
}
