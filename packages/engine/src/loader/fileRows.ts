/**
 * Rows of a file: float32, little-endian, one after the other from `byteOffset` on. Each call of a sync access handle costs a good part of a millisecond where a private
 * window keeps files in another process, so rows that follow each other are read in one call, and as many rows as fit stay in memory.
 */
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
  /** The first rows, up to this many bytes, are read once at the opening and kept in memory; the others are read each time. Default 256 MiB (Kalium's choice). */
  readonly residentBytes?: number;
}

const RESIDENT_BYTES = 2 ** 28;
/** A piece of the reading at the opening. */
const BLOCK_BYTES = 2 ** 23;

/** @throws {EngineError} `bad-file` when the file is too short for its rows, `bad-input` for a layout that cannot be */
export function fileReader(handle: SyncReadHandle, { fileName, rowLength, rowCount, byteOffset = 0, residentBytes = RESIDENT_BYTES }: FileRowLayout): RowReader {
  requireRowLength(rowLength);
  const rowBytes = 4 * rowLength;
  const neededBytes = byteOffset + rowCount * rowBytes;
  if (handle.getSize() < neededBytes) throw new EngineError("bad-file", `"${fileName}" has ${handle.getSize()} bytes; ${rowCount} rows of ${rowLength} from byte ${byteOffset} on need ${neededBytes}.`, "Import the recordings again.");
  const readExactly = (into: Uint8Array, at: number): void => {
    const read = handle.read(into, { at });
    if (read !== into.length) throw new EngineError("bad-file", `"${fileName}" gave ${read} of ${into.length} bytes at byte ${at}.`, "Import the recordings again; the file was cut while it was open.");
  };
  const residentRows = Math.min(rowCount, Math.floor(residentBytes / rowBytes));
  const resident = new Float32Array(residentRows * rowLength);
  const residentView = new Uint8Array(resident.buffer);
  for (let at = 0; at < residentView.length; at += BLOCK_BYTES) readExactly(residentView.subarray(at, at + BLOCK_BYTES), byteOffset + at);
  return {
    rowLength,
    read(rows, into) {
      forEachRun(rows, (first, count, place) => {
        if (first + count <= residentRows) into.set(resident.subarray(first * rowLength, (first + count) * rowLength), place * rowLength);
        else readExactly(new Uint8Array(into.buffer, into.byteOffset + place * rowBytes, count * rowBytes), byteOffset + first * rowBytes);
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
