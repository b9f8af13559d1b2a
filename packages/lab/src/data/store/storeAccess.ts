/**
 * The one door to the stored data sets of this origin. Reading needs no lock; writing holds one that all tabs share, and begins by
 * dropping what a tab that died has left behind.
 */
import { createDatasetStore, DEFAULT_PACK_SIZES, tidyStore, type DatasetStore } from "./datasetStore.ts";
import { DataStoreError } from "./storeError.ts";
import { readVersions, writeVersion } from "./storedDocument.ts";
import type { StoreFolder } from "./storeFolder.ts";

/** Runs `work` while no other tab does so; answers null at once where another one does. */
export type WithLock = <Result>(work: () => Promise<Result>) => Promise<{ readonly result: Result } | null>;

export interface StoreAccess {
  reading(): Promise<DatasetStore>;
  /** @throws DataStoreError "busy-elsewhere" while another tab writes. */
  writing<Result>(work: (store: DatasetStore) => Promise<Result>): Promise<Result>;
  /** The store's folder, for files that are not data sets. */
  root(): Promise<StoreFolder>;
  /** A small document beside the data sets, or null. */
  document(stem: string): Promise<unknown>;
  /** Replaces a document; only inside `writing`. */
  writeDocument(stem: string, value: unknown): Promise<void>;
}

export interface StoreGround {
  readonly openRoot: () => Promise<StoreFolder>;
  readonly withLock: WithLock;
  /** Files that serve only while a tab is open. */
  readonly passingFiles: readonly string[];
  readonly newKey: () => string;
  readonly now: () => string;
}

export function createStoreAccess(ground: StoreGround): StoreAccess {
  let opening: Promise<{ readonly root: StoreFolder; readonly store: DatasetStore }> | null = null;
  const open = () =>
    (opening ??= (async () => {
      const root = await ground.openRoot();
      // Where another tab is writing, its files must be left alone; it has tidied before it began.
      await ground.withLock(async () => {
        await tidyStore(root, "sizes");
        for (const name of ground.passingFiles) await root.remove(name);
      });
      const store = createDatasetStore(root, { ...DEFAULT_PACK_SIZES, verification: "sizes", newKey: ground.newKey, now: ground.now });
      return { root, store };
    })().catch((error: unknown) => {
      opening = null;
      throw error;
    }));
  return {
    async reading() {
      return (await open()).store;
    },
    async writing(work) {
      const { root, store } = await open();
      const done = await ground.withLock(async () => {
        await tidyStore(root, "sizes");
        return work(store);
      });
      if (done === null) throw new DataStoreError("busy-elsewhere", "Another tab is storing or erasing data just now.");
      return done.result;
    },
    async root() {
      return (await open()).root;
    },
    async document(stem) {
      const versions = await readVersions((await open()).root, stem, (value): value is object => value !== null);
      return versions[0]?.value ?? null;
    },
    async writeDocument(stem, value) {
      await writeVersion((await open()).root, stem, value);
    },
  };
}
