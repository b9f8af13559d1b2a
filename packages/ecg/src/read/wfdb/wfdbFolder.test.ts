import { describe, expect, it } from "vitest";
import { hasSharedData, listShared, makeFile } from "../../testing/sharedData.ts";
import { mitBihPersonOf } from "./mitBihPerson.ts";
import type { SourceFile } from "../sourceFile.ts";
import { readWfdbFolder } from "./wfdbFolder.ts";

const DAT = Uint8Array.of(1, 0, 2, 0, 3, 0);
const record = (name: string, folder = "d"): SourceFile[] => [
  makeFile(`${folder}/${name}.hea`, `${name} 1 250 3\n${name}.dat 16 10/mV 16 0 1 6 0 II\n`),
  makeFile(`${folder}/${name}.dat`, DAT),
];
const failure = (files: readonly SourceFile[]) => readWfdbFolder(files).then(() => "accepted", (error: unknown) => error);

describe("readWfdbFolder", () => {
  it("loads the good records beside every kind of bad one, and says of each bad file what to do", async () => {
    const { recordings, rejected } = await readWfdbFolder([
      ...record("10"),
      ...record("9"),
      makeFile("d/gone.hea", "gone 1 250 3\ngone.dat 16 10/mV\n"),
      makeFile("d/cut.hea", "cut 1 250 30\ncut.dat 16 10/mV\n"),
      makeFile("d/cut.dat", DAT),
      makeFile("d/void.hea", "void 1 250 3\nvoid.dat 16 10/mV\n"),
      makeFile("d/void.dat", ""),
      makeFile("d/zero.hea", ""),
      makeFile("d/zero.dat", DAT),
      makeFile("d/odd.hea", "odd 1 250 3\nodd.dat 17 10/mV\n"),
      makeFile("d/odd.dat", DAT),
      makeFile("d/many.hea", "many/3 1 250 9\n"),
      makeFile("d/alone.dat", DAT),
      makeFile("d/heart.edf", "0       "),
      makeFile("d/heart.xyz", "?"),
      makeFile("d/heart", "?"),
    ]);
    expect(recordings.map((recording) => recording.id)).toEqual(["9", "10"]);
    expect(rejected.map(({ file, code }) => [file, code])).toEqual([
      ["d/cut.dat", "truncated"],
      ["d/gone.hea", "missing-file"],
      ["d/many.hea", "malformed"],
      ["d/odd.hea", "unsupported"],
      ["d/void.dat", "empty-file"],
      ["d/zero.hea", "empty-file"],
      ["d/alone.dat", "missing-file"],
      ["d/heart.edf", "unknown-format"],
      ["d/heart.xyz", "unknown-format"],
      ["d/heart", "unknown-format"],
    ]);
    for (const { file, message, remedy } of rejected) {
      expect(message).toContain(file);
      expect(remedy.length).toBeGreaterThan(10);
    }
    expect(rejected.find(({ file }) => file === "d/gone.hea")?.message).toContain("gone.dat");
    expect(rejected.find(({ file }) => file === "d/odd.hea")?.message).toContain("format 17");
    expect(rejected.find(({ file }) => file === "d/heart.edf")?.message).toContain("EDF");
  });

  it("says nothing about texts, tables, checksums and other annotators beside the records", async () => {
    const quiet = ["README", "LICENSE.txt", "RECORDS", "RECORDS-vf", "ANNOTATORS", "SHA256SUMS.txt", ".DS_Store", "Thumbs.db", "index.html", "notes.md", "mitdb.csv", "1.xws", "1.q1c", "1.atr~"];
    const { recordings, rejected } = await readWfdbFolder([...record("1"), ...quiet.map((name) => makeFile(`d/${name}`, "x"))]);
    expect(rejected).toEqual([]);
    expect(recordings.length).toBe(1);
  });

  it("throws no-records for a folder without headers and names the folder", async () => {
    expect(await failure([makeFile("holiday/a.txt", "x"), makeFile("holiday/b.jpg", "x")])).toMatchObject({ code: "no-records", place: { file: "holiday" } });
    expect(await failure([])).toMatchObject({ code: "no-records" });
    expect(await failure([makeFile("100.dat", DAT)])).toMatchObject({ code: "no-records" });
  });

  it("throws unknown-format when the only file given is of another format", async () => {
    expect(await failure([makeFile("ecg.dcm", "x")])).toMatchObject({ code: "unknown-format", place: { file: "ecg.dcm" }, message: expect.stringContaining("DICOM") as string });
  });

  it("keeps two records of one name apart by their path, but as one person", async () => {
    const { recordings } = await readWfdbFolder([...record("1", "a"), ...record("1", "b")]);
    expect(recordings.map(({ id, personId }) => [id, personId])).toEqual([["a/1", "1"], ["b/1", "1"]]);
  });

  it("reports progress after each header and a file that can no longer be read", async () => {
    const steps: number[] = [];
    const vanished: SourceFile = { path: "d/2.dat", size: 6, bytes: () => Promise.reject(new Error("NotFoundError")) };
    const { recordings, rejected } = await readWfdbFolder([...record("1"), record("2")[0], vanished], {
      onProgress: ({ doneCount, totalCount }) => steps.push(doneCount / totalCount),
    });
    expect(steps).toEqual([0.5, 1]);
    expect(recordings.length).toBe(1);
    expect(rejected[0].message).toContain("NotFoundError");
  });

  it("lists signals that are no voltages", async () => {
    const { leftOutSignals } = await readWfdbFolder([
      makeFile("d/1.hea", "1 2 250 1\n1.dat 16 10/mV 16 0 1 1 0 II\n1.dat 16 10/mmHg 16 0 2 2 0 ABP\n"),
      makeFile("d/1.dat", DAT),
    ]);
    expect(leftOutSignals).toEqual([{ file: "d/1.hea", signalName: "ABP", unit: "mmHg" }]);
  });

  it("reads a multi-segment record once, with each segment's own gain, and not its segments beside it", async () => {
    const { recordings, rejected } = await readWfdbFolder([
      makeFile("d/m.hea", "m/2 1 250 6\n10 3\nm2 3\n"),
      makeFile("d/m2.hea", "m2 1 250 3\n10.dat 16 20(1)/mV 16 0 1 6 0 II\n"),
      ...record("10"),
    ]);
    expect(rejected).toEqual([]);
    expect(recordings.map(({ id, sampleCount }) => [id, sampleCount])).toEqual([["m", 6]]);
    expect([...recordings[0]!.leads[0]!.samplesMillivolt]).toEqual([0.1, 0.2, 0.3, 0, 0.05, 0.1].map(Math.fround));
  });

  it.skipIf(!hasSharedData)("reads the MIT-BIH folder whole, with the published beat counts", async () => {
    const { recordings, rejected } = await readWfdbFolder(listShared("mitdb"), { personOf: mitBihPersonOf });
    expect(rejected).toEqual([]);
    expect(recordings.map((recording) => [recording.id, recording.annotations.length, recording.sampleCount])).toEqual(
      [["100", 2274], ["105", 2691], ["108", 1824], ["119", 2094], ["200", 2792], ["203", 3108], ["208", 3040], ["217", 2280]].map((row) => [...row, 650000]),
    );
  });
});
