/**
 * The façade that the page and the notebooks use: data in, studies out, everything heavy in workers, everything stored in one
 * list that can be erased.
 */
import * as Comlink from "comlink";
import type { ExecutorAvailability, ExecutorName } from "@kalium/engine";
import { defaultCohort, demoProtocol, type HeartbeatCohortOptions, type SimulatedCohortSettings, type StudyConfig, type StudyData } from "@kalium/study";
import { openCheckpointClient, type CheckpointClient } from "./checkpointClient.ts";
import type { StoredJob } from "./checkpointStore.ts";
import type { DataRoom } from "./data/dataRoom.ts";
import { openDataRoom } from "./data/openDataRoom.ts";
import { createPersonalStudy, type PersonalStudy } from "./personalStudy.ts";
import { fromWorker, LabError } from "./plainError.ts";
import type { ImportOutcome } from "./studyWorkerApi.ts";
import { startStudyWorker, type StudyWorker } from "./workerPool.ts";

export interface LabEnvironment {
  readonly executors: readonly ExecutorAvailability[];
  readonly cores: number;
  readonly crossOriginIsolated: boolean;
  /** Whether the browser has promised not to evict stored runs; null where it cannot say. */
  readonly storagePersisted: boolean | null;
}

/** Called with how much is done, 0 … 1. */
export type OnProgress = (share: number) => void;

export interface Lab {
  environment(): Promise<LabEnvironment>;
  /** The built-in default: a simulated, seeded cohort. */
  simulateCohort(settings?: Partial<SimulatedCohortSettings>, onProgress?: OnProgress): Promise<StudyData>;
  /** Local WFDB records with beat annotations: heartbeat class as the label. */
  importHeartbeats(files: readonly File[], options?: Partial<HeartbeatCohortOptions>, onProgress?: OnProgress): Promise<ImportOutcome>;
  /** Local WFDB records with a table of potassium results (CSV). */
  importPotassium(files: readonly File[], options?: { readonly leadName?: string }, onProgress?: OnProgress): Promise<ImportOutcome>;
  /** A data set of the data room's store: its recordings with potassium, read one at a time. */
  importDataset(datasetKey: string, options?: { readonly leadName?: string }, onProgress?: OnProgress): Promise<ImportOutcome>;
  /** The one data room of this lab: opens, pairs, de-identifies and stores recordings. */
  dataRoom(): DataRoom;
  /** A study ready to run; settings that are left out are the demo protocol's. */
  personalStudy(data: StudyData, options?: PersonalStudySettings): PersonalStudy;
  /** Runs stored on this machine. */
  stored(): Promise<readonly StoredJob[]>;
  /** Erases one stored run, or all. */
  eraseStored(jobKey?: string): Promise<void>;
}

export interface PersonalStudySettings {
  readonly seed?: number;
  readonly baseWidth?: number;
  readonly executor?: ExecutorName | null;
  readonly generic?: Partial<StudyConfig["generic"]>;
  readonly personal?: Partial<StudyConfig["personal"]>;
}

/** How half-hour records with beat annotations are cut (Kalium's choice). */
export const defaultHeartbeatCohort: HeartbeatCohortOptions = {
  title: "Local records, heartbeat class",
  leadName: "II",
  blockS: 60,
  minimumBeatsPerStrip: 5,
  maxBeatsPerStrip: 30,
  minimumStripsPerClass: 8,
};

/** Opens the lab. Workers start with the first call that needs them. */
export function openLab(): Lab {
  let dataWorker: StudyWorker | null = null;
  let store: CheckpointClient | null = null;
  let room: DataRoom | null = null;
  const worker = () => (dataWorker ??= startStudyWorker()).api;
  const openStore = () => (canStore() ? (store ??= openCheckpointClient()) : null);
  const share = (onProgress?: OnProgress) => Comlink.proxy((done: number, total: number) => onProgress?.(total === 0 ? 1 : done / total));
  return {
    async environment() {
      return {
        executors: await fromWorker(worker().listExecutors()),
        cores: navigator.hardwareConcurrency,
        crossOriginIsolated: globalThis.crossOriginIsolated,
        storagePersisted: (await navigator.storage?.persisted?.()) ?? null,
      };
    },
    simulateCohort(settings = {}, onProgress) {
      return fromWorker(worker().simulate({ ...defaultCohort, ...settings }, share(onProgress)));
    },
    importHeartbeats(files, options = {}, onProgress) {
      return fromWorker(worker().importFiles(files, { labels: "heartbeat", cohort: { ...defaultHeartbeatCohort, ...options } }, share(onProgress)));
    },
    importPotassium(files, options = {}, onProgress) {
      const settings = { labels: "potassium", leadName: options.leadName ?? "II", minimumRecordsPerClass: 8, maxBeatsPerRecord: 200 } as const;
      return fromWorker(worker().importFiles(files, settings, share(onProgress)));
    },
    importDataset(datasetKey, options = {}, onProgress) {
      return fromWorker(worker().importDataset(datasetKey, { leadName: options.leadName ?? "II", minimumRecordsPerClass: 8, maxBeatsPerRecord: 200 }, share(onProgress)));
    },
    dataRoom() {
      return (room ??= openDataRoom());
    },
    personalStudy(data, settings = {}) {
      const config: StudyConfig = {
        ...demoProtocol,
        seed: settings.seed ?? demoProtocol.seed,
        baseWidth: settings.baseWidth ?? demoProtocol.baseWidth,
        generic: { ...demoProtocol.generic, ...settings.generic },
        personal: { ...demoProtocol.personal, ...settings.personal },
      };
      return createPersonalStudy(data, config, { executor: settings.executor ?? null, store: openStore() });
    },
    async stored() {
      return (await openStore()?.list()) ?? [];
    },
    async eraseStored(jobKey) {
      const open = openStore();
      if (open === null) throw new LabError({ name: "StoreError", message: "This browser offers no private file system here, so nothing is stored.", code: "no-store", remedy: "Nothing needs to be erased.", file: null });
      await open.erase(jobKey);
    },
  };
}

function canStore(): boolean {
  return typeof navigator.storage?.getDirectory === "function";
}
