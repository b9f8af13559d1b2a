import { designButterworth } from "../filter/designButterworth.ts";
import { filterForwardBackward } from "../filter/filterForwardBackward.ts";
import { movingAverage } from "./movingAverage.ts";
import { listWindowPeaks, quantileOf } from "./windowPeaks.ts";

/**
 * Kalium's choices beside the 8–20 Hz of Elgendi 2013: 5–15 Hz (Pan & Tompkins 1985) sees wide ventricular beats, 8–25 Hz
 * small R waves beside tall T waves. Each counts relative to its usual peak.
 */
const QRS_BANDS_HZ = [
  [5, 15],
  [8, 25],
] as const;
const FILTER_ORDER = 2;
/** Literature: Elgendi 2013, the length of a QRS complex. */
const QRS_WINDOW_S = 0.097;
/** Kalium's choice: windows whose largest energies tell the usual peak; each holds a beat above 40/min. */
const PEAK_WINDOW_S = 1.5;

/** A lead in the QRS bands. */
export interface QrsEnvelope {
  /** Root of the energy over the length of a complex; about √2 at a usual beat. */
  readonly envelope: Float64Array;
  /** The lead in the lower band, where noise of muscles is least. */
  readonly waveform: Float64Array;
}

/** Filters forward and backward, so that nothing moves. */
export function measureQrsEnvelope(samples: Float64Array, rateHz: number): QrsEnvelope {
  let waveform: Float64Array | null = null;
  const envelope = new Float64Array(samples.length);
  const squares = new Float64Array(samples.length);
  const energy = new Float64Array(samples.length);
  for (const [lowHz, highHz] of QRS_BANDS_HZ) {
    const band = filterForwardBackward(designButterworth({ order: FILTER_ORDER, kind: "bandpass", cutoffHz: [lowHz, highHz], samplingRateHz: rateHz }), samples);
    waveform ??= band;
    for (let n = 0; n < band.length; n++) squares[n] = band[n] * band[n];
    movingAverage(squares, Math.round(QRS_WINDOW_S * rateHz), energy);
    const usualPeak = quantileOf(listWindowPeaks(energy, Math.round(PEAK_WINDOW_S * rateHz)), 0.5);
    if (usualPeak > 0) for (let n = 0; n < energy.length; n++) envelope[n] += energy[n] / usualPeak;
  }
  for (let n = 0; n < envelope.length; n++) envelope[n] = Math.sqrt(Math.max(0, envelope[n]));
  return { envelope, waveform: waveform! };
}
