/** Muscle noise with the spectrum of a surface electromyogram, made quickly. */
import type { Random } from "../randomDraws.ts";

/**
 * Corners of the spectrum f² / (f² + fl²) · (fh² / (f² + fh²))² (form: Shwedyk, Balasubramanian and Scott 1977,
 * doi:10.1109/TBME.1977.326175, recalled; corners for chest muscles seen by an electrocardiograph: Kalium's choice).
 */
export const MUSCLE_LOW_CORNER_HZ = 20;
export const MUSCLE_HIGH_CORNER_HZ = 100;
/** Tension rises and falls by this share (Kalium's choice). */
const TENSION_SWING = 0.4;
const TENSION_HZ = { lowest: 0.1, highest: 0.5 };
const WARM_UP_S = 0.2;

/** One-pole filters y[n] = b0·x[n] + b1·x[n−1] − a1·y[n−1] by the bilinear transform. */
interface MuscleFilter {
  readonly high: OnePole;
  readonly low: OnePole;
  /** SD of the output for white input of SD 1. */
  readonly sd: number;
}
interface OnePole {
  readonly b0: number;
  readonly b1: number;
  readonly a1: number;
}

const filters = new Map<number, MuscleFilter>();

function muscleFilter(samplingRateHz: number): MuscleFilter {
  const known = filters.get(samplingRateHz);
  if (known !== undefined) return known;
  // Near half the sampling rate the transform has no room for the upper corner.
  const high = highpassPole(Math.min(MUSCLE_LOW_CORNER_HZ, samplingRateHz / 8), samplingRateHz);
  const low = lowpassPole(Math.min(MUSCLE_HIGH_CORNER_HZ, 0.4 * samplingRateHz), samplingRateHz);
  const made: MuscleFilter = { high, low, sd: outputSd(high, low) };
  filters.set(samplingRateHz, made);
  return made;
}

function lowpassPole(cornerHz: number, samplingRateHz: number): OnePole {
  const k = Math.tan((Math.PI * cornerHz) / samplingRateHz);
  return { b0: k / (1 + k), b1: k / (1 + k), a1: (k - 1) / (k + 1) };
}

function highpassPole(cornerHz: number, samplingRateHz: number): OnePole {
  const k = Math.tan((Math.PI * cornerHz) / samplingRateHz);
  return { b0: 1 / (1 + k), b1: -1 / (1 + k), a1: (k - 1) / (k + 1) };
}

/** Square root of the energy of the impulse response. */
function outputSd(high: OnePole, low: OnePole): number {
  let energy = 0;
  let [x1, h1, g1, y1] = [0, 0, 0, 0];
  for (let i = 0; i < 2000; i++) {
    const x = i === 0 ? 1 : 0;
    const h = high.b0 * x + high.b1 * x1 - high.a1 * h1;
    const g = low.b0 * h + low.b1 * h1 - low.a1 * g1;
    const y = low.b0 * g + low.b1 * g1 - low.a1 * y1;
    energy += y * y;
    [x1, h1, g1, y1] = [x, h, g, y];
  }
  return Math.sqrt(energy);
}

/** SD of the sum of two independent whole numbers, each uniform on 0 … 65535. */
const PAIR_SD = Math.sqrt((65536 ** 2 - 1) / 6);

/**
 * Adds muscle noise of the given SD to the samples of one electrode. The white noise comes from a quick generator (mulberry32)
 * started by the caller's; each number is a sum of two uniform ones, which after the filter is close to normal.
 */
export function addMuscleNoise(samples: Float64Array, samplingRateHz: number, sdMillivolt: number, random: Random): void {
  let state = Math.floor(random() * 2 ** 32) >>> 0;
  const tensionStep = (2 * Math.PI * (TENSION_HZ.lowest + (TENSION_HZ.highest - TENSION_HZ.lowest) * random())) / samplingRateHz;
  const tensionPhase = 2 * Math.PI * random();
  const { high, low, sd } = muscleFilter(samplingRateHz);
  const scale = sdMillivolt / (PAIR_SD * sd * Math.sqrt(1 + TENSION_SWING ** 2 / 2));
  const { b0: hb0, b1: hb1, a1: ha1 } = high;
  const { b0: lb0, b1: lb1, a1: la1 } = low;
  let re = Math.cos(tensionPhase);
  let im = Math.sin(tensionPhase);
  const turnCos = Math.cos(tensionStep);
  const turnSin = Math.sin(tensionStep);
  let x1 = 0;
  let h1 = 0;
  let g1 = 0;
  let y1 = 0;
  for (let i = -Math.ceil(WARM_UP_S * samplingRateHz); i < samples.length; i++) {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    t ^= t >>> 14;
    const x = (t & 0xffff) + (t >>> 16) - 65535;
    const h = hb0 * x + hb1 * x1 - ha1 * h1;
    const g = lb0 * h + lb1 * h1 - la1 * g1;
    const y = lb0 * g + lb1 * g1 - la1 * y1;
    x1 = x;
    h1 = h;
    g1 = g;
    y1 = y;
    const turned = re * turnCos - im * turnSin;
    im = re * turnSin + im * turnCos;
    re = turned;
    if (i >= 0) samples[i] += scale * y * (1 + TENSION_SWING * im);
  }
}
