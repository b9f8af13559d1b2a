/** Delineation by rules, without a trained network: the default delineator. */
import type { AnalysedLead } from "../analysedLead.ts";
import type { QrsDetections } from "../qrs/qrsDetector.ts";
import type { DelineatedBeat, Delineation, Delineator, WaveMarks } from "./delineation.ts";
import { delineateStrip } from "./delineateStrip.ts";
import { globalBeat } from "./globalMarks.ts";

/**
 * Beats that are delineated together. Long recordings go strip by strip, so that shapes, intervals and noise may change with
 * the hours and memory stays small. Kalium's choice: as many as a ten-second strip holds at 240/min.
 */
const BEATS_PER_STRIP = 40;
/** Kalium's choice: signal kept on both sides of the beats of a strip. */
const STRIP_MARGIN_S = 1.2;

/**
 * Finds P, QRS, T and U of every detection in every lead.
 * @param leads mV, without NaN, all of one length
 * @param samplingRateHz at least 100
 */
export function delineateByRules(leads: readonly AnalysedLead[], samplingRateHz: number, qrs: QrsDetections): Delineation {
  const at = qrs.sampleIndices;
  const beats: DelineatedBeat[][] = leads.map(() => []);
  const length = leads[0]?.samplesMillivolt.length ?? 0;
  const stripCount = Math.max(1, Math.ceil(at.length / BEATS_PER_STRIP));
  for (let strip = 0; strip < stripCount && at.length > 0 && leads.length > 0; strip++) {
    const first = Math.floor((strip * at.length) / stripCount);
    const end = Math.floor(((strip + 1) * at.length) / stripCount);
    // One beat more on each side, so that every beat knows its neighbours.
    const firstKnown = Math.max(0, first - 1);
    const endKnown = Math.min(at.length, end + 1);
    const from = Math.max(0, at[firstKnown]! - Math.round(STRIP_MARGIN_S * samplingRateHz));
    const to = Math.min(length, at[endKnown - 1]! + Math.round(STRIP_MARGIN_S * samplingRateHz));
    const found = delineateStrip(leads.map(({ samplesMillivolt }) => samplesMillivolt.subarray(from, to)), samplingRateHz, at.subarray(firstKnown, endKnown).map((sample) => sample - from));
    leads.forEach((_, lead) => {
      for (let beat = first; beat < end; beat++) beats[lead]!.push(moveBeat(found.beats[lead]![beat - firstKnown]!, beat, from, length));
    });
  }
  return {
    samplingRateHz,
    leads: leads.map(({ name }, lead) => ({ leadName: name, beats: beats[lead]! })),
    global: Array.from(at, (_, beat) => globalBeat(beats.map((list) => list[beat]!), beat)),
  };
}

/** The same behind the interface that the network delineator shares. */
export const rulesDelineator: Delineator = {
  name: "rules",
  delineate: async (leads, samplingRateHz, qrs) => delineateByRules(leads, samplingRateHz, qrs),
};

/** From samples of the strip to samples of the recording; a wave that the recording cuts off is not there. */
function moveBeat(beat: DelineatedBeat, detection: number, by: number, length: number): DelineatedBeat {
  const move = (wave: WaveMarks | null): WaveMarks | null =>
    wave === null || wave.onset + by < 0 || wave.offset + by >= length ? null : { ...wave, onset: wave.onset + by, peak: wave.peak + by, offset: wave.offset + by };
  return { detection, p: move(beat.p), qrs: move(beat.qrs), t: move(beat.t), u: move(beat.u) };
}
