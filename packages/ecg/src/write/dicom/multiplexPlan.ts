/** Which signals share a multiplex group of DICOM: one rate, one sample size, and one count that means "no sample". */
import type { SignalToWrite } from "../recordingToWrite.ts";

export interface PlannedGroup {
  readonly signals: readonly SignalToWrite[];
  /** Waveform Padding Value; null when no sample is invalid. */
  readonly padding: number | null;
  readonly bytes: 2 | 4;
}

/** Groups signals of one rate together; signals whose marks for invalid samples contradict each other are taken apart, so that every count stays as it is. */
export function multiplexPlan(signals: readonly SignalToWrite[]): readonly PlannedGroup[] {
  const rates = [...new Set(signals.map(({ samplesPerFrame }) => samplesPerFrame))];
  return rates.flatMap((rate) => {
    const own = signals.filter(({ samplesPerFrame }) => samplesPerFrame === rate);
    const marks = new Set(own.filter(usesMark).map(({ invalidCount }) => invalidCount));
    // No mark in use: keep the one that all signals name, if there is one.
    if (marks.size === 0 && new Set(own.map(({ invalidCount }) => invalidCount)).size === 1) marks.add(own[0]!.invalidCount);
    const padding = [...marks][0] ?? null;
    const isShared = marks.size <= 1 && own.every(({ samples, invalidCount }) => invalidCount === padding || padding === null || !samples.includes(padding));
    if (isShared) return [planned(own, padding)];
    return [...new Set(own.map(({ invalidCount }) => invalidCount))].map((mark) => planned(own.filter(({ invalidCount }) => invalidCount === mark), mark));
  });
}

function usesMark({ samples, invalidCount }: SignalToWrite): boolean {
  return invalidCount !== null && samples.includes(invalidCount);
}

function planned(signals: readonly SignalToWrite[], padding: number | null): PlannedGroup {
  const fits = (count: number) => count >= -32_768 && count <= 32_767;
  return { signals, padding, bytes: (padding === null || fits(padding)) && signals.every(({ samples }) => samples.every(fits)) ? 2 : 4 };
}
