/**
 * Seeded random numbers in named streams. Each stream is a pure function of (seed, name, count), so drawing more from
 * one never shifts another: a new classifier head leaves the other initial weights as they were.
 *
 * Philox4x32-10: Salmon J. K. et al. 2011, "Parallel random numbers: as easy as 1, 2, 3", SC'11,
 * doi:10.1145/2063384.2063405. Key = seed (64 bits); counter = block number (64 bits) and the FNV-1a 64-bit hash of the
 * stream's name.
 */

/** High and low halves of the 64-bit product of two 32-bit words. */
function multiplyWide(a: number, b: number): readonly [number, number] {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const lowLow = aLow * bLow;
  const middle = aHigh * bLow + (lowLow >>> 16);
  const middleLow = (middle % 0x10000) + aLow * bHigh;
  const high = aHigh * bHigh + Math.floor(middle / 0x10000) + Math.floor(middleLow / 0x10000);
  return [high >>> 0, Math.imul(a, b) >>> 0];
}

/** One Philox4x32-10 block: four words from a counter of four words and a key of two. */
export function philox4x32(counter: readonly [number, number, number, number], key: readonly [number, number]): [number, number, number, number] {
  let [c0, c1, c2, c3] = counter;
  let [k0, k1] = key;
  for (let round = 0; round < 10; round++) {
    const [high0, low0] = multiplyWide(0xd2511f53, c0);
    const [high1, low1] = multiplyWide(0xcd9e8d57, c2);
    [c0, c1, c2, c3] = [(high1 ^ c1 ^ k0) >>> 0, low1, (high0 ^ c3 ^ k1) >>> 0, low0];
    k0 = (k0 + 0x9e3779b9) >>> 0;
    k1 = (k1 + 0xbb67ae85) >>> 0;
  }
  return [c0, c1, c2, c3];
}

/** FNV-1a, 64 bits, of the UTF-8 bytes. */
export function fnv1a64(text: string): bigint {
  let hash = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(text)) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  return hash;
}

/**
 * Random streams of one seed.
 * @param seed whole number, 0 … 2⁵³ − 1
 * @returns a function from a stream's name to a generator of uniform numbers in [0, 1), 32 bits each; `skip` leaves out that many at its start
 */
export function seededRandom(seed: number): (stream: string, skip?: number) => () => number {
  if (!Number.isSafeInteger(seed) || seed < 0) throw new RangeError(`Seed ${seed}: give a whole number from 0 to 2^53 - 1.`);
  const key = [seed >>> 0, Math.floor(seed / 2 ** 32)] as const;
  return (stream, skip = 0) => {
    const hash = fnv1a64(stream);
    const streamLow = Number(hash & 0xffffffffn);
    const streamHigh = Number(hash >> 32n);
    let block = Math.floor(skip / 4);
    let words = [0, 0, 0, 0];
    let used = 4;
    const draw = (): number => {
      if (used === 4) {
        words = philox4x32([block >>> 0, Math.floor(block / 2 ** 32), streamLow, streamHigh], key);
        block++;
        used = 0;
      }
      return words[used++] / 2 ** 32;
    };
    for (let rest = skip % 4; rest > 0; rest--) draw();
    return draw;
  };
}
