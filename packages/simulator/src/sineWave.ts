/** The sine wave that QRS and T turn into at the highest potassium. */
import type { Channels } from "./drawBeats.ts";
import { leadAmplitudesOf } from "./drawBeats.ts";
import type { BeatModel } from "./beatModel.ts";
import { lengthOf, scaled } from "./leadSystem.ts";
import type { DipoleVector } from "./leadSystem.ts";
import type { SimulatedPatient } from "./patient.ts";
import type { PlannedBeat } from "./rhythm/rhythmPlan.ts";

/** Amplitude of the sine over the largest QRS dipole, and of its part a quarter of a period later, along T (Kalium's choice). */
const SINE_OVER_QRS = 0.5;
const QUADRATURE_OVER_QRS = 0.25;

/**
 * Mixes the beats with a sine wave of one period per beat whose crests lie on the R peaks, so that those marks stay true: at weight w
 * the result is (1 − w)(1 − w⁴) · beats + w · sine (Kalium's choice): the notch that a plain mix leaves on every crest fades. Because its second part points elsewhere, leads differ in phase, as fused beats do.
 */
export function blendSine(channels: Channels, beats: readonly PlannedBeat[], model: BeatModel, patient: SimulatedPatient, weight: number): void {
  const { names, samples, samplingRateHz } = channels;
  const main = meanQrs(model);
  const towardsT = model.conducted.t[0].vector;
  const inPhase = leadAmplitudesOf(scaled(main, SINE_OVER_QRS), "qrs2", null, patient, names);
  const quadrature = leadAmplitudesOf(scaled(towardsT, (QUADRATURE_OVER_QRS * lengthOf(main)) / lengthOf(towardsT)), "t", null, patient, names);
  const beatShare = (1 - weight) * (1 - weight ** 4);
  let beat = 0;
  for (let i = 0; i < samples[0].length; i++) {
    const timeS = i / samplingRateHz;
    while (beat < beats.length - 2 && beats[beat + 1].rPeakS <= timeS) beat++;
    const periodS = beats[beat + 1].rPeakS - beats[beat].rPeakS;
    const phase = (2 * Math.PI * (timeS - beats[beat].rPeakS)) / periodS;
    const cosine = Math.cos(phase);
    const sine = Math.sin(phase);
    for (let c = 0; c < samples.length; c++) {
      samples[c][i] = beatShare * samples[c][i] + weight * (inPhase[c] * cosine + quadrature[c] * sine);
    }
  }
}

/** The QRS dipole with its early part whole and its late, posterior part by half. */
function meanQrs({ conducted: { qrs } }: BeatModel): DipoleVector {
  const [, main, late] = qrs.map(({ vector }) => vector);
  return [main[0] + late[0] / 2, main[1] + late[1] / 2, main[2] + late[2] / 2];
}
