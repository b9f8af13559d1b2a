/** Reader of Philips Sierra XML (restingecgdata), versions 1.03, 1.04, 1.04.01 and 1.04.02. */
import type { FormatReader } from "../../open/formatReader.ts";
import type { FileAnnotation, OpenedRecording } from "../../open/openedRecording.ts";
import type { SourceFile } from "../sourceFile.ts";
import { heldRecording, type HeldGroup } from "../xml/heldGroup.ts";
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
  const annotations = pulseFrame === null ? [] : [pulseMark(pulseFrame)];
  return heldRecording(file.path, groups, { format: "sierra", formatDetail: `Sierra ${version}`, annotations, facts: readSierraFacts(document), notes });
}

function pulseMark(sampleIndex: number): FileAnnotation {
  return { sampleIndex, symbol: '"', aux: "calibration pulse", subtype: 0, channel: 0, number: 0, onsetS: null, durationS: null };
}

/**
 * First frame of the calibration pulse that the machines put at the end: there, all leads hold the very same samples of only
 * two values, which no body makes for a third of a second. Null when there is none.
 */
function calibrationPulseFrame({ samples, frameCount, framesPerSecond }: HeldGroup): number | null {
  const [first] = samples;
  if (first === undefined || samples.length < 3) return null;
  const values = new Set<number>();
  let from = frameCount;
  for (; from > 0; from--) {
    const value = first[from - 1]!;
    if (samples.some((own) => own[from - 1] !== value) || (!values.has(value) && values.size === 2)) break;
    values.add(value);
  }
  return values.size === 2 && from > 0 && frameCount - from >= 0.3 * framesPerSecond ? from : null;
}
