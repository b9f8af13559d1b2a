/** For tests only: imports synthetic recordings under one title until it is done, fails or is ended. */
import { syntheticLook, syntheticRecording } from "./syntheticRecordings.ts";
import { createDatasetStore, tidyStore } from "../store/datasetStore.ts";
import { openOpfsRoot } from "../store/opfsFolder.ts";
import { slowly, withoutRename } from "./wrongWriters.ts";

/** Import `count` recordings under `title`; as a control, straight into files of their final names. */
export interface ImportOrder {
  readonly title: string;
  readonly count: number;
  readonly packBytes: number;
  readonly writesInPlace: boolean;
  /** Takes a moment in the middle of every write. */
  readonly slow: boolean;
}

self.onmessage = async ({ data: { title, count, packBytes, writesInPlace, slow } }: MessageEvent<ImportOrder>) => {
  const opfs = slow ? slowly(await openOpfsRoot()) : await openOpfsRoot();
  const root = writesInPlace ? withoutRename(opfs) : opfs;
  try {
    await tidyStore(root, "sizes");
    const store = createDatasetStore(root, { packBytes, chunkBytes: 2000, verification: "sizes", newKey: () => crypto.randomUUID(), now: () => new Date().toISOString() });
    const begun = await store.beginImport(title);
    self.postMessage("begun");
    for (let number = 0; number < count; number++) await begun.add(syntheticRecording(number, 500), syntheticLook, null);
    await begun.finish();
    self.postMessage("done");
  } catch (error) {
    const { code, message, remedy } = error as { code?: string; message: string; remedy?: string };
    self.postMessage({ code, message, remedy });
  }
};
