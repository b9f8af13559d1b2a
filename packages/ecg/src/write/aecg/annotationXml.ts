/** One mark as an aECG annotation: beats, rhythms and waves in MDC codes, everything else as Kalium's own mark. */
import type { FileAnnotation } from "../../open/openedRecording.ts";
import { KALIUM_CODE_SYSTEM } from "../../read/aecg/kaliumCodes.ts";
import { MDC_CODE_SYSTEM, WAVES, beatOfSymbol, leadCodeOf, rhythmOfAux } from "../../read/aecg/mdcCodes.ts";
import { escapeXml, xml } from "./xmlMarkup.ts";

const ACT_CODE_SYSTEM = "2.16.840.1.113883.5.4";

/** `leadNames` are the leads that `channel` counts; channel 0 counts as all of them. */
export function annotationXml(annotation: FileAnnotation, annotationRateHz: number, leadNames: readonly string[]): string {
  const { symbol, aux, subtype, channel, number, onsetS, durationS } = annotation;
  const at = annotation.sampleIndex / annotationRateHz;
  const lead = channel > 0 && leadNames.indexOf(leadNames[channel] ?? "") === channel ? leadCodeOf(leadNames[channel]!) : null;
  const isPlain = aux === "" && subtype === 0 && onsetS === null && durationS === null && (channel === 0 || lead !== null);
  const wave = isPlain ? waveOf(symbol, number) : null;
  const beat = beatOfSymbol(symbol);
  const rhythm = symbol === "+" && subtype === 0 && number === 0 && channel === 0 && onsetS === null && durationS === null ? rhythmOfAux(aux) : null;
  if (wave !== null) {
    const time = wave.edge === null ? xml("value", { "xsi:type": "PQ", value: at, unit: "s" }) : xml("value", { "xsi:type": "IVL_PQ" }, xml(wave.edge, { value: at, unit: "s" }));
    return `\n${xml("component", {}, xml("annotation", {}, mdc("MDC_ECG_WAVC"), mdcValue(wave.code), support(time, lead)))}`;
  }
  const time = xml("value", { "xsi:type": "PQ", value: at, unit: "s" });
  if (rhythm !== null) return `\n${xml("component", {}, xml("annotation", {}, mdc("MDC_ECG_RHY"), mdcValue(rhythm), support(time, lead)))}`;
  const properties = [
    ...(aux === "" ? [] : [property("AUX", xml("value", { "xsi:type": "ST" }, escapeXml(aux)))]),
    ...(subtype === 0 ? [] : [property("SUBTYPE", xml("value", { "xsi:type": "INT", value: subtype }))]),
    ...(number === 0 ? [] : [property("NUMBER", xml("value", { "xsi:type": "INT", value: number }))]),
    ...(channel === 0 || lead !== null ? [] : [property("CHANNEL", xml("value", { "xsi:type": "INT", value: channel }))]),
    ...(onsetS === null ? [] : [property("ONSET", xml("value", { "xsi:type": "PQ", value: onsetS, unit: "s" }))]),
    ...(durationS === null ? [] : [property("DURATION", xml("value", { "xsi:type": "PQ", value: durationS, unit: "s" }))]),
  ];
  const head = beat !== null
    ? [mdc("MDC_ECG_BEAT"), mdcValue(beat)]
    : [xml("code", { code: "MARK", codeSystem: KALIUM_CODE_SYSTEM, codeSystemName: "Kalium" }), xml("value", { "xsi:type": "ST" }, escapeXml(symbol))];
  return `\n${xml("component", {}, xml("annotation", {}, ...head, support(time, lead), ...properties))}`;
}

/** The wave that a mark bounds ("(" and ")" with its number) or peaks in; null for every other mark. */
function waveOf(symbol: string, number: number): { readonly code: string; readonly edge: "low" | "high" | null } | null {
  for (const [code, wave] of WAVES) {
    if ((symbol === "(" || symbol === ")") && wave.number === number) return { code, edge: symbol === "(" ? "low" : "high" };
    if (symbol === wave.peak && symbol !== "N" && number === 0) return { code, edge: null };
  }
  return null;
}

function mdc(code: string): string {
  return xml("code", { code, codeSystem: MDC_CODE_SYSTEM, codeSystemName: "MDC" });
}

function mdcValue(code: string): string {
  return xml("value", { "xsi:type": "CE", code, codeSystem: MDC_CODE_SYSTEM, codeSystemName: "MDC" });
}

/** Where the mark lies: a time relative to the start of the series, and a lead where it belongs to one. */
function support(time: string, lead: string | null): string {
  const boundary = (...content: readonly string[]) => xml("component", {}, xml("boundary", {}, ...content));
  return xml("support", {}, xml("supportingROI", { classCode: "ROIBND" },
    xml("code", { code: "ROIPS", codeSystem: ACT_CODE_SYSTEM }),
    boundary(xml("code", { code: "TIME_RELATIVE", codeSystem: ACT_CODE_SYSTEM, codeSystemName: "ActCode" }), time),
    ...(lead === null ? [] : [boundary(mdc(lead))]),
  ));
}

function property(code: string, value: string): string {
  return xml("component", {}, xml("annotation", {}, xml("code", { code, codeSystem: KALIUM_CODE_SYSTEM, codeSystemName: "Kalium" }), value));
}
