import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { FormatError } from "../../errors.ts";
import type { TableLayout } from "../../open/formatReader.ts";
import type { OpenedRecording } from "../../open/openedRecording.ts";
import { hasSharedData, makeFile, readShared } from "../../testing/sharedData.ts";
import type { SourceFile } from "../sourceFile.ts";
import { knownLeadName } from "./knownLead.ts";
import { guessTableLayout } from "./tableLayoutGuess.ts";
import { tableReader } from "./tableReader.ts";

const golden = JSON.parse(readFileSync(new URL("../../../../../tests/golden/ecg/table/table.json", import.meta.url), "utf8")) as Record<string, { readonly count: number; readonly decimals: number; readonly sha256: string }>;

async function open(content: string | Uint8Array, table?: TableLayout): Promise<OpenedRecording> {
  return (await tableReader.open(makeFile("t.csv", content), [], table === undefined ? {} : { table }))[0]!;
}

async function errorOf(content: string, table?: TableLayout): Promise<string> {
  return open(content, table).then(() => "none", (error: unknown) => (error instanceof FormatError ? `${error.code} ${error.message}` : `untyped ${String(error)}`));
}

function recognised(content: string | Uint8Array): boolean {
  const file = makeFile("t.csv", content);
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  return tableReader.recognises(bytes.subarray(0, 4096), file);
}

/** `count` lines made by `line`. */
const rows = (count: number, line: (row: number) => string): string => Array.from({ length: count }, (_, row) => line(row)).join("\n");
const wave = (row: number): string => (Math.sin(row / 3) * 0.5).toFixed(3);
const all = async (opened: OpenedRecording): Promise<number[][]> => (await opened.readSamples(0, 0, opened.groups[0]!.frameCount)).map((samples) => [...samples]);

describe.skipIf(!hasSharedData)("tableReader on published files", () => {
  it.each(["biosppy_ecg.txt", "e0103.csv"])("reads %s as numpy does, 0 samples differ", async (name) => {
    const bytes = readShared(`text/${name}`);
    expect(recognised(bytes)).toBe(true);
    const { layout } = guessTableLayout(new TextDecoder().decode(bytes.subarray(0, 8192)));
    const opened = await open(bytes, { ...layout, samplingRateHz: Number.isNaN(layout.samplingRateHz) ? 250 : layout.samplingRateHz, unit: "mV", gainPerUnit: 1 });
    const [samples] = await opened.readSamples(0, 0, opened.groups[0]!.frameCount);
    const expected = golden[name]!;
    const whole = Int32Array.from(samples!, (value) => Math.round(value * (10 ** expected.decimals / opened.groups[0]!.signals[0]!.gainPerUnit)));
    expect([samples!.length, createHash("sha256").update(new Uint8Array(whole.buffer)).digest("hex")]).toEqual([expected.count, expected.sha256]);
    expect(samples).toBeInstanceOf(Int32Array);
  });

  it("finds the rate and the label of the BioSPPy file and asks only for its unit", async () => {
    const bytes = readShared("text/biosppy_ecg.txt");
    const guess = guessTableLayout(new TextDecoder().decode(bytes.subarray(0, 4096)));
    expect(guess).toMatchObject({ columnCount: 1, layout: { samplingRateHz: 1000, unit: "", columnLeads: ["ECG"], headerLine: null, firstDataLine: 5 } });
    expect(guess.preview.length).toBe(20);
    expect(await errorOf(new TextDecoder().decode(bytes))).toContain("needs-answer t.csv: the table does not state its unit, gain");
    expect(await errorOf(new TextDecoder().decode(readShared("text/e0103.csv")))).toContain("sampling rate, unit, gain");
  });

  it("takes none of the potassium and label tables for an ECG", () => {
    for (const name of ["potassium_events.csv", "ecg_studies.csv", "expected_pairs_6h.csv", "subjects.csv"]) expect(recognised(readShared(`potassium-mimic-iv-demo/${name}`))).toBe(false);
    for (const name of ["ludb/ludb.csv", "code15/labels.csv", "code15/meta.csv", "README.md", "mitdb/100.hea", "qtdb/sel100.hea"]) expect(recognised(readShared(name))).toBe(false);
  });
});

describe("tableReader", () => {
  it("reads a table that states everything: time column, leads, unit, and the numbers stay exact", async () => {
    const text = `time (s),lead_I (mV),leadII (mV),ECG aVR (mV),note\n${rows(600, (row) => `${(row / 360).toFixed(4)},${wave(row)},${wave(row + 5)},-0.1,7`)}`;
    const opened = await open(text);
    expect(opened.groups[0]).toMatchObject({ framesPerSecond: 360, frameCount: 600 });
    expect(opened.groups[0]!.signals.map(({ name, unit, gainPerUnit }) => [name, unit, gainPerUnit])).toEqual([["I", "mV", 1000], ["II", "mV", 1000], ["aVR", "mV", 10]]);
    const numbers = await all(opened);
    expect(numbers[0]).toEqual(Array.from({ length: 600 }, (_, row) => Math.round(Number(wave(row)) * 1000)));
    expect(numbers[2]).toEqual(new Array<number>(600).fill(-1));
    expect((await opened.readSamples(0, 17, 19))[0]).toEqual(Int32Array.from(numbers[0]!.slice(17, 19)));
  });

  it("understands semicolons with decimal commas, tabs, runs of blanks, quotes, CR LF, a byte order mark and time in milliseconds", async () => {
    const variants = [
      `\uFEFF"Zeit [ms]";"V1 [uV]"\r\n${rows(20, (row) => `${row * 2};${String(row * 1.5).replace(".", ",")}`).replaceAll("\n", "\r\n")}\r\n`,
      `time_ms\tV1 (uV)\n${rows(20, (row) => `${row * 2}\t${row * 1.5}`)}`,
      `# fs = 0.5 kHz\n#comment\n  index   V1(uV)\n${rows(20, (row) => `   ${row}   ${row * 1.5}`)}\n\n`,
      `'Elapsed time','V1'\n'm:ss.mmm','uV'\n${rows(20, (row) => `'0:${(row * 0.002).toFixed(3).padStart(6, "0")}',${row * 1.5}`)}\n`,
    ];
    for (const text of variants) {
      expect(recognised(text)).toBe(true);
      const opened = await open(text);
      expect(opened.groups[0]).toMatchObject({ framesPerSecond: 500, frameCount: 20 });
      expect(opened.groups[0]!.signals[0]).toMatchObject({ name: "V1", gainPerUnit: 10 });
      expect((await all(opened))[0]).toEqual(Array.from({ length: 20 }, (_, row) => row * 15));
    }
  });

  it("recognises the layout of the reader study wholly, and asks when the number of rows is another", async () => {
    const header = ["leadI", "leadII", "leadIII", "leadAVR", "leadAVL", "leadAVF", "leadV1", "leadV2", "leadV3", "leadV4", "leadV5", "leadV6"].join(",");
    const study = `${header}\n${rows(5000, (row) => Array.from({ length: 12 }, (_, lead) => ((row * 7 + lead * 13) % 401) - 200).join(","))}\n`;
    expect(recognised(study)).toBe(true);
    const opened = await open(study);
    expect(opened.groups[0]).toMatchObject({ framesPerSecond: 500, frameCount: 5000 });
    expect(opened.groups[0]!.signals.map(({ name }) => name)).toEqual(["I", "II", "III", "aVR", "aVL", "aVF", "V1", "V2", "V3", "V4", "V5", "V6"]);
    expect(opened.groups[0]!.signals[0]).toMatchObject({ unit: "mV", gainPerUnit: 100 });
    expect((await opened.readSamples(0, 4999, 5000)).map(([value]) => value)).toEqual(Array.from({ length: 12 }, (_, lead) => ((4999 * 7 + lead * 13) % 401) - 200));
    expect(await errorOf(study.split("\n").slice(0, 4001).join("\n"))).toContain("needs-answer t.csv: the table has 4000 rows");
  });

  it("keeps a voltage beside known leads under the name it has, whatever that name is", async () => {
    const table = `time (s);I (mV);Patient Smith (mV);V1 (mV);remark 1\n${rows(301, (row) => `${(row / 500).toFixed(3)};${wave(row)};${wave(row + 5)};${wave(row + 9)};1`.replaceAll(".", ","))}`;
    expect(recognised(table)).toBe(true);
    const opened = await open(table);
    expect(opened.groups[0]!.signals.map(({ name, unit }) => [name, unit])).toEqual([["I", "mV"], ["Patient Smith (mV)", "mV"], ["V1", "mV"]]);
    expect(opened.groups[0]!.framesPerSecond).toBe(500);
    expect(opened.facts.texts).toContainEqual({ place: "name of column 3", kind: "free-text", value: "Patient Smith (mV)" });
    const [, second] = await opened.readSamples(0, 0, 2);
    expect([...second!]).toEqual([wave(5), wave(6)].map((text) => Math.round(Number(text) * 1000)));
  });

  it("asks for the unit where two columns state different ones", async () => {
    const table = `time (s),I (mV),II (uV)\n${rows(40, (row) => `${(row / 500).toFixed(3)},${wave(row)},${wave(row)}`)}`;
    expect(await errorOf(table)).toMatch(/needs-answer .*unit/);
    expect(await errorOf(table.replace("uV", "mv"))).toBe("none");
  });

  it("takes no prose, no results and no settings for an ECG", () => {
    for (const text of [
      "The quick brown fox, 12 of them,\njumped over 3 dogs.\n".repeat(30),
      `subject,potassium\n${rows(50, (row) => `${row},${3 + (row % 20) / 10}`)}`,
      `patient_id;K (mmol/L)\n${rows(50, (row) => `${row};${3 + (row % 20) / 10}`)}`,
      `id,value\n${rows(50, (row) => `${row},${row % 7}`)}`,
      `date,K\n${rows(50, (row) => `2020-01-${row},4.${row % 9}`)}`,
      "1,2\n3,4\n",
      `<?xml version="1.0"?>\n<a>1</a>`,
      "",
    ]) expect(recognised(text)).toBe(false);
    expect(recognised(new Uint8Array(400))).toBe(false);
  });

  it("marks missing cells and keeps numbers in powers of ten or of many digits as doubles", async () => {
    const layout: TableLayout = { delimiter: ",", decimal: ".", headerLine: null, firstDataLine: 1, samplingRateHz: 100, unit: "mV", gainPerUnit: 1, columnLeads: ["I", "II", null, "III"] };
    const opened = await open("1.5,1e-3,x,0.1234567890123456789\n,2,y,5\n-2,NaN,z,6\n", layout);
    expect(opened.groups[0]!.signals.map(({ gainPerUnit, invalidCount }) => [gainPerUnit, invalidCount])).toEqual([[10, -(2 ** 31)], [1, null], [1, null]]);
    expect(await all(opened)).toEqual([[15, -(2 ** 31), -20], [0.001, 2, NaN], [0.1234567890123456789, 5, 6]]);
  });

  it("is not held up by long cells, long blanks and long words", async () => {
    const long = 60_000;
    for (const text of ["1".repeat(long) + "x", "1".repeat(long), " ".repeat(long) + "x", "# " + "sampl".repeat(long / 5), "lead" + "_".repeat(long) + "x\n1\n2", `${"(".repeat(long)}\n1\n2\n`, ",".repeat(long), "1;".repeat(long / 2), "1 ".repeat(long / 2), "\n".repeat(long), "'".repeat(long), "1e".repeat(long / 2), "frequency".repeat(long / 9), `I\n${"1\n".repeat(long / 2)}`]) {
      // Processor time, so that other work on the machine does not count.
      const before = process.cpuUsage();
      recognised(text);
      guessTableLayout(text);
      await errorOf(text);
      expect([text.slice(0, 10), process.cpuUsage(before).user < 1e6]).toEqual([text.slice(0, 10), true]);
    }
  });

  it("names the line that breaks the table", async () => {
    const layout = guessTableLayout(`I\n${rows(60, String)}`).layout;
    const answer = { ...layout, samplingRateHz: 100, unit: "mV", gainPerUnit: 1 };
    expect(await errorOf(`I\n${rows(60, String)}\nend of file`, answer)).toContain("malformed t.csv (line 62)");
    expect(await errorOf(`I,II\n${rows(60, (row) => `${row},1`)}\n5`, { ...answer, columnLeads: ["I", "II"] })).toContain("(line 62): the row has fewer than 2 columns");
    expect(await errorOf("I\n", answer)).toContain("no-records");
    expect(await errorOf("5".repeat(3e6), { ...answer, headerLine: null, firstDataLine: 1 })).toContain("no line ends");
  });

  it("reads a table far larger than its blocks by range, without holding it", async () => {
    const line = (row: number): string => `${(row % 2000) - 1000},${((row * 7) % 900) / 100}\r\n`;
    const count = 400_000;
    const bytes = new TextEncoder().encode(`I (mV),II (mV)\r\n${Array.from({ length: count }, (_, row) => line(row)).join("")}`);
    let largest = 0;
    let total = 0;
    const file: SourceFile = { path: "big.csv", size: bytes.length, bytes: async (from = 0, to = bytes.length) => ((largest = Math.max(largest, to - from)), (total += to - from), bytes.slice(from, to)) };
    const table: TableLayout = { delimiter: ",", decimal: ".", headerLine: 1, firstDataLine: 2, samplingRateHz: 250, unit: "mV", gainPerUnit: 1, columnLeads: ["I", "II"] };
    const [opened] = await tableReader.open(file, [], { table });
    expect(opened!.groups[0]!.frameCount).toBe(count);
    expect(largest).toBeLessThanOrEqual(1 << 20);
    total = 0;
    const [first, second] = await opened!.readSamples(0, 333_333, 333_340);
    expect([...first!]).toEqual(Array.from({ length: 7 }, (_, i) => ((333_333 + i) % 2000) - 1000));
    expect([...second!]).toEqual(Array.from({ length: 7 }, (_, i) => ((333_333 + i) * 7) % 900));
    expect(total).toBeLessThan(3 << 20);
  });
});

describe("knownLeadName", () => {
  it("knows the spellings of leads and takes nothing else for one", () => {
    expect(["ECG II", "leadAVR", "lead_v1", "EKG-V5 [mV]", "aVF(uV)", "I", "ecg", "MDC_ECG_LEAD_V6", "Lead III", "MLII", "ecg_lead_aVL", "V4R", "ii"].map(knownLeadName)).toEqual(["II", "aVR", "V1", "V5", "aVF", "I", "ECG", "V6", "III", "MLII", "aVL", "V4R", "II"]);
    expect(["V", "value", "K", "1", "", "V10", "time", "lead", "Fp1", "EEG F4-A1", "Resp", "index"].map(knownLeadName)).toEqual(new Array(12).fill(null));
  });
});
