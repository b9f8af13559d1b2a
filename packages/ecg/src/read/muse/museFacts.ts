/** What a GE MUSE file says beside its samples: person, time, measurements, filters, and every text with its place. */
import { NO_FACTS, type MachineMeasurements, type RecordFacts, type StatedFilters } from "../../open/recordFacts.ts";
import { collectXmlTexts, type TextRule } from "../xml/collectXmlTexts.ts";
import { numberFrom } from "../numberFrom.ts";
import { ageAt, clockMs, dayMs } from "../wallClock.ts";
import { readMeasurementsBy, unlessEmpty, yearsOf } from "../xml/statedFacts.ts";
import { childOf, childrenOf, numberAt, textAt, type XmlDocument, type XmlElement } from "../xml/xmlDocument.ts";

/** Where a MUSE file may name people, places, times and devices; unknown elements count as free text. */
const RULES: readonly TextRule[] = [
  { at: /^comment\(\)$/, kind: "technical", value: /^DOCTYPE RestingECG SYSTEM "restecg\.dtd"$/ },
  { at: /\/(LeadID|LeadAmplitudeUnits|LeadOff|BaselineSway|ExcessiveACNoise|MuscleNoise|SampleType|WaveformType|DataType|Modality|AgeUnits|Gender|StmtFlag|Status|EditListStatus|Priority)$/, kind: "technical", value: /^[A-Za-z0-9_ ]{1,24}$/ },
  { at: /(Date|Time|DateofBirth|DateOfBirth|DateTime)$/, kind: "date", value: /\d+[-:/.]\d+/ },
  { at: /\/(Patient\w*(Name|Initial)\w*|PatientLastName|PatientFirstName|PatientMiddleName)$/, kind: "person-name" },
  { at: /(PatientID|\w*MRN|SecondaryID|SSN|\w*HIS\w*ID|OrderNumber|HISOrderNumber|AdmitDiagnosis\w*ID|AccountNumber|VisitNumber|ReportNumber|UniqueECGID|\w*UID|ACCID|BillingNumber|TestID|XMLFileName|FileName)$/, kind: "identifier" },
  { at: /(Phone|Fax|Email|Pager)\w*$/, kind: "contact" },
  { at: /(Address\w*|City|State|Zip\w*|Country|Site|SiteName|SiteID|RoomID|Room|Bed|Location|LocationName|Facility\w*|Institution\w*|Department\w*|Ward)$/, kind: "place" },
  { at: /(MD|Tech|Overreader|Editor|Physician|Attending|Referring|Ordering|Confirm\w*|Fellow|Operator|Reviewer|User)\w*(ID|LastName|FirstName|MiddleName|Name|Initials)?$/, kind: "staff" },
  { at: /(Device\w*|CartNumber|CartID|SerialNumber|\w*SoftwareVersion|MuseVersion|AnalysisSoftware\w*)$/, kind: "device" },
  { at: /\/(Waveform|RestingECGMeasurements|OriginalRestingECGMeasurements|QRSTimesTypes|MeasurementMatrix|PharmaData)\//, kind: "technical", value: /^-?\d{1,10}(\.\d+)?$/ },
];

/** Elements whose text is signal data. */
function isSignalText(element: XmlElement): boolean {
  return /^WaveFormData$/i.test(element.name);
}

export function readMuseFacts(document: XmlDocument): RecordFacts {
  const { root } = document;
  const person = childOf(root, "PatientDemographics");
  const test = childOf(root, "TestDemographics");
  const gender = textAt(document, person, "Gender")?.toUpperCase() ?? "";
  const startTimeMs = parseMuseClock(textAt(document, test, "AcquisitionDate"), textAt(document, test, "AcquisitionTime"));
  return {
    ...NO_FACTS,
    personId: textAt(document, person, "PatientID"),
    sex: /^F(EMALE)?$/.test(gender) ? "female" : /^M(ALE)?$/.test(gender) ? "male" : null,
    ageYears: readAge(document, person, startTimeMs),
    startTimeMs,
    measurements: readMeasurements(document),
    filters: readFilters(document),
    texts: collectXmlTexts(document, RULES, isSignalText),
  };
}

/** MM-DD-YYYY and HH:MM:SS, as MUSE writes them. */
function parseMuseClock(date: string | null, time: string | null): number | null {
  const day = /^(\d{1,2})[-/](\d{1,2})[-/](\d{4})$/.exec(date ?? "");
  if (day === null) return null;
  const startOfDay = dayMs(Number(day[3]), Number(day[1]), Number(day[2]));
  const clock = /^(\d{1,2}):(\d\d)(?::(\d\d))?$/.exec(time ?? "");
  return startOfDay === null ? null : startOfDay + ((clock && clockMs(Number(clock[1]), Number(clock[2]), Number(clock[3] ?? 0))) ?? 0);
}

function readAge(document: XmlDocument, person: XmlElement | null, startTimeMs: number | null): number | null {
  return yearsOf(numberAt(document, person, "PatientAge"), textAt(document, person, "AgeUnits") ?? "YEARS") ?? ageAt(parseMuseClock(textAt(document, person, "DateofBirth"), null), startTimeMs);
}

/** The edited values first, then the machine's original ones. */
function readMeasurements(document: XmlDocument): MachineMeasurements | null {
  const { root } = document;
  const sources = [childOf(root, "RestingECGMeasurements"), childOf(root, "OriginalRestingECGMeasurements"), childOf(root, "QRSTimesTypes")];
  const names = { heartRatePerMinute: "VentricularRate", rrMs: "GlobalRR", prMs: "PRInterval", qrsMs: "QRSDuration", qtMs: "QTInterval", qtcMs: "QTCorrected", pAxisDeg: "PAxis", qrsAxisDeg: "RAxis", tAxisDeg: "TAxis" };
  return readMeasurementsBy(names, (name) => sources.map((source) => numberAt(document, source, name)).find((value) => value !== null) ?? null);
}

/** Filters of the rhythm waveform. MUSE writes the high pass in hundredths of a hertz: 16 is 0.16 Hz. */
function readFilters(document: XmlDocument): StatedFilters | null {
  const rhythm = childrenOf(document.root, "Waveform").find((waveform) => /^rhythm$/i.test(textAt(document, waveform, "WaveformType") ?? "")) ?? null;
  const read = (name: string) => numberAt(document, rhythm, name);
  const highPass = textAt(document, rhythm, "HighPassFilter");
  const highPassNumber = numberFrom(highPass);
  const notch = read("ACFilter");
  return unlessEmpty<StatedFilters>({
    highPassHz: highPassNumber === null ? null : highPass!.includes(".") ? highPassNumber : highPassNumber / 100,
    lowPassHz: read("LowPassFilter"),
    notchHz: notch !== null && notch > 0 ? notch : null,
  });
}
