/** Heart rate and the usual time-domain statistics of RR intervals (Task Force 1996, 10.1161/01.CIR.93.5.1043). */
import { medianOfList } from "./spread.ts";

export interface RrStatistics {
  readonly intervalCount: number;
  readonly medianMs: number | null;
  readonly meanMs: number | null;
  readonly shortestMs: number | null;
  readonly longestMs: number | null;
  /** 60 000 / mean RR. */
  readonly heartRatePerMinute: number | null;
  /** Sample standard deviation of the intervals (SDNN where all beats are normal). */
  readonly sdMs: number | null;
  /** Root mean square of successive differences. */
  readonly rmssdMs: number | null;
  /** Share of successive differences above 50 ms, 0 … 1. */
  readonly pnn50: number | null;
}

/** @param sampleIndices of successive beats, ascending */
export function rrStatistics(sampleIndices: ArrayLike<number>, samplingRateHz: number): RrStatistics {
  const rr = Array.from({ length: Math.max(0, sampleIndices.length - 1) }, (_, i) => ((sampleIndices[i + 1]! - sampleIndices[i]!) * 1000) / samplingRateHz);
  if (rr.length === 0) {
    return { intervalCount: 0, medianMs: null, meanMs: null, shortestMs: null, longestMs: null, heartRatePerMinute: null, sdMs: null, rmssdMs: null, pnn50: null };
  }
  const mean = rr.reduce((sum, value) => sum + value, 0) / rr.length;
  const steps = rr.slice(1).map((value, i) => value - rr[i]!);
  return {
    intervalCount: rr.length,
    medianMs: medianOfList(rr),
    meanMs: mean,
    shortestMs: rr.reduce((low, value) => Math.min(low, value), Infinity),
    longestMs: rr.reduce((high, value) => Math.max(high, value), 0),
    heartRatePerMinute: 60000 / mean,
    sdMs: rr.length < 2 ? null : Math.sqrt(rr.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (rr.length - 1)),
    rmssdMs: steps.length === 0 ? null : Math.sqrt(steps.reduce((sum, value) => sum + value * value, 0) / steps.length),
    pnn50: steps.length === 0 ? null : steps.filter((value) => Math.abs(value) > 50).length / steps.length,
  };
}
