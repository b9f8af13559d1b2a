/**
 * The rate at which beats are looked for. QRS energy lies below 40 Hz, so a lead at 250 to 1000 Hz is thinned to 100 to
 * 200 Hz first: a day of three leads then takes seconds. Peaks are placed on the original samples afterwards.
 */

/** A lead at the working rate; sample k lies at sample k · `step` of the original. */
export interface WorkingLead {
  readonly samples: Float64Array;
  readonly rateHz: number;
  readonly step: number;
}

/** Kalium's choice: the working rate is the lowest whole part of the original rate that is not below this. */
const LOWEST_WORKING_RATE_HZ = 100;

/** Samples of the original from one sample of the working rate to the next. */
export function stepOf(samplingRateHz: number): number {
  return Math.max(1, Math.floor(samplingRateHz / LOWEST_WORKING_RATE_HZ + 1e-9));
}

/** Thins a lead with a triangle of ±`step` samples, whose zeros lie where what would fold back onto QRS energy is. */
export function toWorkingRate(samples: Float32Array | Float64Array, samplingRateHz: number): WorkingLead {
  const step = stepOf(samplingRateHz);
  const rateHz = samplingRateHz / step;
  if (step === 1) return { samples: new Float64Array(samples), rateHz, step };
  const length = Math.ceil(samples.length / step);
  const thinned = new Float64Array(length);
  const last = samples.length - 1;
  for (let k = 0; k < length; k++) {
    const centre = k * step;
    let sum = step * samples[centre];
    if (centre >= step && centre + step <= last) for (let j = 1; j < step; j++) sum += (step - j) * (samples[centre - j] + samples[centre + j]);
    else for (let j = 1; j < step; j++) sum += (step - j) * (samples[Math.max(0, centre - j)] + samples[Math.min(last, centre + j)]);
    thinned[k] = sum / (step * step);
  }
  return { samples: thinned, rateHz, step };
}
