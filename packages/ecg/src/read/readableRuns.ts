/** Text inside values whose layout is not known: makers' own fields, reserved bytes, what is left after the end of a text. */

const MIN_RUN_LENGTH = 3;

/** Pieces of readable text, split at control bytes. */
export function readableRuns(bytes: Uint8Array, decode: (bytes: Uint8Array) => string): readonly string[] {
  const runs: string[] = [];
  let from = 0;
  for (let at = 0; at <= bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    if ((byte >= 0x20 && byte < 0x7f) || byte >= 0xa0) continue;
    if (at - from >= MIN_RUN_LENGTH) {
      const run = decode(bytes.subarray(from, at)).trim();
      if (/[\p{L}\p{N}]{2}/u.test(run)) runs.push(run);
    }
    from = at + 1;
  }
  return runs;
}
