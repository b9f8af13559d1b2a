/** A stretch of an opened recording as if it were a recording of its own, so that one function turns counts into millivolts. */
import { toRecording, type OpenedRecording, type Recording } from "@kalium/ecg";
import type { SignalView } from "./dataRoom.ts";

/** Longest stretch handed out at once, seconds. */
const MAX_VIEW_S = 600;

/** Voltages of `startS` … `startS + durationS` of the rhythm strip, cut at its ends. Reads only those samples. */
export async function readStretch(opened: OpenedRecording, startS: number, durationS: number): Promise<Recording> {
  const group = opened.groups[0];
  if (group === undefined) throw new RangeError("the recording has no group of signals");
  const frameAt = (seconds: number) => Math.min(group.frameCount, Math.max(0, Math.round(seconds * group.framesPerSecond)));
  const from = frameAt(startS);
  const to = Math.max(from, frameAt(startS + durationS));
  return toRecording({
    ...opened,
    annotations: [],
    groups: [
      {
        ...group,
        frameCount: to - from,
        signals: group.signals.map((signal) => ({
          ...signal,
          sampleCount: (to - from) * signal.samplesPerFrame,
          calibrations: signal.calibrations?.map((rule) => ({ ...rule, fromFrame: rule.fromFrame - from })),
        })),
      },
    ],
    readSamples: (_, fromFrame, toFrame) => opened.readSamples(0, from + fromFrame, from + toFrame),
    readMillivolts: async (_, fromFrame, toFrame) => (await opened.readMillivolts?.(0, from + fromFrame, from + toFrame)) ?? null,
  });
}

/** The stretch as the viewer takes it. */
export async function viewStretch(opened: OpenedRecording, startS: number, durationS: number): Promise<SignalView> {
  const beginS = Math.max(0, startS);
  const stretch = await readStretch(opened, beginS, Math.min(durationS, MAX_VIEW_S));
  return {
    samplingRateHz: stretch.samplingRateHz,
    leads: stretch.leads.map(({ name, samplesMillivolt }) => ({ name, samplesMillivolt })),
    startS: beginS,
    durationS: stretch.sampleCount / stretch.samplingRateHz,
  };
}
