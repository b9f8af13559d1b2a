/** A file as a reader sees it: a path for messages and matching, a size, and its bytes on demand, whole or by range. */
export interface SourceFile {
  /** Path inside the dropped folder, "/" between parts; a bare name when no folder is known. */
  readonly path: string;
  /** Size in bytes. */
  readonly size: number;
  /**
   * Reads the bytes `from` … `to` (exclusive), or the whole file without arguments. A range beyond the end is cut at
   * the end; the array may be shorter than asked for, never longer.
   */
  bytes(from?: number, to?: number): Promise<Uint8Array>;
}

/** Wraps a browser `File`; keeps its place in a picked folder (`webkitRelativePath`) when there is one. */
export function sourceFileFromFile(file: File): SourceFile {
  return {
    path: file.webkitRelativePath ? file.webkitRelativePath : file.name,
    size: file.size,
    bytes: async (from, to) => {
      const part = from === undefined && to === undefined ? file : file.slice(from ?? 0, to ?? file.size);
      return new Uint8Array(await part.arrayBuffer());
    },
  };
}

/** Wraps bytes that are already in memory; ranges share that memory. */
export function sourceFileFromBytes(path: string, bytes: Uint8Array): SourceFile {
  return { path, size: bytes.byteLength, bytes: async (from = 0, to = bytes.byteLength) => bytes.subarray(from, to) };
}

/** Last part of a path. */
export function fileNameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** Folder part of a path with its closing "/", or the empty string. */
export function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/") + 1);
}

/** Last part of a path without its last extension. */
export function stemOf(path: string): string {
  return fileNameOf(path).replace(/\.[^.]*$/, "");
}
