/**
 * What a study worker does: data preparation, training, personal rounds and explanation. One worker runs one call at
 * a time; `pause`, `resume` and `cancel` act on the call in progress, or on the next one when they come between two.
 */
import * as Comlink from "comlink";
import { joinPotassium, readPotassiumTable, readWfdbFolder, mitBihPersonOf, sourceFileFromFile, type SourceFile } from "@kalium/ecg";
import { graphHash, countParameters, initializeWeights, seededRandom, type chooseExecutor, type Executor, type ExecutorInfo, type ExecutorName, type listExecutors, type Weights } from "@kalium/engine";
import { gradCamNodes, resnet1d } from "@kalium/models";
import {
  heartbeatStudyData,
  lookInside,
  potassiumStudyData,
  recordsOfPeople,
  createPersonalNetwork,
  runPersonalRounds,
  simulatedStudyData,
  trainGeneric,
  type GenericTrainingResult,
  type HeartbeatCohortOptions,
  type JobEvent,
  type LookInside,
  type PersonalNetwork,
  type PersonResult,
  type SimulatedCohortSettings,
  type StudyConfig,
  type StudyData,
  type StudyFold,
} from "@kalium/study";
import type { StoredStream } from "./data/streamStored.ts";
import { createJobControl, type JobControl } from "./jobControl.ts";
import { readTrainingState, writeTrainingState } from "./trainingStateFile.ts";
import { splitsOfTable } from "./tableSplits.ts";

/** A problem with one file or person, with what to do about it. */
export interface ImportProblem {
  readonly file: string;
  readonly message: string;
  readonly remedy: string;
}

export interface ImportOutcome {
  /** Null when nothing usable was found; the problems say why. */
  readonly data: StudyData | null;
  readonly problems: readonly ImportProblem[];
}

export interface NetworkFacts {
  readonly name: string;
  readonly graphHash: string;
  readonly trainableParameters: number;
}

type Progress = (done: number, total: number) => void;

const BEAT_LENGTH = 120;
/** Strips of a stored data set that are shown; all of ten thousand would fill the page's memory. */
const STORED_PREVIEW_COUNT = 200;

/** How a worker comes to an executor; a test brings its own. */
export interface WorkerEngine {
  readonly chooseExecutor: typeof chooseExecutor;
  readonly listExecutors: typeof listExecutors;
  readonly openStored: (datasetKey: string) => Promise<StoredStream>;
}

export type StudyWorkerApi = ReturnType<typeof createStudyWorkerApi>;

/** Makes the worker's side: an executor, a study and a job at a time. */
export function createStudyWorkerApi(engine: WorkerEngine) {
  let executor: Executor | null = null;
  /** Compiled for the executor and the study that are open; made by the first person. */
  let personalNetwork: PersonalNetwork | null = null;
  let study: { readonly data: StudyData; readonly config: StudyConfig } | null = null;
  let control: JobControl | null = null;
  let paused = false;
  let cancelled = false;

  const beginJob = (onEvent: (event: JobEvent) => void): JobControl => {
    control = createJobControl(onEvent);
    if (paused) control.pause();
    if (cancelled) control.cancel();
    return control;
  };

  const opened = (): { readonly executor: Executor; readonly data: StudyData; readonly config: StudyConfig } => {
    if (executor === null || study === null) throw new Error("The worker was asked to train before it was given an executor and data.");
    return { executor, ...study };
  };

  const closePersonalNetwork = (): void => {
    personalNetwork?.dispose();
    personalNetwork = null;
  };

  return {
    async listExecutors() {
      return engine.listExecutors();
    },

    /** `threads` is how many of the processor's cores this worker may take. */
    async openExecutor(forced: ExecutorName | null, threads: number): Promise<ExecutorInfo> {
      closePersonalNetwork();
      executor?.dispose();
      executor = null;
      executor = await engine.chooseExecutor({ forced: forced ?? undefined, threads });
      return executor.info;
    },

    async simulate(settings: SimulatedCohortSettings, onProgress: Progress): Promise<StudyData> {
      const { context } = beginJob(() => {});
      return simulatedStudyData(settings, async (done, total) => {
        await context.turn();
        onProgress(done, total);
      });
    },

    /** Reads a dropped folder. With a potassium table among the files (and `labels: "potassium"`) the labels come from it. */
    async importFiles(files: readonly File[], options: { readonly labels: "heartbeat"; readonly cohort: HeartbeatCohortOptions } | { readonly labels: "potassium"; readonly leadName: string; readonly minimumRecordsPerClass: number; readonly maxBeatsPerRecord: number }, onProgress: Progress): Promise<ImportOutcome> {
      const { context } = beginJob(() => {});
      const problems: ImportProblem[] = [];
      const sources = files.map((file) => sourceFileFromFile(file));
      const tables = await readTables(sources, problems);
      let read;
      try {
        read = await readWfdbFolder(sources.filter((source) => !isTable(source)), {
          personOf: mitBihPersonOf,
          onProgress: ({ doneCount, totalCount }) => onProgress(doneCount, 2 * totalCount),
        });
      } catch (error) {
        problems.push(problemOf(error, "the files"));
        return { data: null, problems };
      }
      problems.push(...read.rejected.map(({ file, message, remedy }) => ({ file, message, remedy })));
      const total = read.recordings.length;
      const cohortProgress = async (done: number) => {
        await context.turn();
        onProgress(total + done, 2 * total);
      };
      let recordings = read.recordings;
      let assignedSplits: StudyData["assignedSplits"] = null;
      for (const table of tables.read) {
        try {
          assignedSplits = splitsOfTable(table, recordings) ?? assignedSplits;
        } catch (error) {
          problems.push(problemOf(error, table.fileName));
          return { data: null, problems };
        }
        recordings = joinPotassium(recordings, table).recordings;
      }
      // A table that cannot be read would silently lose the labels, persons or splits it was given for.
      if (recordings.length === 0 || tables.failed.length > 0) return { data: null, problems };
      if (options.labels === "heartbeat") {
        const data = await heartbeatStudyData(recordings, { ...options.cohort, onProgress: cohortProgress });
        return usableOrProblems({ ...data, assignedSplits }, problems);
      }
      const data = await potassiumStudyData(recordings, {
        title: "Local records",
        leadName: options.leadName,
        minimumRecordsPerClass: options.minimumRecordsPerClass,
        maxBeatsPerRecord: options.maxBeatsPerRecord,
        previewCount: recordings.length,
        onProgress: cohortProgress,
      });
      return usableOrProblems({ ...data, assignedSplits }, problems);
    },

    /** A stored data set, read a recording at a time; recordings without potassium are counted and not read. */
    async importDataset(datasetKey: string, options: { readonly leadName: string; readonly minimumRecordsPerClass: number; readonly maxBeatsPerRecord: number }, onProgress: Progress): Promise<ImportOutcome> {
      const { context } = beginJob(() => {});
      const { title, recordings } = await engine.openStored(datasetKey);
      const data = await potassiumStudyData(recordings, {
        title,
        ...options,
        previewCount: STORED_PREVIEW_COUNT,
        onProgress: async (done, total) => {
          await context.turn();
          onProgress(done, total);
        },
      });
      return usableOrProblems(data, []);
    },

    async openStudy(data: StudyData, config: StudyConfig): Promise<NetworkFacts> {
      closePersonalNetwork();
      study = { data, config };
      const graph = graphOf(config);
      return { name: `pre-activation bottleneck ResNet-50, 1-D, base width ${config.baseWidth}`, graphHash: await graphHash(graph), trainableParameters: countParameters(graph).trainable };
    },

    /** Trains the generic network of a fold, or continues it; every epoch is handed out as bytes to be stored. */
    async trainFold(
      fold: StudyFold,
      resumeFrom: Uint8Array | null,
      onEvent: (event: JobEvent) => void,
      onEpoch: (bytes: Uint8Array, epoch: number) => Promise<void>,
    ): Promise<GenericTrainingResult> {
      const { executor, data, config } = opened();
      const { context } = beginJob(onEvent);
      const graph = graphOf(config);
      const randomOf = foldRandom(config.seed, fold.index);
      const part = (people: readonly string[]) => recordsOfPeople(data.records, people);
      return trainGeneric({
        executor,
        graph,
        initialWeights: initializeWeights(graph, randomOf),
        train: part(fold.generic.train),
        validation: part(fold.generic.validation),
        test: part(fold.generic.test),
        beatLength: BEAT_LENGTH,
        config: config.generic,
        stage: `Generic network${data.crossFit ? ` ${fold.index + 1}` : ""}`,
        randomOf,
        context,
        resumeFrom: resumeFrom === null ? null : readTrainingState(resumeFrom),
        onEpoch: async (state) => {
          const bytes = writeTrainingState(state);
          await onEpoch(Comlink.transfer(bytes, [bytes.buffer]), state.epochsDone);
        },
      });
    },

    async runPerson(fold: StudyFold, personId: string, genericWeights: Weights, onEvent: (event: JobEvent) => void): Promise<PersonResult> {
      const { executor, data, config } = opened();
      const { context } = beginJob(onEvent);
      personalNetwork ??= createPersonalNetwork(executor, graphOf(config), config.personal.cutNode);
      return runPersonalRounds({
        network: personalNetwork,
        genericWeights,
        foldIndex: fold.index,
        personId,
        records: recordsOfPeople(data.records, [personId]),
        beatLength: BEAT_LENGTH,
        config: config.personal,
        randomOf: foldRandom(config.seed, fold.index),
        context,
      });
    },

    async lookInside(personId: string, heldOutRecordIds: readonly string[], genericWeights: Weights, personalWeights: Weights): Promise<LookInside> {
      const { executor, data, config } = opened();
      const { context } = beginJob(() => {});
      return lookInside({
        executor,
        graph: graphOf(config),
        genericWeights,
        personalWeights,
        records: recordsOfPeople(data.records, [personId]),
        heldOutRecordIds,
        beatLength: BEAT_LENGTH,
        maxBeatsPerRecord: config.personal.maxBeatsPerRecord,
        camNodes: gradCamNodes,
        featureNode: "head.pool",
        randomOf: foldRandom(config.seed, 0),
        context,
      });
    },

    async pause() {
      paused = true;
      control?.pause();
    },
    async resume() {
      paused = false;
      control?.resume();
    },
    async cancel() {
      cancelled = true;
      control?.cancel();
    },
  };
}

function graphOf(config: StudyConfig) {
  return resnet1d({ baseWidth: config.baseWidth, batchNormMomentum: config.batchNormMomentum });
}

/** Each fold draws its own numbers, so folds may run in any order or side by side. */
function foldRandom(seed: number, foldIndex: number): (stream: string) => () => number {
  const randomOf = seededRandom(seed);
  return (stream) => randomOf(`fold ${foldIndex} ${stream}`);
}

/** Data of which nothing is left would silently take the place of what was loaded before; the reasons are said instead. */
function usableOrProblems(data: StudyData, problems: readonly ImportProblem[]): ImportOutcome {
  if (data.records.length > 0) return { data, problems };
  const reasons = [
    ...data.excludedPeople.map(({ personId, reason }) => ({ file: personId, message: reason })),
    ...data.flow.flatMap((step) => step.dropped.map(({ reason, count }) => ({ file: step.label, message: `${count} × ${reason}` }))),
  ];
  return { data: null, problems: [...problems, ...reasons.map((reason) => ({ ...reason, remedy: "Choose records that hold what the notebook asks for." }))] };
}

function isTable(source: SourceFile): boolean {
  return /\.(csv|tsv)$/i.test(source.path);
}

async function readTables(sources: readonly SourceFile[], problems: ImportProblem[]) {
  const read = [];
  const failed: string[] = [];
  for (const source of sources.filter(isTable)) {
    try {
      const table = readPotassiumTable(new TextDecoder().decode(await source.bytes()), source.path);
      read.push(table);
    } catch (error) {
      problems.push(problemOf(error, source.path));
      failed.push(source.path);
    }
  }
  return { read, failed };
}

function problemOf(error: unknown, file: string): ImportProblem {
  const facts = error as { message?: string; remedy?: string; place?: { file?: string } };
  return { file: facts.place?.file ?? file, message: facts.message ?? String(error), remedy: facts.remedy ?? "Leave this file out, or choose another one." };
}
