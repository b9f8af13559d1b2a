/** Waveforms of a GE MUSE file: 16-bit samples in base64, one block a lead, the limb leads that are not stored derived. */
import type { SignalInfo } from "../../open/openedRecording.ts";
import { decodeBase64 } from "../xml/base64Bytes.ts";
import type { HeldGroup } from "../xml/heldGroup.ts";
import { childOf, childrenOf, numberAt, textAt, textBytesOf, xmlError, type XmlDocument, type XmlElement } from "../xml/xmlDocument.ts";
import { crc32 } from "../zip/checksums.ts";

const UNITS = new Map([["MICROVOLTS", "uV"], ["MILLIVOLTS", "mV"], ["NANOVOLTS", "nV"], ["VOLTS", "V"], ["UV", "uV"], ["MV", "mV"]]);
/** Far more than any recorder has. */
const MOST_LEADS = 256;
const DAMAGED = "Copy the file again from its source; this copy is damaged.";
const REMEDY = "Export the recording again from MUSE.";

interface MuseLead {
  readonly element: XmlElement;
  readonly name: string;
  readonly unit: string;
  readonly gainPerUnit: number;
  readonly samples: Int32Array;
  /** Frames after the start of the waveform at which the lead begins. */
  readonly offsetFrames: number;
  /** Whether its CRC agrees; null when it states none. */
  readonly crcAgrees: boolean | null;
}

/** All waveforms, the rhythm strip before the median beat; leads that begin at different times form groups of their own. */
export function readMuseWaveforms(document: XmlDocument, notes: string[]): readonly HeldGroup[] {
  const groups = childrenOf(document.root, "Waveform").flatMap((waveform) => readWaveform(document, waveform, notes));
  return [...groups.filter(({ kind }) => kind === "rhythm"), ...groups.filter(({ kind }) => kind !== "rhythm")];
}

function readWaveform(document: XmlDocument, waveform: XmlElement, notes: string[]): readonly HeldGroup[] {
  const type = textAt(document, waveform, "WaveformType") ?? "";
  const kind = /^median$/i.test(type) ? "representative-beat" : "rhythm";
  const base = numberAt(document, waveform, "SampleBase");
  const exponent = numberAt(document, waveform, "SampleExponent") ?? 0;
  const rateHz = base === null ? NaN : base * 10 ** exponent;
  if (!(rateHz > 0) || !(rateHz < 1e9)) throw xmlError(document, waveform, "malformed", `the ${type} waveform states no sampling rate`, REMEDY);
  const elements = childrenOf(waveform, "LeadData");
  if (elements.length > MOST_LEADS) throw xmlError(document, waveform, "too-large", `the ${type} waveform has ${elements.length} leads`, REMEDY);
  const leads = elements.map((element) => readLead(document, element, rateHz)).filter(({ samples }) => samples.length > 0);
  checkCrcs(document, leads, type, notes);
  const off = leads.filter(({ element }) => textAt(document, element, "LeadOff") === "TRUE").map(({ name }) => name);
  if (off.length > 0) notes.push(`In the ${type} waveform, the machine reports loose electrodes for ${off.join(", ")}.`);
  const axes = new Map<string, MuseLead[]>();
  for (const lead of leads) {
    const key = `${lead.offsetFrames} ${lead.samples.length}`;
    const own = axes.get(key);
    if (own === undefined) axes.set(key, [lead]);
    else own.push(lead);
  }
  return [...axes.values()].map((own) => groupOf(kind, rateHz, own));
}

function groupOf(kind: HeldGroup["kind"], rateHz: number, leads: readonly MuseLead[]): HeldGroup {
  const all = [...leads, ...deriveLimbLeads(leads)];
  const ordered = all.map((lead, index) => ({ lead, rank: rankOf(lead.name, index) })).sort((a, b) => a.rank - b.rank).map(({ lead }) => lead);
  const frameCount = leads[0]!.samples.length;
  return {
    kind,
    framesPerSecond: rateHz,
    frameCount,
    signals: ordered.map(({ name, unit, gainPerUnit }): SignalInfo => ({ name, unit, samplingRateHz: rateHz, samplesPerFrame: 1, sampleCount: frameCount, gainPerUnit, baselineCount: 0, invalidCount: null })),
    pieces: [{ fromFrame: 0, startS: kind === "rhythm" ? leads[0]!.offsetFrames / rateHz : 0 }],
    samples: ordered.map(({ samples }) => samples),
  };
}

const STANDARD_ORDER = ["I", "II", "III", "aVR", "aVL", "aVF", "V1", "V2", "V3", "V4", "V5", "V6"];

function rankOf(name: string, index: number): number {
  const rank = STANDARD_ORDER.indexOf(name);
  return rank < 0 ? STANDARD_ORDER.length + index : rank;
}

/**
 * III, aVR, aVL and aVF from I and II (Einthoven, Goldberger), where the file leaves them out. Their counts stay exact
 * whole numbers: the augmented leads are halves, so they are counted twice and their gain is doubled.
 */
export function deriveLimbLeads<Lead extends Pick<MuseLead, "name" | "gainPerUnit" | "unit" | "samples">>(leads: readonly Lead[]): readonly Lead[] {
  const one = leads.find(({ name }) => name === "I");
  const two = leads.find(({ name }) => name === "II");
  if (one === undefined || two === undefined || one.gainPerUnit !== two.gainPerUnit || one.unit !== two.unit) return [];
  const derived = (name: string, gainFactor: number, ofOne: number, ofTwo: number): Lead => ({
    ...one,
    name,
    gainPerUnit: one.gainPerUnit * gainFactor,
    samples: one.samples.map((value, index) => ofOne * value + ofTwo * two.samples[index]!),
  });
  return [derived("III", 1, -1, 1), derived("aVR", 2, -1, -1), derived("aVL", 2, 2, -1), derived("aVF", 2, -1, 2)].filter(({ name }) => leads.every((lead) => lead.name !== name));
}

function readLead(document: XmlDocument, element: XmlElement, rateHz: number): MuseLead {
  const name = (textAt(document, element, "LeadID") ?? "?").replace(/^aV([RLF])$/i, (_, letter: string) => `aV${letter.toUpperCase()}`);
  const perBit = numberAt(document, element, "LeadAmplitudeUnitsPerBit");
  const statedUnit = textAt(document, element, "LeadAmplitudeUnits") ?? "MICROVOLTS";
  const sampleSize = numberAt(document, element, "LeadSampleSize") ?? 2;
  if (perBit === null || perBit === 0 || !Number.isFinite(1 / perBit)) throw xmlError(document, element, "malformed", `lead ${name} states no amplitude per bit`, REMEDY);
  if (sampleSize !== 2) throw xmlError(document, element, "unsupported", `lead ${name} has samples of ${sampleSize} bytes; only 2 are read`, REMEDY);
  const data = childOf(element, "WaveFormData") ?? childOf(element, "WaveformData");
  const bytes = data === null ? new Uint8Array(0) : decodeBase64(textBytesOf(document, data));
  if (!(bytes instanceof Uint8Array)) throw xmlError(document, (data!.runs[0] ?? data!.offset) + bytes.offset, "malformed", `the samples of lead ${name} are not base64 here`, DAMAGED);
  const declared = numberAt(document, element, "LeadSampleCountTotal");
  const count = declared ?? bytes.length >> 1;
  if (!Number.isInteger(count) || count < 0 || 2 * count > bytes.length) throw xmlError(document, element, "truncated", `lead ${name} declares ${count} samples and holds ${bytes.length >> 1}`, DAMAGED);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const samples = new Int32Array(count);
  for (let i = 0; i < count; i++) samples[i] = view.getInt16(2 * i, true);
  const crc = numberAt(document, element, "LeadDataCRC32");
  const offsetMs = numberAt(document, element, "LeadTimeOffset") ?? 0;
  const offsetFrames = (numberAt(document, element, "LeadOffsetFirstSample") ?? 0) + (offsetMs * rateHz) / 1000;
  return {
    element,
    name,
    unit: UNITS.get(statedUnit.toUpperCase()) ?? statedUnit,
    gainPerUnit: 1 / perBit,
    samples,
    offsetFrames,
    crcAgrees: crc === null ? null : crc32(bytes) === crc >>> 0,
  };
}

/** A lead whose CRC disagrees while others agree is damaged; where none agrees, the file counts its CRC some other way. */
function checkCrcs(document: XmlDocument, leads: readonly MuseLead[], type: string, notes: string[]): void {
  const wrong = leads.find(({ crcAgrees }) => crcAgrees === false);
  if (wrong === undefined) return;
  if (leads.some(({ crcAgrees }) => crcAgrees === true)) throw xmlError(document, wrong.element, "checksum", `the checksum of lead ${wrong.name} in the ${type} waveform does not agree with its samples`, DAMAGED);
  notes.push(`The checksums of the ${type} waveform are no CRC-32 of its samples, so they could not confirm them.`);
}
