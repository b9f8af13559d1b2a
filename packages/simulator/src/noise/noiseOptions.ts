/** What an electrode adds to the heart, as numbers. */
import { SimulationError } from "../errors.ts";

/** Noise of a recording. All SDs are those of the added signal in a limb lead, in mV; chest leads have about as much. */
export interface NoiseOptions {
  /** Baseline wander: breathing plus slow sines below 0.3 Hz. Default 0.08. */
  readonly wanderSdMillivolt: number;
  /** Muscle noise, 20–100 Hz, each electrode its own. Default 0.02. */
  readonly emgSdMillivolt: number;
  /** Mains hum with its second and third harmonic. Default 0.005. */
  readonly mainsSdMillivolt: number;
  readonly mainsHz: 50 | 60;
  /** SD of the size of all waves with breathing, as a share. Default 0.03. */
  readonly breathingModulationSd: number;
  /** How often an electrode is moved, per electrode and minute. Default 0. */
  readonly motionPerMinute?: number;
  /** SD of the jump of the baseline when an electrode is moved. Default 0.3. */
  readonly motionMillivolt?: number;
}

/** Noise of a quiet bedside strip (Kalium's choice). */
export const bedsideNoise: NoiseOptions = {
  wanderSdMillivolt: 0.08,
  emgSdMillivolt: 0.02,
  mainsSdMillivolt: 0.005,
  mainsHz: 50,
  breathingModulationSd: 0.03,
};

/** Noise of a restless person: more of each, and electrodes that move (Kalium's choice). */
export const restlessNoise: NoiseOptions = {
  wanderSdMillivolt: 0.15,
  emgSdMillivolt: 0.06,
  mainsSdMillivolt: 0.01,
  mainsHz: 50,
  breathingModulationSd: 0.05,
  motionPerMinute: 1,
  motionMillivolt: 0.3,
};

/** No noise at all: for analytic checks and teaching. */
export const noNoise: NoiseOptions = {
  wanderSdMillivolt: 0,
  emgSdMillivolt: 0,
  mainsSdMillivolt: 0,
  mainsHz: 50,
  breathingModulationSd: 0,
};

/** @throws SimulationError when a SD is negative or mains hum cannot be sampled at this rate. */
export function assertNoise(noise: NoiseOptions, samplingRateHz: number): void {
  const sizes = ["wanderSdMillivolt", "emgSdMillivolt", "mainsSdMillivolt", "breathingModulationSd", "motionPerMinute", "motionMillivolt"] as const;
  for (const name of sizes) {
    const size = noise[name] ?? 0;
    if (!(size >= 0 && Number.isFinite(size))) {
      throw new SimulationError("bad-option", `noise.${name}`, `${size} is not a size`, "Give a number of at least 0.");
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
