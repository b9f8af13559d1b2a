/**
 * The largest of many vectors. The maximum that WebAssembly defines takes a processor some eight instructions for the sake of not-a-numbers; taking
 * the plain one and remembering whether there was any takes three.
 */
import type { FunctionWriter, Local } from "../encoder/functionWriter.ts";

export interface Largest {
  readonly value: Local;
  /** All ones where something was not a number. */
  readonly spoiled: Local;
}

export function newLargest(w: FunctionWriter): Largest {
  const largest: Largest = { value: w.local("v128"), spoiled: w.local("v128") };
  w.f32(Number.NEGATIVE_INFINITY).vector("f32x4.splat").set(largest.value);
  w.i32(0).vector("i32x4.splat").set(largest.spoiled);
  return largest;
}

export function takeLarger({ value, spoiled }: Largest, next: Local, w: FunctionWriter): void {
  w.get(value).get(next).vector("f32x4.pmax").set(value);
  w.get(spoiled).get(next).get(next).vector("f32x4.ne").vector("v128.or").set(spoiled);
}

/** Leaves the result in `value`: not a number where there was one. */
export function finishLargest({ value, spoiled }: Largest, w: FunctionWriter): Local {
  w.get(value).get(spoiled).vector("v128.or").set(value);
  return value;
}
