/** Noise of the leads of one recording, made at the electrodes. */
import { drawStandardNormal } from "../randomDraws.ts";
import type { Random } from "../randomDraws.ts";
import { electrodeNames, electrodeWeights } from "./electrodes.ts";
import type { ElectrodeName, ElectrodeWeights } from "./electrodes.ts";
import { addMotion } from "./electrodeMotion.ts";
import { addMuscleNoise } from "./muscleNoise.ts";
import type { NoiseOptions } from "./noiseOptions.ts";
import { addSlowWaves } from "./slowWaves.ts";

export interface LeadNoiseOptions {
  readonly random: Random;
  readonly samplingRateHz: number;
  readonly sampleCount: number;
  readonly noise: NoiseOptions;
  /** Names of standard and Frank leads; another name gets electrodes of its own kind, as a chest lead has. */
  readonly leadNames: readonly string[];
  readonly breathsPerMinute: number;
  /** Radians at 0 s; ties wander and modulation to the RR variation. */
  readonly breathPhase: number;
}

/** What to do to the clean leads: multiply each sample by `size`, then add `added`. */
export interface LeadNoise {
  /** Change of the size of all waves with breathing; null when there is none. */
  readonly size: Float64Array | null;
  /** mV, by lead name. Limb leads obey Einthoven and Goldberger to rounding. */
  readonly added: Readonly<Record<string, Float64Array>>;
}

/** Share of the wander variance that is in step with breathing (Kalium's choice). */
const BREATHING_WANDER_SHARE = 0.5;
/** The rest is as many sines in this band (Kalium's choice). */
const SLOW_SINES = 6;
const LOWEST_WANDER_HZ = 0.05;
const HIGHEST_WANDER_HZ = 0.3;
/** Amplitudes of mains hum and its harmonics (Kalium's choice). */
const MAINS_HARMONICS = [1, 0.15, 0.25];
/** Mains frequency strays by up to this much (Kalium's choice, about what grids hold). */
const MAINS_STRAY_HZ = 0.05;

/** Cosine and sine amplitude that a wave has at one electrode. */
type Phasor = readonly [number, number];

interface SharedWave {
  readonly hz: number;
  /** In mV, by electrode. */
  readonly at: Readonly<Record<ElectrodeName, Phasor>>;
}

/** Draws the noise of all leads asked for. 12 leads of 10 s at 500 Hz take about 1–2 ms. */
export function drawLeadNoise(options: LeadNoiseOptions): LeadNoise {
  const { random, samplingRateHz, sampleCount, noise, leadNames } = options;
  const breathHz = options.breathsPerMinute / 60;
  const slow = drawWander(random, noise, breathHz, options.breathPhase);
  const mains = drawMains(random, noise, samplingRateHz);
  const hum = mains.map(({ hz }) => unitWave(hz, samplingRateHz, sampleCount));
  const weightsOf = new Map(leadNames.map((name) => [name, electrodeWeights[name] ?? ownElectrode]));
  const needed = new Set([...weightsOf.values()].flatMap((weights) => weights.map(([electrode]) => electrode)));
  const electrodes = new Map<ElectrodeName, Float64Array>();
  for (const electrode of electrodeNames) {
    if (!needed.has(electrode)) continue;
    const samples = new Float64Array(sampleCount);
    addSlowWaves(samples, samplingRateHz, slow.map(({ hz, at }) => ({ hz, cosine: at[electrode][0], sine: at[electrode][1] })));
    addHum(samples, hum, mains.map(({ at }) => at[electrode]));
    // A limb lead has the noise of two electrodes.
    if (noise.emgSdMillivolt > 0) addMuscleNoise(samples, samplingRateHz, noise.emgSdMillivolt / Math.SQRT2, random);
    if ((noise.motionPerMinute ?? 0) > 0) addMotion(samples, samplingRateHz, noise.motionPerMinute!, noise.motionMillivolt ?? 0.3, random);
    electrodes.set(electrode, samples);
  }
  const added: Record<string, Float64Array> = {};
  // The mean of the limbs is part of every chest lead.
  const limbMean = needed.has("RA") && needed.has("LA") && needed.has("LL") ? combine(meanOfLimbs, electrodes, sampleCount) : null;
  for (const [name, weights] of weightsOf) added[name] = isChest(weights) && limbMean !== null ? difference(electrodes.get(weights[0][0])!, limbMean) : combine(weights, electrodes, sampleCount);
  return { size: breathingSize(noise, breathHz, options.breathPhase, samplingRateHz, sampleCount), added };
}

/** An electrode of a lead that no system knows: against the mean of the limbs. */
const ownElectrode: ElectrodeWeights = electrodeWeights.V1;

function combine(weights: ElectrodeWeights, electrodes: ReadonlyMap<ElectrodeName, Float64Array>, sampleCount: number): Float64Array {
  const lead = new Float64Array(sampleCount);
  for (const [electrode, weight] of weights) {
    const samples = electrodes.get(electrode)!;
    for (let i = 0; i < sampleCount; i++) lead[i] += weight * samples[i];
  }
  return lead;
}

const meanOfLimbs: ElectrodeWeights = [["RA", 1 / 3], ["LA", 1 / 3], ["LL", 1 / 3]];

function isChest(weights: ElectrodeWeights): boolean {
  return weights.length === 4 && weights[1][1] === -1 / 3;
}

function difference(a: Float64Array, b: Float64Array): Float64Array {
  const lead = new Float64Array(a.length);
  for (let i = 0; i < lead.length; i++) lead[i] = a[i] - b[i];
  return lead;
}

function breathingSize(noise: NoiseOptions, breathHz: number, breathPhase: number, samplingRateHz: number, sampleCount: number): Float64Array | null {
  if (noise.breathingModulationSd === 0) return null;
  const size = new Float64Array(sampleCount).fill(1);
  const amplitude = noise.breathingModulationSd * Math.SQRT2;
  addSlowWaves(size, samplingRateHz, [{ hz: breathHz, cosine: amplitude * Math.sin(breathPhase), sine: amplitude * Math.cos(breathPhase) }]);
  return size;
}

function drawWander(random: Random, noise: NoiseOptions, breathHz: number, breathPhase: number): SharedWave[] {
  if (noise.wanderSdMillivolt === 0) return [];
  const breathSd = noise.wanderSdMillivolt * Math.sqrt(BREATHING_WANDER_SHARE);
  const slowSd = noise.wanderSdMillivolt * Math.sqrt((1 - BREATHING_WANDER_SHARE) / SLOW_SINES);
  const width = (HIGHEST_WANDER_HZ - LOWEST_WANDER_HZ) / SLOW_SINES;
  return [
    { hz: breathHz, at: drawPhasors(random, breathSd, breathPhase) },
    ...Array.from({ length: SLOW_SINES }, (_, i) => {
      const hz = LOWEST_WANDER_HZ + width * (i + 0.2 + 0.6 * random());
      return { hz: apartFrom(breathHz, hz), at: drawPhasors(random, slowSd, 2 * Math.PI * random()) };
    }),
  ];
}

/** Frequencies that lie closer together than this beat against each other for a minute, and a recording's SD would be off (Kalium's choice). */
const APART_HZ = 0.015;

function apartFrom(otherHz: number, hz: number): number {
  return Math.abs(hz - otherHz) >= APART_HZ ? hz : otherHz + (hz < otherHz ? -APART_HZ : APART_HZ);
}

function drawMains(random: Random, noise: NoiseOptions, samplingRateHz: number): SharedWave[] {
  if (noise.mainsSdMillivolt === 0) return [];
  const baseHz = noise.mainsHz + MAINS_STRAY_HZ * (2 * random() - 1);
  // What lies above half the sampling rate has been filtered away before sampling.
  const heard = MAINS_HARMONICS.map((amplitude, i) => ({ hz: (i + 1) * baseHz, amplitude })).filter(({ hz }) => hz < 0.49 * samplingRateHz || hz === baseHz);
  const norm = Math.sqrt(heard.reduce((sum, { amplitude }) => sum + amplitude ** 2, 0));
  return heard.map(({ hz, amplitude }) => ({ hz, at: drawPhasors(random, (noise.mainsSdMillivolt * amplitude) / norm, 2 * Math.PI * random()) }));
}

/**
 * Amplitude and phase of one wave at every electrode. The three limb electrodes lie a third of a turn apart: so each of the leads
 * I, II and III has exactly the SD asked for, and the mean of the limbs none. The others are drawn about that size.
 */
function drawPhasors(random: Random, sdMillivolt: number, phase: number): Record<ElectrodeName, Phasor> {
  const turn = ((random() < 0.5 ? 1 : -1) * 2 * Math.PI) / 3;
  // Two phasors of length a, 120° apart, differ by √3·a, and a wave of amplitude A has SD A/√2.
  const limb = sdMillivolt * Math.sqrt(2 / 3);
  const atLimb = (step: number): Phasor => [limb * Math.sin(phase + step * turn), limb * Math.cos(phase + step * turn)];
  const phasors = { RA: atLimb(0), LA: atLimb(1), LL: atLimb(2) } as Record<ElectrodeName, Phasor>;
  for (const electrode of electrodeNames) phasors[electrode] ??= [sdMillivolt * drawStandardNormal(random), sdMillivolt * drawStandardNormal(random)];
  return phasors;
}

interface UnitWave {
  readonly cosine: Float64Array;
  readonly sine: Float64Array;
}

function unitWave(hz: number, samplingRateHz: number, sampleCount: number): UnitWave {
  const step = (2 * Math.PI * hz) / samplingRateHz;
  const [turnCos, turnSin] = [Math.cos(step), Math.sin(step)];
  const cosine = new Float64Array(sampleCount);
  const sine = new Float64Array(sampleCount);
  let re = 1;
  let im = 0;
  for (let i = 0; i < sampleCount; i++) {
    cosine[i] = re;
    sine[i] = im;
    const turned = re * turnCos - im * turnSin;
    im = re * turnSin + im * turnCos;
    re = turned;
  }
  return { cosine, sine };
}

function addHum(samples: Float64Array, waves: readonly UnitWave[], phasors: readonly Phasor[]): void {
  waves.forEach(({ cosine, sine }, index) => {
    const [a, b] = phasors[index];
    for (let i = 0; i < samples.length; i++) samples[i] += a * cosine[i] + b * sine[i];
  });
}
