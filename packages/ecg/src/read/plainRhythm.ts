/** The commonest shape of a recording: one group of signals that share one rate, in one piece. */
import type { FileAnnotation, SignalGroup, SignalInfo } from "../open/openedRecording.ts";

/** A signal of one sample a frame in which every count is valid. */
export function plainSignal(name: string, unit: string, samplingRateHz: number, sampleCount: number, gainPerUnit: number, baselineCount = 0): SignalInfo {
  return { name, unit, samplingRateHz, samplesPerFrame: 1, sampleCount, gainPerUnit, baselineCount, invalidCount: null };
}

/** A rhythm strip without gaps. */
export function plainRhythm(framesPerSecond: number, frameCount: number, signals: readonly SignalInfo[]): SignalGroup {
  return { kind: "rhythm", framesPerSecond, frameCount, signals, pieces: [{ fromFrame: 0, startS: 0 }] };
}

/** A mark at a sample; everything else about it is what it is by default. */
export function plainMark(sampleIndex: number, symbol: string, stated: Partial<FileAnnotation> = {}): FileAnnotation {
  return { sampleIndex, symbol, aux: "", subtype: 0, channel: 0, number: 0, onsetS: null, durationS: null, ...stated };
}

/** @throws RangeError for a group that is not there, and for frames outside of it. */
export function checkFrames(groups: readonly SignalGroup[], group: number, fromFrame: number, toFrame: number): void {
  const frameCount = groups[group]?.frameCount;
  if (frameCount === undefined || !(fromFrame >= 0 && fromFrame <= toFrame && toFrame <= frameCount)) throw new RangeError(`frames ${fromFrame} to ${toFrame} of group ${group} are outside of the recording`);
}
