/** What an aECG says beside its samples: person, time, filters, and every text with its place. */
import type { RecordFacts, StatedFilters } from "../../open/recordFacts.ts";
import { collectXmlTexts, type TextRule } from "../xml/collectXmlTexts.ts";
import { numberFrom } from "../numberFrom.ts";
import { ageAt } from "../wallClock.ts";
import { yearsOf } from "../xml/statedFacts.ts";
import { attributeOf, childOf, elementsAt, numberIn, textAt, type XmlDocument, type XmlElement } from "../xml/xmlDocument.ts";
import { readMeasurements } from "./aecgAnnotations.ts";
import { codeOf, listSeries, type SeriesGroup } from "./aecgSeries.ts";
import { parseHl7Time } from "./hl7Time.ts";
import { KALIUM_CODE_SYSTEM, LOINC_AGE, LOINC_POTASSIUM } from "./kaliumCodes.ts";

/** Where an aECG may name people, places, times and devices (HL7 aECG R1, PORT_MT020001). */
const RULES: readonly TextRule[] = [
  { at: /\/subjectDemographicPerson\/(name|desc)/, kind: "person-name" },
  { at: /\/(birthTime|effectiveTime|activityTime|low|high|center|head|time|value)(\/\w+)*\/@value$/, kind: "date", value: /^\d{6,}/ },
  { at: /\/birthTime\/@value$/, kind: "date" },
  { at: /\/id\/@(root|extension|assigningAuthorityName)$|\/id$/, kind: "identifier" },
  { at: /\/telecom/, kind: "contact" },
  { at: /\/(addr|location|representedAuthoringOrganization|sponsorOrganization|trialSite|testingSite)\/(\w+\/)*(name|country|state|city|county|streetAddressLine|postalCode|houseNumber|streetName|addr)$/, kind: "place" },
  { at: /(Device|manufacturerOrganization)\/(\w+\/)*(manufacturerModelName|softwareName|desc|name)$/, kind: "device" },
  { at: /(Person|Performer|Investigator|assignedAuthorType|assignedEntity)\/(\w+\/)*name(\/\w+)?$/, kind: "staff" },
  { at: /\/(text|title|value|originalText)$/, kind: "free-text" },
  { at: /\/@xmlns/, kind: "technical", value: /^(urn:hl7-org:v3(\/voc)?|http:\/\/www\.w3\.org\/2001\/XMLSchema-instance)$/ },
  { at: /\/@(codeSystem|codeSystemVersion)$/, kind: "technical", value: /^[0-2](\.\d{1,9}){2,15}$/ },
  { at: /\/@codeSystemName$/, kind: "technical", value: /^(ActCode|MDC|LOINC|CPT-4|Race|ResearchSubjectRoleBasis|HL7V3|Kalium|\?{3}(CDISC|MDC)?\?*)$/ },
  { at: /\/@(classCode|typeCode|moodCode|determinerCode|nullFlavor|contextConductionInd|contextControlCode|inclusive|negationInd)$/, kind: "technical", value: /^([A-Z]{2,8}|true|false)$/ },
  { at: /\/@unit$/, kind: "technical", value: /^[A-Za-zµ%/0-9]{1,6}$/ },
  { at: /\/@(xsi:)?type$/, kind: "technical", value: /^([A-Z_]{2,8}|Observation)$/ },
  { at: /\/@(xsi:)?schemaLocation$/, kind: "technical", value: /^urn:hl7-org:v3 [\w./ -]*PORT_MT020001\.xsd$/ },
  { at: /\/code\/@(code|displayName)$|\/value\/@(code|displayName)$/, kind: "technical", value: /^(MDC_[A-Z0-9_]+[a-zA-Z]?|RHYTHM|REPRESENTATIVE_BEAT|TIME_ABSOLUTE|TIME_RELATIVE|ROI[A-Z]{2,3}|RESTING_ECG|PER_PROTOCOL|93000)$/ },
  { at: /\/code\/@displayName$/, kind: "technical", value: /^(I|II|III|aV[RLF]|V[1-9]|(Low|High) Pass Filter|Notch Filter|Cutoff Frequency|Notch Frequency|Filter Type|(Absolute|Aboslute) Time( Sequence)?|Relative Time( Sequence)?|(ECG )?(Rhythm|Representative Beat) Waveforms|Reported Age|Electrocardiogram)$/i },
  { at: /\/relatedObservation\/code\/@code$/, kind: "technical", value: /^\d{3,5}-\d$/ },
  { at: /\/(administrativeGenderCode|confidentialityCode)\/@code$/, kind: "technical", value: /^[A-Z]{1,2}$/ },
  { at: /\/(origin|scale|increment|head|low|high|center|value)\/@value$/, kind: "technical", value: /^[+-]?[\d.]{1,12}([eE][+-]?\d+)?$/ },
];

/** The element names whose text is signal data. */
export function isSignalText(element: XmlElement): boolean {
  return element.name === "digits";
}

/** @throws FormatError "malformed" for a text with an entity that XML does not define. */
export function readAecgFacts(document: XmlDocument, groups: readonly SeriesGroup[]): RecordFacts {
  const subject = childOf(document.root, "componentOf", "timepointEvent", "componentOf", "subjectAssignment", "subject", "trialSubject");
  const person = childOf(subject, "subjectDemographicPerson");
  const id = childOf(subject, "id");
  const seriesList = listSeries(document);
  const startTimeMs = groups.find(({ startMs }) => startMs !== null)?.startMs ?? startOf(childOf(document.root, "effectiveTime")) ?? null;
  const gender = attributeOf(childOf(person, "administrativeGenderCode"), "code")?.toUpperCase();
  // Results of a derived beat are the machine's own summary, so they go before those of the series it came from.
  const inOrder = [...seriesList.filter(({ derived }) => derived), ...seriesList.filter(({ derived }) => !derived)].map(({ element }) => element);
  const observations = elementsAt(document.root, "controlVariable", "relatedObservation");
  const observed = (code: string, system?: string) => observations.find((observation) => {
    const stated = childOf(observation, "code");
    return attributeOf(stated, "code") === code && (system === undefined || attributeOf(stated, "codeSystem") === system);
  });
  const potassium = childOf(observed(LOINC_POTASSIUM) ?? null, "value");
  return {
    personId: attributeOf(id, "extension") ?? attributeOf(id, "root"),
    sex: gender === "F" ? "female" : gender === "M" ? "male" : null,
    ageYears: ageOf(childOf(observed(LOINC_AGE) ?? null, "value")) ?? ageAt(parseHl7Time(attributeOf(childOf(person, "birthTime"), "value")), startTimeMs),
    startTimeMs,
    potassiumMmolPerL: attributeOf(potassium, "unit") === "mmol/L" ? numberIn(potassium, "value") : null,
    simulated: attributeOf(childOf(observed("SIMULATED", KALIUM_CODE_SYSTEM) ?? null, "value"), "value") === "true",
    measurements: readMeasurements(inOrder),
    filters: readFilters(document, seriesList[0]?.element ?? null),
    texts: collectXmlTexts(document, RULES, isSignalText),
  };
}

function startOf(effectiveTime: XmlElement | null): number | null {
  return parseHl7Time(attributeOf(childOf(effectiveTime, "low") ?? childOf(effectiveTime, "center") ?? effectiveTime, "value"));
}

function ageOf(value: XmlElement | null): number | null {
  return yearsOf(numberIn(value, "value"), attributeOf(value, "unit") ?? "a");
}

/** Cut-off frequencies from the control variables of a series; null when it names no filter. */
function readFilters(document: XmlDocument, series: XmlElement | null): StatedFilters | null {
  const filters = { highPassHz: null as number | null, lowPassHz: null as number | null, notchHz: null as number | null };
  let named = false;
  for (const variable of elementsAt(series, "controlVariable", "controlVariable")) {
    const code = codeOf(variable);
    const key = code.endsWith("FILTER_HIGH_PASS") ? "highPassHz" : code.endsWith("FILTER_LOW_PASS") ? "lowPassHz" : code.endsWith("FILTER_NOTCH") ? "notchHz" : null;
    if (key === null) continue;
    named = true;
    for (const inner of elementsAt(variable, "component", "controlVariable")) {
      const value = childOf(inner, "value");
      if (/FREQ$/.test(codeOf(inner)) && attributeOf(value, "unit") === "Hz") filters[key] = numberFrom(attributeOf(value, "value") ?? textAt(document, value));
    }
  }
  return named ? filters : null;
}
