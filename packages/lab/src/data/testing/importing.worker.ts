/** For tests only: imports synthetic recordings under one title until it is ended, telling how many it has handed to the store. */
import { syntheticLook, syntheticRecording } from "./syntheticRecordings.ts";
import { createDatasetStore, tidyStore } from "../store/datasetStore.ts";
import { openOpfsRoot } from "../store/opfsFolder.ts";
import { slowly, withoutRename } from "./wrongWriters.ts";

/** Import `count` recordings under `title`; as a control, straight into files of their final names. */
export interface ImportOrder {
  readonly title: string;
  readonly count: number;
  readonly writesInPlace: boolean;
}

self.onmessage = async ({ data: { title, count, writesInPlace } }: MessageEvent<ImportOrder>) => {
  const opfs = slowly(await openOpfsRoot());
  const root = writesInPlace ? withoutRename(opfs) : opfs;
  await tidyStore(root, "sizes");
  const store = createDatasetStore(root, { packBytes: 6000, chunkBytes: 2000, verification: "sizes", newKey: () => crypto.randomUUID(), now: () => new Date().toISOString() });
  const begun = await store.beginImport(title);
  self.postMessage("begun");
  for (let number = 0; number < count; number++) await begun.add(syntheticRecording(number, 500), syntheticLook, null);
  await begun.finish();
  self.postMessage("done");
};
