/** How far a lead is believed where it departs from the others: as far as its wave is steeper than its noise. */
import { drawTogether } from "./leadConsensus.ts";
import type { LeadWave } from "./waveInTemplate.ts";

/** Kalium's choice: a flank so many times as steep as the noise is trusted half. */
const HALF_TRUSTED_STEEPNESS = 3;

/** Draws onsets and offsets of all leads together; a lead is trusted as far as its flank is steeper than its noise. */
export function drawWavesTogether(waves: readonly LeadWave[], slopeNoise: readonly number[], furthestOnset: number, furthestOffset: number): LeadWave[] {
  const trust = (steepness: number, lead: number) => steepness ** 2 / (steepness ** 2 + (HALF_TRUSTED_STEEPNESS * slopeNoise[lead]!) ** 2 + 1e-12);
  const onsets = drawTogether(waves.map(({ onset }) => onset), waves.map(({ onsetSteepness }, lead) => trust(onsetSteepness, lead)), furthestOnset);
  const offsets = drawTogether(waves.map(({ offset }) => offset), waves.map(({ offsetSteepness }, lead) => trust(offsetSteepness, lead)), furthestOffset);
  return waves.map((wave, lead) => ({ ...wave, onset: Math.min(onsets[lead]!, wave.peak - 1), offset: Math.max(offsets[lead]!, wave.peak + 1) }));
}
