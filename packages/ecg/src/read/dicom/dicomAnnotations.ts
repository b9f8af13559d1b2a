/** Waveform annotations (0040,B020): marks in time, and the measurements of the recording machine. */
import type { FileAnnotation } from "../../open/openedRecording.ts";
import type { MachineMeasurements } from "../../open/recordFacts.ts";
import { numberFrom } from "../numberFrom.ts";
import { plainMark } from "../plainRhythm.ts";
import { readMeasurementsBy } from "../xml/statedFacts.ts";
import type { DicomItem } from "./dicomElements.ts";
import { conceptOf, decimalOf, textOf, unsignedOf, type CodedConcept, type TextDecoding } from "./dicomValues.ts";

/** Scheme of Kalium's own codes in files that it writes; schemes of one maker start with 99 (PS3.16, 8.2). */
export const KALIUM_SCHEME = "99KALIUM";

/** What a point in time marks: the WFDB symbol, and for brackets the wave (0 P, 1 QRS, 2 T) as in LUDB. */
type Mark = readonly [symbol: string, number: number];

/** Fiducial points of EN 1064 as the scheme SCPECG names them. */
export const FIDUCIAL_MARKS: ReadonlyMap<string, Mark> = new Map([
  ["5.10.3-1", ["(", 0]], ["5.10.3-2", [")", 0]], ["5.10.3-3", ["(", 1]], ["5.10.3-4", [")", 1]], ["5.10.3-5", [")", 2]], ["5.7.1-3", ["N", 0]],
]);

/** Waves of DICOM CID 3335 (ISO/IEEE 11073-10102): a point is the peak, a segment runs from "(" to ")". */
const WAVES: ReadonlyMap<string, Mark> = new Map([["10:256", ["p", 0]], ["10:1600", ["N", 1]], ["10:576", ["N", 1]], ["10:1024", ["t", 2]], ["10:1152", ["u", 3]]]);

/** Beats of DICOM CID 3335, the code followed by WFDB's symbol. */
export const BEATS: ReadonlyMap<string, string> = new Map(
  "8208N 8240N 8336V 8352F 8368r 8256S 8272A 8288J 8304a 8320x 8384n 8400e 8416j 8432E 8464L 8496R 8720f 8736Q 2176|".split(" ").map((entry) => [`10:${entry.slice(0, -1)}`, entry.slice(-1)]),
);

/** Global measurements by their codes: CIDs 3228 and 3229 and QTc (scheme MDC), EN 1064 (SCPECG), LOINC for the axes. */
const MEASUREMENTS: { readonly [Name in keyof MachineMeasurements]: string } = {
  heartRatePerMinute: "2:16016 5.10.2.5-1 8867-4",
  rrMs: "2:16168 5.10.2.1-3",
  prMs: "2:15872 5.13.5-7",
  qrsMs: "2:16156 5.13.5-9",
  qtMs: "2:16160 5.13.5-11",
  qtcMs: "2:15876 2:15880 2:15892 5.10.2.5-5",
  pAxisDeg: "2:16128 5.10.3-11 8626-4",
  qrsAxisDeg: "2:16132 5.10.3-13 9997-8 8632-2",
  tAxisDeg: "2:16136 5.10.3-15 8638-9",
};

/** LOINC 2823-3: potassium, moles per volume, serum or plasma. */
export const POTASSIUM_CODE = "2823-3";
export const SIMULATED_CODE = "simulated";

export interface DicomAnnotations {
  readonly annotations: readonly FileAnnotation[];
  readonly measurements: MachineMeasurements | null;
  readonly potassiumMmolPerL: number | null;
  readonly simulated: boolean;
  readonly notes: readonly string[];
}

/** What positions are counted in: the group of the file that annotations of the rhythm strip refer to. */
export interface AnnotatedGroup {
  readonly itemNumber: number;
  readonly framesPerSecond: number;
  readonly frameCount: number;
}

/**
 * Sorts the items into marks and measurements. Marks of other groups than `rhythm` are left out with a note, as are those of
 * a representative beat (`beatFrameCount` frames long, null when there is none) that claim to lie in the rhythm strip.
 */
export function readWaveformAnnotations(items: readonly DicomItem[], rhythm: AnnotatedGroup, beatFrameCount: number | null, bigEndian: boolean, decode: TextDecoding): DicomAnnotations {
  const marks: { readonly set: number; readonly annotation: FileAnnotation }[] = [];
  const measured = new Map<string, number>();
  let potassiumMmolPerL: number | null = null;
  let simulated = false;
  let elsewhereCount = 0;
  for (const item of items) {
    const concept = conceptOf(item, 0x0040a043, decode);
    const value = decimalOf(item, 0x0040a30a);
    if (concept !== null && value !== null) {
      if (concept.value === POTASSIUM_CODE) potassiumMmolPerL = value;
      const name = Object.entries(MEASUREMENTS).find(([, codes]) => codes.split(" ").includes(concept.value))?.[0];
      // A machine that could not measure prints 0 for an interval.
      if (name !== undefined && !measured.has(name) && (value !== 0 || name.endsWith("Deg"))) measured.set(name, inUsualUnit(value, conceptOf(item, 0x004008ea)?.value ?? ""));
      continue;
    }
    if (concept?.scheme === KALIUM_SCHEME && concept.value === SIMULATED_CODE) simulated = true;
    const positions = positionsOf(item, rhythm, bigEndian);
    if (positions.length === 0) continue;
    const channels = unsignedOf(item, 0x0040a0b0, 2, bigEndian);
    if (channels.length >= 2 && channels[0] !== rhythm.itemNumber) {
      elsewhereCount++;
      continue;
    }
    const set = unsignedOf(item, 0x0040a180, 2, bigEndian)[0] ?? 0;
    const channel = Math.max(0, (channels[1] ?? 0) - 1);
    for (const annotation of marksOf(item, concept, positions, channel, decode)) marks.push({ set, annotation });
  }
  const notes = elsewhereCount === 0 ? [] : [`Annotations of another group of signals than the rhythm strip were left out (${elsewhereCount}).`];
  const beatSet = beatFrameCount === null ? null : setOfBeat(marks, beatFrameCount);
  if (beatSet !== null) notes.push(`The marks of annotation group ${beatSet} lie in the representative beat and were left out of the rhythm strip.`);
  const annotations = marks.filter(({ set }) => set !== beatSet).map(({ annotation }) => annotation);
  return { annotations: annotations.sort((a, b) => a.sampleIndex - b.sampleIndex), measurements: readMeasurementsBy(MEASUREMENTS, (_, name) => measured.get(name) ?? null), potassiumMmolPerL, simulated, notes };
}

function inUsualUnit(value: number, unit: string): number {
  if (unit === "s") return value * 1000;
  return unit === "us" ? value / 1000 : value;
}

/** Zero-based sample indices, from sample positions (the first is 1) or time offsets in seconds. */
function positionsOf(item: DicomItem, { framesPerSecond, frameCount }: AnnotatedGroup, bigEndian: boolean): readonly number[] {
  const samples = unsignedOf(item, 0x0040a132, 4, bigEndian).map((position) => position - 1);
  const offsets = samples.length > 0 ? [] : textOf(item, 0x0040a138).split("\\").map(numberFrom);
  const found = samples.length > 0 ? samples : offsets.flatMap((offset) => (offset === null ? [] : [Math.round(offset * framesPerSecond)]));
  return found.filter((index) => index >= 0 && index <= frameCount);
}

function marksOf(item: DicomItem, concept: CodedConcept | null, positions: readonly number[], channel: number, decode: TextDecoding): readonly FileAnnotation[] {
  const range = textOf(item, 0x0040a130);
  const at = (sampleIndex: number, symbol: string, number = 0, subtype = 0, aux = ""): FileAnnotation => plainMark(sampleIndex, symbol, { aux, subtype, channel, number });
  if (concept === null) {
    const text = textOf(item, 0x00700006, decode);
    return text === "" ? [] : positions.map((position) => at(position, '"', 0, 0, text));
  }
  if (concept.scheme === KALIUM_SCHEME) {
    const code = /^(\S) (-?\d+) (-?\d+)$/.exec(concept.value);
    if (code === null) return [];
    const aux = conceptOf(item, 0x0040a168, decode)?.value ?? "";
    return positions.map((position) => at(position, code[1]!, Number(code[3]), Number(code[2]), aux));
  }
  const fiducial = FIDUCIAL_MARKS.get(concept.value);
  if (fiducial !== undefined) return positions.map((position) => at(position, ...fiducial));
  const wave = WAVES.get(concept.value);
  if (wave !== undefined) {
    if (range.endsWith("SEGMENT")) return positions.map((position, index) => at(position, index % 2 === 0 ? "(" : ")", wave[1]));
    if (range === "BEGIN" || range === "END") return positions.map((position) => at(position, range === "BEGIN" ? "(" : ")", wave[1]));
    return positions.map((position) => at(position, wave[0]));
  }
  const beat = BEATS.get(concept.value);
  if (beat !== undefined) return positions.map((position) => at(position, beat));
  return positions.map((position) => at(position, '"', 0, 0, concept.meaning || concept.value));
}

/**
 * Some machines put the marks of the representative beat before those of the rhythm strip and refer them to the strip. Beats
 * never overlap, so a first set that overlaps another one and fits into the representative beat is that beat's.
 */
function setOfBeat(marks: readonly { readonly set: number; readonly annotation: FileAnnotation }[], beatFrameCount: number): number | null {
  const spans = new Map<number, { from: number; to: number }>();
  for (const { set, annotation: { sampleIndex } } of marks) {
    const { from, to } = spans.get(set) ?? { from: sampleIndex, to: sampleIndex };
    spans.set(set, { from: Math.min(from, sampleIndex), to: Math.max(to, sampleIndex) });
  }
  const [first, ...others] = [...spans].sort(([a], [b]) => a - b);
  if (first === undefined || first[1].to >= beatFrameCount) return null;
  return others.some(([, { from, to }]) => from < first[1].to && to > first[1].from) ? first[0] : null;
}
