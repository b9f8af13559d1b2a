/**
 * Data sets in the browser's private file system. Opening the store drops what an interrupted import left behind; every data set
 * is then the one before or the one after the pack that was being written, never a mixture. Whoever writes holds the store's lock.
 */
import type { OpenedRecording } from "@kalium/ecg";
import type { RecordingRow, StoredDataset } from "../dataRoom.ts";
import { DataStoreError, storeErrorFrom } from "./storeError.ts";
import { checkedFiles, readHoldingManifest, tidyDataset, type CheckedFiles, type Verification } from "./datasetFolder.ts";
import { describeDataset, startImport, type DatasetImport, type PackSizes } from "./datasetImport.ts";
import { filesOf, MANIFEST_STEM, type DatasetManifest } from "./datasetManifest.ts";
import { isUnfinishedName, type NamedFile } from "./durableFile.ts";
import { decodeIndex, type IndexedEntry } from "./packIndex.ts";
import { openStored, storedRow } from "./storedRecording.ts";
import type { StoreFolder } from "./storeFolder.ts";

export interface DatasetStoreSettings extends PackSizes {
  /** A name that no data set has had. */
  readonly newKey: () => string;
  /** Date and time as they shall be listed. */
  readonly now: () => string;
  /** How closely files are looked at before a manifest is believed; hashes are compared at the first reading in any case. */
  readonly verification: Verification;
}

export interface DatasetStore {
  list(): Promise<readonly StoredDataset[]>;
  /** Begins a data set, or goes on with the interrupted one of this title. A whole one of this title is replaced once the new one is whole. */
  beginImport(title: string): Promise<DatasetImport>;
  rows(datasetKey: string): Promise<readonly RecordingRow[]>;
  recording(datasetKey: string, rowKey: string): Promise<OpenedRecording>;
  /** Erases one data set, or all that is in the store. */
  erase(datasetKey: string | null): Promise<void>;
}

/** 16 MiB hold about 140 ten-second records of 12 leads. */
export const DEFAULT_PACK_SIZES: PackSizes = { packBytes: 16 << 20, chunkBytes: 1 << 20 };

/** What is read of a data set and kept. */
interface OpenDataset {
  /** Changes with every pack. */
  readonly stamp: string;
  readonly entries: ReadonlyMap<string, IndexedEntry>;
  readonly files: CheckedFiles;
  readonly packs: ReadonlyMap<string, NamedFile>;
}

/** Drops what interrupted imports and erasures left. Must hold the lock: what another tab is writing looks just like it. */
export async function tidyStore(root: StoreFolder, verification: Verification): Promise<void> {
  for (const { name, kind } of await root.entries()) {
    if (kind === "file") {
      if (isUnfinishedName(name)) await root.remove(name);
    } else {
      const folder = await root.folder(name);
      if (folder !== null && !(await tidyDataset(folder, verification))) await root.removeFolder(name);
    }
  }
  const manifests = await readManifests(root, verification);
  for (const { manifest } of manifests) {
    if (manifest.state === "whole" && manifest.replaces !== null) await eraseDataset(root, manifest.replaces);
  }
}

export function createDatasetStore(root: StoreFolder, settings: DatasetStoreSettings): DatasetStore {
  const opened = new Map<string, OpenDataset>();

  const find = async (datasetKey: string): Promise<{ readonly folder: StoreFolder; readonly manifest: DatasetManifest }> => {
    const found = (await readManifests(root, settings.verification)).find(({ manifest }) => manifest.key === datasetKey);
    if (found === undefined) throw new DataStoreError("unknown-dataset", "There is no such data set any more.");
    return found;
  };

  const openDataset = async (datasetKey: string): Promise<OpenDataset> => {
    const { folder, manifest } = await find(datasetKey);
    const stamp = filesOf(manifest).map((file) => file.sha256).join();
    const known = opened.get(datasetKey);
    if (known !== undefined && known.stamp === stamp) return known;
    const files = checkedFiles(folder);
    const entries = new Map<string, IndexedEntry>();
    for (const { index } of manifest.packs) for (const indexed of decodeIndex(await files.read(index))) entries.set(indexed.entry.key, indexed);
    const packs = new Map(filesOf(manifest).map((file) => [file.name, file]));
    const dataset = { stamp, entries, files, packs };
    opened.set(datasetKey, dataset);
    return dataset;
  };

  return {
    async list() {
      const manifests = await readManifests(root, settings.verification);
      return manifests.map(({ manifest }) => describeDataset(manifest)).sort((a, b) => (a.savedAt < b.savedAt ? 1 : -1));
    },

    async beginImport(title) {
      const ofTitle = (await readManifests(root, settings.verification)).filter(({ manifest }) => manifest.title === title);
      const interrupted = ofTitle.find(({ manifest }) => manifest.state === "interrupted");
      if (interrupted !== undefined) {
        const { entries } = await openDataset(interrupted.manifest.key);
        return replacing(startImport(interrupted.folder, interrupted.manifest, [...entries.values()].map(({ entry }) => entry), settings, settings.now), interrupted.manifest.replaces);
      }
      const replaces = ofTitle[0]?.manifest.key ?? null;
      const key = settings.newKey();
      const empty: DatasetManifest = {
        format: "kalium-dataset/1", key, title, savedAt: settings.now(), state: "interrupted", replaces, packs: [],
        recordingCount: 0, personCount: 0, withPotassiumCount: 0, simulated: false,
      };
      try {
        return replacing(startImport(await root.makeFolder(key), empty, [], settings, settings.now), replaces);
      } catch (cause) {
        throw storeErrorFrom(cause, "Beginning a data set");
      }
    },

    async rows(datasetKey) {
      return [...(await openDataset(datasetKey)).entries.values()].map(storedRow);
    },

    async recording(datasetKey, rowKey) {
      // A view must not wait for the manifests to be read again; a pack that is gone says so itself.
      const { entries, files, packs } = opened.get(datasetKey) ?? (await openDataset(datasetKey));
      const indexed = entries.get(rowKey);
      if (indexed === undefined) throw new DataStoreError("unknown-dataset", "There is no such recording in the data set.");
      return openStored(indexed.entry, (pack, from, to) => files.read(packs.get(pack)!, from, to));
    },

    async erase(datasetKey) {
      opened.clear();
      try {
        if (datasetKey !== null) await eraseDataset(root, datasetKey);
        else {
          for (const { name, kind } of await root.entries()) {
            if (kind === "folder") await eraseDataset(root, name);
            else await root.remove(name);
          }
        }
      } catch (cause) {
        throw storeErrorFrom(cause, "Erasing");
      }
    },
  };

  /** The import, which erases what it replaces as soon as it is whole. */
  function replacing(begun: DatasetImport, replaced: string | null): DatasetImport {
    return {
      ...begun,
      async finish() {
        const dataset = await begun.finish();
        if (replaced !== null) await eraseDataset(root, replaced);
        return dataset;
      },
    };
  }
}

/** Data sets that are there: with a manifest that holds, and not replaced by a whole one. */
async function readManifests(root: StoreFolder, verification: Verification): Promise<readonly { readonly folder: StoreFolder; readonly manifest: DatasetManifest }[]> {
  const found: { readonly folder: StoreFolder; readonly manifest: DatasetManifest }[] = [];
  for (const { name, kind } of await root.entries()) {
    const folder = kind === "folder" ? await root.folder(name) : null;
    const manifest = folder === null ? null : await readHoldingManifest(folder, verification);
    if (manifest !== null) found.push({ folder: folder!, manifest });
  }
  const replaced = new Set(found.map(({ manifest }) => (manifest.state === "whole" ? manifest.replaces : null)));
  return found.filter(({ manifest }) => !replaced.has(manifest.key));
}

/**
 * Removes the manifests first, the older before the newer, so that an erasure that is cut off has either not begun or is carried
 * out by the next start; never does an older state come back.
 */
async function eraseDataset(root: StoreFolder, key: string): Promise<void> {
  const folder = await root.folder(key);
  if (folder === null) return;
  const manifests = (await folder.entries()).map(({ name }) => name).filter((name) => name.startsWith(`${MANIFEST_STEM}-`)).sort();
  for (const name of manifests) await folder.remove(name);
  await root.removeFolder(key);
}
