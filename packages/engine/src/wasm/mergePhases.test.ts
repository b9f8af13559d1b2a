import { describe, expect, test } from "vitest";
import { FunctionWriter } from "./encoder/functionWriter.ts";
import type { KernelCall } from "./kernelCall.ts";
import { mergePhases } from "./mergePhases.ts";
import type { Footprint, Span } from "./mergePhases.ts";

const span = (begin: number, end: number): Span => ({ begin, end });
const calls = new Map<KernelCall, Footprint>();

/** A call that reads and writes these bytes. */
function call(key: string, reads: readonly Span[], writes: readonly Span[]): KernelCall {
  const made: KernelCall = { key, write: (name) => new FunctionWriter(name, []), operands: [], items: 1, itemNanoseconds: 1 };
  calls.set(made, { touched: [...reads, ...writes], written: writes });
  return made;
}

const keysOf = (phases: readonly (readonly KernelCall[])[]): string[] => mergePhases(phases, (made) => calls.get(made)!).map((phase) => phase.map(({ key }) => key).join("+"));

describe("phases that follow each other", () => {
  test("run together where they only read the same", () => {
    const data = span(0, 100);
    expect(keysOf([[call("dX", [data], [span(100, 200)])], [call("dW", [data], [span(200, 300)])]])).toEqual(["dX+dW"]);
  });

  test("stay apart where one reads, overwrites, or rewrites what the other made, even in part", () => {
    const first = (): KernelCall => call("a", [span(0, 100)], [span(100, 200)]);
    expect(keysOf([[first()], [call("reads", [span(196, 260)], [span(300, 400)])]])).toEqual(["a", "reads"]);
    expect(keysOf([[first()], [call("overwrites", [span(500, 600)], [span(96, 100)])]])).toEqual(["a", "overwrites"]);
    expect(keysOf([[first()], [call("rewrites", [span(500, 600)], [span(150, 160)])]])).toEqual(["a", "rewrites"]);
    expect(keysOf([[first()], [call("beside", [span(500, 600)], [span(200, 300)])]])).toEqual(["a+beside"]);
  });

  test("never pass one that stands between them", () => {
    const [a, b, c] = [call("a", [], [span(0, 10)]), call("b", [span(0, 10)], [span(10, 20)]), call("c", [], [span(20, 30)])];
    expect(keysOf([[a], [b], [c]])).toEqual(["a", "b+c"]);
    expect(keysOf([[a], [b], [call("d", [span(10, 20)], [span(30, 40)])]])).toEqual(["a", "b", "d"]);
  });
});
