/** Reads waveforms of DICOM (PS3.3, A.34): 12-lead, general and ambulatory ECG, and any other waveform object that holds voltages. */
import { FormatError } from "../../errors.ts";
import type { FormatReader } from "../../open/formatReader.ts";
import type { OpenedRecording } from "../../open/openedRecording.ts";
import { readExactly } from "../exactBytes.ts";
import { checkFrames } from "../plainRhythm.ts";
import { inflateBounded } from "../zip/inflate.ts";
import { sourceFileFromBytes, stemOf, type SourceFile } from "../sourceFile.ts";
import { readWaveformAnnotations } from "./dicomAnnotations.ts";
import { isVr, readElements, type DicomItem, type DicomSyntax } from "./dicomElements.ts";
import { personAndTimeOf, textsOf } from "./dicomFacts.ts";
import { decodingFor, itemsOf, textOf } from "./dicomValues.ts";
import { readMultiplexFrames, readMultiplexGroup, type MultiplexGroup } from "./dicomWaveform.ts";

const PREAMBLE_BYTE_COUNT = 128;
/** Deflated data sets may unpack to this many times their size; real ones stay below 10. */
const MAX_DEFLATE_RATIO = 100;

const IMPLICIT: DicomSyntax = { explicitVr: false, bigEndian: false };
const EXPLICIT: DicomSyntax = { explicitVr: true, bigEndian: false };
const EXPLICIT_BIG: DicomSyntax = { explicitVr: true, bigEndian: true };
const DEFLATED_UID = "1.2.840.10008.1.2.1.99";

const SYNTAXES: ReadonlyMap<string, readonly [DicomSyntax, string]> = new Map([
  ["1.2.840.10008.1.2", [IMPLICIT, "implicit VR little endian"]],
  ["1.2.840.10008.1.2.1", [EXPLICIT, "explicit VR little endian"]],
  [DEFLATED_UID, [EXPLICIT, "deflated explicit VR little endian"]],
  ["1.2.840.10008.1.2.2", [EXPLICIT_BIG, "explicit VR big endian"]],
]);

const WAVEFORM_CLASS_ROOT = "1.2.840.10008.5.1.4.1.1.9.";
const CLASS_NAMES: ReadonlyMap<string, string> = new Map([
  ["1.1", "12-lead ECG"], ["1.2", "general ECG"], ["1.3", "ambulatory ECG"], ["1.4", "general 32-bit ECG"], ["2.1", "hemodynamic waveform"], ["3.1", "electrophysiology"],
  ["4.1", "voice audio"], ["4.2", "general audio"], ["5.1", "arterial pulse"], ["6.1", "respiratory waveform"], ["6.2", "respiratory waveforms"],
  ["7.1", "scalp EEG"], ["7.2", "EMG"], ["7.3", "EOG"], ["7.4", "sleep EEG"], ["8.1", "body position"],
]);

const REMEDY = "Choose an ECG that was stored as a DICOM waveform (12-lead, general or ambulatory ECG), not as a picture or a report.";

export const dicomReader: FormatReader = {
  formats: ["dicom"],
  recognises(head) {
    if (hasPrefix(head)) return true;
    return syntaxAt(head, 0) !== null || isMetaStart(head, 0);
  },
  async open(file) {
    const { elements, syntax, detail, source, meta } = await readDataSet(file);
    const decode = decodingFor(textOf(elements, 0x00080005));
    const items = itemsOf(elements, 0x54000100);
    if (items.length === 0) throw new FormatError("unsupported", { file: file.path }, "the DICOM file holds no waveform", REMEDY);
    const stored = inRhythmOrder(items.map((item, index) => readMultiplexGroup(item, index + 1, { path: file.path, bigEndian: syntax.bigEndian, decode })));
    const groups = stored.map(({ group }) => group);
    const rhythm = stored[0]!;
    const { framesPerSecond, frameCount } = rhythm.group;
    const beat = stored.find(({ group }) => group.kind === "representative-beat");
    const marks = readWaveformAnnotations(itemsOf(elements, 0x0040b020), { itemNumber: rhythm.itemNumber, framesPerSecond, frameCount }, beat?.group.frameCount ?? null, syntax.bigEndian, decode);
    const sopClass = textOf(elements, 0x00080016);
    const className = sopClass.startsWith(WAVEFORM_CLASS_ROOT) ? CLASS_NAMES.get(sopClass.slice(WAVEFORM_CLASS_ROOT.length)) : undefined;
    const recording: OpenedRecording = {
      format: "dicom",
      formatDetail: `DICOM ${className ?? "waveform"}, ${detail}`,
      id: stemOf(file.path),
      files: [file.path],
      groups,
      annotations: marks.annotations,
      annotationRateHz: framesPerSecond,
      facts: {
        ...personAndTimeOf(elements, decode),
        potassiumMmolPerL: marks.potassiumMmolPerL,
        simulated: marks.simulated,
        measurements: marks.measurements,
        filters: rhythm.filters,
        texts: textsOf([...meta, ...elements], decode),
      },
      notes: [...stored.flatMap(({ notes }) => notes), ...marks.notes],
      readSamples: async (group, fromFrame, toFrame) => {
        checkFrames(groups, group, fromFrame, toFrame);
        return readMultiplexFrames(stored[group]!, fromFrame, toFrame, syntax.bigEndian, (from, to) => readExactly(source, from, to));
      },
    };
    return [recording];
  },
};

/** Rhythm groups first. Where every group calls itself derived, the longest is the rhythm strip. */
function inRhythmOrder(groups: readonly MultiplexGroup[]): readonly MultiplexGroup[] {
  const known = groups.some(({ group }) => group.kind === "rhythm");
  const lengthS = ({ group }: MultiplexGroup) => group.frameCount / group.framesPerSecond;
  const longest = groups.reduce((most, group) => (lengthS(group) > lengthS(most) ? group : most), groups[0]!);
  const named = known ? groups : groups.map((stored) => (stored === longest ? { ...stored, group: { ...stored.group, kind: "rhythm" as const } } : stored));
  return [...named].sort((a, b) => Number(a.group.kind !== "rhythm") - Number(b.group.kind !== "rhythm"));
}

interface DataSet {
  readonly meta: DicomItem;
  readonly elements: DicomItem;
  readonly syntax: DicomSyntax;
  /** Name of the transfer syntax. */
  readonly detail: string;
  /** Where offsets of elements point into: the file, or its inflated data set. */
  readonly source: SourceFile;
}

async function readDataSet(file: SourceFile): Promise<DataSet> {
  const head = await file.bytes(0, PREAMBLE_BYTE_COUNT + 16);
  const start = hasPrefix(head) ? PREAMBLE_BYTE_COUNT + 4 : 0;
  const hasMeta = isMetaStart(head, start);
  const { elements: meta, end } = hasMeta ? await readElements(file, start, file.size, EXPLICIT, 2) : { elements: [], end: start };
  const uid = textOf(meta, 0x00020010);
  if (uid === DEFLATED_UID) {
    const inflated = await inflateDataSet(await file.bytes(end, file.size), file, end);
    const source = sourceFileFromBytes(file.path, inflated);
    const { elements } = await readElements(source, 0, source.size, EXPLICIT);
    return { meta, elements, syntax: EXPLICIT, detail: SYNTAXES.get(uid)![1], source };
  }
  const found = syntaxAt(await file.bytes(end, end + 16), 0);
  const declared = SYNTAXES.get(uid);
  if (declared === undefined && found === null) throw new FormatError("unsupported", { file: file.path, byteOffset: end }, `transfer syntax ${uid || "(none)"} is not read`, REMEDY);
  // What the bytes show outweighs what the header says: some systems change one and not the other.
  const syntax = found ?? declared![0];
  const detail = [...SYNTAXES.values()].find(([known]) => known === syntax)![1];
  const { elements } = await readElements(file, end, file.size, syntax);
  return { meta, elements, syntax, detail, source: file };
}

/** A deflated data set of odd length is padded with one zero byte (PS3.5, A.5), which the decoder would take for damage. */
async function inflateDataSet(packed: Uint8Array, file: SourceFile, byteOffset: number): Promise<Uint8Array> {
  const place = { file: file.path, byteOffset };
  const maxBytes = MAX_DEFLATE_RATIO * packed.length;
  try {
    return await inflateBounded(packed, "raw", maxBytes, place);
  } catch (error) {
    if (!(error instanceof FormatError) || error.code === "too-large" || packed.at(-1) !== 0) throw error;
    return inflateBounded(packed.subarray(0, -1), "raw", maxBytes, place);
  }
}

function hasPrefix(head: Uint8Array): boolean {
  return head.length >= 132 && head[128] === 0x44 && head[129] === 0x49 && head[130] === 0x43 && head[131] === 0x4d;
}

/** File meta information: always explicit VR little endian, group 0002. */
function isMetaStart(head: Uint8Array, at: number): boolean {
  return head.length >= at + 8 && head[at] === 2 && head[at + 1] === 0 && head[at + 3] === 0 && isVr(head[at + 4]!, head[at + 5]!);
}

/** How a data set that starts here is written: its first elements are of group 0008, in order of their numbers. Null when it is none. */
function syntaxAt(head: Uint8Array, at: number): DicomSyntax | null {
  if (head.length < at + 8) return null;
  const [a, b, c, d] = [head[at]!, head[at + 1]!, head[at + 2]!, head[at + 3]!];
  const lettered = isVr(head[at + 4]!, head[at + 5]!);
  if (a === 0 && b === 8 && c === 0 && d <= 0x50) return lettered ? EXPLICIT_BIG : null;
  if (a !== 8 || b !== 0 || d !== 0 || c > 0x50) return null;
  if (lettered) return EXPLICIT;
  // Implicit VR: the length of one of the first elements is even and short.
  return head[at + 4]! % 2 === 0 && head[at + 5] === 0 && head[at + 6] === 0 && head[at + 7] === 0 ? IMPLICIT : null;
}
