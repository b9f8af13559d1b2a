import { expect, it } from "vitest";
import { FUZZ_TIMEOUT_MS, describeFindings, fuzzReader } from "../../testing/fuzz.ts";
import { writeAecg } from "../../write/aecg/writeAecg.ts";
import { randomXml } from "../xml/randomXml.testing.ts";
import { aecgReader } from "./aecgReader.ts";

const written = writeAecg({
  id: "a", framesPerSecond: 500, frameCount: 6, annotationRateHz: 500,
  signals: [{ name: "II", unit: "mV", samplesPerFrame: 1, gainPerUnit: 200, baselineCount: 3, invalidCount: null, samples: Int32Array.of(1, -2, 3, 400, -5, 6) }],
  annotations: [{ sampleIndex: 2, symbol: "N", aux: "x", subtype: 0, channel: 0, number: 0, onsetS: null, durationS: 0.5 }],
  facts: { personId: "p", sex: null, ageYears: 90, startTimeMs: null, potassiumMmolPerL: null, simulated: false, deidentified: false },
})[0]!.bytes;

const byHand = new TextEncoder().encode(`<AnnotatedECG xmlns="urn:hl7-org:v3" xmlns:xsi="x"><effectiveTime><center value="20020101"/></effectiveTime><component><series><code code="RHYTHM"/>
<controlVariable><controlVariable><code code="MDC_ECG_CTL_VBL_ATTR_FILTER_LOW_PASS"/><component><controlVariable><code code="X_FREQ"/><value value="150" unit="Hz"/></controlVariable></component></controlVariable></controlVariable>
<component><sequenceSet><component><sequence><code code="TIME_ABSOLUTE"/><value xsi:type="GLIST_TS"><head value="20020101101010.5"/><increment value="0.002" unit="s"/></value></sequence></component>
<component><sequence><code code="MDC_ECG_LEAD_AVF"/><value><origin value="0" unit="uV"/><scale value="2.5" unit="uV"/><digits>-2 -2.5 1e2 7 8</digits></value></sequence></component></sequenceSet></component>
<subjectOf><annotationSet><component><annotation><code code="MDC_ECG_BEAT"/><value code="MDC_ECG_BEAT_NORMAL"/><component><annotation><code code="MDC_ECG_WAVC"/><value code="MDC_ECG_WAVC_QRSWAVE"/><support><supportingROI><component><boundary><code code="TIME_ABSOLUTE"/><value><low value="20020101101010.6"/><high value="20020101101010.7"/></value></boundary></component></supportingROI></support></annotation></component></annotation></component></annotationSet></subjectOf></series></component></AnnotatedECG>`);

const WORDS = {
  root: "AnnotatedECG",
  names: ["component", "component", "series", "sequenceSet", "sequence", "code", "value", "origin", "scale", "digits", "increment", "head", "derivation", "derivedSeries", "subjectOf", "annotationSet", "annotation", "support", "supportingROI", "boundary", "controlVariable", "relatedObservation", "effectiveTime", "low", "high"],
  attributes: ["code", "value", "unit", "root", "extension", "codeSystem", "displayName"],
  values: ["RHYTHM", "MDC_ECG_LEAD_II", "MDC_ECG_BEAT", "TIME_ABSOLUTE", "s", "ms", "uV", "20020101", "0.002", "1", "0", "-3", "1 2 3", "21612-7", "MDC_ECG_TIME_PD_QT"],
};

it("ends every damaged aECG in samples or in a typed refusal", async () => {
  const seeds = [written, byHand, new Uint8Array(Buffer.from(`\ufeff${new TextDecoder().decode(byHand)}`, "utf16le"))].map((bytes) => [{ path: "a.xml", bytes }]);
  const outcome = await fuzzReader(aecgReader, seeds, { title: "aecg", generate: (random) => randomXml(WORDS, random) });
  expect(describeFindings(outcome)).toEqual([]);
  expect(outcome.openedCount).toBeGreaterThan(outcome.runs / 20);
}, FUZZ_TIMEOUT_MS);
