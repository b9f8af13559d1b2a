/** The channels of one row of the delineation network, made of filtered leads over the same stretch of time. */
import { DELINEATION_CHANNELS, DELINEATION_RATE_HZ } from "@kalium/models";

/** Windows over which the height of a lead is taken; most hold a QRS complex from 50 beats a minute on. Kalium's choice. */
const HEIGHT_WINDOW_S = 1.2;
/** Quantile of the windows' heights: still a QRS complex at 35 beats a minute, and not a single artefact. Kalium's choice. */
const HEIGHT_QUANTILE = 0.75;
/** A lead lower than this is scaled as if it were this high, so that the noise of a silent lead stays small. Kalium's choice, mV. */
const LEAST_HEIGHT_MILLIVOLT = 0.05;
/** Tenths of the height stand where the compression bends: a P wave is on its straight part, an R wave beyond. Kalium's choice. */
const BEND_PER_HEIGHT = 10;
/** Compressed values are divided by this, so that they reach about 1. */
const COMPRESSED_SCALE = 3;
/** Half the distance over which a slope is taken, in samples of 4 ms. Kalium's choice. */
const SLOPE_REACH = 2;

/** What all leads show together over a stretch, scaled and compressed: the same for every lead of it. */
export interface CommonChannels {
  readonly magnitude: Float32Array;
  readonly slope: Float32Array;
}

/** The samples of a row that were recorded, `from` up to but not including `to`; what is around them only fills the row. */
export interface RecordedPart {
  readonly from: number;
  readonly to: number;
}

/** Height of the lead: an upper quantile, over windows of the recorded part, of largest minus smallest value. */
export function typicalHeight(samples: Float32Array, { from: begin, to: end }: RecordedPart = { from: 0, to: samples.length }): number {
  const window = Math.round(HEIGHT_WINDOW_S * DELINEATION_RATE_HZ);
  const heights: number[] = [];
  for (let from = begin; from === begin || from + window <= end; from += window) {
    let [low, high] = [Infinity, -Infinity];
    for (let i = from; i < Math.min(end, from + window); i++) {
      low = Math.min(low, samples[i]!);
      high = Math.max(high, samples[i]!);
    }
    heights.push(high - low);
  }
  heights.sort((a, b) => a - b);
  return heights[Math.floor(HEIGHT_QUANTILE * (heights.length - 1))]!;
}

/** Odd, straight near zero, logarithmic beyond: P waves and R waves both take a good part of the range. */
function compress(samples: Float32Array, height: number): Float32Array {
  const factor = BEND_PER_HEIGHT / height;
  return samples.map((value) => Math.asinh(factor * value) / COMPRESSED_SCALE);
}

/** Root mean squares over the leads of value and of slope. */
export function commonChannels(leads: readonly Float32Array[], part?: RecordedPart): CommonChannels {
  const length = leads[0]!.length;
  const magnitude = new Float32Array(length);
  const slope = new Float32Array(length);
  for (const lead of leads) {
    for (let i = 0; i < length; i++) {
      magnitude[i]! += lead[i]! ** 2;
      const rise = lead[Math.min(length - 1, i + SLOPE_REACH)]! - lead[Math.max(0, i - SLOPE_REACH)]!;
      slope[i]! += rise * rise;
    }
  }
  for (let i = 0; i < length; i++) {
    magnitude[i] = Math.sqrt(magnitude[i]! / leads.length);
    slope[i] = Math.sqrt(slope[i]! / leads.length);
  }
  return {
    magnitude: compress(magnitude, Math.max(LEAST_HEIGHT_MILLIVOLT, typicalHeight(magnitude, part))),
    slope: compress(slope, Math.max(LEAST_HEIGHT_MILLIVOLT / 4, typicalHeight(slope, part))),
  };
}

/** Writes the row of one lead, [samples × channels], into `row`. `gain` multiplies the lead after scaling (−1 turns it over). */
export function writeRow(row: Float32Array, lead: Float32Array, common: CommonChannels, gain = 1, part?: RecordedPart): void {
  const own = compress(lead, Math.max(LEAST_HEIGHT_MILLIVOLT, typicalHeight(lead, part)) / gain);
  for (let i = 0; i < own.length; i++) {
    row[DELINEATION_CHANNELS * i] = own[i]!;
    row[DELINEATION_CHANNELS * i + 1] = common.magnitude[i]!;
    row[DELINEATION_CHANNELS * i + 2] = common.slope[i]!;
  }
}
