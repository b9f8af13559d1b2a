/**
 * Header of the ISHNE Holter Standard Output File Format 1.0 (Badilini, Ann Noninvasive Electrocardiol 1998; 3:263–266,
 * DOI 10.1111/j.1542-474X.1998.tb00353.x): eight bytes of name, a checksum, 512 bytes of fixed fields, a block of any length.
 */
import { FormatError } from "../../errors.ts";
import { viewOf } from "../array/byteWindow.ts";
import type { FoundText, TextKind } from "../../open/recordFacts.ts";
import { decodeText } from "../exactBytes.ts";
import { clockMs, dayMs } from "../wallClock.ts";
import type { SourceFile } from "../sourceFile.ts";

export interface IshneLead {
  readonly name: string;
  /** Lead quality code 0–5. */
  readonly quality: number;
  readonly nanovoltPerCount: number;
}

export interface IshneHeader {
  readonly isAnnotations: boolean;
  /** Samples as declared: of one lead in some programs, of all leads together in others. */
  readonly declaredSampleCount: number;
  readonly dataOffset: number;
  readonly leads: readonly IshneLead[];
  readonly samplingRateHz: number;
  readonly personId: string | null;
  readonly sex: "female" | "male" | null;
  readonly birthMs: number | null;
  /** Start on the recorder's own clock. */
  readonly startTimeMs: number | null;
  readonly texts: readonly FoundText[];
  readonly notes: readonly string[];
}

export const ISHNE_FIXED_BYTES = 522;
const CHECKED_FROM = 10;
const MAX_LEADS = 12;
/** Comments, in practice; more than this is no comment. */
const MAX_BLOCK_BYTES = 1 << 20;
const LEAD_NAMES = ["", "", "X", "Y", "Z", "I", "II", "III", "aVR", "aVL", "aVF", "V1", "V2", "V3", "V4", "V5", "V6", "ES", "AS", "AI"];
const RACES = ["", "Caucasian", "Black", "Oriental"];
const PACEMAKERS = ["", "pacemaker of unknown type", "single chamber unipolar pacemaker", "dual chamber unipolar pacemaker", "single chamber bipolar pacemaker", "dual chamber bipolar pacemaker"];
const REMEDY = "Copy the file again from its source, or export the Holter again.";

/** CRC-CCITT, polynomial 0x1021 from 0xFFFF on, as the standard asks for. */
export function crcCcitt(bytes: Uint8Array): number {
  let rest = 0xffff;
  for (const byte of bytes) {
    rest ^= byte << 8;
    for (let bit = 0; bit < 8; bit++) rest = rest & 0x8000 ? ((rest << 1) ^ 0x1021) & 0xffff : (rest << 1) & 0xffff;
  }
  return rest;
}

/** "ecg", "annotations" or null for other files. */
export function ishneKind(head: Uint8Array): "ecg" | "annotations" | null {
  const magic = String.fromCharCode(...head.subarray(0, 8));
  return magic === "ISHNE1.0" ? "ecg" : magic === "ANN  1.0" ? "annotations" : null;
}

/** @throws FormatError "truncated", "malformed" or "too-large". */
export async function readIshneHeader(file: SourceFile): Promise<IshneHeader> {
  const fail = (code: "truncated" | "malformed" | "too-large", byteOffset: number, reason: string): never => {
    throw new FormatError(code, { file: file.path, byteOffset }, reason, REMEDY);
  };
  if (file.size < ISHNE_FIXED_BYTES) fail("truncated", file.size, `the file ends inside its header of ${ISHNE_FIXED_BYTES} bytes`);
  const fixed = await file.bytes(0, ISHNE_FIXED_BYTES);
  const view = viewOf(fixed);
  const short = (at: number): number => view.getInt16(at, true);
  const notes: string[] = [];
  const texts: FoundText[] = [];
  const found = (place: string, kind: TextKind, value: string | null): void => {
    if (value !== null && value !== "") texts.push({ place, kind, value });
  };

  const isAnnotations = ishneKind(fixed) === "annotations";
  const blockBytes = view.getInt32(10, true);
  const dataOffset = view.getInt32(22, true);
  const room = file.size - ISHNE_FIXED_BYTES;
  if (blockBytes < 0 || blockBytes > Math.min(room, MAX_BLOCK_BYTES)) fail(blockBytes < 0 || blockBytes > room ? "truncated" : "too-large", CHECKED_FROM, `the variable-length block declares ${blockBytes} bytes`);
  if (dataOffset < ISHNE_FIXED_BYTES || dataOffset > file.size) fail("malformed", 22, `the header declares data from byte ${dataOffset} on`);
  const declaredSampleCount = view.getInt32(14, true);
  if (declaredSampleCount < 0) fail("malformed", 14, `the header declares ${declaredSampleCount} samples`);
  const leadCount = short(156);
  if (leadCount < 1 || leadCount > MAX_LEADS) fail("malformed", 156, `the header declares ${leadCount} leads; 1 to ${MAX_LEADS} are possible`);
  const samplingRateHz = view.getUint16(272, true);
  if (samplingRateHz === 0) fail("malformed", 272, "the sampling rate is 0");

  const block = await file.bytes(ISHNE_FIXED_BYTES, ISHNE_FIXED_BYTES + blockBytes);
  const stored = view.getUint16(8, true);
  const checked = new Uint8Array(ISHNE_FIXED_BYTES - CHECKED_FROM + blockBytes);
  checked.set(fixed.subarray(CHECKED_FROM));
  checked.set(block, ISHNE_FIXED_BYTES - CHECKED_FROM);
  if (stored === 0) notes.push("The header has no checksum.");
  else if (stored !== crcCcitt(checked)) notes.push("The checksum of the header does not match: a field was changed or is damaged.");

  const leads = Array.from({ length: leadCount }, (_, index): IshneLead => {
    const code = short(158 + index * 2);
    const nanovoltPerCount = short(206 + index * 2);
    if (nanovoltPerCount <= 0 && !isAnnotations) fail("malformed", 206 + index * 2, `the resolution of lead ${index + 1} is ${nanovoltPerCount} nV`);
    return { name: LEAD_NAMES[code] || (code === 1 ? `bipolar ${index + 1}` : `lead ${index + 1}`), quality: short(182 + index * 2), nanovoltPerCount };
  });
  const digits = (mark: string, ...places: readonly number[]): string => places.map((at) => String(short(at)).padStart(2, "0")).join(mark);
  const dateText = (at: number): string | null => (short(at) > 0 && short(at + 2) > 0 ? digits(".", at, at + 2, at + 4) : null);
  const dateMs = (at: number): number | null => (short(at + 4) >= 100 ? dayMs(short(at + 4), short(at + 2), short(at)) : null);
  const clock = clockMs(short(150), short(152), short(154));
  const recorded = dateMs(138);
  const personId = text(fixed, 108, 20) || null;

  found("first name", "person-name", text(fixed, 28, 40));
  found("last name", "person-name", text(fixed, 68, 40));
  found("subject ID", "identifier", personId);
  found("race", "technical", RACES[short(130)] ?? `code ${short(130)}`);
  found("birth date", "date", dateText(132));
  found("recording date", "date", dateText(138));
  found("file date", "date", dateText(144));
  found("start time", "date", clock === null ? null : digits(":", 150, 152, 154));
  found("pacemaker", "technical", PACEMAKERS[short(230)] ?? null);
  found("recorder type", "device", text(fixed, 232, 40));
  found("proprietary", "free-text", text(fixed, 274, 80));
  found("copyright", "free-text", text(fixed, 354, 80));
  found("reserved field", "free-text", text(fixed, 434, 88));
  found("variable-length block", "free-text", text(block, 0, block.length));
  return {
    isAnnotations, declaredSampleCount, dataOffset, leads, samplingRateHz, personId,
    sex: short(128) === 1 ? "male" : short(128) === 2 ? "female" : null,
    birthMs: dateMs(132),
    startTimeMs: recorded === null || clock === null ? null : recorded + clock,
    texts, notes,
  };
}

/** Text up to a NUL, decoded as UTF-8 where it can be, else one character a byte. */
function text(bytes: Uint8Array, from: number, length: number): string {
  const field = bytes.subarray(from, from + length);
  const end = field.indexOf(0);
  return decodeText(end < 0 ? field : field.subarray(0, end)).trim();
}
