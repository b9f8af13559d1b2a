/** The network delineator behind the same interface as the rules: filter, network, decoding, T waves between those of network and rules, marks at the recording's own rate. */
import { resampleTo, rulesDelineator, type AnalysedLead, type DelineatedBeat, type Delineation, type Delineator, type QrsDetections, type WaveMarks } from "@kalium/ecg";
import type { CompiledModel, Executor, Weights } from "@kalium/engine";
import { DELINEATION_RATE_HZ, SEGMENTED_WAVES, delineationNetwork, type SegmentedWave } from "@kalium/models";
import { drawTogether, type ConsensusReach } from "./consensus.ts";
import { decodeBeats, type DecodedBeat, type DecodedWave, type DecodingRules } from "./decodeBeats.ts";
import { filterLead } from "./filterLead.ts";
import { meetRules } from "./meetRules.ts";
import { INFERENCE_WINDOW_SAMPLES, waveProbabilities, type WaveProbabilities } from "./waveProbabilities.ts";

export interface NetworkDelineatorOptions {
  readonly widths?: readonly number[];
  readonly kernelSizes?: readonly number[];
  /** Default: `networkDecoding`. */
  readonly decoding?: NetworkDecoding;
}

export interface NetworkDecoding extends DecodingRules {
  readonly consensus: ConsensusReach;
  /** Taken from the logits: the network gives doubtful samples to a wave too readily. Moves sharp boundaries little and doubtful ones inward. */
  readonly logitShift: Readonly<Record<SegmentedWave, number>>;
  /** Share of the rules in the marks of T waves (`meetRules`); 0 leaves them out. */
  readonly rulesShareOfT: number;
}

/** Chosen by cross-validation over subjects of LUDB (see the card). */
export const networkDecoding: NetworkDecoding = {
  boundary: { p: { expectedShare: 1 }, qrs: { expectedShare: 1 }, t: { expectedShare: 1 } },
  presence: { p: 0.5, qrs: 0.2, t: 0.4 },
  logitShift: { p: 0.6, qrs: 0, t: 0.6 },
  rulesShareOfT: 0.5,
  consensus: {
    p: { onset: 10, offset: 10 },
    qrs: { onset: null, offset: null },
    t: { onset: null, offset: 10 },
  },
};

/** Leads filtered at the network's rate. */
export function prepareLeads(leads: readonly AnalysedLead[], samplingRateHz: number): readonly Float32Array[] {
  return leads.map(({ samplesMillivolt }) => {
    const { samples } = resampleTo(samplesMillivolt, samplingRateHz, DELINEATION_RATE_HZ);
    return filterLead(samples, DELINEATION_RATE_HZ);
  });
}

/** Compiles the network for use. */
export async function compileDelineationNetwork(executor: Executor, weights: Weights, { widths, kernelSizes }: NetworkDelineatorOptions = {}): Promise<CompiledModel> {
  return executor.compile(delineationNetwork({ windowSamples: INFERENCE_WINDOW_SAMPLES, ...(widths && { widths }), ...(kernelSizes && { kernelSizes }) }), weights);
}

/**
 * A delineator over a compiled network (`compileDelineationNetwork`). It marks P, QRS and T, never U; a lead of any name
 * and any number of leads will do. Recordings are best at 250 Hz or more. Throws RangeError without a lead or when their lengths differ.
 */
export function createNetworkDelineator(model: CompiledModel, decoding: NetworkDecoding = networkDecoding): Delineator {
  return {
    name: "network",
    async delineate(leads, samplingRateHz, qrs): Promise<Delineation> {
      if (leads.length === 0) throw new RangeError("there is no lead to delineate; give at least one");
      const length = leads[0]!.samplesMillivolt.length;
      const other = leads.find(({ samplesMillivolt }) => samplesMillivolt.length !== length);
      if (other !== undefined) throw new RangeError(`lead ${other.name} has ${other.samplesMillivolt.length} samples and ${leads[0]!.name} ${length}; leads must share one time axis`);
      const prepared = prepareLeads(leads, samplingRateHz);
      const probabilities = await waveProbabilities(model, prepared);
      const own = decodeDelineation(leads.map(({ name }) => name), prepared, probabilities, samplingRateHz, qrs, decoding);
      return decoding.rulesShareOfT === 0 ? own : meetRules(own, await rulesDelineator.delineate(leads, samplingRateHz, qrs), decoding.rulesShareOfT);
    },
  };
}

/** Marks of all leads from their probabilities, without the rules. */
export function decodeDelineation(names: readonly string[], prepared: readonly Float32Array[], probabilities: readonly WaveProbabilities[], samplingRateHz: number, qrs: QrsDetections, decoding: NetworkDecoding): Delineation {
  const perSample = samplingRateHz / DELINEATION_RATE_HZ;
  const detections = Array.from(qrs.sampleIndices, (sample) => sample / perSample);
  const shifted = probabilities.map((own) => shiftLogits(own, decoding.logitShift));
  const toBeats = (beats: readonly DecodedBeat[]): DelineatedBeat[] => beats.map((beat, detection) => toBeat(beat, detection, perSample));
  const own = shifted.map((lead, index) => decodeBeats(lead, prepared[index]!, detections, decoding));
  const drawn = drawTogether(own, decoding.consensus);
  return {
    samplingRateHz,
    leads: names.map((leadName, lead) => ({ leadName, beats: toBeats(drawn[lead]!) })),
    global: toBeats(decodeBeats(meanProbabilities(shifted), rootMeanSquare(prepared), detections, decoding)),
  };
}

function toBeat(beat: DecodedBeat, detection: number, perSample: number): DelineatedBeat {
  const marks = (wave: DecodedWave | null): WaveMarks | null => (wave === null ? null : { ...wave, onset: wave.onset * perSample, peak: wave.peak * perSample, offset: wave.offset * perSample });
  return { detection, p: marks(beat.p), qrs: marks(beat.qrs), t: marks(beat.t), u: null };
}

function meanProbabilities(probabilities: readonly WaveProbabilities[]): WaveProbabilities {
  const mean = (kind: SegmentedWave): Float32Array => probabilities[0]![kind].map((_, i) => probabilities.reduce((sum, lead) => sum + lead[kind][i]!, 0) / probabilities.length);
  return Object.fromEntries(SEGMENTED_WAVES.map((kind) => [kind, mean(kind)])) as unknown as WaveProbabilities;
}

/** Odds divided by e^shift. */
function shiftLogits(own: WaveProbabilities, shift: Readonly<Record<SegmentedWave, number>>): WaveProbabilities {
  return Object.fromEntries(SEGMENTED_WAVES.map((kind) => [kind, own[kind].map((value) => value / (value + (1 - value) * Math.exp(shift[kind])))])) as unknown as WaveProbabilities;
}

function rootMeanSquare(leads: readonly Float32Array[]): Float32Array {
  return leads[0]!.map((_, i) => Math.sqrt(leads.reduce((sum, lead) => sum + lead[i]! ** 2, 0) / leads.length));
}
