/**
 * What a study has finished and need not compute again: on disk where that works, else in the memory of the page, which survives a lost
 * device though not a closed tab.
 */
import type { GenericTrainingResult, PersonResult } from "@kalium/study";
import type { CheckpointClient } from "./checkpointClient.ts";
import { loadStudyCheckpoint, openStudyCheckpoint, type SavedStudy, type StudyCheckpoint } from "./studyCheckpoint.ts";

export interface KeptProgress extends StudyCheckpoint {
  /** Whether what is finished survives a closed tab. */
  readonly durable: boolean;
  /** What a run goes on from; null when nothing is finished. */
  latest(): Promise<SavedStudy | null>;
}

/**
 * Progress of the job with this key. A full disk or a missing file system must not stop training: `say` tells it once, and what comes after is
 * kept in memory.
 */
export function createKeptProgress(client: CheckpointClient | null, jobKey: string, title: string, nowIso: () => string, say: (text: string) => void): KeptProgress {
  let durable = client !== null;
  let checkpoint: StudyCheckpoint | null = null;
  let namesOnDisk: readonly string[] = [];
  let memory = noProgress();

  const giveUpStoring = (text: string): void => {
    durable = false;
    say(text);
  };
  const fromDisk = async (): Promise<SavedStudy | null> => {
    if (client === null) return null;
    try {
      const found = await loadStudyCheckpoint(client, jobKey);
      namesOnDisk = found?.names ?? [];
      checkpoint = null;
      return found?.saved ?? null;
    } catch (error) {
      if (durable) giveUpStoring(`Stored runs cannot be read: ${messageOf(error)} Nothing of this run will survive a closed tab.`);
      return null;
    }
  };
  /** On disk, or else in memory by `remember`. */
  const keep = async (store: (checkpoint: StudyCheckpoint) => Promise<void>, remember: () => void, detail: string): Promise<void> => {
    if (durable) {
      try {
        await store((checkpoint ??= openStudyCheckpoint(client!, jobKey, title, nowIso, namesOnDisk)));
        return;
      } catch (error) {
        giveUpStoring(`${messageOf(error)} Training goes on, but what comes now will not survive a closed tab.`);
      }
    }
    remember();
    memory = { ...memory, savedAt: nowIso(), detail };
  };

  return {
    get durable() {
      return durable;
    },
    async latest() {
      const saved = joined(await fromDisk(), memory);
      return saved.finishedFolds.size + saved.epochStates.size + saved.finishedPeople.size > 0 ? saved : null;
    },
    saveEpoch: (foldIndex, epoch, bytes, detail) =>
      keep(
        (store) => store.saveEpoch(foldIndex, epoch, bytes, detail),
        // Bytes that were on their way to the disk when it failed are gone; the epoch before them is still there.
        () => bytes.byteLength > 0 && memory.epochStates.set(foldIndex, { epoch, bytes }),
        detail,
      ),
    saveFold: (foldIndex, result, detail) =>
      keep(
        (store) => store.saveFold(foldIndex, result, detail),
        () => {
          memory.finishedFolds.set(foldIndex, result);
          memory.epochStates.delete(foldIndex);
        },
        detail,
      ),
    savePerson: (result, detail) => keep((store) => store.savePerson(result, detail), () => memory.finishedPeople.set(result.personId, result), detail),
    async erase() {
      memory = noProgress();
      namesOnDisk = [];
      checkpoint = null;
      await client?.erase(jobKey);
    },
  };
}

interface MemoryProgress {
  readonly savedAt: string;
  readonly detail: string;
  readonly finishedFolds: Map<number, GenericTrainingResult>;
  readonly epochStates: Map<number, { readonly epoch: number; readonly bytes: Uint8Array }>;
  readonly finishedPeople: Map<string, PersonResult>;
}

function noProgress(): MemoryProgress {
  return { savedAt: "", detail: "", finishedFolds: new Map(), epochStates: new Map(), finishedPeople: new Map() };
}

/** The disk holds what was finished before it failed, the memory what came after. */
function joined(disk: SavedStudy | null, memory: MemoryProgress): SavedStudy {
  if (disk === null || memory.savedAt === "") return disk ?? memory;
  return {
    savedAt: memory.savedAt,
    detail: memory.detail,
    finishedFolds: new Map([...disk.finishedFolds, ...memory.finishedFolds]),
    epochStates: new Map([...disk.epochStates, ...memory.epochStates]),
    finishedPeople: new Map([...disk.finishedPeople, ...memory.finishedPeople]),
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
