/** Sections 3 to 6 of SCP-ECG (EN 1064:2005, 5.6 to 5.9) without the samples: leads, beats, and how the samples are packed. */
import { viewOf } from "../array/byteWindow.ts";
import { scpError, type ScpRecord, type ScpSection } from "./scpSections.ts";

/** Lead of section 3; samples are counted from 1 and `end` is included. */
export interface ScpLead {
  readonly start: number;
  readonly end: number;
  readonly code: number;
}

/** Beat of section 4; sample numbers from 1. */
export interface ScpBeat {
  /** 0 for beats from which the reference beat was subtracted. */
  readonly type: number;
  readonly subtractFrom: number;
  readonly fiducial: number;
  readonly subtractTo: number;
  /** Area that is kept at the full rate; 0 … −1 when there is none. */
  readonly protectFrom: number;
  readonly protectTo: number;
}

export interface ScpBeats {
  readonly referenceLengthMs: number;
  /** Sample of the reference beat, from 1, that its fiducial point falls on. */
  readonly referenceFiducial: number;
  readonly beats: readonly ScpBeat[];
}

/** Section 5 or 6: scale, rate and packed samples of each lead. */
export interface ScpPackedLeads {
  /** Nanovolts per count. */
  readonly nanovoltPerCount: number;
  readonly intervalUs: number;
  /** 0 samples, 1 first differences, 2 second differences. */
  readonly differenceOrder: number;
  readonly isBimodal: boolean;
  readonly packed: readonly Uint8Array[];
  /** Place of the first packed byte in the file. */
  readonly offset: number;
}

export interface ScpLeads {
  readonly leads: readonly ScpLead[];
  readonly subtractsReferenceBeat: boolean;
}

const LEAD_BYTE_COUNT = 9;
const BEAT_BYTE_COUNT = 14;
const AREA_BYTE_COUNT = 8;
/** A packed lead is at most 65 535 bytes long, which is a quarter of an hour or so: a heart cannot beat more often. */
const MAX_BEATS = 10_000;

/** Section 3. @throws FormatError "malformed", "truncated" */
export function readLeads(record: ScpRecord, path: string): ScpLeads {
  const section = sectionWith(record, 3, 2, path);
  const { body, offset } = section;
  const count = body[0]!;
  if (count === 0) throw scpError("malformed", path, offset, "section 3 names no leads");
  if (2 + LEAD_BYTE_COUNT * count > body.length) throw scpError("truncated", path, offset, `section 3 has no room for ${count} leads`);
  const view = viewOf(body);
  const leads: ScpLead[] = [];
  for (let at = 2; leads.length < count; at += LEAD_BYTE_COUNT) {
    const lead = { start: view.getUint32(at, true), end: view.getUint32(at + 4, true), code: body[at + 8]! };
    if (lead.start < 1 || lead.end < lead.start) throw scpError("malformed", path, offset + at, `a lead lasts from sample ${lead.start} to ${lead.end}`);
    leads.push(lead);
  }
  return { leads, subtractsReferenceBeat: (body[1]! & 1) !== 0 };
}

/** Section 4; null when the record has none. @throws FormatError "truncated", "too-large" */
export function readBeats(record: ScpRecord, path: string): ScpBeats | null {
  const section = record.sections.get(4);
  if (section === undefined || section.body.length < 6) return null;
  const { body, offset } = section;
  const view = viewOf(body);
  const count = view.getUint16(4, true);
  if (count > MAX_BEATS) throw scpError("too-large", path, offset, `section 4 states ${count} beats`);
  const areasAt = 6 + BEAT_BYTE_COUNT * count;
  if (areasAt > body.length) throw scpError("truncated", path, offset, `section 4 has no room for ${count} beats`);
  // Versions before 1.3 have no protected areas of their own: the subtraction zones serve.
  const hasAreas = areasAt + AREA_BYTE_COUNT * count <= body.length;
  const beats = Array.from({ length: count }, (_, index): ScpBeat => {
    const at = 6 + BEAT_BYTE_COUNT * index;
    const [subtractFrom, fiducial, subtractTo] = [view.getUint32(at + 2, true), view.getUint32(at + 6, true), view.getUint32(at + 10, true)];
    const area = areasAt + AREA_BYTE_COUNT * index;
    const [protectFrom, protectTo] = hasAreas ? [view.getUint32(area, true), view.getUint32(area + 4, true)] : [subtractFrom, subtractTo];
    return { type: view.getUint16(at, true), subtractFrom, fiducial, subtractTo, protectFrom, protectTo: protectFrom === 0 ? -1 : protectTo };
  });
  return { referenceLengthMs: view.getUint16(0, true), referenceFiducial: view.getUint16(2, true), beats };
}

/** Section 5 or 6. @throws FormatError "malformed", "truncated" */
export function readPackedLeads(section: ScpSection, leadCount: number, path: string): ScpPackedLeads {
  const { body, offset, id } = section;
  const view = viewOf(body);
  const dataAt = 6 + 2 * leadCount;
  if (dataAt > body.length) throw scpError("truncated", path, offset, `section ${id} is too short for ${leadCount} leads`);
  const intervalUs = view.getUint16(2, true);
  const differenceOrder = body[4]!;
  if (intervalUs === 0) throw scpError("malformed", path, offset + 2, `section ${id} states no sampling interval`);
  if (differenceOrder > 2) throw scpError("malformed", path, offset + 4, `section ${id} holds differences of order ${differenceOrder}`);
  const packed: Uint8Array[] = [];
  let at = dataAt;
  for (let lead = 0; lead < leadCount; lead++) {
    const length = view.getUint16(6 + 2 * lead, true);
    if (at + length > body.length) throw scpError("truncated", path, offset + at, `lead ${lead + 1} of section ${id} states ${length} bytes, ${body.length - at} are left`);
    packed.push(body.subarray(at, at + length));
    at += length;
  }
  return { nanovoltPerCount: view.getUint16(0, true), intervalUs, differenceOrder, isBimodal: body[5] === 1, packed, offset: offset + dataAt };
}

/** A section that must be there. @throws FormatError "unsupported", "truncated" */
export function sectionWith(record: ScpRecord, id: number, minBytes: number, path: string): ScpSection {
  const section = record.sections.get(id);
  if (section === undefined) throw scpError("unsupported", path, 0, `the record has no section ${id}${id === 6 && record.sections.has(12) ? ", only a long-term recording (section 12), which is not read" : ""}`);
  if (section.body.length < minBytes) throw scpError("truncated", path, section.offset, `section ${id} is empty`);
  return section;
}
