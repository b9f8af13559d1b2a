/** Base64 as waveforms in XML are written: broken into lines, read straight from bytes. */

const PADDING = 64;
const BLANK = 65;
const INVALID = 66;
const VALUE_OF = Uint8Array.from({ length: 256 }, (_, code) => {
  if (code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09) return BLANK;
  if (code === 0x3d) return PADDING;
  const value = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".indexOf(String.fromCharCode(code));
  return value < 0 ? INVALID : value;
});

/** Bytes of a base64 text, or the offset of the first byte that does not belong there. */
export function decodeBase64(text: Uint8Array): Uint8Array | { readonly offset: number } {
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  let at = 0;
  let group = 0;
  let held = 0;
  let padding = 0;
  for (let i = 0; i < text.length; i++) {
    const value = VALUE_OF[text[i]!]!;
    if (value < PADDING) {
      if (padding > 0) return { offset: i };
      group = (group << 6) | value;
      if (++held === 4) {
        bytes[at++] = group >> 16;
        bytes[at++] = group >> 8;
        bytes[at++] = group;
        held = 0;
        group = 0;
      }
    } else if (value === PADDING) {
      if (++padding > 2 || held < 2) return { offset: i };
    } else if (value === INVALID) return { offset: i };
  }
  if (held === 1) return { offset: text.length };
  if (held >= 2) bytes[at++] = group >> (held === 2 ? 4 : 10);
  if (held === 3) bytes[at++] = group >> 2;
  return bytes.subarray(0, at);
}
