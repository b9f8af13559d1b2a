/**
 * Reader of HL7 annotated ECG, Release 1 (urn:hl7-org:v3, PORT_MT020001): rhythm series and derived beats as groups,
 * annotations as marks and measurements.
 */
import { FormatError } from "../../errors.ts";
import type { FormatReader } from "../../open/formatReader.ts";
import type { OpenedRecording } from "../../open/openedRecording.ts";
import type { SourceFile } from "../sourceFile.ts";
import { heldRecording, rhythmFirst } from "../xml/heldGroup.ts";
import { readXmlFile } from "../xml/readXmlFile.ts";
import { sniffXmlRoot } from "../xml/xmlEncoding.ts";
import { attributeOf, childOf, elementsAt, numberIn, xmlError } from "../xml/xmlDocument.ts";
import { readMarks } from "./aecgAnnotations.ts";
import { readAecgFacts } from "./aecgFacts.ts";
import { listSeries, readSeries, type SeriesGroup } from "./aecgSeries.ts";
import { KALIUM_CODE_SYSTEM } from "./kaliumCodes.ts";

/** Far more than any aECG has. */
const MOST_SERIES = 1000;

export const aecgReader: FormatReader = {
  formats: ["aecg"],
  recognises: (head) => sniffXmlRoot(head) === "AnnotatedECG",
  open: async (file) => [await openAecg(file)],
};

async function openAecg(file: SourceFile): Promise<OpenedRecording> {
  const document = await readXmlFile(file);
  const notes: string[] = [];
  const seriesList = listSeries(document);
  if (seriesList.length > MOST_SERIES) throw xmlError(document, document.root, "too-large", `the file has ${seriesList.length} series`, "Check where the file comes from: no ECG system writes such a file.");
  const groups = orderGroups(seriesList.flatMap(({ element, derived }) => readSeries(document, element, derived, notes)));
  const first = groups[0];
  if (first === undefined) throw new FormatError("no-records", { file: file.path, line: 1 }, "the aECG file holds no series of samples", "Choose a file that was exported with its waveforms.");
  const settings = ownSettings(first);
  const annotationRateHz = settings.get("ANNOTATION_RATE") ?? first.framesPerSecond;
  const held = groups.map((group) => ({ ...group, signals: group.signals.map((signal) => ({ ...signal, invalidCount: settings.get(`INVALID_COUNT ${signal.name}`) ?? null })) }));
  const annotations = readMarks(document, first, annotationRateHz, notes);
  return heldRecording(file.path, held, { format: "aecg", formatDetail: "HL7 aECG R1", annotations, facts: readAecgFacts(document, groups), notes }, annotationRateHz);
}

/** Rhythm first, and each group's start counted from the earliest one on the same clock. */
function orderGroups(groups: readonly SeriesGroup[]): readonly SeriesGroup[] {
  const ordered = rhythmFirst(groups);
  const first = ordered[0];
  return ordered.map((group) => {
    if (group.kind !== "rhythm" || first === undefined) return group;
    const startS = group.startMs !== null && first.startMs !== null ? (group.startMs - first.startMs) / 1000 : group.startMs === null && first.startMs === null ? group.startS - first.startS : 0;
    return { ...group, pieces: [{ fromFrame: 0, startS }] };
  });
}

/** Numbers that Kalium's own files state for a series: the rate of the marks, the invalid count of a lead. */
function ownSettings({ series }: SeriesGroup): ReadonlyMap<string, number> {
  const settings = new Map<string, number>();
  for (const variable of elementsAt(series, "controlVariable", "controlVariable")) {
    const code = childOf(variable, "code");
    const value = numberIn(childOf(variable, "value"), "value");
    if (attributeOf(code, "codeSystem") !== KALIUM_CODE_SYSTEM || value === null) continue;
    const name = attributeOf(code, "code") ?? "";
    if (name === "ANNOTATION_RATE" ? value > 0 : name.startsWith("INVALID_COUNT")) settings.set(name === "INVALID_COUNT" ? `${name} ${attributeOf(code, "displayName") ?? ""}` : name, value);
  }
  return settings;
}
