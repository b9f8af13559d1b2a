/** MATLAB files: Level 4, Level 5 to 7, and 7.3 (which is HDF5 and is read by that lazily loaded reader). */
import { HEAD_BYTE_COUNT, type ArrayLayout, type FormatReader, type OpenOptions } from "../../open/formatReader.ts";
import type { OpenedRecording } from "../../open/openedRecording.ts";
import { windowOfFile } from "../array/byteWindow.ts";
import { bareName, factsOf, statedLayoutOf } from "../array/namedFacts.ts";
import { openArrays, TWELVE_LEADS, type ArrayFile, type KnownLayout } from "../array/openArrays.ts";
import type { SourceFile } from "../sourceFile.ts";
import { folderOf, stemOf } from "../sourceFile.ts";
import { wfdbReader } from "../wfdb/wfdbReader.ts";
import { isMat4, readMat4 } from "./mat4.ts";
import { mat5Version, readMat5 } from "./mat5.ts";
import { makeMatContents, type MatContents } from "./matContents.ts";

/** Text at the start of a Level 5 file; the last bytes of the header are numbers. */
const HEADER_TEXT_BYTES = 116;

/** The reader of HDF5, loaded for the first 7.3 file. */
let hdf5: typeof import("../hdf5/openHdf5.ts") | null = null;

export const matReader: FormatReader = {
  formats: ["mat"],
  recognises: (head, file) => mat5Version(head) !== null || isMat4(head, file.size),
  async open(file, companions, options) {
    const header = await headerBeside(file, companions, options);
    if (header !== null) return header;
    const head = await file.bytes(0, 512);
    if (mat5Version(head) === 2) return (hdf5 ??= await import("../hdf5/openHdf5.ts")).openMat73(file, options);
    const { contents, arrayFile } = await readMat(file, head);
    return openArrays(arrayFile, options.array, knownLayout(contents));
  },
};

/** Matrices, values and texts of a Level 4 to 7 file. */
export async function readMat(file: SourceFile, head: Uint8Array): Promise<{ readonly contents: MatContents; readonly arrayFile: ArrayFile }> {
  const contents = makeMatContents();
  const isLevel5 = mat5Version(head) === 1;
  const bytes = windowOfFile(file);
  await (isLevel5 ? readMat5(bytes, contents) : readMat4(bytes, contents));
  const text = isLevel5 ? String.fromCharCode(...head.subarray(0, HEADER_TEXT_BYTES)).replace(/[\0 ]+$/, "") : "";
  const names = contents.arrays.map(({ name }) => ({ place: "variable name", kind: "free-text", value: name }) as const);
  const facts = factsOf(contents.values, [...(text === "" ? [] : [{ place: "header text", kind: "free-text", value: text } as const]), ...names]);
  return {
    contents,
    arrayFile: { format: "mat", formatDetail: isLevel5 ? "MATLAB 5" : "MATLAB 4", path: file.path, arrays: contents.arrays, facts, notes: contents.notes, stated: statedLayoutOf(contents.values) },
  };
}

/** A WFDB header beside the file says everything that the matrix does not: the recording is WFDB's. */
async function headerBeside(file: SourceFile, companions: readonly SourceFile[], options: OpenOptions): Promise<readonly OpenedRecording[] | null> {
  const path = `${folderOf(file.path)}${stemOf(file.path)}.hea`;
  const header = companions.find((other) => other.path === path && other !== file);
  if (header === undefined) return null;
  return wfdbReader.recognises(await header.bytes(0, HEAD_BYTE_COUNT), header) ? wfdbReader.open(header, companions, options) : null;
}

/** Layouts of public data sets that leave the rate, unit or leads to their documentation. */
export function knownLayout({ arrays, values }: Pick<MatContents, "arrays" | "values">): KnownLayout | null {
  const twelve = { unit: "mV", gainPerUnit: 1, leadNames: TWELVE_LEADS, leadAxis: "first" } satisfies Partial<ArrayLayout>;
  const feats = arrays.find(({ name, shape }) => name === "feats" && shape.length === 2 && shape[0] === 12);
  const rate = Number(values.find(({ name }) => bareName(name) === "currsamplerate")?.value ?? NaN);
  if (feats !== undefined && rate > 0 && Number.isFinite(rate)) {
    return {
      layout: { ...twelve, arrayName: "feats", samplingRateHz: rate },
      notes: ["The layout is that of ECG-FM's prepared data: leads I to V6 in the usual order, taken to be in mV; the file itself states the rate only."],
    };
  }
  const cpsc = arrays.find(({ name, shape }) => name === "ECG.data" && shape.length === 2 && shape[0] === 12);
  if (cpsc !== undefined && values.some(({ name }) => name === "ECG.sex")) {
    return {
      layout: { ...twelve, arrayName: "ECG.data", samplingRateHz: 500 },
      notes: ["The layout is that of the China Physiological Signal Challenge 2018: 500 Hz, mV and leads I to V6 are taken from its description; the file states none of them."],
    };
  }
  return null;
}
