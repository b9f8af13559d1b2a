/** Lets phases that follow each other run side by side where neither touches what the other writes: fewer meetings of the threads. */
import type { KernelCall, Phase } from "./kernelCall.ts";

/** Bytes from `begin` up to, not including, `end`. */
export interface Span {
  readonly begin: number;
  readonly end: number;
}

/** What one call reads or writes. */
export interface Footprint {
  readonly touched: readonly Span[];
  readonly written: readonly Span[];
}

const meet = (some: readonly Span[], others: readonly Span[]): boolean => some.some((a) => others.some((b) => a.begin < b.end && b.begin < a.end));

export function mergePhases(phases: readonly Phase[], footprintOf: (call: KernelCall) => Footprint): Phase[] {
  const merged: { calls: KernelCall[]; touched: Span[]; written: Span[] }[] = [];
  for (const phase of phases) {
    const footprints = phase.map(footprintOf);
    const touched = footprints.flatMap((footprint) => footprint.touched);
    const written = footprints.flatMap((footprint) => footprint.written);
    const last = merged.at(-1);
    if (last && !meet(touched, last.written) && !meet(written, last.touched)) {
      last.calls.push(...phase);
      last.touched.push(...touched);
      last.written.push(...written);
    } else merged.push({ calls: [...phase], touched, written });
  }
  return merged.map(({ calls }) => calls);
}
