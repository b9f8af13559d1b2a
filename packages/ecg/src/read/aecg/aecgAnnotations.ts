/** Annotation sets of an aECG: marks in time, and the intervals and axes that machine or reader measured. */
import type { FileAnnotation } from "../../open/openedRecording.ts";
import type { MachineMeasurements } from "../../open/recordFacts.ts";
import { readMeasurementsBy } from "../xml/statedFacts.ts";
import { attributeOf, childOf, childrenOf, elementsAt, numberIn, rawTextOf, textAt, type XmlDocument, type XmlElement } from "../xml/xmlDocument.ts";
import { parseHl7Time } from "./hl7Time.ts";
import { KALIUM_CODE_SYSTEM } from "./kaliumCodes.ts";
import { WAVES, auxOfRhythm, leadNameOf, symbolOfBeat } from "./mdcCodes.ts";
import { codeOf, secondsOf, type SeriesGroup } from "./aecgSeries.ts";

/** Where an annotation lies, in seconds after the start of the group, and on which lead. */
interface Region {
  readonly fromS: number | null;
  readonly toS: number | null;
  readonly isPoint: boolean;
  readonly lead: string | null;
}

/** An annotation element, its code and value, and whether a beat annotation encloses it. */
interface Finding {
  readonly element: XmlElement;
  readonly code: string;
  readonly value: XmlElement | null;
  readonly inBeat: boolean;
}

/** All annotations of a series, outer before inner. */
export function listFindings(series: XmlElement): readonly Finding[] {
  const found: Finding[] = [];
  const walk = (owner: XmlElement, inBeat: boolean) => {
    for (const component of childrenOf(owner, "component")) {
      for (const element of childrenOf(component, "annotation")) {
        const code = codeOf(element);
        found.push({ element, code, value: childOf(element, "value"), inBeat });
        walk(element, inBeat || code === "MDC_ECG_BEAT");
      }
    }
  };
  for (const subject of childrenOf(series, "subjectOf")) for (const set of childrenOf(subject, "annotationSet")) walk(set, false);
  return found;
}

/** Marks of the series of `group`, in the order of their samples, which are counted at `rateHz`. Those before its start are left out, with a note. */
export function readMarks(document: XmlDocument, group: SeriesGroup, rateHz: number, notes: string[]): readonly FileAnnotation[] {
  const marks: FileAnnotation[] = [];
  const channels = new Map(group.signals.map(({ name }, index): [string, number] => [name, index]).reverse());
  const findings = listFindings(group.series);
  // A second reader's single R peaks would double the beats that the first one lists.
  const hasBeats = findings.some(({ code }) => code === "MDC_ECG_BEAT");
  for (const { element, code, value, inBeat } of findings) {
    if (attributeOf(childOf(element, "code"), "codeSystem") === KALIUM_CODE_SYSTEM) {
      if (code === "MARK") addMark(element, textAt(document, element, "value") ?? "", regionOf(element, group));
      continue;
    }
    const meaning = attributeOf(value, "code") ?? "";
    const region = regionOf(element, group);
    if (code === "MDC_ECG_BEAT") {
      const atS = middleOf(region) ?? beatTime(element, group);
      if (atS !== null) addMark(element, symbolOfBeat(meaning), { ...region, fromS: atS });
    } else if (code === "MDC_ECG_RHY") {
      if (region.fromS !== null) marks.push({ ...mark(region.fromS, "+", region), aux: auxOfRhythm(meaning) });
    } else if (code.startsWith("MDC_ECG_WAVC")) {
      const wave = WAVES.get(meaning);
      if (wave !== undefined) {
        if (region.isPoint) {
          if (!inBeat || wave.peak !== "N") marks.push(mark(region.fromS!, wave.peak, region));
        } else {
          if (region.fromS !== null) marks.push({ ...mark(region.fromS, "(", region), number: wave.number });
          if (region.toS !== null) marks.push({ ...mark(region.toS, ")", region), number: wave.number });
        }
      } else if (meaning.endsWith("_RWAVE") && !hasBeats) {
        for (const inner of innerFindings(element)) {
          const peak = regionOf(inner.element, group);
          if (attributeOf(inner.value, "code") === "MDC_ECG_WAVC_PEAK" && peak.fromS !== null) marks.push(mark(peak.fromS, "N", peak));
        }
      }
    }
  }
  const inside = marks.filter(({ sampleIndex }) => sampleIndex >= 0);
  if (inside.length < marks.length) notes.push(`${marks.length - inside.length} annotations lie before the start of the signals and were left out.`);
  return inside.sort((a, b) => a.sampleIndex - b.sampleIndex);

  function mark(atS: number, symbol: string, region: Region): FileAnnotation {
    const channel = region.lead === null ? 0 : (channels.get(region.lead) ?? 0);
    return { sampleIndex: Math.round(atS * rateHz), symbol, aux: "", subtype: 0, channel, number: 0, onsetS: null, durationS: null };
  }

  /** A mark with the further properties that Kalium's own files state. */
  function addMark(element: XmlElement, symbol: string, region: Region): void {
    if (region.fromS === null || symbol === "") return;
    const own = new Map<string, XmlElement | null>();
    for (const inner of elementsAt(element, "component", "annotation")) {
      const code = childOf(inner, "code");
      if (attributeOf(code, "codeSystem") === KALIUM_CODE_SYSTEM) own.set(attributeOf(code, "code") ?? "", childOf(inner, "value"));
    }
    const whole = (name: string) => numberIn(own.get(name) ?? null, "value");
    const basic = mark(region.fromS, symbol, region);
    const aux = own.get("AUX") ?? null;
    marks.push({
      ...basic,
      aux: aux === null ? "" : rawTextOf(document, aux),
      subtype: whole("SUBTYPE") ?? 0,
      channel: whole("CHANNEL") ?? basic.channel,
      number: whole("NUMBER") ?? 0,
      onsetS: secondsOf(own.get("ONSET") ?? null),
      durationS: secondsOf(own.get("DURATION") ?? null),
    });
  }
}

/** The R peak of a beat that states no region of its own: a peak inside it, else the middle of its QRS. */
function beatTime(beat: XmlElement, group: SeriesGroup): number | null {
  let qrs: number | null = null;
  for (const { value, element } of innerFindings(beat)) {
    const meaning = attributeOf(value, "code") ?? "";
    const region = regionOf(element, group);
    if (/_(RWAVE|PEAK)$/.test(meaning) && region.isPoint) return region.fromS;
    if (/QRSWAVE$/.test(meaning)) qrs ??= middleOf(region);
  }
  return qrs;
}

function innerFindings(owner: XmlElement): readonly { readonly element: XmlElement; readonly value: XmlElement | null }[] {
  return elementsAt(owner, "component", "annotation").flatMap((element) => [{ element, value: childOf(element, "value") }, ...innerFindings(element)]);
}

function middleOf({ fromS, toS }: Region): number | null {
  return fromS !== null && toS !== null ? (fromS + toS) / 2 : fromS;
}

function regionOf(annotation: XmlElement, group: SeriesGroup): Region {
  const region = { fromS: null as number | null, toS: null as number | null, isPoint: false, lead: null as string | null };
  for (const component of childrenOf(childOf(annotation, "support", "supportingROI"), "component")) {
    const boundary = childOf(component, "boundary");
    const code = codeOf(boundary);
    const value = childOf(boundary, "value");
    if (!code.startsWith("TIME_")) {
      if (code !== "") region.lead = leadNameOf(code);
      continue;
    }
    const secondsAt = (element: XmlElement | null): number | null => {
      if (element === null) return null;
      const relativeS = secondsOf(element);
      if (relativeS !== null) return relativeS - group.startS;
      const atMs = parseHl7Time(attributeOf(element, "value"));
      return atMs === null || group.startMs === null ? null : (atMs - group.startMs) / 1000;
    };
    region.isPoint = attributeOf(value, "value") !== null;
    region.fromS = region.isPoint ? secondsAt(value) : secondsAt(childOf(value, "low"));
    region.toS = region.isPoint ? region.fromS : secondsAt(childOf(value, "high"));
    if (region.fromS === null && region.isPoint) region.isPoint = false;
  }
  return region;
}

const MEASUREMENTS: { readonly [Name in keyof MachineMeasurements]: RegExp } = {
  heartRatePerMinute: /^MDC_ECG_HEART_RATE/, rrMs: /^MDC_ECG_TIME_PD_RR/, prMs: /^MDC_ECG_TIME_PD_PR(_GL)?$/, qrsMs: /^MDC_ECG_TIME_PD_QRS(_GL)?$/, qtMs: /^MDC_ECG_TIME_PD_QT(_GL)?$/,
  qtcMs: /^MDC_ECG_TIME_PD_QTc/i, pAxisDeg: /^MDC_ECG_ANGLE_P_FRONT/, qrsAxisDeg: /^MDC_ECG_ANGLE_QRS_FRONT/, tAxisDeg: /^MDC_ECG_ANGLE_T_FRONT/,
};

/** Intervals and axes over all leads: those stated for the whole series or a derived beat first, else the median over its single beats. */
export function readMeasurements(seriesList: readonly XmlElement[]): MachineMeasurements | null {
  const findings = seriesList.flatMap(listFindings).filter(({ element }) => childOf(element, "support") === null);
  return readMeasurementsBy(MEASUREMENTS, (pattern, name) => {
    const global: number[] = [];
    const ofBeats: number[] = [];
    for (const { code, value, inBeat } of findings) {
      if (!pattern.test(code)) continue;
      const stated = numberIn(value, "value");
      const seconds = secondsOf(value);
      // Philips writes intervals in milliseconds without saying so.
      const ms = seconds !== null ? Math.round(seconds * 1e6) / 1e3 : attributeOf(value, "unit") === null ? stated : null;
      const number = name.endsWith("Ms") ? ms : stated;
      if (number !== null) (inBeat ? ofBeats : global).push(number);
    }
    ofBeats.sort((a, b) => a - b);
    return global[0] ?? ofBeats[Math.floor(ofBeats.length / 2)] ?? null;
  });
}
