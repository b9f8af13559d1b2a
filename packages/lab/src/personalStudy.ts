/**
 * A personal-transfer study as a job of the page: generic networks in workers, then the personal rounds of one person per worker,
 * with live state, pause, cancel, and a checkpoint after every epoch and every person.
 */
import * as Comlink from "comlink";
import { seededRandom, writeSafetensors, type ExecutorInfo, type ExecutorName, type Weights } from "@kalium/engine";
import {
  planStudy,
  runGuards,
  sha256Hex,
  writeReport,
  type GenericTrainingResult,
  type JobEvent,
  type LookInside,
  type PersonResult,
  type RunRecord,
  type StudyConfig,
  type StudyData,
  type StudyFold,
} from "@kalium/study";
import type { CheckpointClient } from "./checkpointClient.ts";
import { fromWorker, LabError } from "./plainError.ts";
import { loadStudyCheckpoint, openStudyCheckpoint, type SavedStudy, type StudyCheckpoint } from "./studyCheckpoint.ts";
import { buildRunRecord } from "./studyRunRecord.ts";
import { idleState, stateAfter, type StudyState } from "./studyState.ts";
import type { NetworkFacts } from "./studyWorkerApi.ts";
import { secondsLeft } from "./timeLeft.ts";
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
  /** Stops the workers. */
  dispose(): void;
}

export interface PersonalStudyOptions {
  readonly executor: ExecutorName | null;
  readonly store: CheckpointClient | null;
}

/** Workers beyond this gain little: each holds its own copy of data and network. */
const MAX_WORKERS = 4;

/** Prepares a study; nothing runs before `start`. */
export function createPersonalStudy(data: StudyData, config: StudyConfig, options: PersonalStudyOptions): PersonalStudy {
  let state: StudyState = idleState;
  const listeners = new Set<(state: StudyState) => void>();
  const update = (change: Partial<StudyState>) => {
    state = { ...state, ...change };
    for (const listener of listeners) listener(state);
  };
  const workers: StudyWorker[] = [];
  let running: Promise<PersonalStudyResult> | null = null;
  let saved: SavedStudy | null = null;
  let savedNames: readonly string[] = [];
  const jobKeyPromise = sha256Hex(new TextEncoder().encode(JSON.stringify([data.dataHash, config, options.executor])));

  const lookForSaved = async () => {
    if (options.store === null) return;
    try {
      const found = await loadStudyCheckpoint(options.store, await jobKeyPromise);
      saved = found?.saved ?? null;
      savedNames = found?.names ?? [];
      update({ resumable: saved === null ? null : { savedAt: saved.savedAt, detail: saved.detail } });
    } catch (error) {
      update({ message: `Stored runs cannot be read: ${messageOf(error)}` });
    }
  };
  const ready = lookForSaved();

  const run = async (): Promise<PersonalStudyResult> => {
    await ready;
    if (saved === null) await lookForSaved();
    const resumed = saved;
    const startedAt = new Date();
    update({ ...idleState, status: "running", stage: "Starting", detail: "opening the engine", message: resumed === null ? "" : `Resumed: ${resumed.detail}` });
    const folds = planStudy(data, seededRandom(config.seed)("study plan"));
    const guards = runGuards(data, folds);
    const people = folds.flatMap((fold) => fold.personal.map((personId) => ({ fold, personId })));
    const share = shareCores(navigator.hardwareConcurrency || 1, folds.length, people.length);
    const executor = await openWorkers(workers, 1, options.executor, share.genericThreads);
    update({ executorName: executor.name, adapter: executor.adapter, executorReason: executor.reason });
    const parallel = runsOnProcessor(executor.name) ? share.workers : 1;
    await openWorkers(workers, parallel, options.executor, share.genericThreads);
    const network = await openStudies(workers, data, config);
    const checkpoint = options.store === null ? null : openStudyCheckpoint(options.store, await jobKeyPromise, data.title, () => new Date().toISOString(), resumed === null ? [] : savedNames);
    const clock = createStudyClock(folds, data, config, parallel, update);
    const onEvent = (event: JobEvent) => {
      clock.see(event);
      update(stateAfter(state, event));
    };
    const storing = guardStoring(checkpoint, (text) => update({ message: text }));

    const generic = await runGenericFolds({ workers, folds, resumed, storing, onEvent, config, clock });
    if (executor.name === "wasm" && share.personalThreads !== share.genericThreads) await Promise.all(workers.map((worker) => fromWorker(worker.api.openExecutor(options.executor, share.personalThreads))));
    const results = await runPeople({ workers, people, generic, resumed, storing, onEvent, clock });

    const genericWeights = generic.map((result) => result.weights);
    const modelFile = writeSafetensors(genericWeights[0]!, { graph: network.graphHash, dataHash: data.dataHash, seed: String(config.seed), purpose: "research and teaching only" });
    const runRecord = await buildRunRecord({
      data, config, folds, guards, generic, people: results, network, executor, workers: parallel, startedAt, finishedAt: new Date(),
      secondsByStage: clock.secondsByStage(), resumed: resumed !== null, modelFile,
    });
    await storing.erase();
    saved = null;
    update({ status: "done", stage: `${results.length} people in ${runRecord.secondsSpent.toFixed(0)} s`, detail: "", stepsDone: state.stepsTotal, secondsLeft: 0, resumable: null });
    return { runRecord, people: results, genericWeights, modelFile, reportHtml: writeReport(runRecord), lookInside: (personId) => lookInsideOf(workers[0]!, personId, results, genericWeights) };
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
      running ??= holdingTrainingLock(run)
        .catch(async (error: unknown) => {
          const cancelled = error instanceof LabError && error.name === "JobCancelled";
          for (const worker of workers.splice(0)) worker.terminate();
          update({ status: cancelled ? "cancelled" : "failed", secondsLeft: null, message: messageOf(error) });
          await lookForSaved();
          throw error;
        })
        .finally(() => (running = null));
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
      await options.store?.erase(await jobKeyPromise);
      saved = null;
      savedNames = [];
      update({ resumable: null });
    },
    dispose() {
      for (const worker of workers.splice(0)) worker.terminate();
      listeners.clear();
    },
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Two tabs that train at once would fight for the same cores; the second says so instead. */
async function holdingTrainingLock<Result>(work: () => Promise<Result>): Promise<Result> {
  if (navigator.locks === undefined) return work();
  return navigator.locks.request("kalium:train", { ifAvailable: true }, async (lock) => {
    if (lock === null) {
      throw new LabError({ name: "BusyError", message: "Another tab is training.", code: "another-tab", remedy: "Wait until it is done or cancel it there, then press Run again.", file: null });
    }
    return work();
  }) as Promise<Result>;
}

const runsOnProcessor = (name: ExecutorName): boolean => name === "wasm" || name === "tfjs:wasm" || name === "tfjs:cpu";

/** How the cores are shared: people and folds side by side first, since they never wait for each other, then threads within each of them. */
function shareCores(cores: number, folds: number, people: number): { readonly workers: number; readonly genericThreads: number; readonly personalThreads: number } {
  const workers = Math.max(1, Math.min(cores, MAX_WORKERS, people));
  return { workers, genericThreads: Math.max(1, Math.floor(cores / Math.min(workers, folds))), personalThreads: Math.max(1, Math.floor(cores / workers)) };
}

async function openWorkers(workers: StudyWorker[], count: number, forced: ExecutorName | null, threads: number): Promise<ExecutorInfo> {
  let info: ExecutorInfo | null = null;
  const missing = Math.max(0, count - workers.length);
  const opened = await Promise.all(
    Array.from({ length: missing }, async () => {
      const worker = startStudyWorker();
      workers.push(worker);
      return fromWorker(worker.api.openExecutor(forced, threads));
    }),
  );
  info = opened[0] ?? (await fromWorker(workers[0]!.api.openExecutor(forced, threads)));
  return info;
}

async function openStudies(workers: readonly StudyWorker[], data: StudyData, config: StudyConfig): Promise<NetworkFacts> {
  // Previews are for the eye only and by far the largest part.
  const lean: StudyData = { ...data, previews: [] };
  const facts = await Promise.all(workers.map((worker) => fromWorker(worker.api.openStudy(lean, config))));
  return facts[0]!;
}

interface StudyClock {
  see(event: JobEvent): void;
  personDone(personId: string): void;
  startStage(stage: "generic" | "personal"): void;
  secondsByStage(): Record<string, number>;
}

function createStudyClock(folds: readonly StudyFold[], data: StudyData, config: StudyConfig, workers: number, publish: (change: Partial<StudyState>) => void): StudyClock {
  const stepsDone = new Map<string, number>();
  const startedMs: Partial<Record<"generic" | "personal", number>> = {};
  let stepsPerFold = 0;
  let peopleDone = 0;
  let stage: "generic" | "personal" = "generic";
  let genericSeconds = 0;
  const { rounds, roundMode, epochsPerRound, holdOutModes, controlPairs, maxBeatsPerRecord, batchSize } = config.personal;
  const pairsLearnt = roundMode === "cumulative" ? (rounds * (rounds + 1)) / 2 : rounds;
  const stepsPerPerson = Math.ceil(((holdOutModes.length + 2 * controlPairs) * pairsLearnt * epochsPerRound * 2 * maxBeatsPerRecord) / batchSize);
  const personSteps = new Map<string, number>();
  const peopleTotal = folds.reduce((sum, fold) => sum + fold.personal.length, 0);
  const secondsOf = (name: "generic" | "personal") => (startedMs[name] === undefined ? 0 : (performance.now() - startedMs[name]) / 1000);
  const estimate = () => {
    const genericStepsDone = [...stepsDone.values()].reduce((sum, steps) => sum + steps, 0);
    publish({
      secondsLeft: secondsLeft(
        { genericStepsTotal: stage === "personal" ? genericStepsDone : stepsPerFold * folds.length, peopleTotal, stepsPerPerson, workers },
        { genericStepsDone, genericSeconds: stage === "generic" ? secondsOf("generic") : genericSeconds, peopleDone, personalSeconds: secondsOf("personal") },
      ),
    });
  };
  return {
    startStage(name) {
      if (name === "personal") genericSeconds = secondsOf("generic");
      stage = name;
      startedMs[name] = performance.now();
    },
    see(event) {
      if (event.kind === "personalStep") {
        personSteps.set(event.personId, event.stepsDone);
        const steps = [...personSteps.values()].reduce((sum, own) => sum + own, 0);
        publish({ stepsDone: Math.min(steps, stepsPerPerson * peopleTotal), stepsTotal: stepsPerPerson * peopleTotal, stepsPerSecond: steps / Math.max(1e-3, secondsOf("personal")) });
      }
      if (event.kind !== "step") return;
      stepsDone.set(event.stage, event.stepsDone);
      stepsPerFold = event.stepsTotal;
      estimate();
    },
    personDone(personId) {
      peopleDone += 1;
      personSteps.set(personId, stepsPerPerson);
      estimate();
    },
    secondsByStage: () => ({ generic: genericSeconds, personal: secondsOf("personal") }),
  };
}

/** A full disk or a missing file system must not stop training: it is said once and the run goes on. */
function guardStoring(checkpoint: StudyCheckpoint | null, say: (text: string) => void): StudyCheckpoint {
  let failed = checkpoint === null;
  const guarded = async (write: () => Promise<void>) => {
    if (failed) return;
    try {
      await write();
    } catch (error) {
      failed = true;
      say(`${messageOf(error)} Training goes on, but this run cannot be resumed.`);
    }
  };
  return {
    saveEpoch: (...parameters) => guarded(() => checkpoint!.saveEpoch(...parameters)),
    saveFold: (...parameters) => guarded(() => checkpoint!.saveFold(...parameters)),
    savePerson: (...parameters) => guarded(() => checkpoint!.savePerson(...parameters)),
    erase: () => guarded(() => checkpoint!.erase()),
  };
}

async function runGenericFolds(input: {
  workers: readonly StudyWorker[];
  folds: readonly StudyFold[];
  resumed: SavedStudy | null;
  storing: StudyCheckpoint;
  onEvent: (event: JobEvent) => void;
  config: StudyConfig;
  clock: StudyClock;
}): Promise<GenericTrainingResult[]> {
  input.clock.startStage("generic");
  return inParallel(input.workers, input.folds, async (worker, fold) => {
    const finished = input.resumed?.finishedFolds.get(fold.index);
    if (finished !== undefined) return finished;
    const epochState = input.resumed?.epochStates.get(fold.index) ?? null;
    const bytes = epochState === null ? null : epochState.bytes.slice();
    const name = input.folds.length > 1 ? `generic network ${fold.index + 1} of ${input.folds.length}` : "generic network";
    const result = await fromWorker(
      worker.api.trainFold(
        fold,
        bytes === null ? null : Comlink.transfer(bytes, [bytes.buffer]),
        Comlink.proxy(input.onEvent),
        Comlink.proxy((state: Uint8Array, epoch: number) =>
          input.storing.saveEpoch(fold.index, epoch, state, `${name}, epoch ${epoch} of ${input.config.generic.epochs} done`),
        ),
      ),
    );
    await input.storing.saveFold(fold.index, result, `${name} trained`);
    return result;
  });
}

async function runPeople(input: {
  workers: readonly StudyWorker[];
  people: readonly { readonly fold: StudyFold; readonly personId: string }[];
  generic: readonly GenericTrainingResult[];
  resumed: SavedStudy | null;
  storing: StudyCheckpoint;
  onEvent: (event: JobEvent) => void;
  clock: StudyClock;
}): Promise<PersonResult[]> {
  input.clock.startStage("personal");
  let done = 0;
  return inParallel(input.workers, input.people, async (worker, { fold, personId }) => {
    const finished = input.resumed?.finishedPeople.get(personId);
    const result = finished ?? (await fromWorker(worker.api.runPerson(fold, personId, input.generic[fold.index]!.weights, Comlink.proxy(input.onEvent))));
    done += 1;
    input.clock.personDone(personId);
    if (finished === undefined) await input.storing.savePerson(result, `personal rounds of ${done} of ${input.people.length} people done`);
    return result;
  });
}

/** Hands items to workers as they become free; results keep the order of the items. */
async function inParallel<Item, Result>(workers: readonly StudyWorker[], items: readonly Item[], work: (worker: StudyWorker, item: Item) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = [];
  let next = 0;
  await Promise.all(
    workers.map(async (worker) => {
      while (next < items.length) {
        const index = next++;
        results[index] = await work(worker, items[index]!);
      }
    }),
  );
  return results;
}

async function lookInsideOf(worker: StudyWorker, personId: string, people: readonly PersonResult[], genericWeights: readonly Weights[]): Promise<LookInside> {
  const person = people.find((candidate) => candidate.personId === personId);
  if (person === undefined) throw new LabError({ name: "StudyError", message: `No personal rounds were run for ${personId}.`, code: "unknown-person", remedy: "Choose one of the people listed.", file: null });
  const primary = person.trajectories[0]!;
  return fromWorker(worker.api.lookInside(personId, primary.heldOutRecordIds, genericWeights[person.foldIndex]!, person.personalWeights));
}
