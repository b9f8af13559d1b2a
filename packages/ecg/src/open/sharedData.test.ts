import { describe, expect, it } from "vitest";
import { FormatError } from "../errors.ts";
import { recogniseDataset } from "../datasets/recogniseDataset.ts";
import { hasSharedData, listShared } from "../testing/sharedData.ts";
import type { OpenOptions } from "./formatReader.ts";
import type { FormatName } from "./openedRecording.ts";
import { openRecordings, recogniseFormat } from "./readRecording.ts";
import { millivoltPerUnit, toRecording } from "./toRecording.ts";

/** Every folder of the open data, with the format of its main files and how many recordings they hold in all. */
const FOLDERS: readonly { readonly folder: string; readonly format: FormatName; readonly main: RegExp; readonly recordings: number; readonly options?: OpenOptions }[] = [
  { folder: "mitdb", format: "wfdb", main: /\.hea$/, recordings: 8 },
  { folder: "qtdb", format: "wfdb", main: /\.hea$/, recordings: 6 },
  { folder: "ludb/data", format: "wfdb", main: /\.hea$/, recordings: 100 },
  { folder: "cinc2021", format: "wfdb", main: /\.hea$/, recordings: 25 },
  { folder: "images", format: "wfdb", main: /\.hea$/, recordings: 1 },
  { folder: "scp", format: "wfdb", main: /\.hea$/, recordings: 1 },
  { folder: "scp", format: "scp", main: /\.scp$/, recordings: 1 },
  { folder: "edf", format: "edf", main: /\.edf$/, recordings: 1 },
  { folder: "edf", format: "bdf", main: /\.bdf$/, recordings: 1 },
  { folder: "wfdb-samples", format: "edf", main: /\.edf$/, recordings: 1 },
  { folder: "dicom", format: "dicom", main: /\.dcm$/, recordings: 1 },
  { folder: "aecg", format: "aecg", main: /(Example aECG|subject1_0|minimum_aecg)\.xml$/, recordings: 3 },
  { folder: "philips-sierra", format: "sierra", main: /\.xml$/i, recordings: 3 },
  { folder: "cpsc2018", format: "mat", main: /\.mat$/, recordings: 2 },
  { folder: "code15", format: "mat", main: /\.mat$/, recordings: 5 },
  {
    folder: "noise", format: "mat", main: /\.mat$/, recordings: 3,
    options: { array: { arrayName: null, samplingRateHz: 360, unit: "mV", gainPerUnit: 200, leadNames: ["1", "2"], leadAxis: "last" } },
  },
  {
    folder: "text", format: "csv", main: /e0103\.csv$/, recordings: 1,
    options: { table: { delimiter: ",", decimal: ".", headerLine: null, firstDataLine: 1, samplingRateHz: 250, unit: "mV", gainPerUnit: 1, columnLeads: ["V4"] } },
  },
  {
    folder: "text", format: "csv", main: /biosppy_ecg\.txt$/, recordings: 1,
    options: { table: { delimiter: "\t", decimal: ".", headerLine: null, firstDataLine: 6, samplingRateHz: 1000, unit: "mV", gainPerUnit: 1, columnLeads: ["I"] } },
  },
];

describe.skipIf(!hasSharedData)("every open sample file", () => {
  it.each(FOLDERS)("of $folder opens as $format by its content and reads to the last sample", async ({ folder, format, main, recordings, options }) => {
    const files = listShared(folder);
    const dataset = await recogniseDataset(files);
    let count = 0;
    for (const file of files.filter((candidate) => main.test(candidate.path))) {
      expect((await recogniseFormat(file))?.formats, file.path).toContain(format);
      for (const opened of await openRecordings(file, files, options ?? dataset?.openOptionsOf(file.path) ?? {})) {
        count += 1;
        expect(opened.format, file.path).toBe(format);
        for (const [index, group] of opened.groups.entries()) {
          const samples = await opened.readSamples(index, 0, group.frameCount);
          expect(samples.map((own) => own.length), file.path).toEqual(group.signals.map((signal) => signal.sampleCount));
        }
        if (opened.groups[0]!.signals.some((signal) => millivoltPerUnit(signal.unit) !== null)) {
          const recording = await toRecording(opened);
          expect(recording.leads.length).toBeGreaterThan(0);
          for (const lead of recording.leads) expect(lead.samplesMillivolt.some((value) => Number.isFinite(value)), `${file.path} ${lead.name}`).toBe(true);
        }
      }
    }
    expect(count).toBe(recordings);
  }, 120_000);

  it("names what is wrong with the one aECG that holds no series", async () => {
    const files = listShared("aecg");
    const error: unknown = await openRecordings(files.find((file) => file.path.endsWith("empty.xml"))!, files).then(() => null, (reason: unknown) => reason);
    expect(error).toBeInstanceOf(FormatError);
    expect((error as FormatError).message).toMatch(/empty\.xml/);
  });

  it("takes no image, table or text for a recording", async () => {
    for (const folder of ["images", "potassium-mimic-iv-demo", "ludb", "LICENSES"]) {
      for (const file of listShared(folder)) {
        if (/\.(hea|dat)$/.test(file.path)) continue;
        expect((await recogniseFormat(file))?.formats ?? null, file.path).toBeNull();
      }
    }
  });
});
