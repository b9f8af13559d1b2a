/** Ten seconds of twelve leads as lessons show them. */
import { bedsideNoise, noNoise } from "./noise/noiseOptions.ts";
import type { NoiseOptions } from "./noise/noiseOptions.ts";
import { patientSpread, typicalPatient } from "./patient.ts";
import type { SimulatedPatient } from "./patient.ts";
import type { Random } from "./randomDraws.ts";
import { SINE_WAVE_FROM_MMOL_PER_L } from "./rhythm/rhythmChances.ts";
import type { RhythmName } from "./rhythm/rhythmPlan.ts";
import { simulateRecording } from "./simulateRecording.ts";
import type { SimulatedRecording } from "./simulateRecording.ts";

export const teachingNoises = ["none", "quiet", "bedside"] as const;
export type TeachingNoise = (typeof teachingNoises)[number];

export interface TeachingRecordingOptions {
  readonly patient: SimulatedPatient;
  readonly potassiumMmolPerL: number;
  /** Give one of the same seed at every potassium: then only potassium changes the picture. */
  readonly random: Random;
  /** Default "by-potassium". */
  readonly rhythm?: RhythmName | "by-potassium";
  /** Default "quiet". */
  readonly noise?: TeachingNoise;
  readonly recordingId?: string;
}

export const TEACHING_RATE_HZ = 500;
const DURATION_S = 10;
/** Little enough that small waves stay readable (Kalium's choice). */
const quietNoise: NoiseOptions = { ...noNoise, wanderSdMillivolt: 0.015, emgSdMillivolt: 0.006, breathingModulationSd: 0.015 };
const noises: Readonly<Record<TeachingNoise, NoiseOptions>> = { none: noNoise, quiet: quietNoise, bedside: bedsideNoise };
const typicalId = typicalPatient().personId;

/**
 * The typical person has the average rate of a potassium and no rhythm by chance, so that nothing but potassium changes while a
 * slider moves; everybody else draws both.
 */
export function simulateForTeaching(options: TeachingRecordingOptions): SimulatedRecording {
  const { patient, potassiumMmolPerL, random, rhythm = "by-potassium", noise = "quiet", recordingId } = options;
  const isTypical = patient.personId === typicalId;
  const isFromTheNode = rhythm === "sinus" || rhythm === "by-potassium" || rhythm === "sine-wave";
  return simulateRecording({
    patient, potassiumMmolPerL, random, recordingId, durationS: DURATION_S, samplingRateHz: TEACHING_RATE_HZ, noise: noises[noise],
    rhythm: isTypical && rhythm === "by-potassium" ? usualRhythm(potassiumMmolPerL) : rhythm,
    heartRatePerMinute: isTypical && isFromTheNode ? averageHeartRate(potassiumMmolPerL) : undefined,
  });
}

/** Sinus rhythm, and a sine wave from where the simulator calls it so. */
export function usualRhythm(potassiumMmolPerL: number): RhythmName {
  return potassiumMmolPerL < SINE_WAVE_FROM_MMOL_PER_L ? "sinus" : "sine-wave";
}

/** Rate of the average person: 2 a minute slower for each mmol/L from 4.5 to 7 (Kalium's choice, as for everybody). */
export function averageHeartRate(potassiumMmolPerL: number): number {
  return patientSpread.heartRatePerMinute.mean - 2 * (Math.min(7, Math.max(4.5, potassiumMmolPerL)) - 4.5);
}
