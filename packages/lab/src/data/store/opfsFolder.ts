/** The store's folder in the origin private file system, for a dedicated worker: sync access handles, which can flush, exist only there. */
import { DataStoreError } from "./storeError.ts";
import type { FileBeingWritten, StoreFolder } from "./storeFolder.ts";

type MovableHandle = FileSystemFileHandle & { move(name: string): Promise<void> };

const ROOT = "kalium-data";
/** A worker that was ended holds its files for a moment longer. */
const LOCK_WAIT_MS = 3000;
const LOCK_RETRY_MS = 20;

/** @throws DataStoreError "no-store" where the browser offers no private file system. */
export async function openOpfsRoot(): Promise<StoreFolder> {
  try {
    return opfsFolder(await (await navigator.storage.getDirectory()).getDirectoryHandle(ROOT, { create: true }));
  } catch (cause) {
    throw new DataStoreError("no-store", "This browser offers no private file system here, so nothing can be stored.", { cause });
  }
}

export function opfsFolder(handle: FileSystemDirectoryHandle): StoreFolder {
  const fileOf = async (name: string): Promise<File | null> => ifFound(async () => (await handle.getFileHandle(name)).getFile());
  return {
    async entries() {
      const found: { name: string; kind: "file" | "folder" }[] = [];
      for await (const [name, entry] of handle.entries()) found.push({ name, kind: entry.kind === "file" ? "file" : "folder" });
      return found;
    },
    async folder(name) {
      return ifFound(async () => opfsFolder(await handle.getDirectoryHandle(name)));
    },
    async makeFolder(name) {
      return opfsFolder(await handle.getDirectoryHandle(name, { create: true }));
    },
    async removeFolder(name) {
      await ifFound(() => whenUnlocked(() => handle.removeEntry(name, { recursive: true })));
    },
    async size(name) {
      return (await fileOf(name))?.size ?? null;
    },
    async read(name, from, to) {
      const file = await fileOf(name);
      if (file === null) return null;
      return new Uint8Array(await (from === undefined && to === undefined ? file : file.slice(from ?? 0, to ?? file.size)).arrayBuffer());
    },
    async blob(name) {
      return fileOf(name);
    },
    async create(name) {
      const file = await handle.getFileHandle(name, { create: true });
      return fileBeingWritten(await whenUnlocked(() => file.createSyncAccessHandle()), name);
    },
    async rename(from, to) {
      const file = (await handle.getFileHandle(from)) as MovableHandle;
      await whenUnlocked(() => file.move(to));
    },
    async remove(name) {
      await ifFound(() => whenUnlocked(() => handle.removeEntry(name)));
    },
  };
}

function fileBeingWritten(access: FileSystemSyncAccessHandle, name: string): FileBeingWritten {
  access.truncate(0);
  let at = 0;
  return {
    async write(bytes) {
      const written = access.write(bytes, { at });
      // A disk that fills up may take a part and throw nothing; Chromium in a private window even answers with a number beyond all bytes.
      if (written !== bytes.byteLength) throw new DOMException(`${name} was not written as a whole`, "QuotaExceededError");
      at += written;
    },
    async flush() {
      access.flush();
    },
    async close() {
      access.close();
    },
  };
}

async function ifFound<Result>(work: () => Promise<Result>): Promise<Result | null> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof DOMException && error.name === "NotFoundError") return null;
    throw error;
  }
}

async function whenUnlocked<Result>(work: () => Promise<Result>): Promise<Result> {
  const giveUpMs = performance.now() + LOCK_WAIT_MS;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      const isLocked = error instanceof DOMException && error.name === "NoModificationAllowedError";
      if (!isLocked || performance.now() > giveUpMs) throw error;
      await new Promise((resolve) => setTimeout(resolve, LOCK_RETRY_MS));
    }
  }
}
