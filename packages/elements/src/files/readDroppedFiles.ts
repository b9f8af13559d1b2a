/**
 * All files of a drop, folders walked to the bottom. A file inside a folder gets the folder path as `webkitRelativePath`,
 * as a folder picked through an input has it, so that whoever groups records by folder sees both alike.
 */
export async function readDroppedFiles(transfer: DataTransfer): Promise<File[]> {
  // Entries must be taken before the first await: the list empties when the drop event returns.
  const entries = [...transfer.items].filter((item) => item.kind === "file").map((item) => item.webkitGetAsEntry());
  if (entries.every((entry) => entry === null)) return [...transfer.files];
  const files: File[] = [];
  for (const entry of entries) if (entry) await walk(entry, files);
  return files;
}

async function walk(entry: FileSystemEntry, into: File[]): Promise<void> {
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
    const path = entry.fullPath.replace(/^\//, "");
    if (path.includes("/") && !file.webkitRelativePath) Object.defineProperty(file, "webkitRelativePath", { value: path });
    into.push(file);
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  // readEntries hands out at most a hundred at a time and says with an empty list that it is done.
  for (;;) {
    const batch = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (batch.length === 0) return;
    for (const child of batch.sort((a, b) => a.name.localeCompare(b.name))) await walk(child, into);
  }
}
