/** The network over recordings of any length: rows that overlap, put together where each sees enough on both sides. */
import type { CompiledModel } from "@kalium/engine";
import { DELINEATION_CHANNELS, SEGMENTED_WAVES, type SegmentedWave } from "@kalium/models";
import { commonChannels, writeRow } from "./rowChannels.ts";

/** Samples of a row in use: 10 s and a little, so that a common strip is one row. */
export const INFERENCE_WINDOW_SAMPLES = 2560;
/** Rows of a longer recording share this many samples; each answers for the half on its side. 1 s is more than the network sees to one side with weight. */
const OVERLAP_SAMPLES = 512;

/** Probability at each sample of the network's rate that it lies in the wave. */
export type WaveProbabilities = Readonly<Record<SegmentedWave, Float32Array>>;

/**
 * Probabilities of every lead.
 * @param leads filtered leads at the network's rate, equally long
 * @param model compiled for rows of `INFERENCE_WINDOW_SAMPLES`
 */
export async function waveProbabilities(model: CompiledModel, leads: readonly Float32Array[]): Promise<readonly WaveProbabilities[]> {
  const length = leads[0]!.length;
  const waves = SEGMENTED_WAVES.length;
  const found = leads.map(() => SEGMENTED_WAVES.map(() => new Float32Array(length)));
  const rowLength = INFERENCE_WINDOW_SAMPLES * DELINEATION_CHANNELS;
  for (const { start, from, to } of rowsOver(length)) {
    const parts = leads.map((lead) => stretchOf(lead, start));
    const recorded = { from: Math.max(0, -start), to: Math.min(INFERENCE_WINDOW_SAMPLES, length - start) };
    const common = commonChannels(parts, recorded);
    const inputs = new Float32Array(leads.length * rowLength);
    parts.forEach((part, lead) => writeRow(inputs.subarray(lead * rowLength, (lead + 1) * rowLength), part, common, 1, recorded));
    const logits = (await model.predict(inputs, leads.length, [model.graph.output], Math.min(leads.length, 12)))[model.graph.output]!;
    found.forEach((series, lead) => {
      for (let i = from; i < to; i++) {
        const at = (lead * INFERENCE_WINDOW_SAMPLES + i - start) * waves;
        series.forEach((values, wave) => (values[i] = 1 / (1 + Math.exp(-logits[at + wave]!))));
      }
    });
  }
  return found.map((series) => Object.fromEntries(SEGMENTED_WAVES.map((kind, wave) => [kind, series[wave]!])) as unknown as WaveProbabilities);
}

/** First sample of each row, and the samples that it answers for. A short recording stands in the middle of its row. */
function rowsOver(length: number): readonly { readonly start: number; readonly from: number; readonly to: number }[] {
  if (length <= INFERENCE_WINDOW_SAMPLES) return [{ start: -Math.floor((INFERENCE_WINDOW_SAMPLES - length) / 2), from: 0, to: length }];
  const hop = INFERENCE_WINDOW_SAMPLES - OVERLAP_SAMPLES;
  const count = 1 + Math.ceil((length - INFERENCE_WINDOW_SAMPLES) / hop);
  return Array.from({ length: count }, (_, index) => {
    const start = Math.min(index * hop, length - INFERENCE_WINDOW_SAMPLES);
    const to = index === count - 1 ? length : start + INFERENCE_WINDOW_SAMPLES - OVERLAP_SAMPLES / 2;
    return { start, from: index === 0 ? 0 : (index - 1) * hop + INFERENCE_WINDOW_SAMPLES - OVERLAP_SAMPLES / 2, to };
  });
}

/** A row's stretch of a lead; the end values are held beyond its ends. */
function stretchOf(lead: Float32Array, start: number): Float32Array {
  return Float32Array.from({ length: INFERENCE_WINDOW_SAMPLES }, (_, i) => lead[Math.max(0, Math.min(lead.length - 1, start + i))]!);
}
