/** Real noise, as recorded elsewhere, mixed into a simulated recording at a stated signal-to-noise ratio. */
import type { LeadSignal, Recording } from "@kalium/ecg";
import { SimulationError } from "../errors.ts";
import type { Random } from "../randomDraws.ts";
import { electrodeNames, electrodeWeights } from "./electrodes.ts";
import type { ElectrodeName } from "./electrodes.ts";

export interface RecordedNoise {
  /** Stretches of noise in mV, at the rate of the recording; each at least as long as the recording. */
  readonly channels: readonly ArrayLike<number>[];
  /** Decibels of the ratio in the reference lead, see `addRecordedNoise`. */
  readonly snrDb: number;
}

/** QRS is looked for this far from its mark (as WFDB's `sigamp` does; recalled). */
const QRS_REACH_S = 0.05;
/** As the Noise Stress Test Database measures noise (recalled). */
const NOISE_WINDOW_S = 1;
/** Share of the windows left out at each end (as `sigamp` does; recalled). */
const TRIMMED_SHARE = 0.05;

/**
 * The recording with noise added at its electrodes: each gets its own stretch of a channel from a random place, less its mean, and
 * every lead gets what its electrodes have, so limb-lead identities stay. The size is such that the ratio in the reference lead (II,
 * else the first) is `snrDb`, by the definition of the MIT-BIH Noise Stress Test Database (Moody 1984; WFDB `nst`; recalled): an eighth of the
 * square of the mean peak-to-peak QRS over the mean square of the noise in windows of a second.
 *
 * @throws SimulationError when a channel is too short or still, or the recording has no beats.
 */
export function addRecordedNoise(recording: Recording, { channels, snrDb }: RecordedNoise, random: Random): Recording {
  const { samplingRateHz, sampleCount, leads } = recording;
  if (channels.length === 0 || channels.some(({ length }) => length < sampleCount)) {
    throw new SimulationError("bad-option", "recordedNoise.channels", "there is no noise, or less than the recording is long", "Give longer noise, or a shorter duration.");
  }
  const weightsOf = leads.map(({ name }) => electrodeWeights[name] ?? electrodeWeights.V1);
  const needed = new Set(weightsOf.flatMap((weights) => weights.map(([electrode]) => electrode)));
  const electrodes = new Map<ElectrodeName, Float64Array>();
  for (const name of electrodeNames) if (needed.has(name)) electrodes.set(name, stretch(channels, sampleCount, random));
  const noises = weightsOf.map((weights) => {
    const noise = new Float64Array(sampleCount);
    for (const [electrode, weight] of weights) {
      const samples = electrodes.get(electrode)!;
      for (let i = 0; i < sampleCount; i++) noise[i] += weight * samples[i];
    }
    return noise;
  });
  const reference = Math.max(0, leads.findIndex(({ name }) => name === "II"));
  const signalPower = qrsPeakToPeak(leads[reference], recording) ** 2 / 8;
  const noisePower = noiseRms(noises[reference], samplingRateHz) ** 2;
  if (!(signalPower > 0)) throw new SimulationError("bad-option", "recordedNoise.snrDb", "the recording has no beats to compare noise with", "Choose a rhythm with beats.");
  if (!(noisePower > 0)) throw new SimulationError("bad-option", "recordedNoise.channels", "the noise is a straight line", "Give recorded noise.");
  const scale = Math.sqrt(signalPower / noisePower / 10 ** (snrDb / 10));
  const noisy = leads.map((lead, index): LeadSignal => ({ ...lead, samplesMillivolt: lead.samplesMillivolt.map((value, i) => value + scale * noises[index][i]) }));
  return { ...recording, leads: noisy.map((lead) => deriveFromIAndII(lead, noisy)) };
}

/** Limb leads from the rounded samples of I and II, so that the identities hold for what is stored. */
function deriveFromIAndII(lead: LeadSignal, leads: readonly LeadSignal[]): LeadSignal {
  const weights = limbWeights[lead.name];
  const one = leads.find(({ name }) => name === "I")?.samplesMillivolt;
  const two = leads.find(({ name }) => name === "II")?.samplesMillivolt;
  if (weights === undefined || one === undefined || two === undefined) return lead;
  return { ...lead, samplesMillivolt: lead.samplesMillivolt.map((_, i) => weights[0] * one[i] + weights[1] * two[i]) };
}

/** Einthoven and Goldberger. */
const limbWeights: Readonly<Record<string, readonly [number, number]>> = { III: [-1, 1], aVR: [-0.5, -0.5], aVL: [1, -0.5], aVF: [-0.5, 1] };

function stretch(channels: readonly ArrayLike<number>[], sampleCount: number, random: Random): Float64Array {
  const channel = channels[Math.floor(random() * channels.length)];
  const first = Math.floor(random() * (channel.length - sampleCount + 1));
  const samples = new Float64Array(sampleCount);
  let mean = 0;
  for (let i = 0; i < sampleCount; i++) mean += (samples[i] = channel[first + i]) / sampleCount;
  return samples.map((value) => value - mean);
}

/** Mean over the beats, without the highest and lowest twentieth. */
function qrsPeakToPeak({ samplesMillivolt }: LeadSignal, { annotations, samplingRateHz, sampleCount }: Recording): number {
  const reach = Math.round(QRS_REACH_S * samplingRateHz);
  return trimmedMean(annotations.map(({ sampleIndex }) => {
    const window = samplesMillivolt.subarray(Math.max(0, sampleIndex - reach), Math.min(sampleCount, sampleIndex + reach + 1));
    return Math.max(...window) - Math.min(...window);
  }));
}

function noiseRms(noise: Float64Array, samplingRateHz: number): number {
  const length = Math.min(noise.length, Math.round(NOISE_WINDOW_S * samplingRateHz));
  const sizes: number[] = [];
  for (let first = 0; first + length <= noise.length; first += length) {
    const window = noise.subarray(first, first + length);
    const mean = window.reduce((sum, value) => sum + value, 0) / length;
    sizes.push(Math.sqrt(window.reduce((sum, value) => sum + (value - mean) ** 2, 0) / length));
  }
  return trimmedMean(sizes);
}

function trimmedMean(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const left = Math.floor(TRIMMED_SHARE * sorted.length);
  const kept = sorted.slice(left, sorted.length - left);
  return kept.reduce((sum, value) => sum + value, 0) / kept.length;
}
