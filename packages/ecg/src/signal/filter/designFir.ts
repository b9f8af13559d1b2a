/** Linear-phase FIR filters by the window method, with the scaling of SciPy's `firwin`. */
import type { FilterKind } from "./designButterworth.ts";
import { windowFunction } from "./windowFunction.ts";
import type { WindowName } from "./windowFunction.ts";

export interface FirSpec {
  readonly tapCount: number;
  readonly kind: FilterKind;
  /** The −6 dB frequency, or both edges of a band. */
  readonly cutoffHz: number | readonly [number, number];
  readonly samplingRateHz: number;
  /** Default "hamming". */
  readonly window?: WindowName;
}

/**
 * Taps with unit gain at 0 Hz (low-pass, band-stop), half the rate (high-pass) or the band centre (band-pass).
 * @throws RangeError when an edge is not between 0 and half the rate, or a high-pass or band-stop has an even number of taps
 * (such a filter cannot pass half the rate).
 */
export function designFir(spec: FirSpec): Float64Array {
  const { tapCount, kind, cutoffHz, samplingRateHz, window = "hamming" } = spec;
  if (!Number.isInteger(tapCount) || tapCount < 1) throw new RangeError(`tapCount must be a positive whole number, not ${tapCount}`);
  const edgesHz = typeof cutoffHz === "number" ? [cutoffHz] : cutoffHz;
  const isBand = kind === "bandpass" || kind === "bandstop";
  if (edgesHz.length !== (isBand ? 2 : 1)) throw new RangeError(`a ${kind} filter has ${isBand ? 2 : 1} cut-off frequencies, not ${edgesHz.length}`);
  if (!edgesHz.every((edge, index) => edge > (index === 0 ? 0 : edgesHz[0]) && edge < samplingRateHz / 2)) {
    throw new RangeError(`the band ${edgesHz.join("–")} Hz must lie between 0 and ${samplingRateHz / 2} Hz`);
  }
  const passesTop = kind === "highpass" || kind === "bandstop";
  if (passesTop && tapCount % 2 === 0) throw new RangeError(`a ${kind} FIR filter needs an odd number of taps, not ${tapCount}`);
  // Passed bands as fractions of half the rate.
  const edges = edgesHz.map((edge) => (2 * edge) / samplingRateHz);
  const bounds = [...(kind === "lowpass" || kind === "bandstop" ? [0] : []), ...edges, ...(passesTop ? [1] : [])];
  const scaleAt = bounds[0] === 0 ? 0 : bounds[1] === 1 ? 1 : (bounds[0] + bounds[1]) / 2;
  const taps = windowFunction(window, tapCount, "symmetric");
  const centre = (tapCount - 1) / 2;
  let gain = 0;
  for (let n = 0; n < tapCount; n++) {
    const m = n - centre;
    let ideal = 0;
    for (let band = 0; band < bounds.length; band += 2) ideal += bounds[band + 1] * sinc(bounds[band + 1] * m) - bounds[band] * sinc(bounds[band] * m);
    taps[n] *= ideal;
    gain += taps[n] * Math.cos(Math.PI * m * scaleAt);
  }
  for (let n = 0; n < tapCount; n++) taps[n] /= gain;
  return taps;
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}
