/**
 * A personal-transfer study as a job of the page: live state, pause, cancel, a checkpoint after every epoch and every person, and one
 * recovery by itself when the device that computes goes away.
 */
import { seededRandom, writeSafetensors, type ExecutorInfo, type ExecutorName, type Weights } from "@kalium/engine";
import { percentText, planStudy, runGuards, sha256Hex, writeReport, type LookInside, type PersonResult, type RunInterruption, type RunRecord, type StudyConfig, type StudyData } from "@kalium/study";
import type { CheckpointClient } from "./checkpointClient.ts";
import { isDeviceLoss, notReopenedError, recoveryMessage, secondLossError, standingOf } from "./deviceLoss.ts";
import { createKeptProgress, type KeptProgress } from "./keptProgress.ts";
import { fromWorker, LabError } from "./plainError.ts";
import { shareCores } from "./shareCores.ts";
import type { SavedStudy } from "./studyCheckpoint.ts";
import { createStudyClock } from "./studyClock.ts";
import { attemptStudy, type StudyAttempt, type StudyOutcome } from "./studyRun.ts";
import { buildRunRecord } from "./studyRunRecord.ts";
import { idleState, stateAfter, type StudyState } from "./studyState.ts";
import { holdingTrainingLock } from "./trainingLock.ts";
import { startStudyWorker, type StudyWorker } from "./workerPool.ts";

export interface PersonalStudyResult {
  readonly runRecord: RunRecord;
  readonly people: readonly PersonResult[];
  /** Weights of the generic network of each fold. */
  readonly genericWeights: readonly Weights[];
  /** The generic network of the first fold, as safetensors. */
  readonly modelFile: Uint8Array;
  readonly reportHtml: string;
  /** Grad-CAM and t-SNE of one person, before and after. */
  lookInside(personId: string): Promise<LookInside>;
}

export interface PersonalStudy {
  readonly state: StudyState;
  /** Calls the listener at once and at every change; returns what ends the subscription. */
  subscribe(listener: (state: StudyState) => void): () => void;
  /** Settles once it is known whether a stored run can be resumed. */
  readonly ready: Promise<void>;
  /** Runs the study; continues a stored run unless `discardSaved` was called. */
  start(): Promise<PersonalStudyResult>;
  pause(): void;
  resume(): void;
  cancel(): void;
  /** Erases the stored run, so that the next start begins anew. */
  discardSaved(): Promise<void>;
  /** Stops the workers; a run in progress ends as cancelled. */
  dispose(): void;
}

export interface PersonalStudyOptions {
  readonly executor: ExecutorName | null;
  readonly store: CheckpointClient | null;
  /** A test brings workers that fail. */
  readonly startWorker?: () => StudyWorker;
}

/** Tries to open the executor again after its device went away. */
const TRIES_AFTER_LOSS = 4;

/** Prepares a study; nothing runs before `start`. */
export function createPersonalStudy(data: StudyData, config: StudyConfig, { executor: forced, store, startWorker = startStudyWorker }: PersonalStudyOptions): PersonalStudy {
  let state: StudyState = idleState;
  const listeners = new Set<(state: StudyState) => void>();
  const update = (change: Partial<StudyState>) => {
    state = { ...state, ...change };
    for (const listener of listeners) listener(state);
  };
  const workers: StudyWorker[] = [];
  const endWorkers = () => {
    for (const worker of workers.splice(0)) worker.terminate();
  };
  let running: Promise<PersonalStudyResult> | null = null;
  let endRun: ((error: LabError) => void) | null = null;
  let disposed = false;
  const keptPromise: Promise<KeptProgress> = sha256Hex(new TextEncoder().encode(JSON.stringify([data.dataHash, config, forced]))).then((jobKey) =>
    createKeptProgress(store, jobKey, data.title, () => new Date().toISOString(), (text) => update({ message: text })),
  );

  const lookForSaved = async (): Promise<SavedStudy | null> => {
    const saved = await (await keptPromise).latest();
    update({ resumable: saved === null ? null : { savedAt: saved.savedAt, detail: saved.detail } });
    return saved;
  };
  const ready = lookForSaved().then(() => {});

  /** Attempts the study, and once more from what is kept when the device goes away. */
  const runAttempts = async (parts: Omit<StudyAttempt, "finished" | "openingTries" | "onStage">, saved: SavedStudy | null): Promise<{ outcome: StudyOutcome; interruptions: readonly RunInterruption[] }> => {
    const { progress } = parts;
    let finished = saved;
    let opened: ExecutorInfo | null = null;
    let lost: ExecutorInfo | null = null;
    const interruptions: RunInterruption[] = [];
    for (;;) {
      const onStage = (executor: ExecutorInfo, workersBusy: number) => {
        opened = executor;
        const adapter = workersBusy > 1 ? `${executor.adapter}, in each of ${workersBusy} workers` : executor.adapter;
        update({ executorName: executor.name, adapter, executorReason: executor.reason });
        // A run that was paused when its device went away stays paused.
        if (state.status === "paused") for (const worker of workers) void worker.api.pause();
        if (lost !== null) update({ message: recoveryMessage(lost, finished, progress.durable, executor) });
      };
      try {
        const outcome = await attemptStudy({ ...parts, finished, openingTries: lost === null ? 1 : TRIES_AFTER_LOSS, onStage });
        return { outcome, interruptions };
      } catch (error) {
        parts.goOn();
        if (lost !== null && error instanceof LabError && error.code === "executor-unavailable") throw notReopenedError(lost, error, finished, progress.durable);
        if (!isDeviceLoss(error) || opened === null) throw error;
        endWorkers();
        finished = await progress.latest();
        if (lost !== null) throw secondLossError(opened, finished, progress.durable);
        lost = opened as ExecutorInfo;
        interruptions.push({ at: new Date().toISOString(), reason: withoutRemedy(error), executorBefore: `${lost.name} on ${lost.adapter}`, continuedFrom: finished === null ? null : standingOf(finished) });
        update({ ...idleState, status: state.status, stage: "Going on", detail: "opening the engine anew", message: recoveryMessage(lost, finished, progress.durable, null) });
      }
    }
  };

  const run = async (goOn: () => void): Promise<PersonalStudyResult> => {
    await ready;
    const saved = await lookForSaved();
    const progress = await keptPromise;
    const startedAt = new Date();
    update({ ...idleState, status: "running", stage: "Starting", detail: "opening the engine", message: startMessage(saved, progress.durable) });
    const folds = planStudy(data, seededRandom(config.seed)("study plan"));
    const guards = runGuards(data, folds);
    const peopleCount = folds.reduce((sum, fold) => sum + fold.personal.length, 0);
    const machine = { cores: navigator.hardwareConcurrency || 1, sharesMemory: globalThis.crossOriginIsolated === true };
    const clock = createStudyClock(folds, config, () => performance.now(), update);
    const { outcome, interruptions } = await runAttempts(
      {
        data, config, folds, forced, share: shareCores(machine, folds.length, peopleCount), workers, startWorker, progress, clock, goOn,
        onEvent(event) {
          clock.see(event);
          update(stateAfter(state, event));
        },
      },
      saved,
    );
    const genericWeights = outcome.generic.map((result) => result.weights);
    const modelFile = writeSafetensors(genericWeights[0]!, { graph: outcome.network.graphHash, dataHash: data.dataHash, seed: String(config.seed), purpose: "research and teaching only" });
    const runRecord = await buildRunRecord({
      data, config, folds, guards, ...outcome, startedAt, finishedAt: new Date(),
      secondsByStage: clock.secondsByStage(), resumed: saved !== null || interruptions.some(({ continuedFrom }) => continuedFrom !== null), interruptions, modelFile,
    });
    await progress.erase().catch((error: unknown) => update({ message: `The stored run could not be erased: ${messageOf(error)}` }));
    update({ status: "done", stage: `${outcome.people.length} people in ${runRecord.secondsSpent.toFixed(0)} s`, detail: waitedText(runRecord), stepsDone: state.stepsTotal, secondsLeft: 0, resumable: null });
    return { runRecord, people: outcome.people, genericWeights, modelFile, reportHtml: writeReport(runRecord), lookInside: (personId) => lookInside(personId, outcome) };
  };

  const lookInside = async (personId: string, { people, generic, threads }: StudyOutcome): Promise<LookInside> => {
    const person = people.find((candidate) => candidate.personId === personId);
    if (person === undefined) throw new LabError({ name: "StudyError", message: `No personal rounds were run for ${personId}.`, code: "unknown-person", remedy: "Choose one of the people listed.", file: null });
    const look = (worker: StudyWorker) => fromWorker(worker.api.lookInside(personId, person.trajectories[0]!.heldOutRecordIds, generic[person.foldIndex]!.weights, person.personalWeights));
    try {
      return await look(workers[0]!);
    } catch (error) {
      if (!isDeviceLoss(error) || disposed) throw error;
      endWorkers();
      const worker = startWorker();
      workers.push(worker);
      const executor = await fromWorker(worker.api.openExecutor(forced, threads?.personal ?? 1));
      update({ executorName: executor.name, adapter: executor.adapter, executorReason: executor.reason, message: `The device went away while a network was looked into; this is done again on ${executor.name} (${executor.adapter}).` });
      await fromWorker(worker.api.openStudy({ ...data, previews: [] }, config));
      return look(worker);
    }
  };

  return {
    get state() {
      return state;
    },
    subscribe(listener) {
      listeners.add(listener);
      listener(state);
      return () => listeners.delete(listener);
    },
    ready,
    start() {
      if (running !== null) return running;
      let ended: LabError | null = null;
      const cut = new Promise<never>((_, reject) => {
        endRun = (error) => {
          ended = error;
          reject(error);
        };
      });
      const goOn = () => {
        if (ended !== null) throw ended;
        if (state.status === "cancelling") throw cancelledError();
      };
      running = holdingTrainingLock(() => Promise.race([run(goOn), cut]))
        .catch(async (error: unknown) => {
          const cancelled = error instanceof LabError && error.name === "JobCancelled";
          endWorkers();
          update({ status: cancelled ? "cancelled" : "failed", secondsLeft: null, message: messageOf(error) });
          if (!disposed) await lookForSaved();
          throw error;
        })
        .finally(() => {
          running = null;
          endRun = null;
        });
      return running;
    },
    pause() {
      if (state.status !== "running") return;
      for (const worker of workers) void worker.api.pause();
      update({ status: "paused", secondsLeft: null });
    },
    resume() {
      if (state.status !== "paused") return;
      for (const worker of workers) void worker.api.resume();
      update({ status: "running" });
    },
    cancel() {
      if (state.status !== "running" && state.status !== "paused") return;
      for (const worker of workers) void worker.api.cancel();
      update({ status: "cancelling", secondsLeft: null });
    },
    async discardSaved() {
      await (await keptPromise).erase();
      update({ resumable: null });
    },
    dispose() {
      disposed = true;
      endWorkers();
      endRun?.(cancelledError());
      listeners.clear();
    },
  };
}

function startMessage(saved: SavedStudy | null, durable: boolean): string {
  const resumed = saved === null ? [] : [`Resumed: ${saved.detail}.`];
  return [...resumed, ...(durable ? [] : ["Nothing can be stored here: a closed tab loses this run."])].join(" ");
}

function cancelledError(): LabError {
  return new LabError({ name: "JobCancelled", message: "Cancelled. What was finished before is kept.", code: null, remedy: null, file: null });
}

function waitedText({ folds }: RunRecord): string {
  const share = folds.reduce((sum, { waitedForDataShare }) => sum + waitedForDataShare, 0) / folds.length;
  return `training waited ${percentText(share)} of its time for data`;
}

/** What the record says; what to do about it was done. */
function withoutRemedy({ message, remedy }: LabError): string {
  return remedy === null ? message : message.replace(remedy, "").trim();
}

/** The message with its remedy, once. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const remedy = error instanceof LabError ? error.remedy : null;
  return remedy === null || error.message.includes(remedy) ? error.message : `${error.message} ${remedy}`;
}
