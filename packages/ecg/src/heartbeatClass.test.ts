import { describe, expect, it } from "vitest";
import { heartbeatClassOf, isBeatSymbol, isPacedRecord } from "./heartbeatClass.ts";
import { readWfdbFolder } from "./read/wfdb/wfdbFolder.ts";
import { hasSharedData, listShared } from "./testing/sharedData.ts";

describe("heartbeatClassOf", () => {
  it("calls N, L, R, e, j normal and V, E ventricular, and leaves every other mnemonic out", () => {
    expect(["N", "L", "R", "e", "j"].map(heartbeatClassOf)).toEqual([0, 0, 0, 0, 0]);
    expect(["V", "E"].map(heartbeatClassOf)).toEqual([1, 1]);
    expect(["A", "a", "J", "S", "F", "/", "f", "Q", "+", "~", "|", "x", ""].map(heartbeatClassOf)).toEqual(new Array(13).fill(null));
  });
});

describe("isBeatSymbol", () => {
  it("counts beats, not rhythm, noise or wave marks", () => {
    expect(["N", "V", "/", "f", "Q", "!", "+", "~", "(", "p", "t", "x", "|"].map(isBeatSymbol)).toEqual([true, true, true, true, true, ...new Array(8).fill(false)]);
  });

  it.skipIf(!hasSharedData)("finds the published beat counts and the one paced record of the eight", async () => {
    const { recordings } = await readWfdbFolder(listShared("mitdb"));
    const beatCounts = recordings.map((recording) => recording.annotations.filter(({ symbol }) => isBeatSymbol(symbol)).length);
    expect(beatCounts).toEqual([2273, 2572, 1763, 1987, 2601, 2980, 2955, 2208]);
    expect(recordings.filter(isPacedRecord).map(({ id }) => id)).toEqual(["217"]);
  });
});
