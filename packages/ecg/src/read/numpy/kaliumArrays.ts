/** The facts by which an NPZ file (array "kalium") or a text table that Kalium wrote states what its arrays or columns are: JSON, checked field by field. */
import type { Calibration, FileAnnotation, FormatName, OpenedRecording, RawSamples } from "../../open/openedRecording.ts";
import { NO_FACTS, type FoundText, type RecordFacts } from "../../open/recordFacts.ts";
import type { FactsToWrite } from "../../write/recordingToWrite.ts";
import { checkFrames, plainRhythm } from "../plainRhythm.ts";
import type { SourceFile } from "../sourceFile.ts";

export const KALIUM_ARRAY = "kalium";

/** A signal: one row of a two-dimensional array, or a one-dimensional array of its own (row 0). */
export interface KaliumSignal {
  readonly name: string;
  readonly unit: string;
  readonly samplesPerFrame: number;
  readonly gainPerUnit: number;
  readonly baselineCount: number;
  readonly invalidCount: number | null;
  readonly calibrations?: readonly Calibration[];
  readonly array: string;
  readonly row: number;
}

export interface KaliumArrays {
  readonly version: 1;
  readonly id: string;
  readonly framesPerSecond: number;
  readonly frameCount: number;
  readonly signals: readonly KaliumSignal[];
  readonly annotationRateHz: number;
  readonly annotations: readonly FileAnnotation[];
  readonly facts: FactsToWrite;
}

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields => typeof value === "object" && value !== null && !Array.isArray(value);
const isFinite = (value: unknown): value is number => Number.isFinite(value);
const isFiniteOrNull = (value: unknown): boolean => value === null || Number.isFinite(value);
const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;
const isText = (value: unknown): boolean => typeof value === "string";
const isTextOrNull = (value: unknown): boolean => value === null || typeof value === "string";
const isTrueOrFalse = (value: unknown): boolean => typeof value === "boolean";

function hasFields(value: unknown, checks: Readonly<Record<string, (field: unknown) => boolean>>): value is Fields {
  return isFields(value) && Object.entries(checks).every(([name, check]) => check(Object.hasOwn(value, name) ? value[name] : undefined));
}

const isCalibration = (value: unknown): boolean => hasFields(value, { fromFrame: isCount, gainPerUnit: (gain) => isFinite(gain) && gain !== 0, baselineCount: isFinite });

const isSignal = (value: unknown): boolean =>
  hasFields(value, {
    name: isText, unit: isText, samplesPerFrame: (count) => isCount(count) && count !== 0, gainPerUnit: (gain) => isFinite(gain) && gain !== 0, baselineCount: isFinite,
    invalidCount: isFiniteOrNull, array: isText, row: isCount,
    calibrations: (rules) => rules === undefined || (Array.isArray(rules) && rules.length > 0 && rules.every(isCalibration)),
  });

const isAnnotation = (value: unknown): boolean =>
  hasFields(value, { sampleIndex: (index) => Number.isSafeInteger(index), symbol: isText, aux: isText, subtype: isFinite, channel: isFinite, number: isFinite, onsetS: isFiniteOrNull, durationS: isFiniteOrNull });

const isFacts = (value: unknown): boolean =>
  hasFields(value, {
    personId: isTextOrNull, sex: (sex) => sex === null || sex === "female" || sex === "male", ageYears: isFiniteOrNull, startTimeMs: isFiniteOrNull,
    potassiumMmolPerL: isFiniteOrNull, simulated: isTrueOrFalse, deidentified: isTrueOrFalse,
  });

/** Parses and checks the JSON; null when it is not what Kalium writes. */
export function parseKaliumArrays(json: string): KaliumArrays | null {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return null;
  }
  const sound = hasFields(value, {
    version: (version) => version === 1, id: isText, framesPerSecond: (rate) => isFinite(rate) && rate > 0, frameCount: isCount,
    signals: (signals) => Array.isArray(signals) && signals.length > 0 && signals.every(isSignal),
    annotationRateHz: (rate) => isFinite(rate) && rate > 0, annotations: (marks) => Array.isArray(marks) && marks.every(isAnnotation), facts: isFacts,
  });
  return sound ? (value as unknown as KaliumArrays) : null;
}

/** The recording that the facts state; `readFrames` reads frames that are known to be inside. */
export function kaliumRecording(file: SourceFile, stated: KaliumArrays, format: FormatName, formatDetail: string, readFrames: (from: number, to: number) => Promise<readonly RawSamples[]>): OpenedRecording {
  const { id, framesPerSecond, frameCount, annotations, annotationRateHz } = stated;
  const signals = stated.signals.map(({ array: _array, row: _row, ...signal }) => ({ ...signal, samplingRateHz: framesPerSecond * signal.samplesPerFrame, sampleCount: frameCount * signal.samplesPerFrame }));
  const groups = [plainRhythm(framesPerSecond, frameCount, signals)];
  return {
    format, formatDetail, id, files: [file.path], groups, annotations, annotationRateHz, facts: kaliumFacts(stated), notes: [],
    readSamples: async (group, fromFrame, toFrame) => {
      checkFrames(groups, group, fromFrame, toFrame);
      return readFrames(fromFrame, toFrame);
    },
  };
}

/** Facts of the recording, with every text that the JSON holds. */
function kaliumFacts({ id, signals, annotations, facts }: KaliumArrays): RecordFacts {
  const texts: FoundText[] = [{ place: "id", kind: "identifier", value: id }];
  const { personId, sex, ageYears, startTimeMs, potassiumMmolPerL, simulated } = facts;
  if (personId !== null) texts.push({ place: "facts.personId", kind: "identifier", value: personId });
  // Dates end 8.64e15 ms either side of 1970 in ECMAScript.
  if (startTimeMs !== null) texts.push({ place: "facts.startTimeMs", kind: "date", value: new Date(Math.min(8.64e15, Math.max(-8.64e15, startTimeMs))).toISOString() });
  for (const value of new Set(annotations.map(({ aux }) => aux))) if (value !== "") texts.push({ place: "annotation", kind: "free-text", value });
  for (const value of new Set(signals.map(({ name }) => name))) texts.push({ place: "signal name", kind: "technical", value });
  return { ...NO_FACTS, personId, sex, ageYears, startTimeMs, potassiumMmolPerL, simulated, texts };
}
