/** A worker that reads rows for a batch loader on another thread, from an array or from the origin private file system. */
import { EngineError } from "../engineError.ts";
import type { SyncReadHandle } from "./fileRows.ts";
import { serveRows } from "./serveRows.ts";

/** A reading handle leaves the file open to other readers; the option is younger than the types. */
type ReadableFileHandle = FileSystemFileHandle & { createSyncAccessHandle(options: { readonly mode: "read-only" }): Promise<FileSystemSyncAccessHandle> };

async function openStoredFile(path: readonly string[]): Promise<SyncReadHandle> {
  try {
    let folder = await navigator.storage.getDirectory();
    for (const name of path.slice(0, -1)) folder = await folder.getDirectoryHandle(name);
    const file = (await folder.getFileHandle(path[path.length - 1])) as ReadableFileHandle;
    return await file.createSyncAccessHandle({ mode: "read-only" });
  } catch (cause) {
    const isMissing = cause instanceof DOMException && cause.name === "NotFoundError";
    throw new EngineError("bad-file", `"${path.join("/")}" ${isMissing ? "is not stored here" : `cannot be opened: ${cause instanceof Error ? cause.message : String(cause)}`}.`, isMissing ? "Import the recordings again." : "Close whatever else uses this file, and try again.");
  }
}

serveRows(self as unknown as Parameters<typeof serveRows>[0], openStoredFile);
