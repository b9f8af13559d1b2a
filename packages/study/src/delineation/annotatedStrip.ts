/** A recording whose leads were marked by people, ready to be cut into training rows. */
import type { SegmentedWave } from "@kalium/models";
import { filterLead } from "./filterLead.ts";

/** One marked wave, in samples of its recording; a boundary that was not marked is null. */
export interface AnnotatedWave {
  readonly kind: SegmentedWave;
  readonly onset: number | null;
  readonly peak: number;
  readonly offset: number | null;
}

export interface AnnotatedStripLead {
  readonly name: string;
  /** Filtered as the network's input, mV. */
  readonly filtered: Float32Array;
  /** In order of time; empty when nobody marked the lead. */
  readonly waves: readonly AnnotatedWave[];
}

export interface AnnotatedStrip {
  readonly id: string;
  /** Strips of one person are never divided between training and test. */
  readonly personId: string;
  readonly samplingRateHz: number;
  readonly leads: readonly AnnotatedStripLead[];
}

/** Filters the leads of a marked recording. */
export function annotatedStrip(recording: { readonly id: string; readonly personId: string; readonly samplingRateHz: number; readonly leads: readonly { readonly name: string; readonly samplesMillivolt: ArrayLike<number>; readonly waves: readonly AnnotatedWave[] }[] }): AnnotatedStrip {
  const { id, personId, samplingRateHz } = recording;
  return { id, personId, samplingRateHz, leads: recording.leads.map(({ name, samplesMillivolt, waves }) => ({ name, filtered: filterLead(samplesMillivolt, samplingRateHz), waves })) };
}
