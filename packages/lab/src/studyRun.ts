/**
 * One attempt at a study on freshly opened executors: generic networks, then the personal rounds, side by side where there are cores. It
 * goes on from what an earlier attempt has finished, and ends with the first error of any worker.
 */
import * as Comlink from "comlink";
import type { ExecutorInfo, ExecutorName } from "@kalium/engine";
import type { GenericTrainingResult, JobEvent, PersonResult, StudyConfig, StudyData, StudyFold } from "@kalium/study";
import type { KeptProgress } from "./keptProgress.ts";
import { fromWorker, LabError } from "./plainError.ts";
import { runsOnProcessor, type CoreShares } from "./shareCores.ts";
import type { SavedStudy } from "./studyCheckpoint.ts";
import type { StudyClock } from "./studyClock.ts";
import type { NetworkFacts } from "./studyWorkerApi.ts";
import type { StudyWorker } from "./workerPool.ts";

export interface StudyAttempt {
  readonly data: StudyData;
  readonly config: StudyConfig;
  readonly folds: readonly StudyFold[];
  readonly forced: ExecutorName | null;
  readonly share: CoreShares;
  /** Empty at first; the workers of this attempt are put here as they start. */
  readonly workers: StudyWorker[];
  readonly startWorker: () => StudyWorker;
  /** Times the first executor is asked for: a device that went away may take a moment to come back. */
  readonly openingTries: number;
  readonly finished: SavedStudy | null;
  readonly progress: KeptProgress;
  readonly clock: StudyClock;
  readonly onEvent: (event: JobEvent) => void;
  /** Called when a stage is about to begin: on what, and in how many workers side by side. */
  readonly onStage: (executor: ExecutorInfo, workersBusy: number) => void;
  /** @throws once the run was cancelled or its study disposed of */
  readonly goOn: () => void;
}

export interface StudyOutcome {
  readonly generic: readonly GenericTrainingResult[];
  readonly people: readonly PersonResult[];
  readonly network: NetworkFacts;
  readonly executor: ExecutorInfo;
  readonly workerCount: number;
  readonly threads: { readonly generic: number; readonly personal: number } | null;
}

/** Between two tries to open an executor (Kalium's choice: Chromium's GPU process is back within half a second). */
const PAUSE_BETWEEN_TRIES_MS = 700;

/** Runs the study to its end. @throws {LabError} what a worker threw; `device-lost` when its device went away */
export async function attemptStudy(attempt: StudyAttempt): Promise<StudyOutcome> {
  const { data, config, folds, forced, share, workers, goOn } = attempt;
  const people = folds.flatMap((fold) => fold.personal.map((personId) => ({ fold, personId })));
  const executor = await openFirst(attempt);
  goOn();
  const workerCount = runsOnProcessor(executor.name) ? share.workers : 1;
  await Promise.all(Array.from({ length: workerCount - 1 }, () => openOn(start(attempt), forced, share.genericThreads)));
  goOn();
  // Previews are for the eye only and by far the largest part.
  const lean: StudyData = { ...data, previews: [] };
  const [network] = await Promise.all(workers.map((worker) => fromWorker(worker.api.openStudy(lean, config))));
  goOn();

  attempt.onStage(executor, Math.min(workerCount, folds.length));
  attempt.clock.startStage("generic", workerCount);
  const generic = await inParallel(attempt, folds, (worker, fold) => trainFold(attempt, worker, fold));
  const threadsChange = executor.name === "wasm" && share.personalThreads !== share.genericThreads;
  const [reopened = executor] = threadsChange ? await Promise.all(workers.map((worker) => openOn(worker, forced, share.personalThreads))) : [];
  attempt.onStage(reopened, Math.min(workerCount, people.length));
  attempt.clock.startStage("personal", workerCount);
  let peopleDone = 0;
  const results = await inParallel(attempt, people, async (worker, { fold, personId }) => {
    const finished = attempt.finished?.finishedPeople.get(personId);
    const result = finished ?? (await fromWorker(worker.api.runPerson(fold, personId, generic[fold.index]!.weights, Comlink.proxy(attempt.onEvent))));
    peopleDone += 1;
    attempt.clock.personDone(personId);
    if (finished === undefined) await attempt.progress.savePerson(result, `personal rounds of ${peopleDone} of ${people.length} people done`);
    return result;
  });
  const threads = executor.name === "wasm" ? { generic: share.genericThreads, personal: share.personalThreads } : null;
  return { generic, people: results, network: network!, executor, workerCount, threads };
}

async function trainFold({ finished, progress, onEvent, folds, config }: StudyAttempt, worker: StudyWorker, fold: StudyFold): Promise<GenericTrainingResult> {
  const name = folds.length > 1 ? `generic network ${fold.index + 1} of ${folds.length}` : "generic network";
  const done = finished?.finishedFolds.get(fold.index);
  if (done !== undefined) {
    // The curve of a network that was trained before belongs to this run all the same.
    for (const figures of done.history) onEvent({ kind: "epoch", stage: name, epochsTotal: config.generic.epochs, ...figures });
    return done;
  }
  // A copy: sending the bytes takes them away, and a second attempt may need them.
  const bytes = finished?.epochStates.get(fold.index)?.bytes.slice() ?? null;
  const result = await fromWorker(
    worker.api.trainFold(
      fold,
      bytes === null ? null : Comlink.transfer(bytes, [bytes.buffer]),
      Comlink.proxy(onEvent),
      Comlink.proxy((state: Uint8Array, epoch: number) => progress.saveEpoch(fold.index, epoch, state, `${name}, epoch ${epoch} of ${config.generic.epochs} done`)),
    ),
  );
  await progress.saveFold(fold.index, result, `${name} trained`);
  return result;
}

function start({ workers, startWorker }: StudyAttempt): StudyWorker {
  const worker = startWorker();
  workers.push(worker);
  return worker;
}

function openOn(worker: StudyWorker, forced: ExecutorName | null, threads: number): Promise<ExecutorInfo> {
  return fromWorker(worker.api.openExecutor(forced, threads));
}

async function openFirst(attempt: StudyAttempt): Promise<ExecutorInfo> {
  const worker = start(attempt);
  for (let tries = 1; ; tries++) {
    try {
      return await openOn(worker, attempt.forced, attempt.share.genericThreads);
    } catch (error) {
      const mayComeBack = error instanceof LabError && error.code === "executor-unavailable" && tries < attempt.openingTries;
      if (!mayComeBack) throw error;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_BETWEEN_TRIES_MS));
      attempt.goOn();
    }
  }
}

/** Hands items to workers as they become free; results keep the order of the items. */
async function inParallel<Item, Result>({ workers, goOn }: StudyAttempt, items: readonly Item[], work: (worker: StudyWorker, item: Item) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = [];
  let next = 0;
  await Promise.all(
    [...workers].map(async (worker) => {
      while (next < items.length) {
        goOn();
        const index = next++;
        results[index] = await work(worker, items[index]!);
      }
    }),
  );
  return results;
}
