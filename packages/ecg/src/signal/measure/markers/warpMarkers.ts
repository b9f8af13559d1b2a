/** How far a T wave or a QRS complex lies, in time, from the same person's reference. */
import { waveShape } from "../waveShape.ts";
import { smoothDerivative } from "../smoothDerivative.ts";
import { timedWave, warpTime } from "./timeWarping.ts";
import type { MarkerBasis } from "./markerBasis.ts";

/** A wave between its marks in a trace (one lead, or an eigenlead). */
export interface MarkedWave {
  /** mV. */
  readonly samples: ArrayLike<number>;
  readonly samplingRateHz: number;
  /** Samples. */
  readonly onset: number;
  readonly offset: number;
  readonly levelMillivolt: number;
  /** RR interval that goes with it; only for the corrected value. */
  readonly rrMs?: number;
}

export interface WarpDistance {
  /** Mean of |γ(t) − t| over the reference, ms. */
  readonly unsignedMs: number;
  /** The same with a sign: positive where the wave is narrower than the reference, negative where it is wider. */
  readonly signedMs: number;
  /** The signed distance after both time axes were scaled by RR^(−1/3); null without both RR intervals. */
  readonly rateCorrectedMs: number | null;
}

export const T_WARP_BASIS: MarkerBasis = {
  citation: "Palmieri 2021, Sci Rep 11:3883, 10.1038/s41598-021-82935-5 (d_w and d_w,c); warping after Ramírez 2017 (recalled)",
  unit: "ms",
  calibration: null,
  applicableRange: "within one person against that person's reference, 29 people on haemodialysis: median ρ ≥ .82, r ≥ .87 with potassium; not between people",
  kaliumsChoice: "grid of 65 points, refined to 257 and between them, a small cost on changes of speed, slopes of the wave by a local cubic over ±12 ms; time 0 at the centre of area; sign split at the reference's peak, positive when narrower (as when potassium rises); the rate correction of d_w,c is by RR^(−1/3), since the published one is not known here",
};

export const QRS_WARP_BASIS: MarkerBasis = {
  citation: "Bukhari 2022, Sensors 22:2951, 10.3390/s22082951",
  unit: "ms",
  calibration: null,
  applicableRange: "within one person on haemodialysis: r .81 to .87 with potassium, where QRS width alone was weak",
  kaliumsChoice: "the warping of the T-wave marker applied to the complex; sign positive when wider than the reference (as when potassium rises), since the published sign rule is not known here",
};

/** d_w and d_w,c of a T wave. @returns null when a wave is too short or flat */
export function tWaveWarp(reference: MarkedWave, other: MarkedWave): WarpDistance | null {
  const plain = warpDistance(reference, other, 1, 1, waveSlope);
  if (plain === null) return null;
  const corrected = reference.rrMs === undefined || other.rrMs === undefined ? null : warpDistance(reference, other, Math.cbrt(1000 / reference.rrMs), Math.cbrt(1000 / other.rrMs), waveSlope);
  return { ...plain, rateCorrectedMs: corrected?.signedMs ?? null };
}

/** The same of a QRS complex, turned so that wider is positive. */
export function qrsWarp(reference: MarkedWave, other: MarkedWave): Omit<WarpDistance, "rateCorrectedMs"> | null {
  const plain = warpDistance(reference, other, 1, 1, complexSlope);
  return plain === null ? null : { unsignedMs: plain.unsignedMs, signedMs: plain.signedMs === 0 ? 0 : -plain.signedMs };
}

/** Half widths of the local cubic that slopes are taken by (Kalium's choice): warping wants less smoothing than the slope itself. */
const T_SLOPE_MS = 12;
const QRS_SLOPE_MS = 3;
const waveSlope = (samples: Float64Array, samplingRateHz: number) => smoothDerivative(samples, samplingRateHz, T_SLOPE_MS);
const complexSlope = (samples: Float64Array, samplingRateHz: number) => smoothDerivative(samples, samplingRateHz, QRS_SLOPE_MS);

type SlopesOf = (samples: Float64Array, samplingRateHz: number) => Float64Array;

function warpDistance(reference: MarkedWave, other: MarkedWave, referenceScale: number, otherScale: number, slopesOf: SlopesOf): { readonly unsignedMs: number; readonly signedMs: number } | null {
  const own = timedWave(reference.samples, reference.onset, reference.offset, reference.levelMillivolt, reference.samplingRateHz / referenceScale, slopesOf);
  const there = timedWave(other.samples, other.onset, other.offset, other.levelMillivolt, other.samplingRateHz / otherScale, slopesOf);
  const shape = waveShape(reference.samples, reference.onset, reference.offset, reference.levelMillivolt, reference.samplingRateHz);
  if (own === null || there === null || shape === null) return null;
  const { referenceMs, warpedMs } = warpTime(own, there);
  const peakMs = own.startMs + (shape.peakSample - Math.max(0, Math.round(reference.onset))) * own.stepMs;
  let [unsigned, narrower] = [0, 0];
  for (let i = 0; i < referenceMs.length; i++) {
    const weight = i === 0 || i === referenceMs.length - 1 ? 0.5 : 1;
    const moved = warpedMs[i]! - referenceMs[i]!;
    unsigned += weight * Math.abs(moved);
    narrower += weight * (referenceMs[i]! < peakMs ? moved : -moved);
  }
  const mean = unsigned / (referenceMs.length - 1);
  return { unsignedMs: mean, signedMs: narrower < 0 ? -mean : mean };
}
