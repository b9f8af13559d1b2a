/** Rows of a file: float32, little-endian, one after the other from `byteOffset` on. Rows that follow each other are read in one call. */
import { EngineError } from "../engineError.ts";
import { forEachRun, labelTable, localSource, requireRowLength } from "./rowSource.ts";
import type { RowReader, RowSource } from "./rowSource.ts";

/** The part of a `FileSystemSyncAccessHandle` that reading needs. */
export interface SyncReadHandle {
  read(into: Uint8Array, options: { readonly at: number }): number;
  getSize(): number;
  close(): void;
}

export interface FileRowLayout {
  /** Named in errors. */
  readonly fileName: string;
  readonly rowLength: number;
  readonly rowCount: number;
  /** Default 0. */
  readonly byteOffset?: number;
}

/** @throws {EngineError} `bad-file` when the file is too short for its rows, `bad-input` for a layout that cannot be */
export function fileReader(handle: SyncReadHandle, { fileName, rowLength, rowCount, byteOffset = 0 }: FileRowLayout): RowReader {
  requireRowLength(rowLength);
  const rowBytes = 4 * rowLength;
  const neededBytes = byteOffset + rowCount * rowBytes;
  if (handle.getSize() < neededBytes) throw new EngineError("bad-file", `"${fileName}" has ${handle.getSize()} bytes; ${rowCount} rows of ${rowLength} from byte ${byteOffset} on need ${neededBytes}.`, "Import the recordings again.");
  return {
    rowLength,
    read(rows, into) {
      forEachRun(rows, (first, count, place) => {
        const at = byteOffset + first * rowBytes;
        const wanted = new Uint8Array(into.buffer, into.byteOffset + place * rowBytes, count * rowBytes);
        const read = handle.read(wanted, { at });
        if (read !== wanted.length) throw new EngineError("bad-file", `"${fileName}" gave ${read} of ${wanted.length} bytes at byte ${at}.`, "Import the recordings again; the file was cut while it was open.");
      });
    },
    close: () => handle.close(),
  };
}

/** Rows of an open file, read on this thread, which must be a dedicated worker where the handle is one of the origin private file system. Errors as `fileReader`. */
export function fileSource(handle: SyncReadHandle, layout: Omit<FileRowLayout, "rowCount"> & { readonly labels: Int32Array | Float32Array; readonly labelsPerRow?: number }): RowSource {
  const table = labelTable(layout.labels, layout.labelsPerRow ?? 1);
  return localSource(fileReader(handle, { ...layout, rowCount: table.rowCount }), table);
}
