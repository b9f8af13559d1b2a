/** A dropped file as a reader sees it. */
import type { SourceFile } from "@kalium/ecg";

/** A file with the place it had in the folder that was dropped; that place does not survive on a `File` that crosses to a worker. */
export interface PlacedFile {
  readonly path: string;
  readonly file: File;
}

/** Ranges that are the whole file are read without cutting it: every cut is a round to the browser's process. */
export function placedSource({ path, file }: PlacedFile): SourceFile {
  const { size } = file;
  return {
    path,
    size,
    bytes: async (from = 0, to = size) => new Uint8Array(await (from <= 0 && to >= size ? file : file.slice(from, to)).arrayBuffer()),
  };
}
