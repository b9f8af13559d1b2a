/** Frontal axes of P, QRS and T from the median beat, by net area and by net amplitude. */
import { frontalAxisDeg } from "./frontalAxis.ts";
import { LEVEL_MS, levelBefore } from "./isoelectricLevel.ts";
import type { GlobalMarks } from "./globalIntervals.ts";
import type { MedianBeats } from "./medianBeats.ts";
import { area } from "./waveShape.ts";
import { derivedLimbLead } from "./vectorLeads.ts";

/** Degrees; null where the wave or the limb leads are missing. */
export interface FrontalAxes {
  readonly pDeg: number | null;
  readonly qrsDeg: number | null;
  readonly tDeg: number | null;
}

export interface RecordAxes {
  /** By net area: what most devices print. */
  readonly byArea: FrontalAxes;
  /** By the sum of the largest positive and the largest negative deflection. */
  readonly byAmplitude: FrontalAxes;
}

/** @param tOnset first sample of the T wave; the ST segment is not part of its axis */
export function recordAxes(median: MedianBeats, marks: GlobalMarks, tOnset: number): RecordAxes {
  const rate = median.samplingRateHz;
  const named = (name: string) => median.leads.find(({ leadName }) => leadName.toUpperCase() === name)?.samplesMillivolt ?? null;
  const i = named("I");
  const ii = named("II");
  const avf = named("AVF") ?? (i === null || ii === null ? null : derivedLimbLead("aVF", i, ii));
  const axes = (net: (wave: Float64Array) => number): FrontalAxes => {
    const axis = (from: number | null, to: number | null, levelAt: number, levelEnd: number | null) => {
      if (i === null || avf === null || from === null || to === null) return null;
      const [onI, onAvf] = [i, avf].map((lead) => net(offLevel(lead, Math.round(from), Math.round(to), levelBefore(lead, Math.round(levelAt), rate), levelEnd === null ? null : levelAfter(lead, Math.round(levelEnd), rate))));
      return frontalAxisDeg(onI!, onAvf!);
    };
    return {
      // Under the P wave the level slopes, since the atria's own repolarisation lowers the PR segment.
      pDeg: marks.pOnset === null ? null : axis(marks.pOnset, marks.pOffset, marks.pOnset, marks.pOffset),
      qrsDeg: axis(marks.qrsOnset, marks.qrsOffset, marks.qrsOnset, null),
      tDeg: axis(marks.tOffset === null ? null : tOnset, marks.tOffset, marks.qrsOnset, null),
    };
  };
  return {
    byArea: axes((wave) => area(wave, 0, wave.length - 1, rate)),
    byAmplitude: axes((wave) => wave.reduce((high, value) => Math.max(high, value), 0) + wave.reduce((low, value) => Math.min(low, value), 0)),
  };
}

/** The wave against a level, or against the line from one level to another. */
function offLevel(samples: Float64Array, from: number, to: number, level: number, levelEnd: number | null): Float64Array {
  const slope = levelEnd === null || to <= from ? 0 : (levelEnd - level) / (to - from);
  return Float64Array.from({ length: Math.max(1, to - from + 1) }, (_, k) => samples[from + k]! - level - slope * k);
}

function levelAfter(samples: Float64Array, at: number, rate: number): number {
  const part = samples.subarray(Math.min(samples.length - 1, at + 1), at + 1 + Math.max(1, Math.round((LEVEL_MS / 2000) * rate)));
  return part.reduce((sum, value) => sum + value, 0) / part.length;
}
