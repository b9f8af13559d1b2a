/** For the test of full disks only: imports in a worker of its own, and what the store then holds. */
import { createDatasetStore, tidyStore } from "../store/datasetStore.ts";
import { openOpfsRoot } from "../store/opfsFolder.ts";
import type { ImportOrder } from "./importing.worker.ts";
import { contentsOf, contentsOfStore } from "./storeContents.ts";
import { syntheticRecording } from "./syntheticRecordings.ts";

const settings = { packBytes: 2500, chunkBytes: 2000, verification: "sizes", newKey: () => "unused", now: () => "now" } as const;

export interface ImportFailure {
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
}

/** Null when the import went through, else what it failed with. */
export function importSynthetic(count: number): Promise<ImportFailure | null> {
  const order: ImportOrder = { title: "quota", count, packBytes: settings.packBytes, writesInPlace: false, slow: false };
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL("./importing.worker.ts", import.meta.url), { type: "module" });
    worker.onerror = (event) => reject(new Error(event.message));
    worker.onmessage = ({ data }) => {
      if (data === "begun") return;
      worker.terminate();
      resolve(data === "done" ? null : data);
    };
    worker.postMessage(order);
  });
}

/** How many recordings the store holds, whether they are the first of those given, and whether they are all. */
export async function checkSynthetic(): Promise<{ readonly stored: number; readonly isSound: boolean; readonly isWhole: boolean }> {
  const root = await openOpfsRoot();
  await tidyStore(root, "sizes");
  const [dataset] = await contentsOfStore(createDatasetStore(root, settings));
  const recordings = dataset?.recordings ?? [];
  return { stored: recordings.length, isSound: recordings.every((recording, number) => recording === contentsOf(syntheticRecording(number, 500))), isWhole: dataset?.state === "whole" };
}

export async function eraseSynthetic(): Promise<void> {
  await createDatasetStore(await openOpfsRoot(), settings).erase(null);
}
