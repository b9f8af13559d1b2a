import { describe, expect, test } from "vitest";
import { listZip, openRecordings, sourceFileFromBytes, writeRecording, zipEntryAsSourceFile, type DeidentifiedRecording, type OpenedRecording, type SourceFile } from "@kalium/ecg";
import type { ExportFormat, RecordingRow } from "./dataRoom.ts";
import type { DataJob } from "./dataJob.ts";
import type { DataWorkerApi } from "./dataWorkerApi.ts";
import { EXPORT_LIST_NAME, exportedFiles, LEFT_OUT_NAME } from "./exportDataset.ts";
import { archiveOf } from "./exportTargets.ts";
import { createCrashDisk } from "./testing/crashDisk.ts";
import { openIn, openRoom } from "./testing/roomInMemory.ts";
import { hasSharedData, sharedFolder } from "./testing/sharedFiles.ts";

const gate = { passPhrase: "a pass phrase", keptTexts: [], dates: "shift" } as const;

/** Three twelve-lead records of ten seconds in the store. */
async function threeStored(room: DataWorkerApi): Promise<{ readonly key: string; readonly rows: readonly RecordingRow[] }> {
  const { rows } = await openIn(room, sharedFolder("ludb", (path) => /\/(1|3|5)\.(hea|dat)$/.test(path)));
  const { dataset } = await room.store("Three", rows.map(({ key }) => key), gate, () => {});
  const stored: RecordingRow[] = [];
  await room.storedRows(dataset.key, async (batch) => void stored.push(...batch));
  return { key: dataset.key, rows: stored };
}

async function entriesOf(blob: Blob): Promise<readonly SourceFile[]> {
  const archive = sourceFileFromBytes("x.zip", new Uint8Array(await blob.arrayBuffer()));
  return (await listZip(archive)).map((entry) => zipEntryAsSourceFile(archive, entry));
}

describe.skipIf(!hasSharedData)("exporting a data set", () => {
  test.each([["wfdb", /\.hea$/], ["edf", /\.edf$/], ["dicom", /\.dcm$/], ["aecg", /\.xml$/], ["csv", /\.csv$/], ["npz", /\.npz$/]] as const)("writes %s files that give the stored voltages back", async (format: ExportFormat, main: RegExp) => {
    const room = openRoom();
    const { key, rows } = await threeStored(room);
    const files = await entriesOf((await room.exportTo(key, format, null, () => {}))!);
    expect(files.map(({ path }) => path)).toContain("x.zip/kalium-dataset.json");
    const mains = files.filter(({ path }) => main.test(path));
    expect(mains.map(({ path }) => /([^/]*)\.\w+$/.exec(path)![1]).sort()).toEqual(rows.map(({ id }) => id).sort());
    for (const row of rows) {
      const [opened] = await openRecordings(mains.find(({ path }) => path.includes(row.id))!, files, {});
      const group = opened!.groups[0]!;
      const samples = await opened!.readSamples(0, 0, 5000);
      const stored = await room.viewStored(key, row.key, 0, 10);
      // Each format states gains in its own way; a tenth of a microvolt is far below what any of them rounds to.
      group.signals.forEach((signal, lead) => {
        const scale = (/^uV|µV$/i.test(signal.unit) ? 1e-3 : 1) / signal.gainPerUnit;
        const worst = stored.leads[lead]!.samplesMillivolt.reduce((most, value, i) => Math.max(most, Math.abs(value - (samples[lead]![i]! - signal.baselineCount) * scale)), 0);
        expect(worst, `${format} ${signal.name}`).toBeLessThan(format === "edf" ? 1e-3 : 1e-4);
      });
    }
  });

  test("loads again what it wrote as WFDB: same people, potassium, samples", async () => {
    const room = openRoom();
    const { key, rows } = await threeStored(room);
    const files = await entriesOf((await room.exportTo(key, "wfdb", null, () => {}))!);
    const other = openRoom(createCrashDisk(() => 0.5));
    await other.stage(await Promise.all(files.map(async (file) => ({ path: file.path, file: new File([(await file.bytes()) as Uint8Array<ArrayBuffer>], file.path) }))));
    const dataset = await other.importFrom(() => {});
    expect(dataset).toMatchObject({ title: "Three", recordingCount: 3, personCount: 3, state: "whole" });
    const loaded: RecordingRow[] = [];
    await other.storedRows(dataset.key, async (batch) => void loaded.push(...batch));
    for (const row of rows) {
      const same = loaded.find(({ id }) => id === row.id)!;
      expect(same).toMatchObject({ person: row.person, potassium: row.potassium, startTimeMs: row.startTimeMs, leadNames: row.leadNames });
      expect(await other.viewStored(dataset.key, same.key, 0, 10)).toEqual(await room.viewStored(key, row.key, 0, 10));
    }
  });

  test("refuses to load files that are no export, or whose people are no pseudonyms", async () => {
    const room = openRoom();
    const list = (text: string) => ({ path: "x/kalium-dataset.json", file: new File([text], "kalium-dataset.json") });
    await room.stage(sharedFolder("ludb", (path) => /\/1\.(hea|dat)$/.test(path)));
    await expect(room.importFrom(() => {})).rejects.toMatchObject({ code: "no-export" });
    await room.stage([list("{")]);
    await expect(room.importFrom(() => {})).rejects.toMatchObject({ code: "no-export" });
    await room.stage([...sharedFolder("ludb", (path) => /\/1\.(hea|dat)$/.test(path)), list('{"format":"kalium-export/1","title":"x","writtenAs":"wfdb","recordings":[]}')]);
    await expect(room.importFrom(() => {})).rejects.toMatchObject({ code: "malformed", remedy: expect.stringContaining("de-identification") });
    expect(await room.stored()).toEqual([]);
  });

  test("puts a large archive together on the disk and not in memory, with the same bytes", async () => {
    const disk = createCrashDisk(() => 0.5);
    const files = async function* () {
      for (let i = 0; i < 5; i++) yield { name: `${i}.txt`, bytes: new TextEncoder().encode(`file ${i}`.repeat(100 + i)) };
    };
    const [inMemory, onDisk] = [await archiveOf(files(), disk.root), await archiveOf(files(), disk.root, 200)];
    expect(disk.writeCount).toBeGreaterThan(3);
    expect(new Uint8Array(await onDisk.arrayBuffer())).toEqual(new Uint8Array(await inMemory.arrayBuffer()));
  });
});

describe("exporting whole numbers wider than 24 bits", () => {
  const job = { begin: () => {}, turn: async () => {}, step: () => {} } as unknown as DataJob;

  async function collect(files: ReturnType<typeof exportedFiles>) {
    const all = [];
    for await (const file of files) all.push(file);
    return all;
  }

  async function openedOf(id: string, largest: number): Promise<OpenedRecording> {
    const written = await writeRecording({
      id, framesPerSecond: 250, frameCount: 500, annotations: [], annotationRateHz: 250, sourceFormat: "wfdb", filters: null, measurements: [],
      facts: { personId: null, sex: null, ageYears: null, startTimeMs: null, potassiumMmolPerL: null, simulated: false, deidentified: true },
      signals: [{ name: "II", unit: "mV", samplesPerFrame: 1, gainPerUnit: 200, baselineCount: 0, invalidCount: null, samples: Int32Array.from({ length: 500 }, (_, i) => (i === 9 ? largest : i)) }],
    } as unknown as DeidentifiedRecording, "wfdb");
    const files = written.map(({ name, bytes }) => sourceFileFromBytes(name, bytes));
    return (await openRecordings(files.find(({ path }) => path.endsWith(".hea"))!, files, {}))[0]!;
  }

  test("leaves the recording out of EDF with the reason and the remedy, writes the others, and keeps it in WFDB", async () => {
    const recordings = new Map([["wide", await openedOf("wide", 2 ** 30)], ["narrow", await openedOf("narrow", 2 ** 23 - 1)]]);
    const rows = [...recordings.keys()].map((key) => ({ key, id: key, format: "wfdb", potassium: null }) as RecordingRow);
    const dataset = { title: "Two", rows, open: async (key: string) => recordings.get(key)! };
    const edf = await collect(exportedFiles(dataset, "edf", job));
    expect(edf.map(({ name }) => name)).toEqual(["narrow.bdf", LEFT_OUT_NAME, EXPORT_LIST_NAME]);
    expect(new TextDecoder().decode(edf[1]!.bytes as Uint8Array)).toMatch(/^wide: left out\. .*II holds whole numbers from 0 to 1073741824.*24 bits.*WFDB, NPZ or CSV/);
    const wfdb = await collect(exportedFiles(dataset, "wfdb", job));
    expect(wfdb.map(({ name }) => name)).toEqual(expect.arrayContaining(["wide.hea", "narrow.hea"]));
    await expect(collect(exportedFiles({ ...dataset, rows: rows.slice(0, 1) }, "edf", job))).rejects.toMatchObject({ code: "nothing-to-export", message: expect.stringContaining("24 bits") });
  });
});
