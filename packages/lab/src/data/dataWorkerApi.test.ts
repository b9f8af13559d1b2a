/** The data room on real files, with the store on a disk in memory. */
import { describe, expect, test } from "vitest";
import { openRecordings, type TableLayout } from "@kalium/ecg";
import type { RecordingRow } from "./dataRoom.ts";
import type { PlacedFile } from "./placedSource.ts";
import { createCrashDisk } from "./testing/crashDisk.ts";
import { openIn, openRoom } from "./testing/roomInMemory.ts";
import { hasSharedData, sharedFolder } from "./testing/sharedFiles.ts";

const gate = { passPhrase: "a pass phrase", keptTexts: [], dates: "shift" } as const;

describe.skipIf(!hasSharedData)("the data room", () => {
  test("opens a folder of WFDB records with all that lies beside them, and rejects nothing", async () => {
    const { rows, rejected, tables } = await openIn(openRoom(), sharedFolder("ludb"));
    expect(rejected).toEqual([]);
    expect(tables).toEqual([]);
    expect(rows).toHaveLength(100);
    expect(rows[0]).toMatchObject({ id: "1", format: "wfdb", samplingRateHz: 500, durationS: 10, thumbnailLead: expect.stringMatching(/^ii$/i) });
    expect(rows.map(({ id }) => Number(id))).toEqual(Array.from({ length: 100 }, (_, i) => 2 * i + 1));
  });

  test("shows the samples that the file holds, from any second on", async () => {
    const room = openRoom();
    const { rows } = await openIn(room, sharedFolder("mitdb", (path) => /\/100\./.test(path)));
    const view = await room.view(rows[0]!.key, 1000, 2);
    expect(view).toMatchObject({ samplingRateHz: 360, startS: 1000, durationS: 2 });
    const whole = await openRecordings((await sourcesOf("mitdb", /\/100\.hea$/))[0]!, await sourcesOf("mitdb", /\/100\./), {});
    const raw = await whole[0]!.readSamples(0, 360_000, 360_720);
    expect(Array.from(view.leads[0]!.samplesMillivolt)).toEqual(Array.from(raw[0]!, (value) => Math.fround((value - 1024) / 200)));
    expect((await room.view(rows[0]!.key, 1805, 60)).durationS).toBeCloseTo(650_000 / 360 - 1805, 6);
  });

  test("stores what passed the gate and gives the same samples back", async () => {
    const disk = createCrashDisk(() => 0.5);
    const room = openRoom(disk);
    const { rows } = await openIn(room, sharedFolder("ludb", (path) => /\/(1|3|5)\.(hea|dat)$/.test(path)));
    const { dataset, report, rejected } = await room.store("Three", rows.map(({ key }) => key), gate, () => {});
    expect(rejected).toEqual([]);
    expect(dataset).toMatchObject({ title: "Three", recordingCount: 3, personCount: 3, state: "whole", simulated: false });
    expect(report.recordingCount).toBe(3);
    const stored: RecordingRow[] = [];
    const again = openRoom(disk);
    await again.storedRows(dataset.key, async (batch) => void stored.push(...batch));
    expect(stored.map(({ durationS, samplingRateHz, leadNames }) => [durationS, samplingRateHz, leadNames.length])).toEqual([[10, 500, 12], [10, 500, 12], [10, 500, 12]]);
    for (const [index, row] of stored.entries()) {
      expect(row.thumbnailMillivolt).toEqual(rows[index]!.thumbnailMillivolt);
      const [before, after] = [await room.view(rows[index]!.key, 0, 10), await again.viewStored(dataset.key, row.key, 0, 10)];
      expect(after.leads.map(({ samplesMillivolt }) => samplesMillivolt)).toEqual(before.leads.map(({ samplesMillivolt }) => samplesMillivolt));
    }
  });

  test("goes on where a cancelled import stopped, storing nothing twice, under the same pass phrase only", async () => {
    const disk = createCrashDisk(() => 0.5);
    const room = openRoom(disk);
    const { rows } = await openIn(room, sharedFolder("ludb", (path) => /\/1?\d\.(hea|dat)$/.test(path)));
    const keys = rows.map(({ key }) => key);
    let told = 0;
    const stopped = await room.store("Folder", keys, gate, () => void (++told === 1 && room.cancel()));
    expect(stopped.cancelled).toBe(true);
    expect(stopped.dataset.state).toBe("interrupted");
    expect(stopped.dataset.recordingCount).toBeLessThan(10);
    if (stopped.dataset.recordingCount > 0) await expect(room.store("Folder", keys, { ...gate, passPhrase: "another phrase" }, () => {})).rejects.toMatchObject({ code: "other-key" });
    const whole = await room.store("Folder", keys, gate, () => {});
    expect(whole.dataset).toMatchObject({ state: "whole", recordingCount: 10 });
    const alone = await openRoom().store("x", [], gate, () => {}).catch((error: { code: string }) => error.code);
    expect(alone).toBe("nothing-to-store");
  });

  test("recognises the MIMIC-IV-ECG folder and pairs it as its expected pairs say; a window of an hour leaves fewer", async () => {
    const room = openRoom();
    const tables = sharedFolder("potassium-mimic-iv-demo", (path) => !/expected|LICENSE|README/.test(path));
    const rowsOf = async (name: string) => (await sharedFolder("potassium-mimic-iv-demo", (path) => path.endsWith(name))[0]!.file.text()).trim().split(/\r?\n/).slice(1).map((line) => line.split(","));
    const studies = (await rowsOf("ecg_studies.csv")).flatMap(([, study]) => tinyRecord("files", study!));
    const opened = await openIn(room, [...studies, ...tables]);
    expect(opened.dataset).toBe("MIMIC-IV-ECG");
    expect(opened.rejected).toEqual([]);
    expect(opened.tables.map(({ file }) => file)).toEqual(["potassium-mimic-iv-demo/potassium_events.csv"]);
    const rows = new Map(opened.rows.map((row) => [row.key, row]));
    const paired = [...rows.values()].filter(({ potassium }) => potassium !== null);
    const expected = await rowsOf("expected_pairs_6h.csv");
    expect(rows.size).toBe(193);
    expect(paired.map(({ id, potassium }) => [id, potassium!.mmolPerL, potassium!.offsetMinutes].join()).sort()).toEqual(
      expected.map(([, study, ecgTime, resultTime, mmolPerL]) => [study, Number(mmolPerL), (Date.parse(`${resultTime}Z`) - Date.parse(`${ecgTime}Z`)) / 60_000].join()).sort(),
    );
    const again: RecordingRow[] = [];
    const { mapping, file } = opened.tables[0]!;
    const { counts } = await room.pair(file, mapping, { windowHours: 1, haemolysed: "keep", ecgClockUncertaintyMinutes: 5 }, async (batch) => void again.push(...batch), () => {});
    expect(again.filter(({ potassium }) => potassium !== null)).toHaveLength(counts[0]!.pairs);
    expect(counts[0]!.pairs).toBe(paired.filter(({ potassium }) => Math.abs(potassium!.offsetMinutes!) <= 60).length);
    expect((await openIn(openRoom(), tables)).tables[0]!.remembered).toBe(false);
    await room.close(null);
    expect((await openIn(room, tables)).tables[0]!.remembered).toBe(true);
  });

  test("asks once about files of one layout, and opens all of them by one answer", async () => {
    const room = openRoom();
    const text = (number: number) => `I,II\n${Array.from({ length: 1000 }, (_, i) => `${Math.round(100 * Math.sin((i + number) / 9))},${i % 50}`).join("\n")}\n`;
    const opened = await openIn(room, ["a", "b", "c"].map((name, number) => ({ path: `${name}.csv`, file: new File([text(number)], `${name}.csv`) })));
    expect(opened.rows).toEqual([]);
    expect(opened.rejected).toEqual([]);
    expect(opened.questions).toMatchObject([{ file: "a.csv", fileCount: 3, kind: "table", columnCount: 2 }]);
    const guess = opened.questions[0]!.guess as TableLayout;
    expect(guess.samplingRateHz).toBeNaN();
    const rows: RecordingRow[] = [];
    const answered = await room.answer("a.csv", { table: { ...guess, samplingRateHz: 250, unit: "mV", gainPerUnit: 100 } }, async (batch) => void rows.push(...batch), () => {});
    expect(answered).toMatchObject({ questions: [], rejected: [] });
    expect(rows.map(({ id, samplingRateHz, durationS }) => [id, samplingRateHz, durationS])).toEqual([["a", 250, 4], ["b", 250, 4], ["c", 250, 4]]);
    expect((await room.view(rows[1]!.key, 0, 1)).leads[0]!.samplesMillivolt[10]).toBeCloseTo(Math.round(100 * Math.sin(11 / 9)) / 100, 6);
    await expect(room.answer("a.csv", {}, async () => {}, () => {})).rejects.toMatchObject({ code: "no-question" });
  });

  test("lists each free text once, and no name or number", async () => {
    const room = openRoom();
    await openIn(room, sharedFolder("mitdb", (path) => /\/10[05]\./.test(path)));
    const texts = await room.textsForReview();
    expect(texts.length).toBeGreaterThan(0);
    expect(new Set(texts.map(({ value }) => value)).size).toBe(texts.length);
    expect(new Set(texts.map(({ kind }) => kind))).toEqual(new Set(["free-text", "technical"]));
  });

  test("erases one data set, or all", async () => {
    const disk = createCrashDisk(() => 0.5);
    const room = openRoom(disk);
    const { rows } = await openIn(room, sharedFolder("ludb", (path) => /\/1\.(hea|dat)$/.test(path)));
    for (const title of ["a", "b", "c"]) await room.store(title, [rows[0]!.key], gate, () => {});
    const [first] = await room.stored();
    await room.erase(first!.key);
    expect((await room.stored()).map(({ title }) => title).sort()).toEqual(["a", "b"]);
    await room.erase(null);
    expect(await disk.root.entries()).toEqual([]);
  });
});

/** A record of one lead and one second, format 16. */
function tinyRecord(folder: string, name: string): PlacedFile[] {
  const header = `${name} 1 500 500\n${name}.dat 16 200(0)/mV 16 0 0 0 0 II\n`;
  return [
    { path: `${folder}/${name}.hea`, file: new File([header], `${name}.hea`) },
    { path: `${folder}/${name}.dat`, file: new File([new Uint8Array(1000)], `${name}.dat`) },
  ];
}

async function sourcesOf(folder: string, pattern: RegExp) {
  return sharedFolder(folder, (path) => pattern.test(path)).map(({ path, file }) => ({ path, size: file.size, bytes: async (from = 0, to = file.size) => new Uint8Array(await file.slice(from, to).arrayBuffer()) }));
}
