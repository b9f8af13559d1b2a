/**
 * Checkpoints in the origin private file system, for a dedicated worker (sync access handles exist only there). A file is written
 * under a temporary name, flushed, closed and then moved to its own name; the manifest, which holds the SHA-256 of every file
 * it names, is written last and in the same way. A crash at any point therefore leaves either the old or the new state.
 */

/** One stored file of a job. */
export interface StoredFile {
  readonly name: string;
  readonly sha256: string;
  readonly byteLength: number;
}

/** What a job has on disk. */
export interface CheckpointManifest {
  readonly format: "kalium-checkpoint/1";
  readonly jobKey: string;
  readonly title: string;
  readonly savedAt: string;
  /** One sentence for the person: how far the job had come. */
  readonly detail: string;
  readonly files: readonly StoredFile[];
}

/** A stored job as listed in settings. */
export interface StoredJob {
  readonly jobKey: string;
  readonly title: string;
  readonly savedAt: string;
  readonly detail: string;
  readonly byteLength: number;
}

/** Storing failed; what was stored before is intact. */
export class StoreError extends Error {
  override readonly name = "StoreError";
  readonly code = "store-failed";
  readonly remedy = "Free some disk space or erase stored runs in Settings; training goes on, but cannot be resumed after a crash.";
}

const ROOT = "kalium-checkpoints";
const MANIFEST = "manifest.json";

type MovableHandle = FileSystemFileHandle & { move(name: string): Promise<void> };

/**
 * Replaces the state of a job: writes the new files, then the manifest that names them together with the earlier files that
 * are kept, then deletes what the manifest no longer names.
 */
export async function saveCheckpoint(
  job: Omit<CheckpointManifest, "files" | "format">,
  newFiles: Readonly<Record<string, Uint8Array>>,
  keep: (file: StoredFile) => boolean,
): Promise<CheckpointManifest> {
  try {
    const folder = await jobFolder(job.jobKey, true);
    const earlier = await readManifest(job.jobKey);
    const written: StoredFile[] = [];
    for (const [name, bytes] of Object.entries(newFiles)) {
      await writeDurably(folder!, name, bytes);
      written.push({ name, sha256: await sha256Hex(bytes), byteLength: bytes.byteLength });
    }
    const names = new Set(written.map((file) => file.name));
    const files = [...(earlier?.files ?? []).filter((file) => !names.has(file.name) && keep(file)), ...written];
    const manifest: CheckpointManifest = { format: "kalium-checkpoint/1", ...job, files };
    await writeDurably(folder!, MANIFEST, new TextEncoder().encode(JSON.stringify(manifest)));
    await removeUnnamed(folder!, new Set([MANIFEST, ...files.map((file) => file.name)]));
    return manifest;
  } catch (cause) {
    throw new StoreError(`The checkpoint could not be stored: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

/** The state of a job, or null when there is none that is whole: every file must be there with the hash the manifest gives. */
export async function loadCheckpoint(jobKey: string): Promise<{ manifest: CheckpointManifest; files: Record<string, Uint8Array> } | null> {
  const folder = await jobFolder(jobKey, false);
  const manifest = await readManifest(jobKey);
  if (folder === null || manifest === null) return null;
  await removeUnnamed(folder, new Set([MANIFEST, ...manifest.files.map((file) => file.name)]));
  const files: Record<string, Uint8Array> = {};
  for (const file of manifest.files) {
    const bytes = await readFile(folder, file.name);
    if (bytes !== null && (await sha256Hex(bytes)) === file.sha256) files[file.name] = bytes;
  }
  return { manifest, files };
}

/** The manifest of a job, without reading its files. */
export async function readManifest(jobKey: string): Promise<CheckpointManifest | null> {
  const folder = await jobFolder(jobKey, false);
  const bytes = folder === null ? null : await readFile(folder, MANIFEST);
  if (bytes === null || bytes.byteLength === 0) return null;
  try {
    const manifest = JSON.parse(new TextDecoder().decode(bytes)) as CheckpointManifest;
    return manifest.format === "kalium-checkpoint/1" && manifest.jobKey === jobKey ? manifest : null;
  } catch {
    return null;
  }
}

/** Every stored job, newest first. */
export async function listStoredJobs(): Promise<StoredJob[]> {
  const root = await rootFolder();
  const jobs: StoredJob[] = [];
  for await (const name of root.keys()) {
    const manifest = await readManifest(name);
    if (manifest === null) continue;
    const byteLength = manifest.files.reduce((sum, file) => sum + file.byteLength, 0);
    jobs.push({ jobKey: name, title: manifest.title, savedAt: manifest.savedAt, detail: manifest.detail, byteLength });
  }
  return jobs.sort((a, b) => (a.savedAt < b.savedAt ? 1 : -1));
}

/** Erases one job, or all of them. */
export async function eraseStoredJobs(jobKey?: string): Promise<void> {
  const root = await rootFolder();
  const names: string[] = [];
  for await (const name of root.keys()) if (jobKey === undefined || name === jobKey) names.push(name);
  for (const name of names) await root.removeEntry(name, { recursive: true });
}

async function rootFolder(): Promise<FileSystemDirectoryHandle> {
  const storage = await navigator.storage.getDirectory();
  return storage.getDirectoryHandle(ROOT, { create: true });
}

async function jobFolder(jobKey: string, create: boolean): Promise<FileSystemDirectoryHandle | null> {
  try {
    return await (await rootFolder()).getDirectoryHandle(jobKey, { create });
  } catch (error) {
    if (!create && error instanceof DOMException && error.name === "NotFoundError") return null;
    throw error;
  }
}

async function writeDurably(folder: FileSystemDirectoryHandle, name: string, bytes: Uint8Array): Promise<void> {
  const temporary = (await folder.getFileHandle(`${name}.tmp`, { create: true })) as MovableHandle;
  const access = await temporary.createSyncAccessHandle();
  try {
    access.truncate(0);
    const written = access.write(bytes, { at: 0 });
    if (written !== bytes.byteLength) throw new Error(`only ${written} of ${bytes.byteLength} bytes of ${name} were written`);
    access.flush();
  } finally {
    access.close();
  }
  await temporary.move(name);
}

async function readFile(folder: FileSystemDirectoryHandle, name: string): Promise<Uint8Array<ArrayBuffer> | null> {
  try {
    const handle = await folder.getFileHandle(name);
    return new Uint8Array(await (await handle.getFile()).arrayBuffer());
  } catch {
    return null;
  }
}

async function removeUnnamed(folder: FileSystemDirectoryHandle, named: ReadonlySet<string>): Promise<void> {
  const strays: string[] = [];
  for await (const name of folder.keys()) if (!named.has(name)) strays.push(name);
  for (const name of strays) await folder.removeEntry(name).catch(() => {});
}

async function sha256Hex(bytes: Uint8Array): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes as Uint8Array<ArrayBuffer>));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
