/** Files of a disk as the readers take them: read by range, never whole. */
import { constants } from "node:fs";
import { access, open, readdir, stat } from "node:fs/promises";
import { basename, dirname, join, sep } from "node:path";
import { listZip, looksLikeZip, zipEntryAsSourceFile, type SourceFile } from "@kalium/ecg";

/** A file of the disk under the path that the readers shall see. */
export async function fileOnDisk(diskPath: string, path: string = basename(diskPath)): Promise<SourceFile> {
  const { size } = await stat(diskPath);
  return {
    path,
    size,
    bytes: async (from = 0, to = size) => {
      const handle = await open(diskPath, constants.O_RDONLY);
      try {
        const wanted = Math.max(0, Math.min(to, size) - from);
        const bytes = new Uint8Array(wanted);
        let read = 0;
        while (read < wanted) {
          const { bytesRead } = await handle.read(bytes, read, wanted - read, from + read);
          if (bytesRead === 0) break;
          read += bytesRead;
        }
        return read === wanted ? bytes : bytes.subarray(0, read);
      } finally {
        await handle.close();
      }
    },
  };
}

/** What a person named: one file with what lies beside it, or everything in a folder or an archive. */
export interface Input {
  /** All files, in order of their paths, those of ZIP archives included. */
  readonly files: readonly SourceFile[];
  /** Files to be opened: all of a folder, or the one named. */
  readonly main: readonly SourceFile[];
  readonly isFolder: boolean;
  /** Archives that could not be listed. */
  readonly broken: readonly { readonly file: SourceFile; readonly error: unknown }[];
}

/** True when something is at the path. */
export async function exists(path: string): Promise<boolean> {
  return access(path).then(() => true, () => false);
}

/**
 * Reads what a path names. A WFDB record may be named without its extension. Links to folders are not followed, so that no
 * loop is walked. Returns null when nothing is there.
 */
export async function readInput(path: string): Promise<Input | null> {
  const place = (await exists(path)) ? path : (await exists(`${path}.hea`)) ? `${path}.hea` : null;
  if (place === null) return null;
  if ((await stat(place)).isDirectory()) {
    const { files, broken } = await unpackArchives(await filesUnder(place, ""));
    return { files, main: files, isFolder: true, broken };
  }
  const named = await fileOnDisk(place);
  if (await isZip(named)) {
    const { files, broken } = await unpackArchives([named]);
    if (broken.length > 0 || files.some((file) => file !== named)) return { files, main: files, isFolder: true, broken };
  }
  const beside = await readdir(dirname(place), { withFileTypes: true });
  const files = await Promise.all(beside.filter((entry) => !entry.isDirectory() && entry.name !== basename(place)).map((entry) => fileOnDisk(join(dirname(place), entry.name)).catch(() => null)));
  return { files: [named, ...files.filter((file) => file !== null)], main: [named], isFolder: false, broken: [] };
}

async function filesUnder(folder: string, prefix: string): Promise<SourceFile[]> {
  const entries = (await readdir(folder, { withFileTypes: true })).sort((a, b) => (a.name < b.name ? -1 : 1));
  const files: SourceFile[] = [];
  for (const entry of entries) {
    const diskPath = join(folder, entry.name);
    const path = `${prefix}${entry.name}`;
    if (entry.isDirectory()) files.push(...(await filesUnder(diskPath, `${path}/`)));
    else if (entry.isFile() || (entry.isSymbolicLink() && (await stat(diskPath).then((facts) => facts.isFile(), () => false)))) files.push(await fileOnDisk(diskPath, path));
  }
  return files;
}

/** Endings that no archive has; asking each of 30 000 files would take longer than opening them. */
const NO_ARCHIVE = /\.(hea|dat|atr|qrs|mat|edf|bdf|dcm|xml|scp|csv|npy|npz)$/i;

async function isZip(file: SourceFile): Promise<boolean> {
  return !NO_ARCHIVE.test(file.path) && looksLikeZip(await file.bytes(0, 4));
}

/** Puts the files of archives in the place of the archives. An archive of nothing but arrays is an NPZ file and stays whole. */
async function unpackArchives(files: readonly SourceFile[]): Promise<{ readonly files: readonly SourceFile[]; readonly broken: Input["broken"] }> {
  const all: SourceFile[] = [];
  const broken: { readonly file: SourceFile; readonly error: unknown }[] = [];
  for (const file of files) {
    if (!(await isZip(file))) {
      all.push(file);
      continue;
    }
    try {
      const entries = await listZip(file);
      if (entries.length > 0 && entries.every((entry) => entry.path.endsWith(".npy"))) all.push(file);
      else for (const entry of entries) all.push(zipEntryAsSourceFile(file, entry));
    } catch (error) {
      broken.push({ file, error });
    }
  }
  return { files: all, broken };
}

/** True when `inner` is `outer` or lies in it. Both must be real, absolute paths. */
export function isInside(inner: string, outer: string): boolean {
  return inner === outer || inner.startsWith(outer.endsWith(sep) ? outer : outer + sep);
}
