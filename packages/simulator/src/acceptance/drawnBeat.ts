/** One beat of a noise-free recording, measured on its samples with its true marks, as a perfect reader would. */
import type { BeatFiducials } from "../beatFiducials.ts";
import { independentLeadNames } from "../leadSystem.ts";
import type { IndependentLeadName } from "../leadSystem.ts";
import { noNoise } from "../noise/noiseOptions.ts";
import type { SimulatedPatient } from "../patient.ts";
import type { Random } from "../randomDraws.ts";
import { simulateRecording } from "../simulateRecording.ts";
import type { RecordingParameters } from "../simulateRecording.ts";

export interface DrawnBeat {
  readonly marks: BeatFiducials;
  readonly samplingRateHz: number;
  /** mV from the level before QRS; the whole strip. */
  readonly leads: Readonly<Record<IndependentLeadName, Float64Array>>;
  readonly parameters: RecordingParameters;
}

/** What was drawn when no complete beat could be marked: only that. */
export interface UnmarkedStrip {
  readonly marks: null;
  readonly parameters: RecordingParameters;
}

export interface DrawnBeatOptions {
  readonly patient: SimulatedPatient;
  readonly potassiumMmolPerL: number;
  readonly dayBiasMmolPerL: number;
  /** Gives the same uniforms each time it is called, so that a longer strip repeats the shorter one's draws. */
  readonly randomAgain: () => Random;
  readonly rhythm: "sinus" | "by-potassium";
}

const RATE_HZ = 500;
/** Long enough for a complete beat at nearly every rate; slower ones get the second. */
const STRIP_S = [2.4, 10] as const;
/** The level before QRS is the mean over this time. */
const LEVEL_S = 0.012;

export function drawBeat({ patient, potassiumMmolPerL, dayBiasMmolPerL, randomAgain, rhythm }: DrawnBeatOptions): DrawnBeat | UnmarkedStrip {
  let parameters: RecordingParameters | null = null;
  for (const durationS of STRIP_S) {
    const made = simulateRecording({
      patient, potassiumMmolPerL, dayBiasMmolPerL, durationS, rhythm, random: randomAgain(),
      samplingRateHz: RATE_HZ, leadNames: independentLeadNames, noise: noNoise,
    });
    parameters = made.parameters;
    const marks = made.fiducials[0];
    if (marks !== undefined) return { marks, samplingRateHz: RATE_HZ, leads: aboveLevel(made.recording.leads, marks), parameters };
    if (parameters.curve.sineBlend >= 0.5) break;
  }
  return { marks: null, parameters: parameters! };
}

function aboveLevel(leads: readonly { readonly name: string; readonly samplesMillivolt: Float32Array }[], marks: BeatFiducials): DrawnBeat["leads"] {
  const last = Math.max(0, Math.floor(marks.qrsOnsetS * RATE_HZ));
  const first = Math.max(0, last - Math.round(LEVEL_S * RATE_HZ));
  const entries = leads.map(({ name, samplesMillivolt }) => {
    let sum = 0;
    for (let i = first; i <= last; i++) sum += samplesMillivolt[i];
    const level = sum / (last - first + 1);
    const fromLevel = new Float64Array(samplesMillivolt);
    for (let i = 0; i < fromLevel.length; i++) fromLevel[i] -= level;
    return [name, fromLevel];
  });
  return Object.fromEntries(entries) as DrawnBeat["leads"];
}

/** Largest value of T in a lead, mV; the deepest when T is negative. */
export function tAmplitude({ leads, marks, samplingRateHz }: DrawnBeat, lead: IndependentLeadName): number {
  const samples = leads[lead];
  let size = 0;
  for (let i = Math.ceil(marks.tOnsetS * samplingRateHz); i <= marks.tOffsetS * samplingRateHz; i++) if (Math.abs(samples[i]) > Math.abs(size)) size = samples[i];
  return size;
}

/** mV at J + 60 ms. */
export function stLevel({ leads, marks, samplingRateHz }: DrawnBeat, lead: IndependentLeadName): number {
  return leads[lead][Math.round((marks.qrsOffsetS + 0.06) * samplingRateHz)];
}

/** Height of a bump that stands by itself 60 to 180 ms after the top of T, mV; 0 when there is none. */
export function uAmplitude({ leads, marks, samplingRateHz }: DrawnBeat, lead: IndependentLeadName): number {
  const samples = leads[lead];
  const first = Math.round((marks.tPeakS + 0.06) * samplingRateHz);
  const last = Math.min(samples.length - 2, Math.round((marks.tPeakS + 0.18) * samplingRateHz));
  let height = 0;
  for (let i = first; i <= last; i++) if (samples[i] > samples[i - 1] && samples[i] >= samples[i + 1]) height = Math.max(height, samples[i]);
  return height;
}

/** QT by Fridericia, ms. */
export function qtcMs({ marks }: DrawnBeat): number {
  return (1000 * (marks.tOffsetS - marks.qrsOnsetS)) / Math.cbrt(marks.precedingRrS);
}

export function qrsMs({ marks }: DrawnBeat): number {
  return 1000 * (marks.qrsOffsetS - marks.qrsOnsetS);
}

export function prMs({ marks }: DrawnBeat): number | null {
  return marks.pOnsetS === null ? null : 1000 * (marks.qrsOnsetS - marks.pOnsetS);
}

export function pDurationMs({ marks }: DrawnBeat): number | null {
  return marks.pOnsetS === null ? null : 1000 * (marks.pOffsetS! - marks.pOnsetS);
}
