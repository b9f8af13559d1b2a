/**
 * Disks seen through glasses that make the store a worse one: each leaves out one rule of safe writing, and the tests of the store must
 * find it out, or they test nothing. One only slows it down.
 */
import type { FileBeingWritten, StoreFolder } from "../store/storeFolder.ts";

const ONLY_MANIFEST = "manifest-000001.json";

function finalName(name: string): string {
  const final = name.replace(/\.tmp$/, "");
  return final.startsWith("manifest-") ? ONLY_MANIFEST : final;
}

/** Writes files straight under their own names, the one manifest over the earlier one. */
export function withoutRename(folder: StoreFolder): StoreFolder {
  return {
    ...inFolders(folder, withoutRename),
    create: (name) => folder.create(finalName(name)),
    rename: async () => {},
    remove: async (name) => {
      if (!name.startsWith("manifest-")) await folder.remove(name);
    },
  };
}

/** Gives the manifest its name first, over the earlier one, and the files that it names theirs after it. */
export function manifestFirst(folder: StoreFolder): StoreFolder {
  const heldBack: { from: string; to: string }[] = [];
  return {
    ...inFolders(folder, manifestFirst),
    rename: async (from, to) => {
      if (!to.startsWith("manifest-")) return void heldBack.push({ from, to });
      await folder.rename(from, ONLY_MANIFEST);
      for (const names of heldBack.splice(0)) await folder.rename(names.from, names.to);
    },
    remove: async (name) => {
      if (name !== ONLY_MANIFEST) await folder.remove(name);
    },
  };
}

/** Never waits until bytes are on the disk. */
export function withoutFlush(folder: StoreFolder): StoreFolder {
  return {
    ...inFolders(folder, withoutFlush),
    create: async (name): Promise<FileBeingWritten> => ({ ...(await folder.create(name)), flush: async () => {} }),
  };
}

/** Right, but slow: takes a moment in the middle of every write, so that something can happen there. */
export function slowly(folder: StoreFolder): StoreFolder {
  return {
    ...inFolders(folder, slowly),
    create: async (name): Promise<FileBeingWritten> => {
      const file = await folder.create(name);
      return {
        ...file,
        async write(bytes) {
          await file.write(bytes.subarray(0, bytes.byteLength >> 1));
          await new Promise((resolve) => setTimeout(resolve, 2));
          await file.write(bytes.subarray(bytes.byteLength >> 1));
        },
      };
    },
  };
}

function inFolders(folder: StoreFolder, wrap: (inner: StoreFolder) => StoreFolder): StoreFolder {
  return {
    ...folder,
    folder: async (name) => {
      const inner = await folder.folder(name);
      return inner === null ? null : wrap(inner);
    },
    makeFolder: async (name) => wrap(await folder.makeFolder(name)),
  };
}
