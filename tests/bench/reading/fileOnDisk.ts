/** A file on disk as readers see it, read by range; counts what is read. */
import { closeSync, openSync, readSync, statSync } from "node:fs";
import type { SourceFile } from "../../../packages/ecg/src/read/sourceFile.ts";

export interface FileOnDisk extends SourceFile {
  readCount(): number;
}

export function fileOnDisk(path: string): FileOnDisk {
  const { size } = statSync(path);
  let count = 0;
  return {
    path,
    size,
    readCount: () => count,
    async bytes(from = 0, to = size) {
      const bytes = new Uint8Array(Math.max(0, Math.min(to, size) - from));
      const handle = openSync(path, "r");
      try {
        const read = readSync(handle, bytes, 0, bytes.length, from);
        count += read;
        return read === bytes.length ? bytes : bytes.subarray(0, read);
      } finally {
        closeSync(handle);
      }
    },
  };
}
