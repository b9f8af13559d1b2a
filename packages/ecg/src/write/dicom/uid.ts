/** Unique identifiers from content: 2.25. and a number of 128 bits (PS3.5, B.2), without a registered root. */

const MULTIPLIERS = [0x85ebca6b, 0xc2b2ae35, 0x27d4eb2f, 0x165667b1];

/** Number of 128 bits from bytes and a label: four lanes of multiply-and-shift mixing. The same content gives the same number. */
export function contentUid(label: string, ...contents: readonly Uint8Array[]): string {
  let uid = 0n;
  MULTIPLIERS.forEach((multiplier, lane) => {
    let state = 0x9e3779b9 ^ Math.imul(lane + 1, multiplier);
    const mix = (byte: number) => {
      state = Math.imul(state ^ byte, multiplier);
      state ^= state >>> 15;
    };
    for (const byte of new TextEncoder().encode(label)) mix(byte);
    for (const content of contents) {
      mix(content.length & 0xff);
      for (let i = 0; i < content.length; i++) mix(content[i]!);
    }
    state = Math.imul(state ^ (state >>> 13), 0x5bd1e995);
    uid = (uid << 32n) | BigInt((state ^ (state >>> 16)) >>> 0);
  });
  return `2.25.${uid}`;
}
