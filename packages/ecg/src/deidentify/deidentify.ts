/**
 * The de-identification gate. It does not search for identity and cut it out: it builds a new recording from the few things on
 * the allow-lists (samples, rates, gains, standard lead names, units, annotation marks, sex, pooled age, shifted time,
 * potassium) and leaves everything else behind, known or unknown. What a file holds in places that no reader
 * looks at never gets near the result.
 */
import { FormatError } from "../errors.ts";
import type { FileAnnotation, OpenedRecording, RawSamples, SignalGroup, SignalInfo } from "../open/openedRecording.ts";
import type { MachineMeasurements, StatedFilters, TextKind } from "../open/recordFacts.ts";
import type { SignalToWrite } from "../write/recordingToWrite.ts";
import { allowedLabel, isAllowedSymbol } from "./annotationVocabulary.ts";
import type { DeidentifiedRecording, RemovalEntry } from "./deidentified.ts";
import { cleanIdentifier, personInFile } from "./personOf.ts";
import { dateShiftMs, pseudonymOf, recordNameOf, type PseudonymKey } from "./pseudonymKey.ts";
import { RemovalTally } from "./removalTally.ts";
import { allowedSignalName, allowedUnit } from "./signalVocabulary.ts";

/** What holds for all recordings of a run. */
export interface GateSettings {
  readonly key: PseudonymKey;
  /** Shift dates by whole days, the same for all recordings of a person, or write none. */
  readonly dates: "shift" | "drop";
  /** Exact free texts that a person has read and keeps. Names, identifiers, dates, places and device texts never pass. */
  readonly keptTexts: readonly string[];
}

/** What holds for one recording. */
export interface GateSubject {
  /** Identifier of the person from a mapping; left out, the file's own is used, and without one the recording stands alone. */
  readonly person?: string | null;
  /** Number of the recording among those of the person, from 1; part of the new record name. */
  readonly ordinal?: number;
  /** Piece of a discontinuous recording. */
  readonly piece?: number;
  /** Potassium from a table of results; left out, what the file itself carries. */
  readonly potassiumMmolPerL?: number | null;
}

/** Result of {@link deidentify}. */
export interface GateOutcome {
  readonly recording: DeidentifiedRecording;
  /** What was found and what became of it, without any value. */
  readonly removals: readonly RemovalEntry[];
}

/** Kinds of text that can be kept when a person has read them. */
const KEEPABLE: ReadonlySet<TextKind> = new Set(["free-text", "technical"]);
/** Kinds whose values must not stand inside a kept text either. */
const NEVER_INSIDE: ReadonlySet<TextKind> = new Set(["person-name", "identifier", "date", "contact", "staff"]);
const SHORTEST_TELLING_LENGTH = 4;
/** From this age on the year of birth alone tells people apart (45 CFR 164.514(b)(2)(i)(C)). */
const POOLED_AGE_YEARS = 90;
const OLDEST_AGE_YEARS = 150;

/**
 * Passes one group of a recording through the gate. The samples are those of the file, bit by bit.
 * @throws FormatError what reading the samples throws; "unsupported" for a discontinuous recording without a chosen piece.
 */
export async function deidentify(opened: OpenedRecording, groupIndex: number, settings: GateSettings & GateSubject): Promise<GateOutcome> {
  const group = opened.groups[groupIndex];
  if (group === undefined) throw new RangeError(`the recording has ${opened.groups.length} groups of signals, not ${groupIndex + 1}`);
  const piece = pieceOf(opened, group, settings.piece);
  const tally = new RemovalTally(opened.format);
  const { facts } = opened;

  const stated = cleanIdentifier(settings.person ?? null) ?? personInFile(opened);
  // A recording of nobody known is a person of its own, told apart by where it lies.
  const person = stated === null ? `recording ${opened.files[0] ?? ""} ${opened.id}` : `person ${stated}`;
  const pseudonym = await pseudonymOf(settings.key, person);
  tally.add("person identifier", stated === null ? "replaced" : "pseudonym");
  tally.add("record name", "replaced");
  tally.add("file name and folder", "replaced", opened.files.length);

  const isKept = keepingRule(opened, settings.keptTexts);
  const kept = tellTexts(opened, isKept, tally);
  const startTimeMs = await startOf(opened, piece.startS, settings.dates, settings.key, person, tally);
  const samples = await opened.readSamples(groupIndex, piece.fromFrame, piece.toFrame);
  const signals = group.signals.map((signal, index) => rebuildSignal(signal, samples[index]!, index, piece.fromFrame, tally));
  const annotations = groupIndex === 0 ? rebuildAnnotations(opened, group, piece, kept, isKept, tally) : [];
  const potassium = finiteOrNull(settings.potassiumMmolPerL === undefined ? facts.potassiumMmolPerL : settings.potassiumMmolPerL);
  if (potassium !== null) tally.add("potassium", "kept-allowed");
  if (facts.sex !== null) tally.add("sex", "kept-allowed");

  const recording: DeidentifiedRecording = {
    id: recordNameOf(pseudonym, settings.ordinal ?? 1),
    framesPerSecond: group.framesPerSecond,
    frameCount: piece.toFrame - piece.fromFrame,
    signals,
    annotations,
    annotationRateHz: opened.annotationRateHz,
    facts: {
      personId: pseudonym,
      sex: facts.sex === "female" || facts.sex === "male" ? facts.sex : null,
      ageYears: poolAge(facts.ageYears, tally),
      startTimeMs,
      potassiumMmolPerL: potassium,
      simulated: facts.simulated === true,
      deidentified: true,
    },
    sourceFormat: opened.format,
    filters: copyFilters(facts.filters),
    measurements: copyMeasurements(facts.measurements),
  };
  return { recording, removals: tally.entries() };
}

interface Piece {
  readonly fromFrame: number;
  readonly toFrame: number;
  readonly startS: number;
  readonly isWhole: boolean;
}

function pieceOf(opened: OpenedRecording, group: SignalGroup, index: number | undefined): Piece {
  const pieces = group.pieces.length > 0 ? group.pieces : [{ fromFrame: 0, startS: 0 }];
  if (index === undefined && pieces.length > 1) {
    throw new FormatError("unsupported", { file: opened.files[0] ?? opened.id }, `the recording has ${pieces.length} pieces with gaps between them`, "Pass each piece through the gate as a recording of its own.");
  }
  const piece = pieces[index ?? 0];
  if (piece === undefined) throw new RangeError(`the recording has ${pieces.length} pieces, not ${(index ?? 0) + 1}`);
  return { fromFrame: piece.fromFrame, toFrame: pieces[(index ?? 0) + 1]?.fromFrame ?? group.frameCount, startS: piece.startS, isWhole: pieces.length === 1 };
}

/** Whether a free text is one that a person has read and keeps, and holds no name, identifier or date of this file. */
function keepingRule(opened: OpenedRecording, keptTexts: readonly string[]): (text: string) => boolean {
  const telling = opened.facts.texts.filter(({ kind, value }) => NEVER_INSIDE.has(kind) && value.trim().length >= SHORTEST_TELLING_LENGTH).map(({ value }) => value.trim().toLowerCase());
  const kept = new Set(keptTexts);
  return (text) => kept.has(text) && !telling.some((part) => text.toLowerCase().includes(part));
}

/** Enters every text of the file into the tally; returns the header texts that are kept. */
function tellTexts(opened: OpenedRecording, isKept: (text: string) => boolean, tally: RemovalTally): readonly string[] {
  const { texts, personId } = opened.facts;
  // Texts of marks are judged with their marks.
  const labels = new Set(opened.annotations.map(({ aux }) => aux.replace(/\0+$/, "")));
  const kept: string[] = [];
  for (const { place, kind, value } of texts) {
    if (labels.has(value.replace(/\0+$/, ""))) continue;
    if (KEEPABLE.has(kind) && isKept(value)) {
      tally.add(place, "kept-read-by-person", 1, kind);
      kept.push(value);
    } else tally.add(place, kind === "identifier" && value === personId ? "pseudonym" : "dropped", 1, kind);
  }
  return kept;
}

async function startOf(opened: OpenedRecording, pieceStartS: number, dates: "shift" | "drop", key: PseudonymKey, person: string, tally: RemovalTally): Promise<number | null> {
  const start = opened.facts.startTimeMs;
  if (start === null || !Number.isFinite(start)) return null;
  tally.add("start date and time", dates === "shift" ? "shifted" : "dropped", 1, "date");
  return dates === "shift" ? Math.round(start + pieceStartS * 1000) + (await dateShiftMs(key, person)) : null;
}

function rebuildSignal(signal: SignalInfo, samples: RawSamples, index: number, fromFrame: number, tally: RemovalTally): SignalToWrite {
  const name = allowedSignalName(signal.name);
  tally.add("signal name", name === null ? "replaced" : "kept-allowed");
  const unit = allowedUnit(signal.unit);
  if (signal.unit.trim() !== "") tally.add("unit", unit === "NU" ? "replaced" : "kept-allowed");
  return {
    name: name ?? `signal ${index + 1}`,
    unit,
    samplesPerFrame: signal.samplesPerFrame,
    gainPerUnit: signal.gainPerUnit,
    baselineCount: signal.baselineCount,
    invalidCount: signal.invalidCount,
    ...(signal.calibrations === undefined
      ? {}
      : { calibrations: calibrationsFrom(signal.calibrations, fromFrame) }),
    samples: withPlainNaN(samples),
  };
}

/** The rules that hold from a frame on, counted from that frame. */
function calibrationsFrom(calibrations: NonNullable<SignalInfo["calibrations"]>, fromFrame: number): NonNullable<SignalInfo["calibrations"]> {
  return calibrations
    .filter((_, index) => (calibrations[index + 1]?.fromFrame ?? Infinity) > fromFrame)
    .map((rule) => ({ fromFrame: Math.max(0, rule.fromFrame - fromFrame), gainPerUnit: rule.gainPerUnit, baselineCount: rule.baselineCount }));
}

/** A NaN of double precision has 51 bits of which files can make anything, text included; here all become the same. */
function withPlainNaN(samples: RawSamples): RawSamples {
  if (samples instanceof Int32Array) return samples;
  if (!samples.some(Number.isNaN)) return samples;
  return samples.map((value) => (Number.isNaN(value) ? NaN : value));
}

function rebuildAnnotations(opened: OpenedRecording, group: SignalGroup, piece: Piece, keptHeaderTexts: readonly string[], isKeptText: (text: string) => boolean, tally: RemovalTally): FileAnnotation[] {
  const rate = opened.annotationRateHz;
  const durationS = (piece.toFrame - piece.fromFrame) / group.framesPerSecond;
  const rebuilt: FileAnnotation[] = keptHeaderTexts.map((aux) => ({ sampleIndex: 0, symbol: '"', aux, subtype: 0, channel: 0, number: 0, onsetS: null, durationS: null }));
  for (const annotation of opened.annotations) {
    const moved = piece.isWhole ? annotation : moveIntoPiece(annotation, piece, durationS, rate, group.framesPerSecond);
    if (moved === null) continue;
    const { sampleIndex, symbol, aux } = moved;
    const label = allowedLabel(aux);
    const isKept = label === null && isKeptText(aux);
    if (label === null) tally.add("annotation text", isKept ? "kept-read-by-person" : "dropped", 1, "free-text");
    else if (label !== "") tally.add("annotation label", "kept-allowed");
    const text = isKept ? aux : (label ?? "");
    // A note whose text stays behind says nothing any more.
    if (!isAllowedSymbol(symbol) || !Number.isSafeInteger(sampleIndex) || (symbol === '"' && text === "")) {
      if (symbol !== '"') tally.add("annotation mark", "dropped");
      continue;
    }
    rebuilt.push({
      sampleIndex, symbol, aux: text,
      subtype: smallInteger(moved.subtype), channel: smallInteger(moved.channel), number: smallInteger(moved.number),
      onsetS: finiteOrNull(moved.onsetS), durationS: finiteOrNull(moved.durationS),
    });
  }
  return rebuilt;
}

/** The annotation counted from the start of its piece, or null when it lies outside. */
function moveIntoPiece(annotation: FileAnnotation, piece: Piece, durationS: number, rateHz: number, framesPerSecond: number): FileAnnotation | null {
  if (annotation.onsetS !== null) {
    const onsetS = annotation.onsetS - piece.startS;
    return onsetS >= 0 && onsetS < durationS ? { ...annotation, onsetS, sampleIndex: Math.round(onsetS * rateHz) } : null;
  }
  const sampleIndex = annotation.sampleIndex - Math.round((piece.fromFrame / framesPerSecond) * rateHz);
  return sampleIndex >= 0 && sampleIndex < durationS * rateHz ? { ...annotation, sampleIndex } : null;
}

function poolAge(ageYears: number | null, tally: RemovalTally): number | null {
  if (ageYears === null) return null;
  if (!(ageYears >= 0 && ageYears <= OLDEST_AGE_YEARS)) {
    tally.add("age", "dropped");
    return null;
  }
  tally.add("age", ageYears >= POOLED_AGE_YEARS ? "pooled" : "kept-allowed");
  return Math.min(POOLED_AGE_YEARS, Math.floor(ageYears));
}

function copyFilters(filters: StatedFilters | null): StatedFilters | null {
  if (filters === null) return null;
  return { highPassHz: finiteOrNull(filters.highPassHz), lowPassHz: finiteOrNull(filters.lowPassHz), notchHz: finiteOrNull(filters.notchHz) };
}

function copyMeasurements(measurements: MachineMeasurements | null): MachineMeasurements | null {
  if (measurements === null) return null;
  const { heartRatePerMinute, rrMs, prMs, qrsMs, qtMs, qtcMs, pAxisDeg, qrsAxisDeg, tAxisDeg } = measurements;
  return {
    heartRatePerMinute: finiteOrNull(heartRatePerMinute), rrMs: finiteOrNull(rrMs), prMs: finiteOrNull(prMs), qrsMs: finiteOrNull(qrsMs), qtMs: finiteOrNull(qtMs),
    qtcMs: finiteOrNull(qtcMs), pAxisDeg: finiteOrNull(pAxisDeg), qrsAxisDeg: finiteOrNull(qrsAxisDeg), tAxisDeg: finiteOrNull(tAxisDeg),
  };
}

function finiteOrNull(value: number | null): number | null {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

/** Sub-type, channel and number of an annotation are single bytes in WFDB; anything wider is not theirs. */
function smallInteger(value: number): number {
  return Number.isInteger(value) && value >= -128 && value <= 255 ? value : 0;
}
