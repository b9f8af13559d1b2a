/**
 * Rows for the training of the delineation network: a random lead of a strip over a random stretch of time, seen through what real recordings differ in.
 * The bounds below are Kalium's choice; none is fitted to a record.
 */
import { DELINEATION_CHANNELS, DELINEATION_RATE_HZ, SEGMENTED_WAVES } from "@kalium/models";
import type { AnnotatedStrip } from "./annotatedStrip.ts";
import { commonChannels, typicalHeight, writeRow } from "./rowChannels.ts";
import { waveLabels } from "./waveLabels.ts";

/** Longest stretch and compression of time, as a factor: hearts beat faster and slower than those marked. */
const TIME_FACTOR = 1.2;
/** Chance that a lead is turned over. */
const INVERSION_CHANCE = 0.2;
/** Spread of the logarithm of the gain: the scale of a lead is an estimate. */
const GAIN_SPREAD = 0.2;
/** Chance of added noise, and its standard deviation as a share of the height of the leads. */
const NOISE_CHANCE = 0.5;
const NOISE_SHARE: readonly [number, number] = [0.003, 0.04];
/** Chance of added wander, and its amplitude as a share of the height of the lead. */
const WANDER_CHANCE = 0.3;
const WANDER_SHARE = 0.1;
const WANDER_HZ: readonly [number, number] = [0.2, 0.7];
/** Chances that one lead, or two, are all there is; else between three and all of them, all in half of the cases. */
const ONE_LEAD_CHANCE = 0.12;
const TWO_LEADS_CHANCE = 0.13;
const ALL_LEADS_CHANCE = 0.65;

export interface TrainingRow {
  /** [samples × channels] */
  readonly inputs: Float32Array;
  /** [samples × waves]; NaN where nobody knows. */
  readonly labels: Float32Array;
}

/** Numbers of the leads that are at hand beside `own`, itself included. */
function chooseLeads(own: number, leadCount: number, random: () => number): readonly number[] {
  const others = Array.from({ length: leadCount }, (_, lead) => lead).filter((lead) => lead !== own);
  const draw = random();
  let wanted = leadCount;
  if (draw < ONE_LEAD_CHANCE) wanted = 1;
  else if (draw < ONE_LEAD_CHANCE + TWO_LEADS_CHANCE) wanted = 2;
  else if (random() > ALL_LEADS_CHANCE) wanted = 3 + Math.floor(random() * Math.max(0, leadCount - 3));
  while (others.length > Math.max(0, wanted - 1)) others.splice(Math.floor(random() * others.length), 1);
  return [own, ...others];
}

/**
 * Draws one row of `sampleCount` samples.
 * @param noise tracks of noise of unit deviation at the network's rate, filtered as the leads are; may be empty
 */
export function drawTrainingRow(strip: AnnotatedStrip, leadIndex: number, sampleCount: number, noise: readonly Float32Array[], random: () => number): TrainingRow {
  const between = (low: number, high: number): number => low + (high - low) * random();
  const step = (strip.samplingRateHz / DELINEATION_RATE_HZ) * TIME_FACTOR ** between(-1, 1);
  const { filtered, waves } = strip.leads[leadIndex]!;
  const start = between(0, Math.max(0, filtered.length - 1 - step * (sampleCount - 1)));
  const positions = Float64Array.from({ length: sampleCount }, (_, i) => start + i * step);
  const chosen = chooseLeads(leadIndex, strip.leads.length, random);
  const leads = chosen.map((lead) => valuesAt(strip.leads[lead]!.filtered, positions));
  if (noise.length > 0 && random() < NOISE_CHANCE) {
    const heights = leads.map((lead) => typicalHeight(lead)).sort((a, b) => a - b);
    const share = NOISE_SHARE[0] * (NOISE_SHARE[1] / NOISE_SHARE[0]) ** random();
    const deviation = share * heights[heights.length >> 1]!;
    const track = noise[Math.floor(random() * noise.length)]!;
    for (const lead of leads) {
      const from = Math.floor(random() * (track.length - sampleCount));
      const factor = deviation * between(0.5, 1.5) * (random() < 0.5 ? -1 : 1);
      for (let i = 0; i < sampleCount; i++) lead[i]! += factor * track[from + i]!;
    }
  }
  if (random() < WANDER_CHANCE) {
    for (const lead of leads) {
      const amplitude = WANDER_SHARE * random() * typicalHeight(lead);
      const [phase, turn] = [2 * Math.PI * random(), (2 * Math.PI * between(...WANDER_HZ)) / DELINEATION_RATE_HZ];
      for (let i = 0; i < sampleCount; i++) lead[i]! += amplitude * Math.sin(phase + turn * i);
    }
  }
  const inputs = new Float32Array(sampleCount * DELINEATION_CHANNELS);
  const gain = Math.exp(GAIN_SPREAD * between(-1.7, 1.7)) * (random() < INVERSION_CHANCE ? -1 : 1);
  writeRow(inputs, leads[0]!, commonChannels(leads), gain);
  return { inputs, labels: waveLabels(waves, strip.samplingRateHz, positions) };
}

/** Number of labels of a row. */
export const labelsPerRow = (sampleCount: number): number => sampleCount * SEGMENTED_WAVES.length;

/** Values at places between samples, by straight lines; the last value is held beyond the end. */
function valuesAt(samples: Float32Array, positions: Float64Array): Float32Array {
  const last = samples.length - 1;
  return Float32Array.from(positions, (position) => {
    const at = Math.min(last, position);
    const whole = Math.floor(at);
    const next = Math.min(last, whole + 1);
    return samples[whole]! + (at - whole) * (samples[next]! - samples[whole]!);
  });
}
