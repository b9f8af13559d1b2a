/**
 * Writes HL7 annotated ECG, Release 1 (ANSI/HL7 V3 ECG, R1-2004; schema PORT_MT020001): one rhythm series, its marks as
 * annotations, and of the person only what `FactsToWrite` holds.
 */
import { FormatError } from "../../errors.ts";
import { formatHl7Time } from "../../read/aecg/hl7Time.ts";
import { inverseOf } from "../../read/aecg/aecgSeries.ts";
import { KALIUM_CODE_SYSTEM, LOINC_AGE, LOINC_CODE_SYSTEM, LOINC_POTASSIUM } from "../../read/aecg/kaliumCodes.ts";
import { MDC_CODE_SYSTEM, leadCodeOf } from "../../read/aecg/mdcCodes.ts";
import type { FactsToWrite, RecordingToWrite, SignalToWrite, WrittenFile } from "../recordingToWrite.ts";
import { annotationXml } from "./annotationXml.ts";
import { contentUuid } from "./contentUuid.ts";
import { toWholeSignal } from "./wholeSamples.ts";
import { escapeXml, xml } from "./xmlMarkup.ts";

const ACT_CODE_SYSTEM = "2.16.840.1.113883.5.4";
const DIGITS_PER_LINE = 25;
const LAST_YEAR_9999_MS = Date.UTC(9999, 11, 31);

/**
 * One XML file in UTF-8, named after the recording. Whole samples come back exactly, and so do rate, gain, baseline, marks
 * and facts; double-precision samples as `toWholeSignal` says. Signals with more samples a frame form sequence sets of
 * their own. Identifiers inside are made from the content, so the same recording gives the same file.
 * @throws FormatError "unsupported" for a gain that changes inside a signal; "malformed" for a recording that cannot be
 * written: no signals or samples, counts that do not fit, a gain of 0.
 */
export function writeAecg(recording: RecordingToWrite): readonly WrittenFile[] {
  check(recording);
  const { facts, signals } = recording;
  const whole = signals.map(toWholeSignal);
  const uuid = contentUuid(recording, whole.map(({ samples }) => samples));
  const startTime = facts.startTimeMs === null ? null : formatHl7Time(facts.startTimeMs);
  const setRates = [...new Set(signals.map(({ samplesPerFrame }) => samplesPerFrame))];
  const sets = setRates.map((samplesPerFrame) => xml("component", {}, xml("sequenceSet", {},
    `\n${timeXml(startTime, recording.framesPerSecond * samplesPerFrame)}`,
    ...signals.flatMap((signal, index) => (signal.samplesPerFrame === samplesPerFrame ? [leadXml(signal, whole[index]!)] : [])),
  )));
  const marks = recording.annotations.map((annotation) => annotationXml(annotation, recording.annotationRateHz, setRates.length === 1 ? signals.map(({ name }) => name) : []));
  const series = xml("series", {},
    xml("id", { root: uuid(1) }),
    xml("code", { code: "RHYTHM", codeSystem: ACT_CODE_SYSTEM, codeSystemName: "ActCode", displayName: "Rhythm Waveforms" }),
    effectiveTimeXml(facts, recording),
    ...settingsXml(recording, whole.map(({ invalidCount }) => invalidCount)),
    "\n",
    ...sets,
    ...(marks.length === 0 ? [] : ["\n", xml("subjectOf", {}, xml("annotationSet", {}, ...marks))]),
  );
  const document = xml("AnnotatedECG", { xmlns: "urn:hl7-org:v3", "xmlns:voc": "urn:hl7-org:v3/voc", "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance", type: "Observation" },
    "\n",
    xml("id", { root: uuid(0) }),
    xml("code", { code: "93000", codeSystem: "2.16.840.1.113883.6.12", codeSystemName: "CPT-4" }),
    xml("effectiveTime", startTime === null ? { nullFlavor: "NI" } : {}, ...(startTime === null ? [] : [xml("center", { value: startTime })])),
    "\n",
    subjectXml(facts),
    ...observationsXml(facts),
    "\n",
    xml("component", {}, series),
    "\n",
  );
  return [{ name: `${recording.id}.xml`, bytes: new TextEncoder().encode(`<?xml version="1.0" encoding="UTF-8"?>\n${document}\n`) }];
}

function check(recording: RecordingToWrite): void {
  const refuse = (code: "malformed" | "unsupported", reason: string, remedy: string) => new FormatError(code, { file: `${recording.id}.xml` }, reason, remedy);
  if (!/^[\w-]+$/.test(recording.id)) throw refuse("malformed", "a file name holds letters, digits, _ and - only", "Rename the recording.");
  if (recording.signals.length === 0 || !(recording.frameCount > 0)) throw refuse("malformed", "there are no samples to write", "Choose a recording that is not empty.");
  if (!(recording.framesPerSecond > 0) || !(recording.annotationRateHz > 0)) throw refuse("malformed", "the sampling rate is not positive", "Correct the recording's rate.");
  const { startTimeMs } = recording.facts;
  if (startTimeMs !== null && !(Math.abs(startTimeMs) < LAST_YEAR_9999_MS)) throw refuse("malformed", "the start is no time between the years 1 and 9999", "Correct or remove the start time.");
  for (const { name, gainPerUnit, baselineCount, samples, samplesPerFrame, calibrations } of recording.signals) {
    if (!Number.isFinite(1 / gainPerUnit) || !Number.isFinite(gainPerUnit) || !Number.isFinite(baselineCount)) throw refuse("malformed", `lead ${name} has no usable gain and baseline`, "Correct the lead's calibration.");
    if (samples.length !== recording.frameCount * samplesPerFrame) throw refuse("malformed", `lead ${name} has ${samples.length} samples where ${recording.frameCount * samplesPerFrame} belong`, "Read the recording again.");
    if (calibrations !== undefined && calibrations.some((rule) => rule.gainPerUnit !== gainPerUnit || rule.baselineCount !== baselineCount)) {
      throw refuse("unsupported", `the gain of lead ${name} changes inside the recording, and aECG has one gain a lead`, "Write the recording as WFDB, or each part for itself.");
    }
  }
}

/** A number near `start` that reads back as `wanted`; the nearest floats are tried, since 1/(1/x) is not always x. */
function readingBackAs(wanted: number, start: number, read: (candidate: number) => number): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, start);
  const bits = view.getBigInt64(0);
  for (const step of [0n, 1n, -1n, 2n, -2n]) {
    view.setBigInt64(0, bits + step);
    if (read(view.getFloat64(0)) === wanted) return view.getFloat64(0);
  }
  return start;
}

function timeXml(startTime: string | null, rateHz: number): string {
  const increment = xml("increment", { value: readingBackAs(rateHz, 1 / rateHz, inverseOf), unit: "s" });
  const [code, value] = startTime === null
    ? ["TIME_RELATIVE", xml("value", { "xsi:type": "GLIST_PQ" }, xml("head", { value: 0, unit: "s" }), increment)]
    : ["TIME_ABSOLUTE", xml("value", { "xsi:type": "GLIST_TS" }, xml("head", { value: startTime }), increment)];
  return `${xml("component", {}, xml("sequence", {}, xml("code", { code, codeSystem: ACT_CODE_SYSTEM, codeSystemName: "ActCode" }), value))}\n`;
}

function leadXml({ name, unit }: SignalToWrite, { samples, gainPerUnit, baselineCount }: ReturnType<typeof toWholeSignal>): string {
  const code = leadCodeOf(name);
  const scale = readingBackAs(gainPerUnit, 1 / gainPerUnit, inverseOf);
  const lines: string[] = [];
  for (let i = 0; i < samples.length; i += DIGITS_PER_LINE) lines.push(samples.subarray(i, i + DIGITS_PER_LINE).join(" "));
  const origin = baselineCount === 0 ? 0 : readingBackAs(baselineCount, -baselineCount * scale, (candidate) => -candidate * inverseOf(scale));
  return `${xml("component", {}, xml("sequence", {},
    code === null ? xml("code", { nullFlavor: "OTH" }, xml("originalText", {}, escapeXml(name))) : xml("code", { code, codeSystem: MDC_CODE_SYSTEM, codeSystemName: "MDC" }),
    xml("value", { "xsi:type": "SLIST_PQ" }, xml("origin", { value: origin, unit: unit || null }), xml("scale", { value: scale, unit: unit || null }), xml("digits", {}, lines.join("\n"))),
  ))}\n`;
}

function effectiveTimeXml(facts: FactsToWrite, { frameCount, framesPerSecond }: RecordingToWrite): string {
  if (facts.startTimeMs === null) return xml("effectiveTime", { nullFlavor: "NI" });
  const endMs = Math.round(facts.startTimeMs + (frameCount * 1000) / framesPerSecond);
  return xml("effectiveTime", {}, xml("low", { value: formatHl7Time(facts.startTimeMs), inclusive: "true" }), xml("high", { value: formatHl7Time(endMs), inclusive: "false" }));
}

/** What HL7 has no element for: invalid counts, and a rate of the marks other than the frame rate. */
function settingsXml(recording: RecordingToWrite, invalidCounts: readonly (number | null)[]): readonly string[] {
  const setting = (code: string, displayName: string | null, value: number) => xml("controlVariable", {}, xml("controlVariable", {},
    xml("code", { code, codeSystem: KALIUM_CODE_SYSTEM, codeSystemName: "Kalium", displayName }), xml("value", { "xsi:type": "REAL", value })));
  return [
    ...(recording.annotationRateHz === recording.framesPerSecond ? [] : [setting("ANNOTATION_RATE", null, recording.annotationRateHz)]),
    ...recording.signals.flatMap(({ name }, index) => (invalidCounts[index] === null ? [] : [setting("INVALID_COUNT", name, invalidCounts[index]!)])),
  ];
}

function subjectXml({ personId, sex }: FactsToWrite): string {
  const person = sex === null ? [] : [xml("subjectDemographicPerson", {}, xml("administrativeGenderCode", { code: sex === "female" ? "F" : "M", codeSystem: "2.16.840.1.113883.5.1" }))];
  const id = personId === null ? xml("id", { nullFlavor: "NI" }) : xml("id", { root: KALIUM_CODE_SYSTEM, extension: personId });
  return xml("componentOf", {}, xml("timepointEvent", {}, xml("componentOf", {}, xml("subjectAssignment", {},
    xml("subject", {}, xml("trialSubject", {}, id, ...person)),
    xml("componentOf", {}, xml("clinicalTrial", {}, xml("id", { nullFlavor: "NI" }))),
  ))));
}

function observationsXml({ ageYears, potassiumMmolPerL, simulated, deidentified }: FactsToWrite): readonly string[] {
  const observation = (code: Readonly<Record<string, string>>, value: Readonly<Record<string, string | number>>) =>
    `\n${xml("controlVariable", {}, xml("relatedObservation", {}, xml("code", code), xml("value", value)))}`;
  const loinc = (code: string, displayName: string) => ({ code, codeSystem: LOINC_CODE_SYSTEM, codeSystemName: "LOINC", displayName });
  const own = (code: string) => ({ code, codeSystem: KALIUM_CODE_SYSTEM, codeSystemName: "Kalium" });
  return [
    ...(ageYears === null ? [] : [observation(loinc(LOINC_AGE, "Reported Age"), { "xsi:type": "PQ", value: ageYears, unit: "a" })]),
    ...(potassiumMmolPerL === null ? [] : [observation(loinc(LOINC_POTASSIUM, "Potassium [Moles/volume] in Serum or Plasma"), { "xsi:type": "PQ", value: potassiumMmolPerL, unit: "mmol/L" })]),
    ...(simulated ? [observation(own("SIMULATED"), { "xsi:type": "BL", value: "true" })] : []),
    ...(deidentified ? [observation(own("DEIDENTIFIED"), { "xsi:type": "BL", value: "true" })] : []),
  ];
}
