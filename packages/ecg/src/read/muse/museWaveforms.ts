/** Waveforms of a GE MUSE file: 16-bit samples in base64, one block a lead, the limb leads that are not stored derived. */
import { TWELVE_LEADS } from "../array/openArrays.ts";
import { COPY_AGAIN } from "../exactBytes.ts";
import { plainSignal } from "../plainRhythm.ts";
import { heldGroup, rhythmFirst, type HeldGroup } from "../xml/heldGroup.ts";
import { numbersOf16Bits, waveformBytes } from "../xml/waveformBytes.ts";
import { childOf, childrenOf, numberAt, textAt, xmlError, type XmlDocument, type XmlElement } from "../xml/xmlDocument.ts";
import { crc32 } from "../zip/checksums.ts";

const UNITS = new Map([["MICROVOLTS", "uV"], ["MILLIVOLTS", "mV"], ["NANOVOLTS", "nV"], ["VOLTS", "V"], ["UV", "uV"], ["MV", "mV"]]);
/** Far more than any recorder has. */
const MOST_LEADS = 256;
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
  return rhythmFirst(childrenOf(document.root, "Waveform").flatMap((waveform) => readWaveform(document, waveform, notes)));
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
  const axisOf = ({ offsetFrames, samples }: MuseLead) => `${offsetFrames} ${samples.length}`;
  return [...new Set(leads.map(axisOf))].map((axis) => groupOf(kind, rateHz, leads.filter((lead) => axisOf(lead) === axis)));
}

function groupOf(kind: HeldGroup["kind"], rateHz: number, leads: readonly MuseLead[]): HeldGroup {
  const all = [...leads, ...deriveLimbLeads(leads)];
  const ordered = [...TWELVE_LEADS.flatMap((name) => all.filter((lead) => lead.name === name)), ...all.filter(({ name }) => !TWELVE_LEADS.includes(name))];
  const withInfo = ordered.map(({ name, unit, gainPerUnit, samples }) => ({ info: plainSignal(name, unit, rateHz, samples.length, gainPerUnit), samples }));
  return heldGroup(kind, rateHz, withInfo, kind === "rhythm" ? leads[0]!.offsetFrames / rateHz : 0);
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
  const bytes = data === null ? new Uint8Array(0) : waveformBytes(document, data, `lead ${name}`);
  const declared = numberAt(document, element, "LeadSampleCountTotal");
  const count = declared ?? bytes.length >> 1;
  if (!Number.isInteger(count) || count < 0 || 2 * count > bytes.length) throw xmlError(document, element, "truncated", `lead ${name} declares ${count} samples and holds ${bytes.length >> 1}`, COPY_AGAIN);
  const crc = numberAt(document, element, "LeadDataCRC32");
  const offsetMs = numberAt(document, element, "LeadTimeOffset") ?? 0;
  const offsetFrames = (numberAt(document, element, "LeadOffsetFirstSample") ?? 0) + (offsetMs * rateHz) / 1000;
  return {
    element,
    name,
    unit: UNITS.get(statedUnit.toUpperCase()) ?? statedUnit,
    gainPerUnit: 1 / perBit,
    samples: numbersOf16Bits(bytes, true, count),
    offsetFrames,
    crcAgrees: crc === null ? null : crc32(bytes) === crc >>> 0,
  };
}

/** A lead whose CRC disagrees while others agree is damaged; where none agrees, the file counts its CRC some other way. */
function checkCrcs(document: XmlDocument, leads: readonly MuseLead[], type: string, notes: string[]): void {
  const wrong = leads.find(({ crcAgrees }) => crcAgrees === false);
  if (wrong === undefined) return;
  if (leads.some(({ crcAgrees }) => crcAgrees === true)) throw xmlError(document, wrong.element, "checksum", `the checksum of lead ${wrong.name} in the ${type} waveform does not agree with its samples`, COPY_AGAIN);
  notes.push(`The checksums of the ${type} waveform are no CRC-32 of its samples, so they could not confirm them.`);
}
