/** All that is true of a simulated recording as WFDB annotations: rhythm, waves, beats, fibrillation. */
import type { Annotation } from "@kalium/ecg";
import type { RhythmName } from "./rhythm/rhythmPlan.ts";
import type { SimulatedRecording } from "./simulateRecording.ts";

/** An annotation with what only some formats can hold. */
export interface WaveAnnotation extends Annotation {
  /** Exact time, s; the sample is the nearest one. */
  readonly onsetS: number;
  /** On "(" and ")" the wave that they bound, as in the QT Database: 0 P, 1 QRS, 2 T, and 3 U; else 0. */
  readonly number: number;
}

/** Rhythm labels as in the MIT-BIH database where it has one; a leading parenthesis is part of the label. */
export const rhythmLabels: Readonly<Record<RhythmName, string>> = {
  sinus: "(N",
  "second-degree-block": "(BII",
  "complete-block": "(BIII",
  junctional: "(NOD",
  "sine-wave": "(SINE",
  "ventricular-fibrillation": "(VFIB",
  "atrial-fibrillation": "(AFIB",
};
const SINUS_BRADYCARDIA_LABEL = "(SBR";
/** Sinus bradycardia begins below this (2018 ACC/AHA/HRS guideline, doi:10.1161/CIR.0000000000000628; recalled). */
const BRADYCARDIA_BELOW_PER_MINUTE = 50;

const P = 0;
const QRS = 1;
const T = 2;
const U = 3;

/**
 * Waves are "(", peak, ")" with the peaks "p", the beat's own symbol, "t" and "u"; a P wave that was not conducted has the peak "x".
 * Fibrillation lies between "[" and "]". In order of time. Write them to a WFDB annotation file, or to EDF+.
 */
export function waveAnnotations(made: SimulatedRecording): WaveAnnotation[] {
  const { recording, fiducials, blockedP, fibrillationFromS } = made;
  const { samplingRateHz, sampleCount } = recording;
  const at = (onsetS: number, symbol: string, number = 0, aux = ""): WaveAnnotation => ({ sampleIndex: Math.round(onsetS * samplingRateHz), onsetS, symbol, number, aux });
  const annotations: WaveAnnotation[] = [
    at(0, "+", 0, labelAtStart(made)),
    ...recording.annotations.map((beat) => ({ ...beat, onsetS: beat.sampleIndex / samplingRateHz, number: 0 })),
  ];
  const addWave = (onsetS: number | null, peakS: number | null, offsetS: number | null, symbol: string | null, number: number) => {
    if (onsetS === null || peakS === null || offsetS === null) return;
    annotations.push(at(onsetS, "(", number), at(offsetS, ")", number));
    if (symbol !== null) annotations.push(at(peakS, symbol));
  };
  for (const beat of fiducials) {
    addWave(beat.pOnsetS, beat.pPeakS, beat.pOffsetS, "p", P);
    addWave(beat.qrsOnsetS, beat.rPeakS, beat.qrsOffsetS, null, QRS);
    addWave(beat.tOnsetS, beat.tPeakS, beat.tOffsetS, "t", T);
    addWave(beat.uOnsetS, beat.uPeakS, beat.uOffsetS, "u", U);
  }
  for (const { onsetS, peakS, offsetS } of blockedP) addWave(onsetS, peakS, offsetS, "x", P);
  if (fibrillationFromS !== null) {
    annotations.push(at(fibrillationFromS, "["), at(fibrillationFromS, "+", 0, rhythmLabels["ventricular-fibrillation"]));
    annotations.push(at((sampleCount - 1) / samplingRateHz, "]"));
  }
  const rank = ({ symbol }: Annotation) => (symbol === ")" ? 0 : symbol === "(" ? 2 : 1);
  return annotations.filter(({ sampleIndex }) => sampleIndex >= 0 && sampleIndex < sampleCount).sort((a, b) => a.sampleIndex - b.sampleIndex || rank(a) - rank(b));
}

function labelAtStart({ parameters, fibrillationFromS }: SimulatedRecording): string {
  const { rhythm, heartRatePerMinute, curve } = parameters;
  if (rhythm === "sinus" && heartRatePerMinute < BRADYCARDIA_BELOW_PER_MINUTE) return SINUS_BRADYCARDIA_LABEL;
  if (fibrillationFromS === null) return rhythmLabels[rhythm];
  return curve.sineBlend >= 0.5 ? rhythmLabels["sine-wave"] : rhythmLabels.sinus;
}
