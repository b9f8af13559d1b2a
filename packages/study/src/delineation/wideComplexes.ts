/**
 * Complexes as a pacemaker or a bundle branch block would make them: drawn out in time, with or without the pulse of the pacemaker before them.
 * Few of the marked recordings are paced, and a network that has seen only narrow complexes begins a wide one late. Bounds are Kalium's choice.
 */
import { designButterworth, filterForwardBackward } from "@kalium/ecg";
import { DELINEATION_RATE_HZ } from "@kalium/models";
import type { AnnotatedWave } from "./annotatedStrip.ts";
import { DELINEATION_BAND_HZ } from "./filterLead.ts";

/** How much wider complexes become. */
const WIDENING: readonly [number, number] = [1.2, 2.2];
/** The pulse comes at most this long before the complex. */
const PULSE_LEAD_S = 0.024;
/** Half the length of a filtered pulse that is kept. */
const PULSE_REACH = 25;

/** A pulse of one sample after the filter of the leads, of height 1: its middle is at `PULSE_REACH`. */
const pulseShape: Float32Array = (() => {
  const impulse = new Float64Array(500);
  impulse[250] = 1;
  const filtered = filterForwardBackward(designButterworth({ order: 2, kind: "bandpass", cutoffHz: DELINEATION_BAND_HZ, samplingRateHz: DELINEATION_RATE_HZ }), impulse);
  return Float32Array.from({ length: 2 * PULSE_REACH + 1 }, (_, i) => filtered[250 - PULSE_REACH + i]! / filtered[250]!);
})();

/** Chance that wide complexes follow a pulse. */
export const PULSE_CHANCE = 0.6;

/**
 * Positions of a row's samples, `step` apart, that dwell on the complexes, so that these take longer.
 * @returns positions in samples of the recording; the last ones may lie beyond its end
 */
export function dwellingPositions(waves: readonly AnnotatedWave[], start: number, step: number, sampleCount: number, random: () => number): Float64Array {
  const factor = WIDENING[0] + (WIDENING[1] - WIDENING[0]) * random();
  const complexes = waves.flatMap(({ kind, onset, offset }) => (kind === "qrs" && onset !== null && offset !== null ? [{ onset, offset }] : []));
  const positions = new Float64Array(sampleCount);
  let at = start;
  let next = 0;
  for (let i = 0; i < sampleCount; i++) {
    positions[i] = at;
    while (next < complexes.length && complexes[next]!.offset < at) next += 1;
    at += next < complexes.length && at >= complexes[next]!.onset ? step / factor : step;
  }
  return positions;
}

/** Adds the pulse of a pacemaker before every complex, in each lead with its own height and sign. */
export function addPulses(leads: readonly Float32Array[], heights: readonly number[], waves: readonly AnnotatedWave[], positions: Float64Array, random: () => number): void {
  const ahead = Math.round(random() * PULSE_LEAD_S * DELINEATION_RATE_HZ);
  const gains = heights.map((height) => height * 1.5 * random() ** 2 * (random() < 0.5 ? -1 : 1));
  for (const { kind, onset } of waves) {
    if (kind !== "qrs" || onset === null) continue;
    const at = positions.findIndex((position) => position >= onset) - ahead;
    if (at < 0) continue;
    leads.forEach((lead, index) => pulseShape.forEach((value, i) => {
      const place = at + i - PULSE_REACH;
      if (place >= 0 && place < lead.length) lead[place]! += gains[index]! * value;
    }));
  }
}
