/** Seeded uniform generators for the tests: mulberry32 over an FNV-1a hash of seed and stream name. */
export function randomOf(seed: number): (stream: string) => () => number {
  return (stream) => {
    let hash = 0x811c9dc5;
    for (const character of `${seed}/${stream}`) hash = Math.imul(hash ^ character.codePointAt(0)!, 0x01000193);
    let state = hash >>> 0;
    return () => {
      state = (state + 0x6d2b79f5) >>> 0;
      let t = Math.imul(state ^ (state >>> 15), state | 1);
      t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
      return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
    };
  };
}
