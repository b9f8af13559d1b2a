import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { runProgram } from "../../../packages/cli/src/program.ts";
import { openRecordings, sourceFileFromBytes, type TextKind } from "../../../packages/ecg/src/index.ts";
import { canarySearch } from "../../canaries/searchCanaries.ts";

const shared = fileURLToPath(new URL("../../../../shared/data/", import.meta.url));
const hasShared = existsSync(shared);
if (!hasShared) console.warn(`Skipped: tests on real ECGs need the open data at ${shared}`);
const work = mkdtempSync(join(tmpdir(), "kalium-real-"));
afterAll(() => rmSync(work, { recursive: true, force: true }));
let runs = 0;

async function deidentify(file: string, ...options: string[]): Promise<{ readonly code: number; readonly parts: readonly (readonly [string, Uint8Array])[] }> {
  const out = join(work, `out${runs++}`);
  const lines: string[] = [];
  const code = await runProgram(["deidentify", join(shared, file), out, ...options], new AbortController().signal, { out: (line) => lines.push(line), err: (line) => lines.push(line) });
  return { code, parts: [["console", Buffer.from(lines.join("\n"))], ...readdirSync(out).flatMap((name): [string, Uint8Array][] => [[`name of ${name}`, Buffer.from(name)], [name, new Uint8Array(readFileSync(join(out, name)))]])] };
}

const asCanary = (planted: string) => ({ planted, spellings: [planted], hidden: false });

describe("real files behind the gate", () => {
  const DICOM = "dicom/waveform_ecg.dcm";
  /** Read out of the file with pydicom; the number, birth date and hospital were left in by its publisher. */
  const DICOM_VALUES = [
    "642341", "19710123", "1971-01-23", "23.01.1971", "Galliera", "Ospedali", "13002689", "03028041970546", "RITMO SINUSALE", "ECG NORMALE", "Mortara", "el250 ", "20130125", "2013-01-25",
    "1.3.6.1.4.1.20029.40.20130125105919.5407", "1.3.76.13.65829.2.20130125082826.1072139.2", "DW_AM", "waveform_ecg",
  ];

  it.skipIf(!hasShared)("holds the DICOM sample's values before, so that the search would see them", () => {
    const present = new Set(canarySearch(DICOM_VALUES.map(asCanary))(new Uint8Array(readFileSync(join(shared, DICOM))), DICOM).map(({ canary }) => canary));
    for (const value of ["642341", "19710123", "Galliera", "13002689", "03028041970546", "RITMO SINUSALE", "Mortara", "DW_AM"]) expect(present).toContain(value);
  });

  it.skipIf(!hasShared).each(["same", "wfdb", "edf", "aecg", "csv", "npz"])("takes birth date, number, hospital and texts out of the DICOM sample written as %s", async (format) => {
    const { code, parts } = await deidentify(DICOM, "--format", format);
    expect(code).toBe(0);
    const search = canarySearch(DICOM_VALUES.map(asCanary));
    expect(parts.flatMap(([where, bytes]) => search(bytes, where))).toEqual([]);
    const report = JSON.parse(Buffer.from(parts.find(([where]) => where === "report.json")![1]).toString());
    expect(report.removals).toContainEqual({ format: "dicom", place: "(0010,0030) PatientBirthDate", action: "dropped", count: 1, kind: "date" });
    for (const { sha256Before, sha256After } of report.recordings.flatMap(({ signals }: { signals: readonly { sha256Before: string; sha256After: string }[] }) => signals)) expect(sha256After).toBe(sha256Before);
  });

  const IDENTIFYING: ReadonlySet<TextKind> = new Set(["person-name", "identifier", "date", "place", "staff", "device", "contact", "free-text"]);
  const FILES = ["dicom/waveform_ecg.dcm", "edf/test_subsecond.edf", "aecg/Example aECG.xml", "aecg/subject1_0.xml", "philips-sierra/129DYPRG.XML", "philips-sierra/2020-5-18_15-48-11.xml", "scp/test.scp", "mitdb/100.hea", "qtdb/sel100.hea", "ludb/data/1.hea", "cinc2021/HR06000.hea"];
  /** Words and codes (LOINC) that our own files use as well. */
  const OWN_WORDS = /^(annotation|recording|microvolts?|standard|unknown|holter|female|subject|patient|device|12-lead|signal|continuous|rhythm|rhythm waveforms|reported age|21612-7)$/i;
  /** The time of day is kept; the day is not. */
  const TIME_OF_DAY = /^\d\d[:.]?\d\d[:.]?\d\d(\.\d+)?$/;

  it.skipIf(!hasShared).each(FILES)("leaves no name, identifier, date, place, device or free text of %s in its output", async (file) => {
    const beside = readdirSync(dirname(join(shared, file)), { withFileTypes: true }).filter((entry) => entry.isFile() && entry.name.startsWith(basename(file).replace(/\.[^.]*$/, "")));
    const sources = beside.map(({ name }) => sourceFileFromBytes(name, new Uint8Array(readFileSync(join(shared, dirname(file), name)))));
    const [opened] = await openRecordings(sources.find(({ path }) => path === basename(file))!, sources);
    const values = [...new Set(opened!.facts.texts.filter(({ kind, value }) => IDENTIFYING.has(kind) && value.trim().length >= 6 && !(kind === "date" && TIME_OF_DAY.test(value)) && !OWN_WORDS.test(value)).map(({ value }) => value.trim()))];
    expect(values.length).toBeGreaterThan(0);
    const { code, parts } = await deidentify(file);
    expect(code).toBe(0);
    const search = canarySearch(values.map(asCanary));
    expect(parts.flatMap(([where, bytes]) => search(bytes, where))).toEqual([]);
  });
});
