/** Noise for training rows: white, and coloured so that its power falls with frequency, like that of muscles and electrodes. */
import { gaussian } from "@kalium/engine";
import { DELINEATION_RATE_HZ } from "@kalium/models";
import { filterLead } from "./filterLead.ts";

const TRACK_SAMPLES = 60 * DELINEATION_RATE_HZ;
/** Share of a sample that goes on into the next; 0 is white. Kalium's choice. */
const PERSISTENCE: readonly number[] = [0, 0.5, 0.8, 0.95];

/** One minute of each, of unit deviation, filtered as the leads are. */
export function noiseTracks(randomOf: (stream: string) => () => number): readonly Float32Array[] {
  return PERSISTENCE.map((persistence, track) => {
    const random = randomOf(`noise ${track}`);
    let state = 0;
    const samples = Float64Array.from({ length: TRACK_SAMPLES }, () => (state = persistence * state + gaussian(random)));
    const filtered = filterLead(samples, DELINEATION_RATE_HZ);
    const deviation = Math.sqrt(filtered.reduce((sum, value) => sum + value * value, 0) / filtered.length);
    return filtered.map((value) => value / deviation);
  });
}
