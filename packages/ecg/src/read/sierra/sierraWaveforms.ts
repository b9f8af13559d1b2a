/** Waveforms of a Philips Sierra file: the rhythm leads, plain or packed, and the representative beats. */
import { TWELVE_LEADS } from "../array/openArrays.ts";
import { COPY_AGAIN } from "../exactBytes.ts";
import { numberFrom } from "../numberFrom.ts";
import { plainSignal } from "../plainRhythm.ts";
import { heldGroup, type HeldGroup } from "../xml/heldGroup.ts";
import { parseNumberList } from "../xml/numberList.ts";
import { numbersOf16Bits, waveformBytes } from "../xml/waveformBytes.ts";
import { attributeOf, childOf, childrenOf, numberAt, numberIn, textAt, textBytesOf, xmlError, type XmlDocument, type XmlElement } from "../xml/xmlDocument.ts";
import { decodeXli, restoreLimbLeads } from "./xli.ts";

/** The analysis program of these machines knows 16 channels; this leaves room. */
const MOST_LEADS = 64;
/** XLI cannot be asked to unpack to more than this many times its size, and a fixed amount more. */
const MOST_UNPACKED_RATIO = 100;
const UNPACKED_ALLOWANCE_BYTES = 65_536;
/** What holds the samples, in the words of a refusal. */
const WAVEFORMS = "the waveforms";
const UNCOMPRESSED = "Export the recording uncompressed or as aECG.";
const REMEDY = "Export the recording again from the ECG system.";

interface Scaling {
  readonly rateHz: number;
  readonly gainPerUnit: number;
  readonly baselineCount: number;
  readonly isSigned: boolean;
}

/** Rhythm leads; null when the file has none. */
export function readRhythm(document: XmlDocument): HeldGroup | null {
  const waveforms = childOf(document.root, "waveforms", "parsedwaveforms");
  if (waveforms === null || waveforms.runs.length === 0) return null;
  const stated = childOf(document.root, "dataacquisition", "signalcharacteristics");
  const number = (attribute: string, ...elements: readonly string[]) =>
    numberIn(waveforms, attribute) ?? elements.map((name) => numberAt(document, stated, name)).find((value) => value !== null) ?? null;
  const rateHz = number("samplespersecond", "samplingrate");
  const resolution = number("resolution", "resolution", "signalresolution");
  if (rateHz === null || !(rateHz > 0 && rateHz < 1e9)) throw xmlError(document, waveforms, "malformed", "the file states no sampling rate", REMEDY);
  if (resolution === null || !(resolution > 0) || !Number.isFinite(1 / resolution)) throw xmlError(document, waveforms, "malformed", "the file states no amplitude resolution", REMEDY);
  const bits = number("bitspersample", "bitspersample") ?? numberIn(waveforms, "nbitspersample") ?? 16;
  if (bits !== 16) throw xmlError(document, waveforms, "unsupported", `samples of ${bits} bits are not read, only 16`, REMEDY);
  const isSigned = (attributeOf(waveforms, "signalsigned") ?? textAt(document, stated, "signalsigned"))?.toLowerCase() !== "false";
  const scaling = { rateHz, gainPerUnit: 1 / resolution, baselineCount: number("signaloffset", "signaloffset") ?? 0, isSigned };
  const names = leadNames(document, waveforms, stated);
  const durationMs = numberIn(waveforms, "durationperchannel");
  const samples = readLeads(document, waveforms, names, scaling, durationMs === null ? null : Math.round((durationMs * rateHz) / 1000));
  return scaledGroup("rhythm", names, samples, scaling);
}

/** Representative beats; null when there are none that can be read, with the reason in `notes`. */
export function readBeats(document: XmlDocument, notes: string[]): HeldGroup | null {
  const container = childOf(document.root, "waveforms", "repbeats");
  if (container === null) return null;
  const compression = attributeOf(container, "compression");
  if (compression !== null && compression !== "") {
    notes.push(`The representative beats are packed by "${compression}", which is not known, and were left out.`);
    return null;
  }
  const isPlain = attributeOf(container, "dataencoding") === "Plain";
  const elements = childrenOf(container, "repbeat");
  if (elements.length > MOST_LEADS) throw xmlError(document, container, "too-large", `there are ${elements.length} representative beats`, REMEDY);
  const beats = elements.map((beat) => {
    const element = childOf(beat, "waveform") ?? beat;
    return { name: attributeOf(beat, "leadname") ?? "?", durationMs: numberIn(element, "duration"), samples: readNumbers(document, element, isPlain, true) };
  }).filter(({ samples }) => samples.length > 0);
  const first = beats[0];
  if (first === undefined) return null;
  const rateHz = numberFrom(attributeOf(container, "samplespersec") ?? attributeOf(container, "samplespersecond")) ?? (first.samples.length * 1000) / (first.durationMs ?? NaN);
  const resolution = numberIn(container, "resolution");
  if (!(rateHz > 0) || !Number.isFinite(rateHz) || resolution === null || !(resolution > 0) || !Number.isFinite(1 / resolution)) {
    notes.push("The representative beats state no sampling rate or resolution and were left out.");
    return null;
  }
  return scaledGroup("representative-beat", beats.map(({ name }) => name), beats.map(({ samples }) => samples), { rateHz, gainPerUnit: 1 / resolution, baselineCount: 0, isSigned: true });
}

function scaledGroup(kind: HeldGroup["kind"], names: readonly string[], samples: readonly Int32Array[], { rateHz, gainPerUnit, baselineCount }: Scaling): HeldGroup {
  return heldGroup(kind, rateHz, names.map((name, index) => ({ info: plainSignal(name, "uV", rateHz, 0, gainPerUnit, baselineCount), samples: samples[index]! })));
}

function leadNames(document: XmlDocument, waveforms: XmlElement, stated: XmlElement | null): readonly string[] {
  const count = numberFrom(attributeOf(waveforms, "numberofleads") ?? textAt(document, stated, "numberchannelsallocated"));
  const labels = attributeOf(waveforms, "leadlabels")?.trim().split(/\s+/).filter((label) => label !== "") ?? [];
  const isSensible = count !== null && Number.isInteger(count) && count >= 1 && count <= MOST_LEADS;
  if (!isSensible && (count !== null || labels.length === 0 || labels.length > MOST_LEADS)) throw xmlError(document, waveforms, "malformed", "the file states no sensible number of leads", REMEDY);
  if (labels.length > 0) return labels.slice(0, count ?? labels.length);
  const isStandard = /^(STD-12|10-WIRE)$/i.test(textAt(document, stated, "acquisitiontype") ?? "") && count! <= TWELVE_LEADS.length;
  return Array.from({ length: count! }, (_, index) => (isStandard ? TWELVE_LEADS[index]! : `Channel ${index + 1}`));
}

function readLeads(document: XmlDocument, waveforms: XmlElement, names: readonly string[], { isSigned }: Scaling, frameCount: number | null): readonly Int32Array[] {
  const packing = attributeOf(waveforms, "compression") ?? attributeOf(waveforms, "compressmethod") ?? "";
  const isPacked = packing !== "" && packing !== "Uncompressed" && attributeOf(waveforms, "compressflag")?.toLowerCase() !== "false";
  if (isPacked) {
    if (packing !== "XLI") throw xmlError(document, waveforms, "unsupported", `the waveforms are packed by "${packing}", which is not known`, UNCOMPRESSED);
    if (frameCount === null || !(frameCount >= 2)) throw xmlError(document, waveforms, "malformed", "the file does not state how long its leads are", REMEDY);
    const packed = waveformBytes(document, waveforms, WAVEFORMS);
    if (2 * frameCount * names.length > MOST_UNPACKED_RATIO * packed.length + UNPACKED_ALLOWANCE_BYTES) {
      throw xmlError(document, waveforms, "too-large", `${names.length} leads of ${frameCount} samples are declared for ${packed.length} bytes of packed data`, COPY_AGAIN);
    }
    const leads = decodeXli(packed, names.length, frameCount);
    if (!Array.isArray(leads)) {
      const fault = leads as Exclude<typeof leads, readonly Int32Array[]>;
      throw xmlError(document, waveforms, fault.code, `at byte ${fault.offset} of the packed waveforms, ${fault.reason}`, COPY_AGAIN);
    }
    if (!restoreLimbLeads(names, leads as readonly Int32Array[])) {
      throw xmlError(document, waveforms, "unsupported", "the limb leads are stored as differences from leads that the file does not name", UNCOMPRESSED);
    }
    return leads as readonly Int32Array[];
  }
  const all = readNumbers(document, waveforms, attributeOf(waveforms, "dataencoding") === "Plain", isSigned);
  const length = frameCount ?? Math.floor(all.length / names.length);
  if (!(length >= 1) || all.length < length * names.length) {
    throw xmlError(document, waveforms, "truncated", `the waveforms hold ${all.length} samples where ${names.length} leads of ${length} are declared`, COPY_AGAIN);
  }
  return names.map((_, index) => all.slice(index * length, (index + 1) * length));
}

function readNumbers(document: XmlDocument, element: XmlElement, isPlain: boolean, isSigned: boolean): Int32Array {
  if (isPlain) {
    const numbers = parseNumberList(textBytesOf(document, element));
    if (numbers instanceof Int32Array) return numbers;
    throw xmlError(document, element, "malformed", `in the samples, ${numbers instanceof Float64Array ? "there are numbers that are not whole" : numbers.reason}`, COPY_AGAIN);
  }
  return numbersOf16Bits(waveformBytes(document, element, WAVEFORMS), isSigned);
}
