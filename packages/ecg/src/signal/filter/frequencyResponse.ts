import type { SecondOrderSections } from "./secondOrderSections.ts";

/** What a filter does to a sine. */
export interface FrequencyResponse {
  /** Factor on its size, for one pass; forward-backward filtering squares it. */
  readonly gain: number;
  readonly gainDecibel: number;
  /** How far it runs ahead, radians from −π to π, for one pass; forward-backward filtering has none. */
  readonly phaseRadians: number;
}

/** Response of sections in a row at one frequency; what a trace shows as "the filter in force" can be checked with it. */
export function responseAt(sections: SecondOrderSections, frequencyHz: number, samplingRateHz: number): FrequencyResponse {
  const turn = (-2 * Math.PI * frequencyHz) / samplingRateHz;
  const [cos1, sin1, cos2, sin2] = [Math.cos(turn), Math.sin(turn), Math.cos(2 * turn), Math.sin(2 * turn)];
  let gain = 1;
  let phase = 0;
  for (const [b0, b1, b2, , a1, a2] of sections) {
    const [topRe, topIm] = [b0 + b1 * cos1 + b2 * cos2, b1 * sin1 + b2 * sin2];
    const [bottomRe, bottomIm] = [1 + a1 * cos1 + a2 * cos2, a1 * sin1 + a2 * sin2];
    gain *= Math.hypot(topRe, topIm) / Math.hypot(bottomRe, bottomIm);
    phase += Math.atan2(topIm, topRe) - Math.atan2(bottomIm, bottomRe);
  }
  return { gain, gainDecibel: 20 * Math.log10(gain), phaseRadians: Math.atan2(Math.sin(phase), Math.cos(phase)) };
}
