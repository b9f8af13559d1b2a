/** Opens HDF5 files as ECGs: CODE-15's layout without a question, others with what they state or with an answer. Loaded lazily. */
import type { OpenOptions } from "../../open/formatReader.ts";
import type { OpenedRecording } from "../../open/openedRecording.ts";
import type { RecordFacts } from "../../open/recordFacts.ts";
import { windowOfFile } from "../array/byteWindow.ts";
import { factsOf, statedLayoutOf } from "../array/namedFacts.ts";
import type { NumericArray } from "../array/numericArray.ts";
import { openArrays, TWELVE_LEADS, type ArrayFile, type KnownLayout } from "../array/openArrays.ts";
import { knownLayout as knownMatLayout } from "../mat/matReader.ts";
import type { SourceFile } from "../sourceFile.ts";
import { readSuperblock, superblockOffset } from "./hdf5File.ts";
import { walkHdf5, type Hdf5Contents, type Hdf5Dialect } from "./walkHdf5.ts";

/** Bytes in which the superblock is looked for. */
const HEAD_BYTES = 4096;
/** Identifiers of exams are read in one piece up to this many. */
const MOST_EXAMS = 2_000_000;

/** @throws FormatError. */
export async function openHdf5(file: SourceFile, options: OpenOptions): Promise<readonly OpenedRecording[]> {
  const { contents, arrayFile } = await readHdf5(file, "h5py");
  return openArrays(arrayFile, options.array, await code15Layout(contents, arrayFile.facts));
}

/** MATLAB 7.3. @throws FormatError. */
export async function openMat73(file: SourceFile, options: OpenOptions): Promise<readonly OpenedRecording[]> {
  const { contents, arrayFile } = await readHdf5(file, "matlab");
  return openArrays(arrayFile, options.array, knownMatLayout(contents));
}

/** Arrays, values and names of a file. */
export async function readHdf5(file: SourceFile, dialect: Hdf5Dialect): Promise<{ readonly contents: Hdf5Contents; readonly arrayFile: ArrayFile }> {
  const head = await file.bytes(0, Math.min(file.size, HEAD_BYTES));
  const offset = superblockOffset(head) ?? 0;
  const { file: hdf5, root } = await readSuperblock(windowOfFile(file, offset));
  const contents = await walkHdf5(hdf5, root, dialect);
  const isMatlab = dialect === "matlab";
  const text = isMatlab ? String.fromCharCode(...head.subarray(0, 116)).replace(/[\0 ]+$/, "") : "";
  const names = contents.paths.map((value) => ({ place: isMatlab ? "variable name" : "object name", kind: "free-text", value }) as const);
  const facts = factsOf(contents.values, [...(text === "" ? [] : [{ place: "header text", kind: "free-text", value: text } as const]), ...names]);
  return {
    contents,
    arrayFile: { format: isMatlab ? "mat" : "hdf5", formatDetail: isMatlab ? "MATLAB 7.3" : `HDF5, superblock ${head[offset + 8]}`, path: file.path, arrays: contents.arrays, facts, notes: contents.notes, stated: statedLayoutOf(contents.values) },
  };
}

/**
 * CODE-15 % (Ribeiro et al., Zenodo 2021, 10.5281/zenodo.4916206): `tracings` of N × 4096 × 12 at 400 Hz and `exam_id`. The
 * unit is not in the file; mV is what the PhysioNet Challenge 2025 takes it to be.
 */
async function code15Layout({ arrays, values }: Hdf5Contents, facts: RecordFacts): Promise<KnownLayout | null> {
  const tracings = arrays.find(({ name, shape }) => name === "tracings" && shape.length === 3 && shape[2] === 12);
  if (tracings === undefined) return null;
  const exams = arrays.find(({ name, shape }) => name === "exam_id" && shape.length === 1 && shape[0]! <= MOST_EXAMS && shape[0]! >= tracings.shape[0]!);
  const listed = String(values.find(({ name }) => name === "exam_id")?.value ?? "").split(" ");
  if (exams === undefined && listed[0] === "") return null;
  const ids = exams === undefined ? listed : await examIds(exams);
  return {
    layout: { arrayName: "tracings", samplingRateHz: 400, unit: "mV", gainPerUnit: 1, leadNames: TWELVE_LEADS, leadAxis: "last" },
    notes: ["The layout is that of CODE-15 %: 400 Hz, mV and leads I to V6 are taken from its description; exams shorter than the array are padded with zeros on both sides."],
    recording: (index) => {
      const id = String(ids[index] ?? `exam ${index + 1}`);
      return { id, facts: { ...facts, texts: [...facts.texts.filter(({ place }) => place !== "exam_id"), { place: "exam_id", kind: "identifier", value: id }] } };
    },
  };
}

async function examIds(exams: NumericArray): Promise<ArrayLike<number>> {
  return exams.read([0], [exams.shape[0]!]);
}
