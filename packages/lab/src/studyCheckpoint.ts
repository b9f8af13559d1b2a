/**
 * What a study leaves on disk as it goes: the last two epochs of each generic network in training, each finished generic network,
 * each finished person. Names carry the epoch, so a new file never replaces one that the stored manifest still vouches for.
 */
import { readSafetensors, writeSafetensors, type Weights } from "@kalium/engine";
import type { GenericTrainingResult, PersonResult } from "@kalium/study";
import type { CheckpointClient } from "./checkpointClient.ts";

/** What was found on opening. */
export interface SavedStudy {
  readonly savedAt: string;
  readonly detail: string;
  readonly finishedFolds: ReadonlyMap<number, GenericTrainingResult>;
  readonly epochStates: ReadonlyMap<number, { readonly epoch: number; readonly bytes: Uint8Array }>;
  readonly finishedPeople: ReadonlyMap<string, PersonResult>;
}

export interface StudyCheckpoint {
  saveEpoch(foldIndex: number, epoch: number, bytes: Uint8Array, detail: string): Promise<void>;
  saveFold(foldIndex: number, result: GenericTrainingResult, detail: string): Promise<void>;
  savePerson(result: PersonResult, detail: string): Promise<void>;
  erase(): Promise<void>;
}

/** Epochs of one fold that are kept: should the newest prove damaged, the one before it serves. */
const EPOCHS_KEPT = 2;

/** The writer of one job. `earlierNames` are files that a resumed job already has. */
export function openStudyCheckpoint(client: CheckpointClient, jobKey: string, title: string, nowIso: () => string, earlierNames: readonly string[]): StudyCheckpoint {
  const names = new Set(earlierNames);
  const save = async (name: string, bytes: Uint8Array, detail: string) => {
    names.add(name);
    await client.save({ jobKey, title, savedAt: nowIso(), detail }, { [name]: bytes }, [...names]);
  };
  return {
    async saveEpoch(foldIndex, epoch, bytes, detail) {
      names.delete(epochName(foldIndex, epoch - EPOCHS_KEPT));
      await save(epochName(foldIndex, epoch), bytes, detail);
    },
    async saveFold(foldIndex, result, detail) {
      for (const name of names) if (name.startsWith(`fold-${foldIndex}-epoch-`)) names.delete(name);
      const { weights, ...rest } = result;
      await save(`fold-${foldIndex}-done`, writeSafetensors(weights, { result: JSON.stringify(rest) }), detail);
    },
    async savePerson(result, detail) {
      const { personalWeights, ...rest } = result;
      await save(`person-${encodeURIComponent(result.personId)}`, writeSafetensors(personalWeights, { result: JSON.stringify(rest) }), detail);
    },
    async erase() {
      names.clear();
      await client.erase(jobKey);
    },
  };
}

/** Reads what is stored for a job; damaged files are passed over, so the state may be an epoch older than the newest. */
export async function loadStudyCheckpoint(client: CheckpointClient, jobKey: string): Promise<{ saved: SavedStudy; names: readonly string[] } | null> {
  const stored = await client.load(jobKey);
  if (stored === null) return null;
  const finishedFolds = new Map<number, GenericTrainingResult>();
  const epochStates = new Map<number, { epoch: number; bytes: Uint8Array }>();
  const finishedPeople = new Map<string, PersonResult>();
  for (const [name, bytes] of Object.entries(stored.files)) {
    const epoch = /^fold-(\d+)-epoch-(\d+)$/.exec(name);
    const fold = /^fold-(\d+)-done$/.exec(name);
    if (epoch !== null) {
      const foldIndex = Number(epoch[1]);
      if (Number(epoch[2]) > (epochStates.get(foldIndex)?.epoch ?? 0)) epochStates.set(foldIndex, { epoch: Number(epoch[2]), bytes });
    } else if (fold !== null) {
      const { rest, weights } = unpack<Omit<GenericTrainingResult, "weights">>(bytes);
      finishedFolds.set(Number(fold[1]), { ...rest, weights });
    } else if (name.startsWith("person-")) {
      const { rest, weights } = unpack<Omit<PersonResult, "personalWeights">>(bytes);
      finishedPeople.set(rest.personId, { ...rest, personalWeights: weights });
    }
  }
  const { savedAt, detail } = stored.manifest;
  return { saved: { savedAt, detail, finishedFolds, epochStates, finishedPeople }, names: Object.keys(stored.files) };
}

function unpack<Rest>(bytes: Uint8Array): { rest: Rest; weights: Weights } {
  const { weights, metadata } = readSafetensors(bytes);
  return { rest: JSON.parse(metadata.result!) as Rest, weights };
}

function epochName(foldIndex: number, epoch: number): string {
  return `fold-${foldIndex}-epoch-${epoch}`;
}
