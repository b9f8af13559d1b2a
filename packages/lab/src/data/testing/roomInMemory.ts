/** For tests only: a data room whose store lies on a disk in memory. */
import { openRecordings } from "@kalium/ecg";
import type { DataProgress, RecordingRow } from "../dataRoom.ts";
import { createDataWorkerApi, type DataWorkerApi } from "../dataWorkerApi.ts";
import type { PlacedFile } from "../placedSource.ts";
import { createStoreAccess } from "../store/storeAccess.ts";
import { createCrashDisk, type CrashDisk } from "./crashDisk.ts";

const nextTask = () => new Promise<void>((resolve) => setImmediate(resolve));

export function openRoom(disk: CrashDisk = createCrashDisk(() => 0.5)): DataWorkerApi {
  let number = 0;
  return createDataWorkerApi({
    openRecordings,
    access: createStoreAccess({ openRoot: async () => disk.root, passingFiles: [], withLock: async (work) => ({ result: await work() }), newKey: () => `d${++number}`, now: () => new Date(1e12 + 1000 * ++number).toISOString() }),
    nowMs: () => performance.now(),
    nextTask,
    randomBytes: (count) => new Uint8Array(count).fill(7),
    madeAt: () => "2026-01-01 00:00 UTC",
    programVersion: "test",
  });
}

/** Opens files in the room; the rows in the order in which they came. */
export async function openIn(room: DataWorkerApi, files: readonly PlacedFile[]) {
  const rows: RecordingRow[] = [];
  const told: DataProgress[] = [];
  await room.stage(files);
  const rest = await room.open(async (batch) => void rows.push(...batch), (progress) => told.push(progress));
  return { ...rest, rows, told };
}
