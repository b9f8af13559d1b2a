/** Reader of Philips Sierra XML (restingecgdata), versions 1.03, 1.04, 1.04.01 and 1.04.02. */
import type { FormatReader } from "../../open/formatReader.ts";
import type { FileAnnotation, OpenedRecording } from "../../open/openedRecording.ts";
import { stemOf, type SourceFile } from "../sourceFile.ts";
import { readHeldSamples, withoutSamples, type HeldGroup } from "../xml/heldGroup.ts";
import { readXmlFile } from "../xml/readXmlFile.ts";
import { sniffXmlRoot } from "../xml/xmlEncoding.ts";
import { textAt, xmlError } from "../xml/xmlDocument.ts";
import { readSierraFacts } from "./sierraFacts.ts";
import { readBeats, readRhythm } from "./sierraWaveforms.ts";

const VERSIONS = new Set(["1.03", "1.04", "1.04.01", "1.04.02"]);

export const sierraReader: FormatReader = {
  formats: ["sierra"],
  recognises: (head) => sniffXmlRoot(head) === "restingecgdata",
  open: async (file) => [await openSierra(file)],
};

async function openSierra(file: SourceFile): Promise<OpenedRecording> {
  const document = await readXmlFile(file);
  const version = textAt(document, document.root, "documentinfo", "documentversion") ?? "";
  if (!VERSIONS.has(version)) throw xmlError(document, document.root, "unsupported", `this is Sierra XML of version "${version}"; read are ${[...VERSIONS].join(", ")}`, "Export the recording as version 1.03 or 1.04 or as aECG.");
  const notes: string[] = [];
  const rhythm = readRhythm(document);
  const beats = readBeats(document, notes);
  const groups = [rhythm, beats].filter((group) => group !== null);
  if (groups.length === 0) throw xmlError(document, document.root, "no-records", "the file holds no waveforms", "Choose a file that was exported with its waveforms.");
  const pulseFrame = rhythm === null ? null : calibrationPulseFrame(rhythm);
  if (pulseFrame !== null) notes.push(`From ${pulseFrame / rhythm!.framesPerSecond} s on, the leads hold the machine's calibration pulse and no ECG.`);
  return {
    format: "sierra",
    formatDetail: `Sierra ${version}`,
    id: stemOf(file.path),
    files: [file.path],
    groups: groups.map(withoutSamples),
    annotations: pulseFrame === null ? [] : [pulseMark(pulseFrame)],
    annotationRateHz: groups[0]!.framesPerSecond,
    facts: readSierraFacts(document),
    notes,
    readSamples: readHeldSamples(groups),
  };
}

function pulseMark(sampleIndex: number): FileAnnotation {
  return { sampleIndex, symbol: '"', aux: "calibration pulse", subtype: 0, channel: 0, number: 0, onsetS: null, durationS: null };
}

/**
 * First frame of the calibration pulse at the end: there, leads I and V1 … V6 hold the very same samples, which no body
 * makes for half a second. Null when there is none.
 */
export function calibrationPulseFrame(group: HeldGroup): number | null {
  const compared = group.samples.filter((_, index) => /^(I|V[1-6])$/.test(group.signals[index]!.name));
  if (compared.length < 3) return null;
  let from = group.frameCount;
  while (from > 0 && compared.every((samples) => samples[from - 1] === compared[0]![from - 1])) from--;
  const seconds = (group.frameCount - from) / group.framesPerSecond;
  return seconds >= 0.5 && from > 0 && compared[0]!.subarray(from).some((value) => value !== compared[0]![from]) ? from : null;
}
