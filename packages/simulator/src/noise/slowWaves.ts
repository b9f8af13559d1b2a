/** Sums of slow sines: computed at a few points a second and joined by straight lines. */

export interface SlowWave {
  readonly hz: number;
  readonly cosine: number;
  readonly sine: number;
}

/** Points per second; a straight line between two leaves less than 0.1 % of a wave of 0.5 Hz. */
const POINTS_PER_S = 40;

/** Adds Σ cosine·cos(2πft) + sine·sin(2πft) to the samples; made for waves below about 1 Hz. */
export function addSlowWaves(samples: Float64Array, samplingRateHz: number, waves: readonly SlowWave[]): void {
  if (waves.length === 0) return;
  const stride = Math.max(1, Math.floor(samplingRateHz / POINTS_PER_S));
  const points = Math.floor((samples.length - 1) / stride) + 2;
  const values = new Float64Array(points);
  for (const { hz, cosine, sine } of waves) {
    const step = (2 * Math.PI * hz * stride) / samplingRateHz;
    const [turnCos, turnSin] = [Math.cos(step), Math.sin(step)];
    let re = 1;
    let im = 0;
    for (let i = 0; i < points; i++) {
      values[i] += cosine * re + sine * im;
      const turned = re * turnCos - im * turnSin;
      im = re * turnSin + im * turnCos;
      re = turned;
    }
  }
  for (let point = 0, i = 0; i < samples.length; point++) {
    const rise = (values[point + 1] - values[point]) / stride;
    const last = Math.min(stride, samples.length - i);
    for (let k = 0; k < last; k++, i++) samples[i] += values[point] + rise * k;
  }
}
