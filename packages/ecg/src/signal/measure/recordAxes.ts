/** Frontal axes of P, QRS and T from the median beat, by net area and by net amplitude. */
import { frontalAxisDeg } from "./frontalAxis.ts";
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

const LEVEL_MS = 16;

/** @param tOnset first sample of the T wave; the ST segment is not part of its axis */
export function recordAxes(median: MedianBeats, marks: GlobalMarks, tOnset: number): RecordAxes {
  const rate = median.samplingRateHz;
  const named = (name: string) => median.leads.find(({ leadName }) => leadName.toUpperCase() === name)?.samplesMillivolt ?? null;
  const i = named("I");
  const ii = named("II");
  const avf = named("AVF") ?? (i === null || ii === null ? null : derivedLimbLead("aVF", i, ii));
  const axes = (net: (samples: Float64Array, from: number, to: number, level: number) => number): FrontalAxes => {
    const axis = (from: number | null, to: number | null, levelAt: number | null) => {
      if (i === null || avf === null || from === null || to === null || levelAt === null) return null;
      const [onI, onAvf] = [i, avf].map((lead) => net(lead, Math.round(from), Math.round(to), levelBefore(lead, Math.round(levelAt), rate)));
      return frontalAxisDeg(onI!, onAvf!);
    };
    return {
      pDeg: axis(marks.pOnset, marks.pOffset, marks.pOnset),
      qrsDeg: axis(marks.qrsOnset, marks.qrsOffset, marks.qrsOnset),
      tDeg: axis(marks.tOffset === null ? null : tOnset, marks.tOffset, marks.qrsOnset),
    };
  };
  return {
    byArea: axes((samples, from, to, level) => area(samples.map((value) => value - level), from, to, rate)),
    byAmplitude: axes((samples, from, to, level) => {
      let [low, high] = [0, 0];
      for (let k = from; k <= to; k++) {
        low = Math.min(low, samples[k]! - level);
        high = Math.max(high, samples[k]! - level);
      }
      return high + low;
    }),
  };
}

function levelBefore(samples: Float64Array, at: number, rate: number): number {
  const part = samples.subarray(Math.max(0, at - Math.round((LEVEL_MS / 1000) * rate)), Math.max(1, at));
  return part.reduce((sum, value) => sum + value, 0) / part.length;
}
