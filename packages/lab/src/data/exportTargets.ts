/** Where exported files go: a folder that the person picked, or an archive that is put together piece by piece. */
import { writeZip, type FileToZip } from "@kalium/ecg";
import type { StoreFolder } from "./store/storeFolder.ts";

/** Up to here an archive is held in memory. */
const MEMORY_BYTES = 200 * (1 << 20);
/** Lies in the store's folder until the next export or the next start. */
export const ARCHIVE_NAME = "export.zip";
const ZIP_TYPE = "application/zip";

/** Writes the files into the folder, over files of the same names. */
export async function writeIntoFolder(folder: FileSystemDirectoryHandle, files: AsyncIterable<FileToZip>): Promise<void> {
  for await (const { name, bytes } of files) {
    const writable = await (await folder.getFileHandle(name, { create: true })).createWritable();
    try {
      await writable.write(bytes as Uint8Array<ArrayBuffer>);
      await writable.close();
    } catch (error) {
      await writable.abort().catch(() => {});
      throw error;
    }
  }
}

/** The archive of the files; beyond what memory should hold it is written to the disk first. */
export async function archiveOf(files: AsyncIterable<FileToZip>, root: StoreFolder, memoryBytes = MEMORY_BYTES): Promise<Blob> {
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  let held = 0;
  let onDisk: Awaited<ReturnType<StoreFolder["create"]>> | null = null;
  try {
    for await (const piece of writeZip(files)) {
      pieces.push(piece as Uint8Array<ArrayBuffer>);
      held += piece.byteLength;
      if (onDisk === null && held <= memoryBytes) continue;
      onDisk ??= await root.create(ARCHIVE_NAME);
      for (const waiting of pieces.splice(0)) await onDisk.write(waiting);
    }
    if (onDisk === null) return new Blob(pieces, { type: ZIP_TYPE });
    await onDisk.flush();
  } catch (error) {
    await onDisk?.close().catch(() => {});
    if (onDisk !== null) await root.remove(ARCHIVE_NAME).catch(() => {});
    throw error;
  }
  await onDisk.close();
  return new Blob([(await root.blob(ARCHIVE_NAME))!], { type: ZIP_TYPE });
}
