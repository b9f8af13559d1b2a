/** What a Philips Sierra file says beside its samples: measurements, filters, and every text with its place. */
import { NO_FACTS, type MachineMeasurements, type RecordFacts, type StatedFilters } from "../../open/recordFacts.ts";
import { collectXmlTexts, type TextRule } from "../xml/collectXmlTexts.ts";
import { numberFrom } from "../numberFrom.ts";
import { ageAt } from "../wallClock.ts";
import { readMeasurementsBy, unlessEmpty, yearsOf } from "../xml/statedFacts.ts";
import { attributeOf, childOf, numberAt, numberIn, textAt, type XmlDocument, type XmlElement } from "../xml/xmlDocument.ts";

/** Where a Sierra file may name people, places, times and devices (schema 1.03 and 1.04.01); numbers and flags it is full of are technical. */
const RULES: readonly TextRule[] = [
  { at: /\/(dateofbirth|documentdate|\w*date\w*|\w*time)$|\/@(date|time)$|date$/, kind: "date", value: /\d[-:]\d/ },
  { at: /\/patient\/.*\/(lastname|firstname|middlename|name|title|suffix|prefix)$/, kind: "person-name" },
  { at: /\/(patientid|uniquepatientid|MRN|ssn|encounterid|visitnumber|accountnumber|ordernumber|uniqueorderid|orderbillingcode|documentname|filename|\w*guid|\w*uid)$|\/editor\/@id$|\/userdefines\//, kind: "identifier" },
  { at: /\/(address\w*|street\w*|city|state|zip\w*|postalcode|country|room|bed|department\w*|institution\w*|facility\w*|location\w*|ward|unit)$/, kind: "place" },
  { at: /\/(phone\w*|telephone|fax|email|pager)$/, kind: "contact" },
  { at: /\/(operator\w*|editor\w*|\w*physician\w*|\w*clinician\w*|technician\w*|\w*doctor\w*|consulting\w*|ordering\w*)(\/|$)/, kind: "staff" },
  { at: /\/machine(\/|$)/, kind: "device" },
  { at: /\/@xmlns/, kind: "technical", value: /^http:\/\/www(3\.medical\.philips\.com|\.w3\.org\/2001\/XMLSchema-instance)$/ },
  { at: /\/(waveforms|reportinfo|signalcharacteristics|measurements|internalmeasurements|interpretations)\/.*$/, kind: "technical", value: /^(-?\d+(\.\d+)?( -?\d+(\.\d+)?)*|True|False|None|Failed|Indeterminate|Base64|Plain|XLI|mean|STD-12|10-WIRE|(I|II|III|aV[RLF]|V[1-6])( (I|II|III|aV[RLF]|V[1-6]))*)\s*$/ },
  { at: /\/signalcharacteristics\/|\/documentinfo\/(documenttype|documentversion)$|\/@schemaLocation$|\/@xsi:schemaLocation$|\/@(lang|locale|unit|status)$/, kind: "technical", value: /^[\w .:/-]{1,80}$/ },
];

/** Elements whose text is signal data. */
function isSignalText(element: XmlElement): boolean {
  return element.name === "parsedwaveforms" || element.name === "repbeat" || element.name === "waveform" || element.name === "leadwaveform";
}

export function readSierraFacts(document: XmlDocument): RecordFacts {
  const { root } = document;
  const patient = childOf(root, "patient", "generalpatientdata");
  const acquisition = childOf(root, "dataacquisition");
  const startTimeMs = parseClock(attributeOf(acquisition, "date"), attributeOf(acquisition, "time"));
  const sex = textAt(document, patient, "sex")?.toLowerCase();
  return {
    ...NO_FACTS,
    personId: textAt(document, patient, "patientid") ?? textAt(document, patient, "MRN"),
    sex: sex === "female" || sex === "male" ? sex : null,
    ageYears: readAge(document, childOf(patient, "age"), startTimeMs),
    startTimeMs,
    measurements: readMeasurements(document),
    filters: readFilters(document),
    texts: collectXmlTexts(document, RULES, isSignalText),
  };
}

function parseClock(date: string | null, time: string | null): number | null {
  if (date === null || !/^\d{4}-\d\d-\d\d$/.test(date)) return null;
  const clock = Date.parse(`${date}T${time !== null && /^\d\d:\d\d:\d\d$/.test(time) ? time : "00:00:00"}Z`);
  return Number.isFinite(clock) ? clock : null;
}

function readAge(document: XmlDocument, age: XmlElement | null, startTimeMs: number | null): number | null {
  for (const unit of ["years", "months", "weeks", "days"]) {
    const years = yearsOf(numberAt(document, age, unit), unit);
    if (years !== null) return years;
  }
  return ageAt(parseClock(textAt(document, age, "dateofbirth"), null), startTimeMs);
}

/** The confirmed values of the interpretation first, then those of the measuring program. */
function readMeasurements(document: XmlDocument): MachineMeasurements | null {
  const { root } = document;
  const interpretation = childOf(root, "interpretations", "interpretation");
  const sources = [
    childOf(interpretation, "globalmeasurements"), childOf(interpretation, "interpretationmeasurements"),
    childOf(root, "measurements", "globalmeasurements"), childOf(root, "internalmeasurements", "crossleadmeasurements"),
  ];
  const names = {
    heartRatePerMinute: ["heartrate", "meanventrate"], rrMs: ["rrint"], prMs: ["print", "meanprint"], qrsMs: ["qrsdur", "meanqrsdur"], qtMs: ["qtint", "meanqtint"], qtcMs: ["qtcb", "meanqtc"],
    pAxisDeg: ["pfrontaxis"], qrsAxisDeg: ["qrsfrontaxis"], tAxisDeg: ["tfrontaxis"],
  };
  return readMeasurementsBy(names, (own, measurement) => {
    for (const source of sources) {
      for (const name of own) {
        const value = numberAt(document, source, name);
        if (value !== null) return value;
      }
    }
    return measurement === "rrMs" ? numberAt(document, root, "measurements", "groupmeasurements", "groupmeasurement", "meanrrint") : null;
  });
}

/** Filters of the stored signal; those of the printed report are another matter. */
function readFilters(document: XmlDocument): StatedFilters | null {
  const waveforms = childOf(document.root, "waveforms", "parsedwaveforms");
  const stated = childOf(document.root, "dataacquisition", "signalcharacteristics");
  const band = /^\s*([\d.]+)\s*-\s*([\d.]+)\s*$/.exec(textAt(document, stated, "signalbandwidth") ?? "");
  const isNotched = (attributeOf(waveforms, "notchfiltered") ?? textAt(document, stated, "notchfiltered"))?.toLowerCase() === "true";
  const notches = (attributeOf(waveforms, "notchfilterfreqs") ?? textAt(document, stated, "notchfilterfreqs") ?? "").trim().split(/\s+/);
  return unlessEmpty<StatedFilters>({
    highPassHz: numberIn(waveforms, "hipass") ?? numberAt(document, stated, "hipass") ?? numberFrom(band?.[1] ?? null),
    lowPassHz: numberIn(waveforms, "lowpass") ?? numberAt(document, stated, "lowpass") ?? numberFrom(band?.[2] ?? null),
    notchHz: isNotched ? numberFrom(notches[0] ?? null) ?? numberAt(document, stated, "acsetting") : null,
  });
}
