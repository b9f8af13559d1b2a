/**
 * Seeded uniform generators in named streams, quick enough for millions of draws. Each is sfc32 (Doty-Humphrey, PractRand), started
 * by a hash of seed and name, so that drawing more from one stream never shifts another.
 */
import type { Random } from "./randomDraws.ts";

/** FNV-1a over the text from a basis, with the avalanche of MurmurHash3 at the end. */
function hash32(text: string, basis: number): number {
  let hash = basis;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) | 0;
}

/** The first numbers still show how a generator was started. */
const THROWN_AWAY = 15;

/**
 * @param seed whole number
 * @returns generators by name; the same seed and name give the same numbers on every machine
 */
export function seededStreams(seed: number): (stream: string) => Random {
  return (stream) => {
    const text = `${seed}/${stream}`;
    let a = hash32(text, 0x811c9dc5);
    let b = hash32(text, 0x9e3779b9);
    let c = hash32(text, 0x7f4a7c15);
    let counter = 1;
    const draw = (): number => {
      const sum = (((a + b) | 0) + counter) | 0;
      counter = (counter + 1) | 0;
      a = b ^ (b >>> 9);
      b = (c + (c << 3)) | 0;
      c = ((c << 21) | (c >>> 11)) + sum | 0;
      return (sum >>> 0) / 4294967296;
    };
    for (let i = 0; i < THROWN_AWAY; i++) draw();
    return draw;
  };
}
