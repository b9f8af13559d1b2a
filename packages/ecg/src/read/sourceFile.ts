/** A file as a reader sees it: a path for messages and matching, a size, and its bytes on demand. */
export interface SourceFile {
  /** Path inside the dropped folder, "/" between parts; a bare name when no folder is known. */
  readonly path: string;
  /** Size in bytes. */
  readonly size: number;
  /** Reads the whole file. */
  bytes(): Promise<Uint8Array>;
}

/** Wraps a browser `File`; keeps its place in a picked folder (`webkitRelativePath`) when there is one. */
export function sourceFileFromFile(file: File): SourceFile {
  return {
    path: file.webkitRelativePath ? file.webkitRelativePath : file.name,
    size: file.size,
    bytes: async () => new Uint8Array(await file.arrayBuffer()),
  };
}

/** Wraps bytes that are already in memory. */
export function sourceFileFromBytes(path: string, bytes: Uint8Array): SourceFile {
  return { path, size: bytes.byteLength, bytes: async () => bytes };
}

/** Last part of a path. */
export function fileNameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** Folder part of a path with its closing "/", or the empty string. */
export function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/") + 1);
}
