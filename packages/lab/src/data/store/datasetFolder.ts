/** A data set on the disk: which of its manifests holds, what may go, and its files read with their hashes checked. */
import { DataStoreError } from "./storeError.ts";
import { filesOf, isManifest, MANIFEST_STEM, type DatasetManifest } from "./datasetManifest.ts";
import { sha256Hex, type NamedFile } from "./durableFile.ts";
import { KEPT_VERSIONS, readVersions, type DocumentVersion } from "./storedDocument.ts";
import type { StoreFolder } from "./storeFolder.ts";

/** How closely files are looked at before a manifest is believed: that they are there with their sizes, or every byte. */
export type Verification = "sizes" | "hashes";

/** The newest manifest all of whose files are there; null when there is none, which means that there is no data set. */
export async function readHoldingManifest(folder: StoreFolder, verification: Verification): Promise<DatasetManifest | null> {
  return (await findHolding(folder, verification))?.holding.value ?? null;
}

/**
 * Removes what the holding manifest and the one before it do not name: temporary files, packs that were not yet named when the
 * tab died, older manifests. Answers false when no manifest holds; then the whole folder can go.
 */
export async function tidyDataset(folder: StoreFolder, verification: Verification): Promise<boolean> {
  const found = await findHolding(folder, verification);
  if (found === null) return false;
  const kept = [found.holding, ...found.older].slice(0, KEPT_VERSIONS);
  const named = new Set(kept.flatMap((version) => [version.name, ...filesOf(version.value).map(({ name }) => name)]));
  for (const { name, kind } of await folder.entries()) {
    if (kind === "folder") await folder.removeFolder(name);
    else if (!named.has(name)) await folder.remove(name);
  }
  return true;
}

/** A file of the data set, or a part of it; the first time the whole file is read and its hash compared. */
export interface CheckedFiles {
  read(file: NamedFile, from?: number, to?: number): Promise<Uint8Array<ArrayBuffer>>;
}

/** @throws DataStoreError "damaged" from `read` when a file is not what the manifest says. */
export function checkedFiles(folder: StoreFolder): CheckedFiles {
  const checked = new Map<string, Promise<void>>();
  const check = async (file: NamedFile): Promise<void> => {
    if (!(await isAsNamed(folder, file, "hashes"))) throw new DataStoreError("damaged", `The stored file ${file.name} is not what was written.`);
  };
  return {
    async read(file, from = 0, to = file.byteLength) {
      if (!checked.has(file.name)) {
        const checking = check(file);
        checked.set(file.name, checking);
        checking.catch(() => checked.delete(file.name));
      }
      await checked.get(file.name);
      const bytes = await folder.read(file.name, from, to);
      if (bytes === null || bytes.byteLength !== to - from) throw new DataStoreError("damaged", `The stored file ${file.name} is shorter than it was.`);
      return bytes;
    },
  };
}

async function findHolding(folder: StoreFolder, verification: Verification): Promise<{ readonly holding: DocumentVersion<DatasetManifest>; readonly older: readonly DocumentVersion<DatasetManifest>[] } | null> {
  const versions = await readVersions(folder, MANIFEST_STEM, isManifest);
  for (const [index, version] of versions.entries()) {
    let holds = true;
    for (const file of filesOf(version.value)) holds = holds && (await isAsNamed(folder, file, verification));
    if (holds) return { holding: version, older: versions.slice(index + 1) };
  }
  return null;
}

async function isAsNamed(folder: StoreFolder, file: NamedFile, verification: Verification): Promise<boolean> {
  if ((await folder.size(file.name)) !== file.byteLength) return false;
  if (verification === "sizes") return true;
  const bytes = await folder.read(file.name);
  return bytes !== null && (await sha256Hex(bytes)) === file.sha256;
}
