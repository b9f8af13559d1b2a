/** What an electrode adds to the heart: baseline wander, muscle, mains, and the change of size with breathing. */
import { SimulationError } from "./errors.ts";
import { fillStandardNormal } from "./randomDraws.ts";
import type { Random } from "./randomDraws.ts";

/** Noise of a recording. All SDs are those of the added signal, in mV. */
export interface NoiseOptions {
  /** Baseline wander: breathing plus four slow sines below 0.3 Hz. Default 0.08. */
  readonly wanderSdMillivolt: number;
  /** Muscle noise: white to half the sampling rate. Default 0.02. */
  readonly emgSdMillivolt: number;
  /** Mains hum. Default 0.005. */
  readonly mainsSdMillivolt: number;
  readonly mainsHz: 50 | 60;
  /** SD of the size of all waves with breathing, as a share. Default 0.03. */
  readonly breathingModulationSd: number;
}

/** Noise of a quiet bedside strip (Kalium's choice). */
export const bedsideNoise: NoiseOptions = {
  wanderSdMillivolt: 0.08,
  emgSdMillivolt: 0.02,
  mainsSdMillivolt: 0.005,
  mainsHz: 50,
  breathingModulationSd: 0.03,
};

/** No noise at all: for analytic checks and teaching. */
export const noNoise: NoiseOptions = {
  wanderSdMillivolt: 0,
  emgSdMillivolt: 0,
  mainsSdMillivolt: 0,
  mainsHz: 50,
  breathingModulationSd: 0,
};

/** Share of the wander variance that is in step with breathing (Kalium's choice). */
const BREATHING_WANDER_SHARE = 0.5;
const SLOW_SINES = 4;
const LOWEST_WANDER_HZ = 0.05;
const HIGHEST_WANDER_HZ = 0.3;

/** @throws SimulationError when a SD is negative or mains hum cannot be sampled at this rate. */
export function assertNoise(noise: NoiseOptions, samplingRateHz: number): void {
  const sds = ["wanderSdMillivolt", "emgSdMillivolt", "mainsSdMillivolt", "breathingModulationSd"] as const;
  for (const name of sds) {
    if (!(noise[name] >= 0 && Number.isFinite(noise[name]))) {
      throw new SimulationError("bad-option", `noise.${name}`, `${noise[name]} is not a size`, "Give a number of at least 0.");
    }
  }
  if (noise.mainsSdMillivolt > 0 && noise.mainsHz >= samplingRateHz / 2) {
    throw new SimulationError(
      "bad-option",
      "noise.mainsHz",
      `${noise.mainsHz} Hz cannot be sampled at ${samplingRateHz} Hz`,
      "Set mainsSdMillivolt to 0 or raise samplingRateHz above twice the mains frequency.",
    );
  }
}

/** Adds the noise of one lead. `breathPhase` in radians at 0 s ties wander and modulation to the RR variation. */
export function addNoise(
  samples: Float64Array,
  samplingRateHz: number,
  noise: NoiseOptions,
  breathsPerMinute: number,
  breathPhase: number,
  random: Random,
): void {
  const slow = Array.from({ length: SLOW_SINES }, () => ({
    step: (2 * Math.PI * (LOWEST_WANDER_HZ + (HIGHEST_WANDER_HZ - LOWEST_WANDER_HZ) * random())) / samplingRateHz,
    phase: 2 * Math.PI * random(),
  }));
  const mainsPhase = 2 * Math.PI * random();
  const mainsStep = (2 * Math.PI * noise.mainsHz) / samplingRateHz;
  const breathStep = (2 * Math.PI * breathsPerMinute) / 60 / samplingRateHz;
  // A sine of amplitude a has SD a/√2.
  const breathWander = noise.wanderSdMillivolt * Math.sqrt(2 * BREATHING_WANDER_SHARE);
  const slowWander = noise.wanderSdMillivolt * Math.sqrt((2 * (1 - BREATHING_WANDER_SHARE)) / SLOW_SINES);
  const mains = noise.mainsSdMillivolt * Math.SQRT2;
  const modulation = noise.breathingModulationSd * Math.SQRT2;
  const muscle = new Float64Array(samples.length);
  if (noise.emgSdMillivolt > 0) fillStandardNormal(random, muscle);
  for (let i = 0; i < samples.length; i++) {
    const breath = Math.sin(breathStep * i + breathPhase);
    let added = breathWander * breath + noise.emgSdMillivolt * muscle[i];
    if (slowWander > 0) for (const sine of slow) added += slowWander * Math.sin(sine.step * i + sine.phase);
    if (mains > 0) added += mains * Math.sin(mainsStep * i + mainsPhase);
    samples[i] = samples[i] * (1 + modulation * breath) + added;
  }
}
