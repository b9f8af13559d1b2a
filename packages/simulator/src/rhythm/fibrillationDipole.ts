/** Fibrillating chambers as a heart dipole: irregular, band-limited, never the same twice. */
import { drawStandardNormal } from "../randomDraws.ts";
import type { Random } from "../randomDraws.ts";

/** Samples of the three axes, mV. */
export interface DipoleSamples {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly z: Float64Array;
}

export interface FibrillationOptions {
  readonly random: Random;
  readonly samplingRateHz: number;
  readonly sampleCount: number;
  /** First fibrillating sample; before it all axes are 0. May lie before 0. */
  readonly fromSample?: number;
  /** SD of the largest axis where fibrillation is at its coarsest, mV. */
  readonly sdMillivolt?: number;
}

interface Band {
  readonly lowestHz: number;
  readonly highestHz: number;
  /** Range of the frequency that is strongest in a recording. */
  readonly dominantHz: readonly [number, number];
  /** SD of the spectral weight around it. */
  readonly weightSdHz: number;
  readonly axisWeights: readonly [number, number, number];
  readonly sdMillivolt: number;
  readonly rampS: number;
  /** Time in which the waves fall to 1/e; Infinity where they do not. */
  readonly decayS: number;
}

/** Irregular waves of 3–8 Hz, at first coarse and then ever finer (band: simulator specification; the rest Kalium's choice). */
const ventricular: Band = {
  lowestHz: 3, highestHz: 8, dominantHz: [4, 6], weightSdHz: 1.1, axisWeights: [1, 0.9, 0.8], sdMillivolt: 0.35, rampS: 0.5, decayS: 300,
};
/** Small waves of 4–9 Hz, largest in V1, so along −z (Kalium's choice). */
const atrial: Band = {
  lowestHz: 4, highestHz: 9, dominantHz: [5, 7], weightSdHz: 0.8, axisWeights: [0.4, 0.7, 1], sdMillivolt: 0.04, rampS: 0.001, decayS: Infinity,
};
/** Sines whose sum is the signal; with this many, neighbouring ones lie too close together to be told apart in a recording of 10 s. */
const SINES = 48;

/** Ventricular fibrillation, 3–8 Hz; grows out of nothing within half a second and becomes finer over minutes. */
export function fibrillationDipole(options: FibrillationOptions): DipoleSamples {
  return bandLimitedDipole(ventricular, options);
}

/** The fibrillatory baseline of atrial fibrillation, 4–9 Hz. */
export function atrialFibrillationDipole(options: FibrillationOptions): DipoleSamples {
  return bandLimitedDipole(atrial, options);
}

/** A sum of sines of random frequency within the band, and of phases and directions of their own, is a band-limited random vector. */
function bandLimitedDipole(band: Band, { random, samplingRateHz, sampleCount, fromSample = 0, sdMillivolt = band.sdMillivolt }: FibrillationOptions): DipoleSamples {
  const [x, y, z] = [new Float64Array(sampleCount), new Float64Array(sampleCount), new Float64Array(sampleCount)];
  const dominantHz = band.dominantHz[0] + (band.dominantHz[1] - band.dominantHz[0]) * random();
  const first = Math.max(0, Math.ceil(fromSample));
  const weights: number[] = [];
  const sines = Array.from({ length: SINES }, (_, i) => {
    // One in each of equal parts of the band, so that no gap is left.
    const hz = band.lowestHz + ((band.highestHz - band.lowestHz) * (i + random())) / SINES;
    weights.push(Math.exp(-0.5 * ((hz - dominantHz) / band.weightSdHz) ** 2));
    return { step: (2 * Math.PI * hz) / samplingRateHz, cosines: [0, 1, 2].map(() => drawStandardNormal(random)), sines: [0, 1, 2].map(() => drawStandardNormal(random)) };
  });
  const scale = sdMillivolt / Math.sqrt(weights.reduce((sum, weight) => sum + weight ** 2, 0));
  sines.forEach((sine, index) => {
    // A phasor turned by one step per sample spares a sine and a cosine each.
    const [turnCos, turnSin] = [Math.cos(sine.step), Math.sin(sine.step)];
    let re = 1;
    let im = 0;
    const [ax, ay, az] = sine.cosines.map((value, axis) => value * scale * weights[index] * band.axisWeights[axis]);
    const [bx, by, bz] = sine.sines.map((value, axis) => value * scale * weights[index] * band.axisWeights[axis]);
    for (let i = first; i < sampleCount; i++) {
      x[i] += ax * re + bx * im;
      y[i] += ay * re + by * im;
      z[i] += az * re + bz * im;
      const turned = re * turnCos - im * turnSin;
      im = re * turnSin + im * turnCos;
      re = turned;
    }
  });
  for (let i = first; i < sampleCount; i++) {
    const sinceS = (i - fromSample) / samplingRateHz;
    const rise = sinceS >= band.rampS ? 1 : 0.5 - 0.5 * Math.cos((Math.PI * sinceS) / band.rampS);
    const size = rise * Math.exp(-sinceS / band.decayS);
    x[i] *= size;
    y[i] *= size;
    z[i] *= size;
  }
  return { x, y, z };
}
