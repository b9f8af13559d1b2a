/** A device that goes away in the middle of a run: how it is known, and what the person is told. */
import type { ExecutorInfo } from "@kalium/engine";
import { LabError } from "./plainError.ts";
import type { SavedStudy } from "./studyCheckpoint.ts";

/** Whether this is an executor's word that its device is gone. */
export function isDeviceLoss(error: unknown): error is LabError {
  return error instanceof LabError && error.code === "device-lost";
}

/** Where a run stands, for the end of a sentence. */
export function standingOf(progress: SavedStudy | null): string {
  return progress === null ? "the beginning, since nothing was finished yet" : progress.detail;
}

/** Said while and after the run goes on by itself. */
export function recoveryMessage(lost: ExecutorInfo, progress: SavedStudy | null, durable: boolean, now: ExecutorInfo | null): string {
  const kept = durable || progress === null ? "" : " (kept in memory only)";
  const on = now === null ? "opening an executor anew" : now.name === lost.name ? `again on ${now.name}` : `now on ${now.name} (${now.adapter}), because ${lost.name} did not come back`;
  return `The device of ${lost.name} (${lost.adapter}) went away in the middle of the run. It goes on by itself from ${standingOf(progress)}${kept}, ${on}.`;
}

/** A second loss in one run: no third try, since a device that keeps going away would go on doing so. */
export function secondLossError(lost: ExecutorInfo, progress: SavedStudy | null, durable: boolean): LabError {
  return new LabError({
    name: "DeviceLostError",
    code: "device-lost",
    message: `The device of ${lost.name} (${lost.adapter}) went away for the second time in this run, so the run was stopped. ${keptSentence(progress, durable)}`,
    remedy: wayOn(durable),
    file: null,
  });
}

/** The device went away and what was asked for by name cannot be opened again. */
export function notReopenedError(lost: ExecutorInfo, problem: LabError, progress: SavedStudy | null, durable: boolean): LabError {
  return new LabError({
    name: "DeviceLostError",
    code: "device-lost",
    message: `The device of ${lost.name} (${lost.adapter}) went away in the middle of the run, and ${lost.name} cannot be opened again: ${problem.message} ${keptSentence(progress, durable)}`,
    remedy: wayOn(durable),
    file: null,
  });
}

function keptSentence(progress: SavedStudy | null, durable: boolean): string {
  if (progress === null) return "Nothing was finished yet.";
  return durable ? `Everything up to this point is stored: ${progress.detail}.` : `Everything up to this point is in the memory of this page: ${progress.detail}.`;
}

function wayOn(durable: boolean): string {
  const again = "Press Run again to go on from there.";
  return durable ? `${again} If the GPU has not come back by then, restart the browser first.` : `${again} Do not close or reload this page before: nothing could be stored.`;
}
