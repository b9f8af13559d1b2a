/** A group of signals whose samples are in memory: XML recordings are small, and their text has to be read in any case. */
import type { OpenedRecording, RawSamples, SignalGroup, SignalInfo } from "../../open/openedRecording.ts";
import { checkFrames } from "../plainRhythm.ts";
import { stemOf } from "../sourceFile.ts";

export interface HeldGroup extends SignalGroup {
  /** One array a signal, `frameCount` long. */
  readonly samples: readonly RawSamples[];
}

/** A group that starts `startS` after the recording, its samples cut to one length. */
export function heldGroup(kind: SignalGroup["kind"], framesPerSecond: number, leads: readonly { readonly info: Omit<SignalInfo, "samplingRateHz" | "sampleCount">; readonly samples: RawSamples }[], startS = 0): HeldGroup {
  const frameCount = Math.min(...leads.map(({ samples }) => samples.length));
  return {
    kind, framesPerSecond, frameCount,
    signals: leads.map(({ info }) => ({ ...info, samplingRateHz: framesPerSecond, sampleCount: frameCount })),
    pieces: [{ fromFrame: 0, startS }],
    samples: leads.map(({ samples }) => (samples.length === frameCount ? samples : samples.slice(0, frameCount))),
  };
}

/** Rhythm strips before representative beats, else in their order. */
export function rhythmFirst<Group extends SignalGroup>(groups: readonly Group[]): readonly Group[] {
  return [...groups.filter(({ kind }) => kind === "rhythm"), ...groups.filter(({ kind }) => kind !== "rhythm")];
}

/** The recording over held groups, which it hands out without their samples. */
export function heldRecording(file: string, groups: readonly HeldGroup[], stated: Pick<OpenedRecording, "format" | "formatDetail" | "annotations" | "facts" | "notes">, annotationRateHz = groups[0]!.framesPerSecond): OpenedRecording {
  return {
    ...stated,
    id: stemOf(file),
    files: [file],
    groups: groups.map(({ kind, framesPerSecond, frameCount, signals, pieces }) => ({ kind, framesPerSecond, frameCount, signals, pieces })),
    annotationRateHz,
    readSamples: async (group, fromFrame, toFrame) => {
      checkFrames(groups, group, fromFrame, toFrame);
      return groups[group]!.samples.map((samples) => samples.slice(fromFrame, toFrame));
    },
  };
}
