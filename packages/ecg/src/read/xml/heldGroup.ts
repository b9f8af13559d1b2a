/** A group of signals whose samples are in memory: XML recordings are small, and their text has to be read in any case. */
import type { RawSamples, SignalGroup } from "../../open/openedRecording.ts";

export interface HeldGroup extends SignalGroup {
  /** One array a signal, `frameCount` long. */
  readonly samples: readonly RawSamples[];
}

/** `readSamples` of an `OpenedRecording` over held groups. */
export function readHeldSamples(groups: readonly HeldGroup[]): (group: number, fromFrame: number, toFrame: number) => Promise<readonly RawSamples[]> {
  return async (index, fromFrame, toFrame) => {
    const group = groups[index];
    if (group === undefined || !(fromFrame >= 0) || !(toFrame >= fromFrame) || toFrame > group.frameCount) {
      throw new RangeError(`frames ${fromFrame} to ${toFrame} of group ${index} are outside of the recording`);
    }
    return group.samples.map((samples) => samples.slice(fromFrame, toFrame));
  };
}

/** The group as readers hand it out, without the samples. */
export function withoutSamples({ kind, framesPerSecond, frameCount, signals, pieces }: HeldGroup): SignalGroup {
  return { kind, framesPerSecond, frameCount, signals, pieces };
}
