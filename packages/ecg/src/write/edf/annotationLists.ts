/** Time-stamped annotation lists of EDF+ for every data record: a time-keeping one first, then the marks that fit. */

export interface MarkToList {
  /** Seconds after the first sample. */
  readonly onsetS: number;
  readonly durationS: number | null;
  readonly text: string;
}

export interface ListChoices {
  /** Fraction of a second between the start in the header and the first sample. */
  readonly firstOnsetS: number;
  readonly recordDurationS: number;
  readonly recordCount: number;
  /** Bytes of a sample: the lists fill whole samples. */
  readonly width: 2 | 3;
}

/** Seconds as the lists want them: no exponent, no more digits than are needed, down to a nanosecond. */
function seconds(value: number): string {
  const plain = String(value);
  return plain.includes("e") || (plain.split(".")[1]?.length ?? 0) > 9 ? value.toFixed(9).replace(/\.?0+$/, "") : plain;
}

function listBytes(onsetS: number, durationS: number | null, text: string): Uint8Array {
  const clean = text.replaceAll(/[\0\x14\x15]/g, " ");
  return new TextEncoder().encode(`${onsetS < 0 ? "" : "+"}${seconds(onsetS)}${durationS === null ? "" : `\x15${seconds(durationS)}`}\x14${clean}\x14\0`);
}

/**
 * Lists of equal length for every record. A mark goes to the record in which it falls, or, where that is full, to a
 * later one, so that a crowd of marks at one place does not blow up every record.
 */
export function packAnnotationLists(marks: readonly MarkToList[], { firstOnsetS, recordDurationS, recordCount, width }: ListChoices): { readonly byteCount: number; readonly records: readonly Uint8Array[] } {
  const keeping = Array.from({ length: recordCount }, (_, record) => new TextEncoder().encode(`+${seconds(Number((firstOnsetS + record * recordDurationS).toFixed(9)))}\x14\x14\0`));
  const sorted = marks
    .map(({ onsetS, durationS, text }) => ({ record: Math.min(recordCount - 1, Math.max(0, Math.floor(onsetS / recordDurationS + 1e-9))), bytes: listBytes(Number((onsetS + firstOnsetS).toFixed(12)), durationS, text) }))
    .sort((a, b) => a.record - b.record);
  const longestKeeping = keeping.reduce((longest, { length }) => Math.max(longest, length), 0);
  const longest = sorted.reduce((most, { bytes }) => Math.max(most, bytes.length), 0);
  const mean = sorted.reduce((sum, { bytes }) => sum + bytes.length, 0) / recordCount;
  for (let room = Math.max(longest, Math.ceil(mean * 1.25)); ; room = Math.ceil(room * 1.5)) {
    const byteCount = Math.ceil((longestKeeping + room) / (2 * width)) * 2 * width;
    const records = keeping.map(() => new Uint8Array(byteCount));
    const ends = keeping.map((bytes, record) => (records[record]!.set(bytes), bytes.length));
    let record = 0;
    const isPacked = sorted.every((mark) => {
      record = Math.max(record, mark.record);
      while (record < recordCount && ends[record]! + mark.bytes.length > byteCount) record++;
      if (record === recordCount) return false;
      records[record]!.set(mark.bytes, ends[record]!);
      ends[record]! += mark.bytes.length;
      return true;
    });
    if (isPacked) return { byteCount, records };
  }
}
