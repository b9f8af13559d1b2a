/** NPY and NPZ files. They state no rate, unit or leads, so a person answers once; NPZ files that Kalium wrote state all of it. */
import { FormatError } from "../../errors.ts";
import type { ArrayLayout, FormatReader, OpenOptions } from "../../open/formatReader.ts";
import type { FormatName, OpenedRecording } from "../../open/openedRecording.ts";
import { NO_FACTS, type FoundText } from "../../open/recordFacts.ts";
import { groupsOf } from "../array/openArrays.ts";
import { elementCount } from "../array/readBox.ts";
import { checkFrames } from "../plainRhythm.ts";
import { stemOf, type SourceFile } from "../sourceFile.ts";
import { listZip, looksLikeZip, zipEntryAsSourceFile } from "../zip/zipArchive.ts";
import { guessArrayLayout } from "./arrayLayoutGuess.ts";
import { KALIUM_ARRAY, kaliumRecording, parseKaliumArrays, type KaliumArrays } from "./kaliumArrays.ts";
import { looksLikeNpy, npyTypeBytes, readNpyHeader, type NpyHeader } from "./npyHeader.ts";
import { readPlane, type NpyPlane } from "./npyNumbers.ts";

/** An array at hand. */
interface NamedArray {
  readonly name: string;
  readonly file: SourceFile;
  readonly header: NpyHeader;
}

/** Fewer samples than this are no recording when an array holds several; it also bounds how many recordings a small file can declare. */
const MIN_SAMPLES_OF_SEVERAL = 32;
const MAX_FACTS_BYTES = 1 << 26;
const ANSWER_REMEDY = "State the sampling rate, the unit, the gain and the leads of the array.";

export const numpyReader: FormatReader = {
  formats: ["npy", "npz"],
  recognises: (head) => looksLikeNpy(head) || firstEntryIsNpy(head),
  open: openNumpy,
};

function firstEntryIsNpy(head: Uint8Array): boolean {
  if (!looksLikeZip(head) || head.length < 30) return false;
  const nameLength = head[26]! + head[27]! * 256;
  return String.fromCharCode(...head.subarray(26 + nameLength, 30 + nameLength)) === ".npy";
}

/** Names, shapes and a first guess, for the question that the page asks. Arrays that are no plain numbers are left out. */
export async function describeNumpy(file: SourceFile): Promise<{ readonly arrays: readonly { readonly name: string; readonly shape: readonly number[] }[]; readonly guess: ArrayLayout }> {
  const arrays = await listArrays(file);
  const chosen = arrays.filter(({ header }) => mayBeEcg(header)).sort((a, b) => numberCount(b.header) - numberCount(a.header))[0];
  return { arrays: namesAndShapes(arrays), guess: guessArrayLayout(chosen?.name ?? null, chosen?.header.shape ?? []) };
}

const namesAndShapes = (arrays: readonly NamedArray[]): readonly { readonly name: string; readonly shape: readonly number[] }[] => arrays.map(({ name, header }) => ({ name, shape: header.shape }));
const numberCount = ({ shape }: NpyHeader): number => elementCount(shape);
const mayBeEcg = (header: NpyHeader): boolean => header.shape.length >= 1 && header.shape.length <= 3 && numberCount(header) > 1;

async function listArrays(file: SourceFile): Promise<readonly NamedArray[]> {
  if (looksLikeNpy(await file.bytes(0, 6))) return [{ name: stemOf(file.path), file, header: await readNpyHeader(file) }];
  const arrays: NamedArray[] = [];
  for (const entry of await listZip(file)) {
    if (!entry.path.endsWith(".npy")) continue;
    const part = zipEntryAsSourceFile(file, entry);
    try {
      arrays.push({ name: entry.path.slice(0, -4), file: part, header: await readNpyHeader(part) });
    } catch (error) {
      // Text and object arrays beside the ECG are common and harmless.
      if (!(error instanceof FormatError && error.code === "unsupported")) throw error;
    }
  }
  return arrays;
}

async function openNumpy(file: SourceFile, _companions: readonly SourceFile[], { array }: OpenOptions): Promise<readonly OpenedRecording[]> {
  const arrays = await listArrays(file);
  const own = arrays.find(({ name, header }) => name === KALIUM_ARRAY && header.type === "u1" && header.shape.length === 1);
  if (own !== undefined && array === undefined) return [await openOwn(file, arrays, own)];
  if (array === undefined) throw new FormatError("needs-answer", { file: file.path }, "an array states neither its sampling rate nor its unit nor its leads", ANSWER_REMEDY, namesAndShapes(arrays));
  const names: FoundText[] = looksLikeZip(await file.bytes(0, 4)) ? (await listZip(file)).map(({ path }) => ({ place: "array name", kind: "free-text", value: path.replace(/\.npy$/, "") })) : [];
  const candidates = array.arrayName === null ? arrays.filter(({ header }) => mayBeEcg(header)) : arrays.filter(({ name }) => name === array.arrayName);
  if (candidates.length === 0) throw new FormatError("no-records", { file: file.path }, "the file holds no such array of numbers", `Choose one of its arrays: ${arrays.map(({ name }) => name).join(", ") || "there is none"}.`);
  if (candidates.length > 1) throw new FormatError("needs-answer", { file: file.path }, `the file holds ${candidates.length} arrays that could be an ECG`, `Choose one of ${candidates.map(({ name }) => name).join(", ")}.`, namesAndShapes(candidates));
  return openArray(file, candidates[0]!, array, names, array.arrayName === null || arrays.length === 1 ? stemOf(file.path) : `${stemOf(file.path)}_${candidates[0]!.name}`);
}

function formatOf(file: SourceFile, array: NamedArray): { readonly format: FormatName; readonly formatDetail: string } {
  const isZip = array.file !== file;
  return { format: isZip ? "npz" : "npy", formatDetail: `${isZip ? "NPZ" : "NPY"} ${array.header.littleEndian || npyTypeBytes(array.header.type) === 1 ? "" : "big-endian "}${array.header.type}` };
}

function openArray(file: SourceFile, array: NamedArray, layout: ArrayLayout, texts: readonly FoundText[], id: string): readonly OpenedRecording[] {
  const { header } = array;
  const { shape, fortranOrder } = header;
  const answer = (reason: string): never => {
    throw new FormatError("needs-answer", { file: file.path }, reason, ANSWER_REMEDY);
  };
  if (!mayBeEcg(header)) throw new FormatError("unsupported", { file: file.path }, `an array of shape (${shape.join(", ")}) cannot be an ECG`, "Choose an array of time and leads, or of recordings, time and leads.");
  if (!(layout.samplingRateHz > 0 && Number.isFinite(layout.samplingRateHz))) answer("the sampling rate is not known");
  if (!Number.isFinite(layout.gainPerUnit) || layout.gainPerUnit === 0) answer("the gain is not known");
  const strides = shape.map((_, axis) => elementCount(fortranOrder ? shape.slice(0, axis) : shape.slice(axis + 1)));
  const leadAxis = shape.length === 1 ? null : layout.leadAxis === "first" ? shape.length - 2 : shape.length - 1;
  const timeAxis = leadAxis === null ? 0 : leadAxis === shape.length - 1 ? shape.length - 2 : shape.length - 1;
  const leadCount = leadAxis === null ? 1 : shape[leadAxis]!;
  const frameCount = shape[timeAxis]!;
  const recordCount = shape.length === 3 ? shape[0]! : 1;
  if (layout.leadNames.length !== leadCount) answer(`the array has ${leadCount} leads along that axis, not ${layout.leadNames.length}`);
  if (recordCount > 1 && frameCount * leadCount < MIN_SAMPLES_OF_SEVERAL) answer(`each of the ${recordCount} recordings would hold ${frameCount} samples`);
  const groups = groupsOf(layout, frameCount);
  const shared = {
    ...formatOf(file, array),
    files: [file.path],
    groups,
    annotations: [],
    annotationRateHz: layout.samplingRateHz,
    facts: { ...NO_FACTS, texts },
    notes: [],
  };
  return Array.from({ length: recordCount }, (_, record): OpenedRecording => {
    const plane: NpyPlane = { first: recordCount > 1 ? record * strides[0]! : 0, leadCount, leadStride: leadAxis === null ? frameCount : strides[leadAxis]!, timeStride: strides[timeAxis]! };
    return {
      ...shared,
      id: shape.length === 3 ? `${id}_${record + 1}` : id,
      readSamples: async (group, fromFrame, toFrame) => {
        checkFrames(groups, group, fromFrame, toFrame);
        return readPlane(array.file, header, plane, fromFrame, toFrame);
      },
    };
  });
}

async function openOwn(file: SourceFile, arrays: readonly NamedArray[], own: NamedArray): Promise<OpenedRecording> {
  const fail = (reason: string): never => {
    throw new FormatError("malformed", { file: file.path }, reason, "Export the recording again.");
  };
  const { dataOffset, shape } = own.header;
  if (shape[0]! > MAX_FACTS_BYTES) fail('the array "kalium" does not state a recording');
  const facts: KaliumArrays = parseKaliumArrays(new TextDecoder().decode(await own.file.bytes(dataOffset, dataOffset + shape[0]!))) ?? fail('the array "kalium" does not state a recording');
  const planes = facts.signals.map((signal) => {
    const array = arrays.find(({ name }) => name === signal.array) ?? fail(`the array ${signal.array} of signal ${signal.name} is missing`);
    const [rows, length] = array.header.shape.length === 1 ? [1, array.header.shape[0]!] : (array.header.shape as [number, number]);
    if (array.header.shape.length > 2 || array.header.fortranOrder || signal.row >= rows || length !== facts.frameCount * signal.samplesPerFrame) fail(`the array ${signal.array} does not hold signal ${signal.name}`);
    return { array, samplesPerFrame: signal.samplesPerFrame, plane: { first: signal.row * length, leadCount: 1, leadStride: length, timeStride: 1 } satisfies NpyPlane };
  });
  const { format, formatDetail } = formatOf(file, planes[0]!.array);
  return kaliumRecording(file, facts, format, formatDetail, async (from, to) => {
    const parts = await Promise.all(planes.map(({ array, plane, samplesPerFrame }) => readPlane(array.file, array.header, plane, from * samplesPerFrame, to * samplesPerFrame)));
    return parts.map(([samples]) => samples!);
  });
}
