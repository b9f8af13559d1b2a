/** Snappy's block format (Google, format description of 2011): literals and copies, no checksum. */

/** Unpacks into exactly `byteCount` bytes; null when the data are damaged or say otherwise. */
export function unpackSnappy(packed: Uint8Array, byteCount: number): Uint8Array | null {
  let at = 0;
  let declared = 0;
  for (let scale = 1; ; scale *= 128) {
    const byte = packed[at++];
    if (byte === undefined || at > 5) return null;
    declared += (byte & 127) * scale;
    if (byte < 128) break;
  }
  if (declared !== byteCount) return null;
  const out = new Uint8Array(byteCount);
  let to = 0;
  while (at < packed.length) {
    const tag = packed[at++]!;
    let count = (tag >> 2) + 1;
    if ((tag & 3) === 0) {
      const extra = Math.max(0, count - 60);
      if (extra > 0) {
        count = 1;
        for (let i = 0; i < extra; i++) count += (packed[at + i] ?? 0) * 256 ** i;
        at += extra;
      }
      if (at + count > packed.length || to + count > byteCount) return null;
      out.set(packed.subarray(at, at + count), to);
      at += count;
      to += count;
      continue;
    }
    let distance: number;
    if ((tag & 3) === 1) {
      count = ((tag >> 2) & 7) + 4;
      distance = ((tag >> 5) << 8) | (packed[at++] ?? 0);
    } else {
      distance = (packed[at] ?? 0) | ((packed[at + 1] ?? 0) << 8);
      at += 2;
      if ((tag & 3) === 3) {
        distance += (packed[at] ?? 0) * 65_536 + (packed[at + 1] ?? 0) * 2 ** 24;
        at += 2;
      }
    }
    if (distance === 0 || distance > to || to + count > byteCount) return null;
    for (let i = 0; i < count; i++, to++) out[to] = out[to - distance]!;
  }
  return to === byteCount ? out : null;
}
