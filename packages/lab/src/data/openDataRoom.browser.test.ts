/** The data room as the page has it: a real worker, real files, the origin's own file system. */
import { afterEach, describe, expect, test } from "vitest";
import type { Recording } from "@kalium/ecg";
import { writeWfdbRecord, zipToBytes } from "@kalium/ecg";
import type { DataProgress } from "./dataRoom.ts";
import { openLab } from "../lab.ts";
import { openDataRoom } from "./openDataRoom.ts";

const room = openDataRoom();
const gate = { passPhrase: "a pass phrase", keptTexts: [], dates: "shift" } as const;

afterEach(async () => {
  await room.close(null);
  await room.erase(null);
});

/** Ten seconds of as many leads, no two recordings alike. */
function recording(number: number, leadNames: readonly string[] = ["I", "II"], durationS = 10): Recording {
  const samplingRateHz = 500;
  const sampleCount = durationS * samplingRateHz;
  return {
    id: `r${number}`, personId: `person ${number % 7}`, samplingRateHz, sampleCount, annotations: [], potassiumMmolPerL: 3 + (number % 40) / 10, timeS: null, simulated: true,
    leads: leadNames.map((name, lead) => ({
      name, gainPerMillivolt: 1000, baselineCount: 0,
      samplesMillivolt: Float32Array.from({ length: sampleCount }, (_, i) => Math.round(1000 * Math.sin((i + number) / (20 + lead))) / 1000),
    })),
  };
}

function filesOf(numbers: readonly number[], leadNames?: readonly string[]): File[] {
  return numbers.flatMap((number) =>
    writeWfdbRecord(recording(number, leadNames)).map(({ name, bytes }) => {
      const file = new File([bytes as Uint8Array<ArrayBuffer>], name);
      Object.defineProperty(file, "webkitRelativePath", { value: `folder/${name}` });
      return file;
    }),
  );
}

const upTo = (count: number) => Array.from({ length: count }, (_, i) => i);

describe("the data room in a page", () => {
  test("opens a folder, shows a stretch, stores it and shows the same stretch again", async () => {
    const progress: DataProgress[] = [];
    const { rows, rejected, cancelled } = await room.open(filesOf(upTo(12)), (value) => progress.push(value));
    expect(cancelled).toBe(false);
    expect(rejected).toEqual([]);
    expect(rows.map(({ id, path }) => [id, path])).toEqual(upTo(12).map((number) => [`r${number}`, `folder/r${number}.hea`]));
    const view = await room.view(rows[3]!.key, 2, 1);
    expect(view.leads.map(({ name }) => name)).toEqual(["I", "II"]);
    expect(view.leads[0]!.samplesMillivolt[0]).toBeCloseTo(Math.sin(1003 / 20), 3);
    const { dataset } = await room.store("Twelve", rows.map(({ key }) => key), gate, (value) => progress.push(value));
    expect(dataset).toMatchObject({ recordingCount: 12, personCount: 7, withPotassiumCount: 12, state: "whole", simulated: true });
    expect(progress.length).toBeGreaterThan(0);
    const second = openDataRoom();
    const { datasets, storage } = await second.stored();
    expect(datasets).toEqual([dataset]);
    expect(storage.usedBytes).toBeGreaterThan(0);
    const stored = await second.storedRows(dataset.key);
    expect(stored).toHaveLength(12);
    expect(stored.every(({ path, id }) => path === "" && !/^r\d/.test(id))).toBe(true);
    expect(await second.viewStored(dataset.key, stored[3]!.key, 2, 1)).toEqual(view);
  });

  test("opens a ZIP archive like the folder in it", async () => {
    const zip = new File([(await zipToBytes(upTo(3).flatMap((number) => writeWfdbRecord(recording(number))))) as Uint8Array<ArrayBuffer>], "three.zip");
    const { rows, rejected } = await room.open([zip]);
    expect(rejected).toEqual([]);
    expect(rows.map(({ path }) => path)).toEqual(["three.zip/r0.hea", "three.zip/r1.hea", "three.zip/r2.hea"]);
    expect((await room.view(rows[2]!.key, 0, 10)).leads[0]!.samplesMillivolt[500]).toBeCloseTo(Math.sin(502 / 20), 3);
  });

  test("stops within a second of being asked to, and keeps what was there before", async () => {
    const { rows } = await room.open(filesOf([1]));
    const files = filesOf(upTo(400));
    let askedMs = 0;
    const outcome = await room.open(files, ({ stage, done }) => {
      if (stage !== "opening" || done === 0 || askedMs > 0) return;
      askedMs = performance.now();
      void room.cancel();
    });
    expect(askedMs).toBeGreaterThan(0);
    expect(performance.now() - askedMs).toBeLessThan(1000);
    expect(outcome).toMatchObject({ cancelled: true, rows: [] });
    expect((await room.view(rows[0]!.key, 0, 1)).leads).toHaveLength(2);
  });

  test("says with code and remedy why a file gave no recording, and what the data room cannot answer", async () => {
    const { rejected } = await room.open([new File(["hello"], "letter.doc"), new File([], "empty.edf")]);
    expect(rejected.map(({ file, code }) => [file, code])).toEqual([["empty.edf", "empty-file"], ["letter.doc", "unknown-format"]]);
    expect(rejected.every(({ remedy, message }) => remedy.length > 10 && message.length > 10)).toBe(true);
    await expect(room.view("nothing", 0, 1)).rejects.toMatchObject({ name: "DataRoomError", code: "not-open", remedy: expect.any(String) });
    const { rows } = await room.open(filesOf([1]));
    await expect(room.store("x", [rows[0]!.key], { ...gate, passPhrase: "short" })).rejects.toMatchObject({ code: "weak-pass-phrase" });
  });

  test("gives a stored data set to a study", async () => {
    const lab = openLab();
    const { rows } = await room.open(filesOf([0, 10, 12, 32]));
    const { dataset } = await room.store("For a study", rows.map(({ key }) => key), gate);
    const { data } = await lab.importDataset(dataset.key);
    expect(data).toMatchObject({ title: "For a study", kind: "potassium", simulated: true });
    // Potassium 3.0 is low and belongs to neither class.
    expect(data!.flow[0]).toMatchObject({ count: 4, dropped: [{ reason: "potassium below 3.5", count: 1 }] });
    expect(data!.records.map(({ potassiumMmolPerL, classIndex }) => [potassiumMmolPerL, classIndex]).sort()).toEqual([[4, 0], [4.2, 0], [6.2, 1]]);
    await expect(lab.importDataset("nothing")).rejects.toMatchObject({ code: "unknown-dataset" });
  });

  test("exports into a folder and loads it again", async () => {
    const { rows } = await room.open(filesOf(upTo(3)));
    const { dataset } = await room.store("Three", rows.map(({ key }) => key), gate);
    const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle("export-test", { create: true });
    expect(await room.exportTo(dataset.key, "wfdb", folder)).toBeNull();
    const files: File[] = [];
    for await (const handle of folder.values()) if (handle.kind === "file") files.push(await (handle as FileSystemFileHandle).getFile());
    expect(files.map(({ name }) => name)).toContain("kalium-dataset.json");
    const before = await room.storedRows(dataset.key);
    await room.erase(null);
    const loaded = await room.importFrom(files);
    expect(loaded).toMatchObject({ title: "Three", recordingCount: 3, withPotassiumCount: 3, state: "whole", simulated: true });
    const after = await room.storedRows(loaded.key);
    expect(after.map(({ id, person, potassium }) => ({ id, person, potassium }))).toEqual(
      before.map(({ id, person, potassium }) => ({ id, person, potassium })).sort((a, b) => (a.id < b.id ? -1 : 1)),
    );
    await (await navigator.storage.getDirectory()).removeEntry("export-test", { recursive: true });
  });

  test("does not let two tabs write at once", async () => {
    const { rows } = await room.open(filesOf(upTo(3)));
    let refused: unknown = null;
    await navigator.locks.request("kalium:data", async () => {
      refused = await room.store("x", rows.map(({ key }) => key), gate).catch((error: unknown) => error);
    });
    expect(refused).toMatchObject({ code: "busy-elsewhere" });
  });
});
