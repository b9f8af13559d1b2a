/**
 * A disk in memory that loses power. Every call that changes something is numbered; at a chosen number it happens not at all, in part
 * or wholly, and from then on nothing happens any more. What was written and not flushed may be lost, cut or full of zeros
 * afterwards. Names are changed at once and in order, as journalling file systems do it.
 */
import type { StoreFolder } from "../store/storeFolder.ts";

/** What stands on the disk: bytes that were flushed, and bytes that are only on their way. */
interface DiskFile {
  flushed: Uint8Array<ArrayBuffer>;
  written: Uint8Array<ArrayBuffer>;
}

interface DiskFolder {
  readonly files: Map<string, DiskFile>;
  readonly folders: Map<string, DiskFolder>;
}

export class PowerLost extends Error {
  override readonly name = "PowerLost";
}

export type CrashMoment = "before" | "torn" | "after";

export interface CrashDisk {
  readonly root: StoreFolder;
  /** Calls that changed something so far. */
  readonly callCount: number;
  /** Writes so far; the one of this number and those after it find no space. */
  fillAtWrite(number: number | null): void;
  readonly writeCount: number;
  /** Power goes at the call of this number, counted from 1. */
  crashAt(callNumber: number, moment: CrashMoment): void;
  readonly hasCrashed: boolean;
  /** The disk as it is found after power comes back. */
  restarted(): CrashDisk;
  /** A copy to try something on. */
  copied(): CrashDisk;
}

/** `random` gives uniform numbers in [0, 1): how much of a torn write arrives. */
export function createCrashDisk(random: () => number, from: DiskFolder = { files: new Map(), folders: new Map() }): CrashDisk {
  let callCount = 0;
  let writeCount = 0;
  let crash: { readonly callNumber: number; readonly moment: CrashMoment } | null = null;
  let hasCrashed = false;
  let fullFrom: number | null = null;

  /** One change: `part` does some of it, `whole` all. */
  const change = (whole: () => void, part: () => void = () => {}): void => {
    if (hasCrashed) throw new PowerLost("the power is off");
    callCount += 1;
    if (crash?.callNumber !== callCount) return whole();
    hasCrashed = true;
    if (crash.moment === "after") whole();
    else if (crash.moment === "torn") part();
    throw new PowerLost(`the power went at call ${callCount}`);
  };
  const alive = (): void => {
    if (hasCrashed) throw new PowerLost("the power is off");
  };

  const folderOf = (disk: DiskFolder): StoreFolder => ({
    async entries() {
      alive();
      return [...[...disk.folders.keys()].map((name) => ({ name, kind: "folder" as const })), ...[...disk.files.keys()].map((name) => ({ name, kind: "file" as const }))];
    },
    async folder(name) {
      alive();
      const found = disk.folders.get(name);
      return found === undefined ? null : folderOf(found);
    },
    async makeFolder(name) {
      if (!disk.folders.has(name)) change(() => disk.folders.set(name, { files: new Map(), folders: new Map() }));
      return folderOf(disk.folders.get(name)!);
    },
    async removeFolder(name) {
      change(
        () => disk.folders.delete(name),
        // Removing a folder is many removals; some of them have happened.
        () => {
          const files = disk.folders.get(name)?.files;
          for (const file of [...(files?.keys() ?? [])]) if (random() < 0.5) files!.delete(file);
        },
      );
    },
    async size(name) {
      alive();
      return disk.files.get(name)?.written.byteLength ?? null;
    },
    async read(name, begin, end) {
      alive();
      return disk.files.get(name)?.written.slice(begin, end) ?? null;
    },
    async blob(name) {
      alive();
      const file = disk.files.get(name);
      return file === undefined ? null : new Blob([file.written]);
    },
    async create(name) {
      const file: DiskFile = { flushed: new Uint8Array(0), written: new Uint8Array(0) };
      change(() => disk.files.set(name, file));
      return {
        async write(bytes) {
          alive();
          writeCount += 1;
          const isFull = fullFrom !== null && writeCount >= fullFrom;
          const append = (count: number) => void (file.written = concatenated(file.written, bytes.subarray(0, count)));
          if (isFull) {
            append(Math.floor(random() * bytes.byteLength));
            throw new DOMException("the disk is full", "QuotaExceededError");
          }
          change(() => append(bytes.byteLength), () => append(Math.floor(random() * bytes.byteLength)));
        },
        async flush() {
          change(
            () => void (file.flushed = file.written),
            () => void (file.flushed = file.written.slice(0, Math.floor(random() * file.written.byteLength))),
          );
        },
        async close() {
          change(() => {});
        },
      };
    },
    async rename(oldName, newName) {
      alive();
      const file = disk.files.get(oldName);
      if (file === undefined) throw new DOMException(`no file ${oldName}`, "NotFoundError");
      change(() => {
        disk.files.delete(oldName);
        disk.files.set(newName, file);
      });
    },
    async remove(name) {
      if (disk.files.has(name)) change(() => disk.files.delete(name));
    },
  });

  return {
    root: folderOf(from),
    get callCount() {
      return callCount;
    },
    get writeCount() {
      return writeCount;
    },
    get hasCrashed() {
      return hasCrashed;
    },
    fillAtWrite(number) {
      fullFrom = number;
    },
    crashAt(callNumber, moment) {
      crash = { callNumber, moment };
    },
    restarted: () => createCrashDisk(random, copyFolder(from, (file) => survivorOf(file, random))),
    copied: () => createCrashDisk(random, copyFolder(from, (file) => file)),
  };
}

/** What is left of a file: all that was flushed, and of the rest nothing, a part, or its length in zeros. */
function survivorOf({ flushed, written }: DiskFile, random: () => number): DiskFile {
  if (written.byteLength <= flushed.byteLength) return { flushed, written: flushed };
  const fate = random();
  if (fate < 1 / 3) return { flushed, written: flushed };
  const kept = fate < 2 / 3 ? written.slice(0, flushed.byteLength + Math.floor(random() * (written.byteLength - flushed.byteLength))) : concatenated(flushed, new Uint8Array(written.byteLength - flushed.byteLength));
  return { flushed: kept, written: kept };
}

function copyFolder(folder: DiskFolder, copyFile: (file: DiskFile) => DiskFile): DiskFolder {
  return {
    files: new Map([...folder.files].map(([name, file]) => [name, { ...copyFile(file) }])),
    folders: new Map([...folder.folders].map(([name, inner]) => [name, copyFolder(inner, copyFile)])),
  };
}

function concatenated(a: Uint8Array<ArrayBuffer>, b: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(a.byteLength + b.byteLength);
  joined.set(a);
  joined.set(b, a.byteLength);
  return joined;
}
