/** The frame of an SCP-ECG record (EN 1064:2005, 5.2 and 5.3): a checksum, a length, and sections that section 0 points to. */
import { viewOf } from "../array/byteWindow.ts";
import { FormatError, type FormatErrorCode } from "../../errors.ts";

/** One section without its 16-byte header. */
export interface ScpSection {
  readonly id: number;
  /** Place of `body` in the file. */
  readonly offset: number;
  readonly body: Uint8Array;
}

export interface ScpRecord {
  readonly sections: ReadonlyMap<number, ScpSection>;
  readonly notes: readonly string[];
}

export const SECTION_HEADER_BYTE_COUNT = 16;
const POINTER_BYTE_COUNT = 10;
const REMEDY = "Export the recording from its system again, as SCP-ECG or in another format; this copy is damaged or breaks the rules of SCP-ECG.";

/** Makes a refusal that names the file and the byte. */
export function scpError(code: FormatErrorCode, path: string, byteOffset: number, reason: string): FormatError {
  return new FormatError(code, { file: path, byteOffset }, reason, REMEDY);
}

/** CRC-CCITT (polynomial 0x1021, start 0xFFFF) as EN 1064 prescribes it for the record and each section. */
export function crcCcitt(bytes: Uint8Array): number {
  let crc = 0xffff;
  for (let i = 0; i < bytes.length; i++) {
    let mixed = (crc >> 8) ^ bytes[i]!;
    mixed ^= mixed >> 4;
    crc = ((crc << 8) ^ (mixed << 12) ^ (mixed << 5) ^ mixed) & 0xffff;
  }
  return crc;
}

/** True when the checksum in the first two bytes is right, or was left out: some machines write 0 or 0xFFFF. */
function isSound(bytes: Uint8Array): boolean {
  const stated = viewOf(bytes).getUint16(0, true);
  return stated === 0 || stated === 0xffff || stated === crcCcitt(bytes.subarray(2));
}

/** True when a record starts here: section 0 follows at once, and either names itself or points to itself. */
export function isScpStart(head: Uint8Array): boolean {
  if (head.length < 32) return false;
  const view = viewOf(head);
  const length = view.getUint32(10, true);
  if (view.getUint16(8, true) !== 0 || length < SECTION_HEADER_BYTE_COUNT + POINTER_BYTE_COUNT || length > 65_536) return false;
  const namesItself = String.fromCharCode(...head.subarray(16, 22)) === "SCPECG";
  return namesItself || (view.getUint16(22, true) === 0 && view.getUint32(24, true) === length && view.getUint32(28, true) === 7);
}

/**
 * Splits a record into its sections and checks the checksums. A wrong checksum of the record is refused, unless those of all
 * sections are right; a wrong one of a section in a record whose own is right is only noted.
 * @throws FormatError "truncated", "malformed", "checksum"
 */
export function readScpRecord(bytes: Uint8Array, path: string): ScpRecord {
  const file = viewOf(bytes);
  const length = file.getUint32(2, true);
  if (length > bytes.length) throw scpError("truncated", path, 2, `the record states ${length} bytes, the file has ${bytes.length}`);
  if (length < 6 + SECTION_HEADER_BYTE_COUNT) throw scpError("malformed", path, 2, `a record cannot be ${length} bytes long`);
  const record = bytes.subarray(0, length);
  const view = viewOf(record);
  const pointersEnd = 6 + view.getUint32(10, true);
  if (pointersEnd > length) throw scpError("truncated", path, 10, "section 0 is longer than the record");
  const notes: string[] = [];
  if (length < bytes.length) notes.push(`${bytes.length - length} bytes after the record were ignored.`);
  const sections = new Map<number, ScpSection>();
  const wrong: number[] = [];
  for (let at = 6 + SECTION_HEADER_BYTE_COUNT; at + POINTER_BYTE_COUNT <= pointersEnd; at += POINTER_BYTE_COUNT) {
    const id = view.getUint16(at, true);
    const sectionLength = view.getUint32(at + 2, true);
    const offset = view.getUint32(at + 6, true) - 1;
    if (id === 0 || sectionLength === 0) continue;
    if (offset < 6 || offset + sectionLength > length) throw scpError("truncated", path, at, `section ${id} (${sectionLength} bytes from byte ${offset}) does not lie in the record`);
    // Makers' own sections (id 128 and up) need not have a header.
    if (sectionLength < SECTION_HEADER_BYTE_COUNT || view.getUint16(offset + 2, true) !== id) {
      if (id >= 128) continue;
      throw scpError("malformed", path, offset, `where section ${id} should begin there is another one`);
    }
    if (sections.has(id)) throw scpError("malformed", path, at, `section ${id} is there twice`);
    const stated = view.getUint32(offset + 4, true);
    if (stated !== sectionLength) notes.push(`Section ${id} states ${stated} bytes, its pointer ${sectionLength}; the smaller one was taken.`);
    const used = Math.max(SECTION_HEADER_BYTE_COUNT, Math.min(stated, sectionLength));
    if (!isSound(record.subarray(offset, offset + used))) wrong.push(id);
    sections.set(id, { id, offset: offset + SECTION_HEADER_BYTE_COUNT, body: record.subarray(offset + SECTION_HEADER_BYTE_COUNT, offset + used) });
  }
  const isRecordSound = isSound(record);
  if (!isRecordSound && (wrong.length > 0 || sections.size === 0)) throw scpError("checksum", path, 0, `the checksums of the record and of ${wrong.map((id) => `section ${id}`).join(", ") || "its sections"} do not match`);
  if (!isRecordSound) notes.push("The checksum of the record does not match, those of its sections do.");
  if (wrong.length > 0) notes.push(`The checksum of section ${wrong.join(", ")} does not match, that of the record does.`);
  return { sections, notes };
}
