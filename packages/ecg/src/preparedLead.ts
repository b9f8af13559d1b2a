/** One lead made ready for beats: at 125 Hz, band-passed, with its strip scale and its bad samples marked. */
import { BEAT_RATE_HZ } from "./beats.ts";
import type { LeadSignal } from "./recording.ts";
import { BEAT_BANDPASS, designBandpassFir, filterFirCentred } from "./signal/firBandpass.ts";
import { medianOf, resampleTo } from "./signal/resample.ts";

/** A filtered lead at 125 Hz. */
export interface PreparedLead {
  readonly leadName: string;
  readonly filteredMillivolt: Float32Array;
  /** 1 where the file declares the nearest samples invalid (they were bridged by a line), at 125 Hz. */
  readonly isInvalid: Uint8Array;
  /** Over the valid samples. */
  readonly stripMedianMillivolt: number;
  readonly stripSdMillivolt: number;
  readonly rawMillivolt: Float32Array;
  readonly rawRateHz: number;
}

/** Equal extreme samples in a row that count as clipping (Kalium's choice). */
const CLIPPED_RUN = 5;
/**
 * Share of the lead's range by which a clipped level lies off its median (Kalium's choice): the
 * quiet line between beats is often a lead's lowest value and holds long runs of equal samples.
 */
const CLIPPED_DISTANCE = 0.25;

/** Resamples to 125 Hz (invalid samples bridged), then filters with the band-pass of the beats. */
export function prepareLead(lead: LeadSignal, samplingRateHz: number): PreparedLead {
  const resampled = resampleTo(lead.samplesMillivolt, samplingRateHz, BEAT_RATE_HZ);
  const filtered = filterFirCentred(resampled.samples, designBandpassFir(BEAT_BANDPASS));
  const valid = filtered.filter((_value, n) => resampled.filled[n] === 0);
  const mean = valid.reduce((sum, value) => sum + value, 0) / Math.max(1, valid.length);
  const variance = valid.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, valid.length);
  return {
    leadName: lead.name,
    filteredMillivolt: Float32Array.from(filtered),
    isInvalid: resampled.filled,
    stripMedianMillivolt: medianOf(valid),
    stripSdMillivolt: Math.sqrt(variance),
    rawMillivolt: lead.samplesMillivolt,
    rawRateHz: samplingRateHz,
  };
}

/**
 * Marks, at 125 Hz, the samples that lie in a clipped run of the raw lead: five or more equal
 * samples in a row at the lead's own largest or smallest value, where that value lies off the lead's
 * median by more than a quarter of its range.
 */
export function markClippedSamples(prepared: PreparedLead): Uint8Array {
  const { rawMillivolt: raw, rawRateHz, filteredMillivolt } = prepared;
  const isClipped = new Uint8Array(filteredMillivolt.length);
  let lowest = Infinity;
  let highest = -Infinity;
  for (const value of raw) {
    if (value < lowest) lowest = value;
    if (value > highest) highest = value;
  }
  const median = medianOf(raw.filter((value) => !Number.isNaN(value)));
  const isLevel = (value: number) =>
    (value === lowest || value === highest) && Math.abs(value - median) > CLIPPED_DISTANCE * (highest - lowest);
  let runStart = 0;
  for (let i = 1; i <= raw.length; i++) {
    if (i < raw.length && raw[i] === raw[runStart]) continue;
    if (i - runStart >= CLIPPED_RUN && isLevel(raw[runStart])) {
      const from = Math.floor((runStart * BEAT_RATE_HZ) / rawRateHz);
      const to = Math.ceil(((i - 1) * BEAT_RATE_HZ) / rawRateHz);
      isClipped.fill(1, from, to + 1);
    }
    runStart = i;
  }
  return isClipped;
}
