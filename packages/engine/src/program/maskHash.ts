/**
 * The random bits of dropout: a counter hash, so that element i of stream s under a seed is the same on every executor
 * and thread. Two rounds of the multiply–xorshift finaliser of Mueller's "lowbias32" family (public constants 0x7feb352d, 0x846ca68b).
 */
const mix = (value: number): number => {
  let h = value >>> 0;
  h = Math.imul(h ^ (h >>> 16), 0x7feb352d);
  h = Math.imul(h ^ (h >>> 15), 0x846ca68b);
  return (h ^ (h >>> 16)) >>> 0;
};

/** 32 random bits for element `index`. All arguments are unsigned 32-bit. */
export const maskHash = (seed: number, stream: number, index: number): number => mix((mix((mix(seed) + Math.imul(stream, 0x9e3779b9)) >>> 0) ^ index) >>> 0);
