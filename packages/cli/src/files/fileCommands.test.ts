import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { zipOf } from "../../../../tests/canaries/fixtures/arrays.ts";
import { runProgram } from "../program.ts";

const shared = fileURLToPath(new URL("../../../../../shared/data/", import.meta.url));
const hasShared = existsSync(shared);
if (!hasShared) console.warn(`Skipped: tests on real ECGs need the open data at ${shared}`);
const golden: Record<string, readonly (readonly [string, string])[]> = JSON.parse(readFileSync(new URL("../../../../tests/golden/ecg/sampleHashes/hashes.json", import.meta.url), "utf8"));

const work = mkdtempSync(join(tmpdir(), "kalium-files-"));
afterAll(() => rmSync(work, { recursive: true, force: true }));
let out: string;
let runs = 0;
beforeEach(() => {
  out = join(work, `out${runs++}`);
});

async function kalium(...args: string[]): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  const [outLines, errLines]: [string[], string[]] = [[], []];
  const code = await runProgram(args, new AbortController().signal, { out: (line) => outLines.push(line), err: (line) => errLines.push(line) });
  return { code, out: outLines.join("\n"), err: errLines.join("\n") };
}

/** Two leads of 300 whole microvolts. */
function makeCsv(name: string, value: (i: number) => string = (i) => String(Math.round(900 * Math.sin(i / 9)))): string {
  const folder = join(work, `in${runs++}`);
  mkdirSync(folder);
  writeFileSync(join(folder, name), ["I,II", ...Array.from({ length: 300 }, (_, i) => `${value(i)},${value(i + 7)}`)].join("\n"));
  return folder;
}

/** A one-lead WFDB record of a person. */
function makeRecord(folder: string, name: string, startTime: string, comment: string): void {
  mkdirSync(folder, { recursive: true });
  const counts = Int16Array.from({ length: 250 }, (_, i) => Math.round(300 * Math.sin(i / 5)));
  writeFileSync(join(folder, `${name}.hea`), `${name} 1 250 250 ${startTime}\n${name}.dat 16 200/mV 16 0 0\n# ${comment}\n`);
  writeFileSync(join(folder, `${name}.dat`), new Uint8Array(counts.buffer));
}

const csvLayout = ["--rate", "250", "--unit", "uV"];

describe("kalium read", () => {
  it.skipIf(!hasShared).each(Object.keys(golden))("gives the hashes of %s that Python's readers give", async (file) => {
    const { code, out } = await kalium("read", join(shared, file), "--json");
    const { signals } = JSON.parse(out).recordings[0];
    expect(code).toBe(0);
    expect(signals.map((signal: { name: string; sha256: string }) => [signal.name, signal.sha256])).toEqual(golden[file]);
  });

  it.skipIf(!hasShared)("takes a WFDB record without its extension, and prints first samples raw and physical", async () => {
    const { out } = await kalium("read", join(shared, "mitdb/100"), "--samples", "3");
    expect(out).toMatch(/signal +MLII \[mV\] +group 0, 360 Hz, gain 200, baseline 1024, 650000 samples/);
    expect(out).toMatch(/raw +995 995 995\n +physical +-0\.145 -0\.145 -0\.145/);
    expect(out).toMatch(/annotations +2274/);
  });

  it.skipIf(!hasShared)("reads the part of a record whose segments are there, as Python's wfdb reads it", async () => {
    const record = join(shared, "wfdb-samples/multi-segment/p000878/p000878-2137-10-26-16-57");
    expect(await kalium("read", record)).toMatchObject({ code: 1, err: expect.stringContaining("segment") });
    const { out } = await kalium("read", record, "--json", "--from", "3550", "--to", "7500");
    const rows = readFileSync(join(shared, "wfdb-samples/expected/record-multi-variable-d"), "utf8").trim().split("\n").map((line) => line.trim().split(/\s+/).map(Number));
    expect(rows.length).toBe(3950);
    const hashes = [0, 1].map((column) => createHash("sha256").update(Int32Array.from(rows, (row) => row[column]!)).digest("hex"));
    expect(JSON.parse(out).recordings[0].signals.slice(0, 2).map(({ sha256 }: { sha256: string }) => sha256)).toEqual(hashes);
  });

  it.skipIf(!hasShared)("shows facts of the person only when asked", async () => {
    const file = join(shared, "dicom/waveform_ecg.dcm");
    for (const options of [[], ["--json"], ["--samples", "2"]]) expect((await kalium("read", file, ...options)).out).not.toMatch(/642341|Galliera|1971|Anonymous/);
    expect((await kalium("read", file, "--facts")).out).toMatch(/642341[\s\S]*Galliera|Galliera[\s\S]*642341/);
  });

  it("reads a text table as stated, and asks for what it does not state", async () => {
    const file = join(makeCsv("table.csv"), "table.csv");
    const asked = await kalium("read", file);
    expect(asked.code).toBe(1);
    expect(asked.err).toMatch(/sampling rate/);
    const spelled = await kalium("read", file, "--json", "--table", "rate=250", "--table=unit=uV");
    expect(spelled.code).toBe(0);
    expect(JSON.parse(spelled.out).recordings[0].signals).toMatchObject([{ name: "I", unit: "uV", samplingRateHz: 250, sampleCount: 300 }, { name: "II" }]);
    expect((await kalium("read", file, "--json", ...csvLayout)).out).toBe(spelled.out);
  });

  it("says where a path leads nowhere, and why a file cannot be read", async () => {
    expect(await kalium("read", join(work, "absent.edf"))).toMatchObject({ code: 2, err: expect.stringContaining("There is no file") });
    const empty = join(work, "empty.edf");
    writeFileSync(empty, "");
    expect(await kalium("read", empty)).toMatchObject({ code: 1, out: "", err: expect.stringContaining("empty-file") });
  });
});

describe("kalium convert", () => {
  it.skipIf(!hasShared).each(["wfdb", "edf", "aecg", "csv", "npz"])("keeps every sample of a 12-lead record in %s", async (format) => {
    const { code, err } = await kalium("convert", join(shared, "ludb/data/1.hea"), out, "--format", format);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    const main = readdirSync(out).find((name) => !/\.(dat|atr)$/.test(name))!;
    const { signals } = JSON.parse((await kalium("read", join(out, main), "--json")).out).recordings[0];
    expect(signals.map(({ sha256 }: { sha256: string }) => sha256)).toEqual(golden["ludb/data/1.hea"]!.map(([, sha256]) => sha256));
  });

  it.skipIf(!hasShared)("keeps the Frank leads of a 15-lead record in EDF, whose reader spells their names in another case", async () => {
    const file = join(shared, "wfdb-samples/s0010_re.hea");
    const { code, err } = await kalium("convert", file, out, "--format", "edf");
    expect({ code, err: err.replace(/^.*(gain|baseline) written as.*\n?/gm, "") }).toEqual({ code: 0, err: "" });
    const main = readdirSync(out).find((name) => name.endsWith(".edf"))!;
    const hashesOf = async (path: string) => JSON.parse((await kalium("read", path, "--json")).out).recordings[0].signals.map(({ sha256 }: { sha256: string }) => sha256);
    expect(await hashesOf(join(out, main))).toEqual(await hashesOf(file));
  });

  it.skipIf(!hasShared).each(["wfdb", "edf", "dicom", "aecg", "csv", "npz"])("keeps signals of five rates in %s", async (format) => {
    const file = join(shared, "edf/test_generator_datarec_generator_0_5.bdf");
    const { code, err } = await kalium("convert", file, out, "--format", format);
    expect({ code, err: err.replace(/^.*moves the signal by 0\.00018 uV\n?/gm, "") }).toEqual({ code: 0, err: "" });
  });

  it.skipIf(!hasShared)("says so when a format cannot hold the scale as it is", async () => {
    const { code, err } = await kalium("convert", join(shared, "edf/test_subsecond.edf"), out, "--format", "wfdb");
    expect({ code, err }).toMatchObject({ code: 0, err: expect.stringMatching(/turned over.*baseline written as 1 for 0\.5, which moves the signal by 0\.13 uV/) });
  });

  it("names a single output as asked, numbers many, and keeps names only when asked", async () => {
    const folder = makeCsv("Maria Huber 1948.csv");
    await kalium("convert", join(folder, "Maria Huber 1948.csv"), join(out, "mine.npz"), "--format", "npz", ...csvLayout);
    expect(readdirSync(out)).toEqual(["mine.npz"]);
    await kalium("convert", folder, `${out}b`, "--format", "npz", ...csvLayout);
    expect(readdirSync(`${out}b`)).toEqual(["recording-001.npz"]);
    await kalium("convert", folder, `${out}c`, "--format", "npz", "--keep-names", ...csvLayout);
    expect(readdirSync(`${out}c`)).toEqual(["Maria-Huber-1948.npz"]);
  });

  it("refuses to round unless it is allowed to, and says by how much it did", async () => {
    // 32-bit floats that no decimal scale makes whole.
    const header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 300), }".padEnd(117) + "\n";
    const file = join(work, "float.npy");
    writeFileSync(file, Buffer.concat([Buffer.from("\x93NUMPY\x01\x00\x76\x00", "latin1"), Buffer.from(header), Buffer.from(Float32Array.from({ length: 600 }, (_, i) => Math.sin(i / 9)).buffer)]));
    const layout = ["--rate", "250", "--unit", "mV", "--leads", "I,II"];
    const refused = await kalium("convert", file, out, "--format", "wfdb", ...layout);
    expect(refused).toMatchObject({ code: 1, err: expect.stringMatching(/not whole numbers.*--requantise/) });
    const rounded = await kalium("convert", file, out, "--format", "wfdb", "--requantise", ...layout);
    expect(rounded).toMatchObject({ code: 0, err: expect.stringMatching(/signal 1 rounded to 10000 counts per mV, by at most 0?\.?\d/) });
    expect((await kalium("convert", file, `${out}b`, "--format", "npz", ...layout)).code).toBe(0);
  });

  it("overwrites nothing and writes nothing into its input", async () => {
    const folder = makeCsv("a.csv");
    await kalium("convert", folder, out, "--format", "csv", ...csvLayout);
    expect(await kalium("convert", folder, out, "--format", "csv", ...csvLayout)).toMatchObject({ code: 2, err: expect.stringContaining("nothing is overwritten") });
    expect(await kalium("convert", folder, join(folder, "out"), "--format", "csv", ...csvLayout)).toMatchObject({ code: 2 });
  });
});

describe("kalium deidentify", () => {
  it("gives a person the same pseudonym and shift in every run with the key file, and another without it", async () => {
    const input = join(work, `ward${runs++}`);
    makeRecord(input, "a1", "08:00:00 03/05/2019", "<patient id>: 4711");
    makeRecord(join(input, "later"), "a2", "09:30:00 10/05/2019", "<patient id>: 4711");
    const keyFile = join(work, `key${runs++}.json`);
    const first = await kalium("deidentify", input, `${out}1`, "--key-file", keyFile);
    expect(first).toMatchObject({ code: 0, err: expect.stringContaining("new key") });
    expect(statSync(keyFile).mode & 0o777).toBe(0o600);
    await kalium("deidentify", input, `${out}2`, "--key-file", keyFile);
    expect(readdirSync(`${out}2`)).toEqual(readdirSync(`${out}1`));
    const names = readdirSync(`${out}1`).filter((name) => name.endsWith(".hea"));
    const third = await kalium("deidentify", input, `${out}3`);
    expect(third.err).toContain("thrown away");
    expect(readdirSync(`${out}3`).filter((name) => name.endsWith(".hea"))).not.toEqual(names);
    const starts = names.map((name) => /(\d\d:\d\d:\d\d)(?:\.\d+)? (\d\d)\/(\d\d)\/(\d{4})/.exec(readFileSync(join(`${out}1`, name), "utf8"))!);
    const times = starts.map(([, clock, day, month, year]) => Date.parse(`${year}-${month}-${day}T${clock}Z`));
    if (names[0]!.slice(0, 13) === names[1]!.slice(0, 13)) expect(times[1]! - times[0]!).toBe(Date.UTC(2019, 4, 10, 9, 30) - Date.UTC(2019, 4, 3, 8));
    expect(starts.map(([, clock]) => clock).sort()).toEqual(["08:00:00", "09:30:00"]);
  });

  it("writes no date when told so", async () => {
    const input = join(work, `ward${runs++}`);
    makeRecord(input, "a1", "08:00:00 03/05/2019", "note");
    await kalium("deidentify", input, out, "--dates", "drop");
    expect(readFileSync(join(out, readdirSync(out).find((name) => name.endsWith(".hea"))!), "utf8")).not.toMatch(/08:00|2019|\d\/\d/);
  });

  it("ends with 1 when a file did not pass, tells which by number and why, and lets the others through", async () => {
    const input = join(work, `ward${runs++}`);
    makeRecord(input, "b1", "08:00:00", "x");
    writeFileSync(join(input, "Huber_Maria.edf"), "0       not an EDF file");
    writeFileSync(join(input, "README.md"), "# Maria Huber's records");
    const outcome = await kalium("deidentify", input, out);
    expect(outcome.code).toBe(1);
    expect(outcome.err).toMatch(/file 1 \(\.edf, 23 bytes\): \S+/);
    expect(outcome.err + outcome.out).not.toMatch(/Huber|Maria/);
    expect(readdirSync(out)).toContain("report.html");
    expect(JSON.parse(readFileSync(join(out, "report.json"), "utf8"))).toMatchObject({ recordings: [{ sourceFormat: "wfdb" }], settings: { rejected: [{ count: 1 }] } });
    expect((await kalium("deidentify", input, `${out}b`, "--facts")).err).toContain("Huber_Maria.edf");
  });

  it("keeps apart input, output and key, and overwrites nothing", async () => {
    const input = join(work, `ward${runs++}`);
    makeRecord(input, "c1", "08:00:00", "x");
    expect(await kalium("deidentify", input, join(input, "out"))).toMatchObject({ code: 2, err: expect.stringContaining("outside") });
    expect(await kalium("deidentify", input, work)).toMatchObject({ code: 2 });
    expect(await kalium("deidentify", input, out, "--key-file", join(out, "key.json"))).toMatchObject({ code: 2, err: expect.stringContaining("key file lies in the output") });
    expect(existsSync(join(input, "out")) || existsSync(out)).toBe(false);
    expect((await kalium("deidentify", input, out)).code).toBe(0);
    expect(await kalium("deidentify", input, out)).toMatchObject({ code: 2, err: expect.stringContaining("nothing is overwritten") });
    expect(readdirSync(input)).toEqual(["c1.dat", "c1.hea"]);
  });

  it("adds potassium from a table by record name", async () => {
    const input = join(work, `ward${runs++}`);
    makeRecord(input, "d1", "08:00:00", "x");
    makeRecord(input, "d2", "08:00:00", "x");
    writeFileSync(join(input, "labs.csv"), "record,potassium (mmol/L)\nd1,6.4\nd2,Huber\n");
    const { code, err } = await kalium("deidentify", input, out, "--format", "npz", "--potassium", join(input, "labs.csv"));
    expect({ code, err }).toMatchObject({ code: 0, err: expect.stringContaining("1 of 2 recordings paired") });
    for (const place of [err, ...["report.txt", "report.html"].map((name) => readFileSync(join(out, name), "utf8"))]) {
      for (const line of ["Rows of the table: 2", "the value is no number: 1", "Recordings: 2", "the recording names no person: 1", "Recordings with potassium: 1"]) expect(place).toContain(line);
      expect(place).not.toContain("Huber");
    }
    expect(JSON.parse(readFileSync(join(out, "report.json"), "utf8")).settings.pairing[0]).toMatchObject({ count: 2 });
    const facts = await Promise.all(readdirSync(out).filter((name) => name.endsWith(".npz")).map(async (name) => JSON.parse((await kalium("read", join(out, name), "--json", "--facts")).out).recordings[0].facts.potassiumMmolPerL));
    expect(facts.sort()).toEqual([6.4, null]);
  });

  it.skipIf(!hasShared)("takes person, sex and age from the tables of CODE-15", async () => {
    const input = join(work, `ward${runs++}`);
    mkdirSync(input);
    for (const name of ["code_15_358121.mat", "code_15_795649.mat"]) writeFileSync(join(input, name), readFileSync(join(shared, "code15", name)));
    const rows = ["exam_id,patient_id,is_male,age,save_file", "358121,77,True,54,code_15_358121.mat", "795649,77,True,55,code_15_795649.mat"];
    writeFileSync(join(input, "exams.csv"), rows.join("\n"));
    const outcome = await kalium("deidentify", input, out, "--format", "npz");
    expect(outcome).toMatchObject({ code: 0, out: expect.stringContaining("2 recordings of 1 people"), err: expect.stringContaining("CODE-15") });
  });

  it("takes person, sex and age from the table of PTB-XL", async () => {
    const input = join(work, `ward${runs++}`);
    for (const name of ["00001_hr", "00002_hr"]) makeRecord(join(input, "records500/00000"), name, "08:00:00", "x");
    const columns = "ecg_id,patient_id,age,sex,recording_date,report,filename_lr,filename_hr";
    const row = (id: number, age: number) => `${id},15709.0,${age},1,1984-11-09 09:17:34,x,records100/00000/0000${id}_lr,records500/00000/0000${id}_hr`;
    writeFileSync(join(input, "ptbxl_database.csv"), [columns, row(1, 56), row(2, 57)].join("\n"));
    const outcome = await kalium("deidentify", input, out, "--format", "npz");
    expect(outcome).toMatchObject({ code: 0, out: expect.stringContaining("2 recordings of 1 people") });
    const facts = await Promise.all(readdirSync(out).filter((name) => name.endsWith(".npz")).map(async (name) => JSON.parse((await kalium("read", join(out, name), "--json", "--facts")).out).recordings[0].facts));
    expect(facts.map(({ sex, ageYears }) => [sex, ageYears]).sort()).toEqual([["female", 56], ["female", 57]]);
  });

  it.skipIf(!hasShared)("says how many recordings stayed without annotations because none of their annotators is the default", async () => {
    const outcome = await kalium("deidentify", join(shared, "ludb/data/1.hea"), out, "--format", "npz");
    expect(outcome.err).toContain("1 recordings have annotations of several annotators");
  });

  it("opens archives", async () => {
    const input = join(work, `ward${runs++}`);
    makeRecord(join(input, "Huber"), "e1", "08:00:00", "x");
    const archive = join(work, `archive${runs++}`);
    mkdirSync(archive);
    const members = ["e1.hea", "e1.dat"].map((name) => ({ path: `Huber/${name}`, bytes: new Uint8Array(readFileSync(join(input, "Huber", name))) }));
    writeFileSync(join(archive, "ward.zip"), zipOf(members, ""));
    expect(await kalium("deidentify", archive, out)).toMatchObject({ code: 0, out: expect.stringContaining("1 recordings of 1 people") });
  });
});
