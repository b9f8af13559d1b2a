/** Series of an HL7 aECG as groups of signals: the sequences that share a time axis form one group. */
import type { SignalInfo, SignalGroup } from "../../open/openedRecording.ts";
import { millivoltPerUnit } from "../../open/toRecording.ts";
import { COPY_AGAIN } from "../exactBytes.ts";
import { numberFrom } from "../numberFrom.ts";
import { heldGroup, type HeldGroup } from "../xml/heldGroup.ts";
import { parseNumberList } from "../xml/numberList.ts";
import { attributeOf, childOf, elementsAt, numberIn, textAt, textBytesOf, xmlError, type XmlDocument, type XmlElement } from "../xml/xmlDocument.ts";
import { parseHl7Time } from "./hl7Time.ts";
import { leadNameOf } from "./mdcCodes.ts";

/** A group with where it came from: annotations of the same series count from `startMs` or `startS`. */
export interface SeriesGroup extends HeldGroup {
  readonly series: XmlElement;
  /** Wall clock of its first frame, null for relative time. */
  readonly startMs: number | null;
  /** Relative time of its first frame in seconds, 0 for wall-clock time. */
  readonly startS: number;
}

interface TimeAxis {
  readonly rateHz: number;
  readonly startMs: number | null;
  readonly startS: number;
}

interface Lead {
  readonly info: Omit<SignalInfo, "samplingRateHz" | "sampleCount">;
  readonly samples: Int32Array | Float64Array;
}

const SECONDS_PER_UNIT = new Map([["s", 1], ["ms", 1e-3], ["us", 1e-6], ["ns", 1e-9], ["min", 60]]);
/** Leads of all sequence sets together: room for a day in minutes of twelve leads, and a bound. */
const MOST_SEQUENCES = 20_000;
const REMEDY = "Export the recording again from the ECG system.";

/** Seconds of a time quantity: value and unit. Null when either is missing or unknown. */
export function secondsOf(element: XmlElement | null): number | null {
  const value = numberIn(element, "value");
  const perUnit = SECONDS_PER_UNIT.get(attributeOf(element, "unit") ?? "");
  return value === null || perUnit === undefined ? null : value * perUnit;
}

/** 1/x, without the noise in the last digits when a number of at most twelve digits has exactly this x as its inverse. */
export function inverseOf(x: number): number {
  const short = Number((1 / x).toPrecision(12));
  return 1 / short === x ? short : 1 / x;
}

/** The code of an act, "" when it has none. */
export function codeOf(act: XmlElement | null): string {
  return attributeOf(childOf(act, "code"), "code") ?? "";
}

/** All series and the series derived from them, in document order. */
export function listSeries(document: XmlDocument): readonly { readonly element: XmlElement; readonly derived: boolean }[] {
  return elementsAt(document.root, "component", "series").flatMap((series) => [
    { element: series, derived: false },
    ...elementsAt(series, "derivation", "derivedSeries").map((element) => ({ element, derived: true })),
  ]);
}

/** Groups of one series; sequence sets with the same time axis and length become one group. Adds a sentence to `notes` for all that is left out. */
export function readSeries(document: XmlDocument, series: XmlElement, derived: boolean, notes: string[]): readonly SeriesGroup[] {
  const code = codeOf(series);
  const kind: SignalGroup["kind"] = code === "REPRESENTATIVE_BEAT" || (derived && code !== "RHYTHM") ? "representative-beat" : "rhythm";
  const sets = new Map<string, { readonly axis: TimeAxis; readonly leads: Lead[] }>();
  let sequenceCount = 0;
  for (const sequenceSet of elementsAt(series, "component", "sequenceSet")) {
    const sequences = elementsAt(sequenceSet, "component", "sequence");
    sequenceCount += sequences.length;
    if (sequenceCount > MOST_SEQUENCES) throw xmlError(document, series, "too-large", `the series has more than ${MOST_SEQUENCES} sequences`, REMEDY);
    let axis: TimeAxis | null = null;
    const leads: Lead[] = [];
    for (const sequence of sequences) {
      const value = childOf(sequence, "value");
      if (childOf(value, "increment") !== null) axis = readTimeAxis(document, value!);
      else if (childOf(value, "digits") !== null) leads.push(readLead(document, sequence, value!));
      else notes.push(`The sequence "${codeOf(sequence)}" is neither a time axis nor a list of samples and was left out.`);
    }
    const filled = leads.filter(({ samples }) => samples.length > 0);
    if (filled.length < leads.length) notes.push(`${leads.length - filled.length} leads hold no samples and were left out.`);
    if (filled.length === 0) continue;
    if (axis === null) throw xmlError(document, sequenceSet, "malformed", "a set of leads has no time axis, so its sampling rate is not known", REMEDY);
    const frameCount = Math.min(...filled.map(({ samples }) => samples.length));
    if (filled.some(({ samples }) => samples.length > frameCount)) notes.push(`Leads of one set have different lengths; all were cut to the shortest, ${frameCount} samples.`);
    const key = `${frameCount} ${axis.rateHz} ${axis.startMs} ${axis.startS}`;
    const same = sets.get(key);
    if (same === undefined) sets.set(key, { axis, leads: filled });
    else same.leads.push(...filled);
  }
  return [...sets.values()].map(({ axis: { rateHz, startMs, startS }, leads }) => ({ ...heldGroup(kind, rateHz, leads), series, startMs, startS }));
}

function readTimeAxis(document: XmlDocument, value: XmlElement): TimeAxis {
  const increment = childOf(value, "increment")!;
  const stepS = secondsOf(increment);
  if (stepS === null || !(stepS >= 1e-9) || !(stepS <= 1e9)) throw xmlError(document, increment, "malformed", "the time between two samples is not a positive time with a unit", REMEDY);
  const head = childOf(value, "head");
  const startS = secondsOf(head);
  const startMs = startS === null ? parseHl7Time(attributeOf(head, "value")) : null;
  return { rateHz: inverseOf(stepS), startMs, startS: startS ?? 0 };
}

function readLead(document: XmlDocument, sequence: XmlElement, value: XmlElement): Lead {
  const code = childOf(sequence, "code");
  const stated = attributeOf(code, "code");
  const name = stated !== null ? leadNameOf(stated) : (textAt(document, code, "originalText") ?? attributeOf(code, "displayName") ?? "?");
  const origin = childOf(value, "origin");
  const scale = childOf(value, "scale");
  const scaleValue = numberFrom(attributeOf(scale, "value") ?? "1");
  const originValue = numberFrom(attributeOf(origin, "value") ?? "0");
  if (scaleValue === null || scaleValue === 0 || !Number.isFinite(1 / scaleValue) || originValue === null) {
    throw xmlError(document, scale ?? value, "malformed", `lead ${name} has no usable scale and origin`, REMEDY);
  }
  const unit = attributeOf(scale, "unit") ?? "";
  const originUnit = attributeOf(origin, "unit") ?? unit;
  const perUnit = millivoltPerUnit(unit);
  const originPerUnit = millivoltPerUnit(originUnit);
  const ratio = originUnit === unit || originValue === 0 ? 1 : perUnit !== null && originPerUnit !== null ? originPerUnit / perUnit : null;
  if (ratio === null) throw xmlError(document, origin ?? value, "malformed", `the origin of lead ${name} is in "${originUnit}", its scale in "${unit}"`, REMEDY);
  const digits = childOf(value, "digits")!;
  const samples = parseNumberList(textBytesOf(document, digits));
  if (!ArrayBuffer.isView(samples)) {
    throw xmlError(document, (digits.runs[0] ?? digits.offset) + samples.offset, "malformed", `in the samples of lead ${name}, ${samples.reason}`, COPY_AGAIN);
  }
  const gainPerUnit = inverseOf(scaleValue);
  const baseline = -originValue * ratio * gainPerUnit;
  if (!Number.isFinite(baseline)) throw xmlError(document, origin ?? value, "malformed", `lead ${name} has no usable scale and origin`, REMEDY);
  // A scale such as 1/3 makes 2.9999999999999996 of a baseline of 3.
  const whole = Math.round(baseline);
  const baselineCount = Math.abs(baseline - whole) <= 1e-9 * Math.max(1, Math.abs(whole)) ? whole + 0 : baseline;
  return { info: { name, unit, samplesPerFrame: 1, gainPerUnit, baselineCount, invalidCount: null }, samples };
}
