/** From numeric arrays to recordings: with what the file states, with what its known layout implies, or with the person's answer. */
import { FormatError } from "../../errors.ts";
import type { ArrayLayout } from "../../open/formatReader.ts";
import type { FormatName, OpenedRecording, RawSamples, SignalGroup } from "../../open/openedRecording.ts";
import type { RecordFacts } from "../../open/recordFacts.ts";
import { checkFrames, plainRhythm, plainSignal } from "../plainRhythm.ts";
import { fileNameOf, stemOf } from "../sourceFile.ts";
import { withLeadGroups } from "./leadGroups.ts";
import type { StatedLayout } from "./namedFacts.ts";
import { axesOf, describeArray, needsAnswer, type Axes, type NumericArray } from "./numericArray.ts";
import { elementCount, rowMajorStrides } from "./readBox.ts";

/** Leads of the twelve-lead order in which array data sets are kept. */
export const TWELVE_LEADS: readonly string[] = ["I", "II", "III", "aVR", "aVL", "aVF", "V1", "V2", "V3", "V4", "V5", "V6"];

/** Up to here doubles are looked through to find out whether all are whole numbers (then they come as Int32Array). */
const MOST_EXAMINED_ELEMENTS = 2_000_000;
/** Most recordings of one file; a file that declares more is not a set of ECGs [Kalium's choice]. */
const MOST_RECORDINGS = 2_000_000;

export interface ArrayFile {
  readonly format: FormatName;
  readonly formatDetail: string;
  readonly path: string;
  readonly arrays: readonly NumericArray[];
  readonly facts: RecordFacts;
  readonly notes: readonly string[];
  readonly stated: StatedLayout;
}

/** A layout that the reader has recognised; an answer of the person goes before it. */
export interface KnownLayout {
  readonly layout: ArrayLayout;
  readonly notes: readonly string[];
  /** Id and facts of recording k, where the file has them. */
  readonly recording?: (index: number) => { readonly id: string; readonly facts: RecordFacts };
}

/** @throws FormatError "needs-answer", "no-records", "too-large". */
export function openArrays(file: ArrayFile, answer: ArrayLayout | undefined, known: KnownLayout | null = null): readonly OpenedRecording[] {
  const candidates = withLeadGroups(file.arrays).filter(({ shape }) => axesOf(shape) !== null);
  if (candidates.length === 0) {
    throw new FormatError("no-records", { file: file.path }, "no array of the file can hold an ECG (1 to 16 leads, 16 samples or more)", "Choose a file with a matrix of leads and samples.");
  }
  const layout = answer ?? known?.layout ?? statedAnswer(file, candidates);
  const array = layout.arrayName === null ? onlyOne(file, candidates) : candidates.find(({ name }) => name === layout.arrayName);
  if (array === undefined) throw needsAnswer(file.path, `the file has no array "${layout.arrayName}" that can hold an ECG`, candidates);
  const axes = axesOf(array.shape, layout.leadAxis) ?? (array.shape.length === 1 ? axesOf(array.shape) : null);
  const leadCount = axes === null ? 0 : axes.leadAxis === null ? 1 : array.shape[axes.leadAxis]!;
  if (axes === null || leadCount !== layout.leadNames.length) {
    throw needsAnswer(file.path, `${layout.leadNames.length} leads on the ${layout.leadAxis} axis do not match ${describeArray(array)}`, candidates);
  }
  if (!(layout.samplingRateHz > 0 && Number.isFinite(layout.samplingRateHz) && Number.isFinite(layout.gainPerUnit) && layout.gainPerUnit !== 0)) {
    throw needsAnswer(file.path, `a rate of ${layout.samplingRateHz} Hz or a gain of ${layout.gainPerUnit} cannot be`, candidates);
  }
  return recordingsOf(file, array, axes, layout, layout === known?.layout ? known : null, candidates);
}

function onlyOne(file: ArrayFile, candidates: readonly NumericArray[]): NumericArray {
  const best = preferred(candidates);
  if (best === null) throw needsAnswer(file.path, "more than one array can hold the ECG", candidates);
  return best;
}

/** The only candidate, or the only one whose rows the file names. */
function preferred(candidates: readonly NumericArray[]): NumericArray | null {
  if (candidates.length === 1) return candidates[0]!;
  const named = candidates.filter(({ leadNames }) => leadNames !== undefined);
  return named.length === 1 ? named[0]! : null;
}

/** The layout that the file itself states in full. */
function statedAnswer({ path, stated }: ArrayFile, candidates: readonly NumericArray[]): ArrayLayout {
  const array = preferred(candidates);
  const leadNames = array?.leadNames ?? stated.leadNames;
  const missing = [array === null && "which array holds the ECG", stated.samplingRateHz === null && "the sampling rate", stated.unit === null && "the unit", leadNames === null && "the names of the leads"].filter((item) => item !== false);
  if (array === null || missing.length > 0) throw needsAnswer(path, `the file does not say ${missing.join(", ")}`, candidates);
  const leadAxis = array.leadNames !== undefined || axesOf(array.shape)?.leadAxis !== array.shape.length - 1 ? "first" : "last";
  return { arrayName: array.name, samplingRateHz: stated.samplingRateHz!, unit: stated.unit!, gainPerUnit: stated.gainPerUnit ?? 1, leadNames: leadNames!, leadAxis };
}

function recordingsOf(file: ArrayFile, array: NumericArray, axes: Axes, layout: ArrayLayout, known: KnownLayout | null, candidates: readonly NumericArray[]): readonly OpenedRecording[] {
  const recordCount = axes.recordAxis === null ? 1 : array.shape[axes.recordAxis]!;
  if (recordCount > MOST_RECORDINGS) throw new FormatError("too-large", { file: file.path }, `${describeArray(array)} would be ${recordCount} recordings`, "Check which axis of the array counts the recordings.");
  const others = candidates.filter((other) => other !== array);
  const notes = [...file.notes, ...(known?.notes ?? []), ...(others.length === 0 ? [] : [`${others.length} other arrays of the file could hold signals and were left out: ${others.slice(0, 5).map(describeArray).join(", ")}.`])];
  const groups = groupsOf(layout, array.shape[axes.timeAxis]!);
  return Array.from({ length: recordCount }, (_, index) => {
    const own = known?.recording?.(index) ?? { id: recordCount === 1 ? stemOf(file.path) : `${fileNameOf(file.path)}#${index + 1}`, facts: file.facts };
    return arrayRecording({ ...file, notes }, array, axes, index, groups, own);
  });
}

/** The one group of signals of a layout; shared by all recordings of the same length. */
export function groupsOf({ samplingRateHz, unit, gainPerUnit, leadNames }: ArrayLayout, frameCount: number): readonly SignalGroup[] {
  return [plainRhythm(samplingRateHz, frameCount, leadNames.map((name) => plainSignal(name, unit, samplingRateHz, frameCount, gainPerUnit)))];
}

/** Recording `index` of an array. */
export function arrayRecording(file: Pick<ArrayFile, "format" | "formatDetail" | "path" | "notes">, array: NumericArray, axes: Axes, index: number, groups: readonly SignalGroup[], own: { readonly id: string; readonly facts: RecordFacts }): OpenedRecording {
  const { framesPerSecond } = groups[0]!;
  return {
    format: file.format, formatDetail: file.formatDetail, id: own.id, files: [file.path], groups, annotations: [], annotationRateHz: framesPerSecond, facts: own.facts, notes: file.notes,
    readSamples: sampleReader(array, axes, index, groups),
  };
}

/** `readSamples` of one recording. Whether floating-point numbers are all whole is found out once, on the first read. */
function sampleReader(array: NumericArray, axes: Axes, record: number, groups: readonly SignalGroup[]): OpenedRecording["readSamples"] {
  const { frameCount, signals: { length: leadCount } } = groups[0]!;
  let wholeNumbers: boolean | null = array.isInt32 ? true : leadCount * frameCount > MOST_EXAMINED_ELEMENTS ? false : null;
  const read = async (from: number, to: number): Promise<readonly RawSamples[]> => {
    const start = array.shape.map((_, axis) => (axis === axes.recordAxis ? record : axis === axes.timeAxis ? from : 0));
    const count = array.shape.map((size, axis) => (axis === axes.timeAxis ? to - from : axis === axes.leadAxis ? size : 1));
    const values = await array.read(start, count);
    const strides = rowMajorStrides(count);
    const step = strides[axes.timeAxis]!;
    const leadStep = axes.leadAxis === null ? 0 : strides[axes.leadAxis]!;
    return Array.from({ length: leadCount }, (_, lead) => {
      if (step === 1) return values.subarray(lead * leadStep, lead * leadStep + to - from);
      const own = array.isInt32 ? new Int32Array(to - from) : new Float64Array(to - from);
      for (let i = 0, at = lead * leadStep; i < own.length; i++, at += step) own[i] = values[at]!;
      return own;
    });
  };
  return async (group, from, to) => {
    checkFrames(groups, group, from, to);
    if (wholeNumbers !== null) {
      const part = await read(from, to);
      return wholeNumbers ? part.map(toInt32) : part;
    }
    const whole = await read(0, frameCount);
    wholeNumbers = whole.every((samples) => samples.every((value) => (value | 0) === value));
    const part = from === 0 && to === frameCount ? whole : whole.map((samples) => samples.slice(from, to));
    return wholeNumbers ? part.map(toInt32) : part;
  };
}

function toInt32(samples: RawSamples): RawSamples {
  return samples instanceof Int32Array ? samples : Int32Array.from(samples);
}

/** Bytes that an array of this shape takes; Infinity rather than a wrong number when it overflows. */
export function declaredBytes(shape: readonly number[], bytesPerElement: number): number {
  const bytes = elementCount(shape) * bytesPerElement;
  return Number.isSafeInteger(bytes) ? bytes : Infinity;
}
