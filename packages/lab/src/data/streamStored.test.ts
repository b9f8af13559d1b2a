import { expect, test } from "vitest";
import { openRecordings, toRecording, writeWfdbRecord, type Recording } from "@kalium/ecg";
import { potassiumStudyData } from "@kalium/study";
import { streamStored } from "./streamStored.ts";
import { createCrashDisk } from "./testing/crashDisk.ts";
import { openIn, openRoom } from "./testing/roomInMemory.ts";
import { hasSharedData, sharedFolder } from "./testing/sharedFiles.ts";
import { createDatasetStore, DEFAULT_PACK_SIZES } from "./store/datasetStore.ts";

const options = { title: "x", leadName: "II", minimumRecordsPerClass: 8, maxBeatsPerRecord: 50, previewCount: 3 };

test.skipIf(!hasSharedData)("a study of a stored data set has the beats and labels of the same recordings in memory", async () => {
  const files = sharedFolder("ludb", (path) => /\/(1|3|5|7)\.(hea|dat)$/.test(path));
  const sources = files.map(({ path, file }) => ({ path, size: file.size, bytes: async (from = 0, to = file.size) => new Uint8Array(await file.slice(from, to).arrayBuffer()) }));
  const potassium = [4.1, 6.2, null, 5.2];
  const recordings: Recording[] = [];
  for (const header of sources.filter(({ path }) => path.endsWith(".hea"))) {
    recordings.push({ ...(await toRecording((await openRecordings(header, sources))[0]!)), personId: "person 1", potassiumMmolPerL: potassium[recordings.length]! });
  }
  const disk = createCrashDisk(() => 0.5);
  const room = openRoom(disk);
  const written = recordings.flatMap(writeWfdbRecord).map(({ name, bytes }) => ({ path: name, file: new File([bytes as Uint8Array<ArrayBuffer>], name) }));
  const { rows } = await openIn(room, written);
  const { dataset } = await room.store("Stored", rows.map(({ key }) => key), { passPhrase: "a pass phrase", keptTexts: [], dates: "shift" }, () => {});
  const store = createDatasetStore(disk.root, { ...DEFAULT_PACK_SIZES, verification: "sizes", newKey: () => "", now: () => "" });
  const stream = await streamStored(store, dataset.key);
  const stored = await potassiumStudyData(stream.recordings, { ...options, title: stream.title });
  const inMemory = await potassiumStudyData(recordings, options);
  expect(stored.title).toBe("Stored");
  expect(stored.records.map(({ classIndex, potassiumMmolPerL, beats }) => ({ classIndex, potassiumMmolPerL, beats }))).toEqual(
    inMemory.records.map(({ classIndex, potassiumMmolPerL, beats }) => ({ classIndex, potassiumMmolPerL, beats })),
  );
  expect(stored.records).toHaveLength(2);
  expect(stored.flow).toEqual(inMemory.flow);
  await expect(streamStored(store, "nothing")).rejects.toMatchObject({ code: "unknown-dataset" });
});
