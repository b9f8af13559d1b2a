/**
 * Filters for a signal that arrives in blocks. Whatever the sizes of the blocks, the outputs in a row equal those of
 * `filterSections` and `filterFir` on the whole signal bit for bit.
 */
import { slideTaps } from "./filterFir.ts";
import { runSections } from "./secondOrderSections.ts";
import type { SecondOrderSections } from "./secondOrderSections.ts";

/** A filter that remembers. */
export interface FilterStream {
  /** Filters the next block; as many samples come out as went in. */
  push(block: ArrayLike<number>): Float64Array;
}

/** @param state what the filter begins with, two numbers a section; zero when left out. Not changed. */
export function streamSections(sections: SecondOrderSections, state?: Float64Array): FilterStream {
  const memory = state ? Float64Array.from(state) : new Float64Array(2 * sections.length);
  return {
    push(block) {
      const filtered = Float64Array.from(block);
      runSections(sections, filtered, memory);
      return filtered;
    },
  };
}

/** Causal FIR filter; output n of a symmetric one belongs to input n − (taps − 1)/2. */
export function streamFir(taps: Float64Array): FilterStream {
  const before = taps.length - 1;
  let past = new Float64Array(before);
  return {
    push(block) {
      const padded = new Float64Array(before + block.length);
      padded.set(past);
      padded.set(block, before);
      past = padded.slice(padded.length - before);
      return slideTaps(taps, padded);
    },
  };
}
