import { describe, expect, test } from "vitest";
import { FormatError, sourceFileFromBytes, type OpenedRecording, type SourceFile } from "@kalium/ecg";
import { createDataJob, DataJobCancelled } from "./dataJob.ts";
import { openFiles, type OpenEntry, type OpenFilesSettings } from "./openFiles.ts";

/** A format for these tests: "ECG" and a name, with files it takes along after commas; "ASK" needs an answer, "BAD" is damaged. */
async function openRecordings(file: SourceFile, companions: readonly SourceFile[]): Promise<readonly OpenedRecording[]> {
  const text = new TextDecoder().decode(await file.bytes());
  if (text.startsWith("BAD")) throw new FormatError("malformed", { file: file.path, line: 1 }, "it is damaged", "Copy it again.");
  if (text.startsWith("ASK")) throw new FormatError("needs-answer", { file: file.path }, "no rate", "Say the rate.");
  if (!text.startsWith("ECG ")) throw new FormatError("unknown-format", { file: file.path }, "unknown", "Convert it.");
  const wanted = text.split("\n").slice(1).filter((line) => line !== "" && !line.startsWith("#"));
  const taken = wanted.map((name) => companions.find((other) => other.path.endsWith(name))?.path ?? `missing ${name}`);
  const signal = { name: "II", unit: "mV", samplingRateHz: 100, samplesPerFrame: 1, sampleCount: 1000, gainPerUnit: 1000, baselineCount: 0, invalidCount: null };
  return [
    {
      format: "wfdb", formatDetail: "test", id: text.split("\n")[0]!.slice(4), files: [file.path, ...taken],
      groups: [{ kind: "rhythm", framesPerSecond: 100, frameCount: 1000, signals: [signal], pieces: [{ fromFrame: 0, startS: 0 }] }],
      annotations: [], annotationRateHz: 100, notes: [],
      facts: { personId: null, sex: null, ageYears: null, startTimeMs: null, potassiumMmolPerL: null, simulated: false, measurements: null, filters: null, texts: [] },
      readSamples: async (_, from, to) => [Int32Array.from({ length: to - from }, (__, i) => Math.round(500 * Math.sin((from + i) / 5)))],
    },
  ];
}

const file = (path: string, text: string) => sourceFileFromBytes(path, new TextEncoder().encode(text));

async function run(files: readonly SourceFile[], changed: Partial<OpenFilesSettings> = {}) {
  const entries: OpenEntry[] = [];
  let keys = 0;
  const job = createDataJob(() => {}, () => performance.now(), () => new Promise((resolve) => setTimeout(resolve)));
  const outcome = await openFiles(files, { job, nextKey: () => `${++keys}`, openRecordings, onEntries: async (some) => void entries.push(...some), ...changed });
  return { ...outcome, entries };
}

describe("openFiles", () => {
  test("opens in order of path with numbers by value, whatever order the files came in", async () => {
    const { entries, rejected } = await run(["10", "9", "100", "1"].map((name) => file(`db/${name}.hea`, `ECG ${name}`)));
    expect(entries.map(({ row }) => row.id)).toEqual(["1", "9", "10", "100"]);
    expect(rejected).toEqual([]);
  });

  test("says nothing about signal and annotation files that belong to a header, nor about texts beside them", async () => {
    const { entries, rejected } = await run([
      file("db/1.hea", "ECG 1\n1.dat"), file("db/1.dat", "\0\0"), file("db/1.atr", "\x01"), file("db/1.i", "\x02"),
      file("db/README.md", "hello"), file("db/LICENSE", "x"), file("db/SHA256SUMS.txt", "x"), file("db/.DS_Store", "x"),
    ]);
    expect(entries.map(({ opened }) => opened.files)).toEqual([["db/1.hea", "db/1.dat"]]);
    expect(rejected).toEqual([]);
  });

  test("opens a record of segments once, not each of its segments too", async () => {
    const { entries } = await run([
      file("a/m.hea", "ECG m\nm_1\nm_2"), file("a/m_1.hea", "ECG m_1\nm_1.dat"), file("a/m_2.hea", "ECG m_2\nm_2.dat"),
      file("a/m_1.dat", "\0"), file("a/m_2.dat", "\0"),
    ]);
    expect(entries.map(({ row }) => row.id)).toEqual(["m"]);
  });

  test("rejects each bad file with its reason and remedy, and opens the others", async () => {
    const { entries, rejected } = await run([file("a.hea", "ECG a"), file("b.hea", "BAD"), file("c.dat", "\0\0"), file("d.doc", "word")]);
    expect(entries).toHaveLength(1);
    expect(rejected.map(({ file: name, code, remedy }) => [name, code, remedy])).toEqual([
      ["b.hea", "malformed", "Copy it again."],
      ["c.dat", "missing-file", "Add c.hea from the same folder."],
      ["d.doc", "unknown-format", expect.stringContaining("Export")],
    ]);
  });

  test("keeps two records of one name in two folders apart", async () => {
    const { entries } = await run([file("a/1.hea", "ECG 1\n1.dat"), file("a/1.dat", "\0"), file("b/1.hea", "ECG 1\n1.dat"), file("b/1.dat", "\0")]);
    expect(entries.map(({ opened }) => opened.files[1])).toEqual(["a/1.dat", "b/1.dat"]);
    expect(new Set(entries.map(({ row }) => row.key)).size).toBe(2);
  });

  test("sets files aside that need an answer, and tables of results; other lists beside records are silent", async () => {
    const files = [file("x.npy", "ASK"), file("labs.csv", "person,k"), file("ecg.csv", "ASK"), file("people.csv", "a,b"), file("1.hea", "ECG 1")];
    const looked: string[] = [];
    const { waiting, rejected } = await run(files, { isResultTable: async ({ path }) => (looked.push(path), path === "labs.csv") });
    expect(waiting.map(({ file: { path } }) => path)).toEqual(["ecg.csv", "x.npy"]);
    expect(looked).toEqual(["ecg.csv", "labs.csv", "people.csv"]);
    expect(rejected).toEqual([]);
    expect((await run([file("people.csv", "a,b")])).rejected).toMatchObject([{ code: "unknown-format" }]);
  });

  test("opens a recording that is a plain text, and says nothing about prose beside it", async () => {
    const { entries, rejected } = await run([file("a.txt", "ECG a"), file("about.txt", "how it was recorded"), file("none.txt", "")]);
    expect(entries.map(({ row }) => row.id)).toEqual(["a"]);
    expect(rejected).toEqual([]);
  });

  test("says so when there is nothing to open at all", async () => {
    expect((await run([file("db/README.md", "x"), file("db/notes.txt", "y")])).rejected).toMatchObject([{ file: "db", code: "no-records" }]);
  });

  test("looks at 20 000 files in time that grows with their number, not with its square", async () => {
    const files = Array.from({ length: 10_000 }, (_, i) => [file(`db/${i}.hea`, `ECG ${i}\n${i}.dat`), file(`db/${i}.dat`, "\0")]).flat();
    let companionsSeen = 0;
    const { entries } = await run(files, { openRecordings: (main, companions) => ((companionsSeen += companions.length), openRecordings(main, companions)) });
    expect(entries).toHaveLength(10_000);
    expect(companionsSeen).toBe(20_000);
  });

  test("stops when it is asked to", async () => {
    const job = createDataJob(() => {}, () => performance.now(), () => new Promise((resolve) => setTimeout(resolve)));
    const files = Array.from({ length: 1000 }, (_, i) => file(`${i}.hea`, `ECG ${i}`));
    let opened = 0;
    const stopping = run(files, { job, openRecordings: (main, companions) => ((opened += 1) === 20 && job.cancel(), openRecordings(main, companions)) });
    await expect(stopping).rejects.toBeInstanceOf(DataJobCancelled);
    expect(opened).toBeLessThan(40);
  });

  test("hands a picture of the first seconds and a judgement along with every row", async () => {
    const { entries } = await run([file("a.hea", "ECG a")]);
    const { row } = entries[0]!;
    expect(row).toMatchObject({ durationS: 10, samplingRateHz: 100, leadNames: ["II"], thumbnailLead: "II", quality: { grade: "good", reasons: [] } });
    expect(row.thumbnailMillivolt).toHaveLength(192);
    for (let column = 0; column < 96; column++) expect(row.thumbnailMillivolt[2 * column]).toBeLessThanOrEqual(row.thumbnailMillivolt[2 * column + 1]!);
    expect(Math.max(...row.thumbnailMillivolt)).toBeCloseTo(0.5, 2);
  });
});
