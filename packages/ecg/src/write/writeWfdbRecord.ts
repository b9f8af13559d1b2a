/** Writes a recording as a WFDB record: format 16 samples, a header with checksums, MIT annotations. */
import type { Annotation, LeadSignal, Recording } from "../recording.ts";
import { FormatError } from "../errors.ts";
import { formatKaliumComment } from "../read/wfdb/kaliumComment.ts";
import { annotationCodeOf } from "../read/wfdb/annotationCodes.ts";
import type { WrittenFile } from "./recordingToWrite.ts";

const INVALID_COUNT = -32768;
const SKIP = 59;
const AUX = 63;
const MAX_INTERVAL = 1023;
const MAX_AUX_BYTES = 255;

/**
 * Turns a recording into `.hea`, `.dat` and, when it has annotations, `.atr` files. Samples are rounded to
 * whole counts of each lead's own gain; NaN becomes the invalid code. Reading them back gives the same
 * recording if its samples came from such counts.
 * @throws FormatError "malformed" when the recording does not fit the format.
 */
export function writeWfdbRecord(recording: Recording): readonly WrittenFile[] {
  if (!/^[\w-]+$/.test(recording.id)) {
    throw refuse(recording, "a WFDB record name holds letters, digits, _ and - only", "Rename the recording.");
  }
  const files: WrittenFile[] = [
    { name: `${recording.id}.hea`, bytes: new TextEncoder().encode("") },
    { name: `${recording.id}.dat`, bytes: new Uint8Array(2 * recording.leads.length * recording.sampleCount) },
  ];
  const lines = [`${recording.id} ${recording.leads.length} ${recording.samplingRateHz} ${recording.sampleCount}`];
  const view = new DataView(files[1].bytes.buffer);
  recording.leads.forEach((lead, leadIndex) => {
    const counts = toCounts(recording, lead);
    let sum = 0;
    counts.forEach((count, frame) => {
      view.setInt16(2 * (frame * recording.leads.length + leadIndex), count, true);
      sum = (sum + count) & 0xffff;
    });
    const checksum = (sum << 16) >> 16;
    lines.push(
      `${recording.id}.dat 16 ${lead.gainPerMillivolt}(${lead.baselineCount})/mV 16 0 ${counts[0] ?? 0} ${checksum} 0 ${lead.name}`,
    );
  });
  lines.push(`# ${formatKaliumComment({ ...recording, sex: null, ageYears: null, deidentified: false })}`, "");
  files[0] = { name: files[0].name, bytes: new TextEncoder().encode(lines.join("\n")) };
  if (recording.annotations.length > 0) {
    files.push({ name: `${recording.id}.atr`, bytes: encodeAnnotations(recording) });
  }
  return files;
}

function toCounts(recording: Recording, lead: LeadSignal): Int16Array {
  if (!Number.isInteger(lead.baselineCount) || !(lead.gainPerMillivolt > 0) || /[\r\n]/.test(lead.name) || lead.name.trim() === "") {
    throw refuse(recording, `lead "${lead.name}" needs a name, a positive gain and a whole baseline`, "Correct the lead's calibration.");
  }
  const counts = new Int16Array(recording.sampleCount);
  for (let i = 0; i < counts.length; i++) {
    const millivolt = lead.samplesMillivolt[i];
    const count = Number.isNaN(millivolt) ? INVALID_COUNT : Math.round(millivolt * lead.gainPerMillivolt + lead.baselineCount);
    if (count < INVALID_COUNT || count > 32767 || (count === INVALID_COUNT && !Number.isNaN(millivolt))) {
      throw refuse(recording, `sample ${i} of lead ${lead.name} (${millivolt} mV) does not fit 16 bits at ${lead.gainPerMillivolt} counts per mV`, "Lower the lead's gain.");
    }
    counts[i] = count;
  }
  return counts;
}

function encodeAnnotations(recording: Recording): Uint8Array {
  const bytes: number[] = [];
  const pushWord = (word: number) => bytes.push(word & 0xff, (word >> 8) & 0xff);
  let previousIndex = 0;
  const inOrder: readonly Annotation[] = [...recording.annotations].sort((a, b) => a.sampleIndex - b.sampleIndex);
  for (const { sampleIndex, symbol, aux } of inOrder) {
    const code = annotationCodeOf(symbol);
    if (code === null || code >= SKIP || code === 0) throw refuse(recording, `"${symbol}" is no WFDB annotation mnemonic`, "Use WFDB mnemonics.");
    const interval = sampleIndex - previousIndex;
    if (interval > MAX_INTERVAL || interval < 0) {
      pushWord(SKIP << 10);
      pushWord(interval >> 16);
      pushWord(interval);
      pushWord(code << 10);
    } else pushWord((code << 10) | interval);
    previousIndex = sampleIndex;
    const auxBytes = new TextEncoder().encode(aux);
    if (auxBytes.length > MAX_AUX_BYTES) throw refuse(recording, `the text of the annotation at sample ${sampleIndex} is longer than ${MAX_AUX_BYTES} bytes`, "Shorten it.");
    if (auxBytes.length > 0) {
      pushWord((AUX << 10) | auxBytes.length);
      bytes.push(...auxBytes);
      if (auxBytes.length % 2 === 1) bytes.push(0);
    }
  }
  pushWord(0);
  return Uint8Array.from(bytes);
}

function refuse(recording: Recording, reason: string, remedy: string): FormatError {
  return new FormatError("malformed", { file: recording.id }, reason, remedy);
}
