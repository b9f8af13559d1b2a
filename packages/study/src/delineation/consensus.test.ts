import { expect, test } from "vitest";
import { drawTogether, type ConsensusReach } from "./consensus.ts";
import type { DecodedBeat } from "./decodeBeats.ts";

const anywhere = { onset: null, offset: null };
const reach: ConsensusReach = { p: anywhere, qrs: anywhere, t: { onset: null, offset: 10 } };
const beat = (onset: number, offset: number): DecodedBeat => ({ p: null, qrs: null, t: { onset, peak: (onset + offset) / 2, offset, onsetConfidence: 1, peakConfidence: 1, offsetConfidence: 1 } });

test("a mark far from those of the other leads is moved to the edge of their reach, the others stay", () => {
  const drawn = drawTogether([[beat(50, 100)], [beat(50, 104)], [beat(10, 160)], [beat(50, 98)]], reach);
  // The median of 98, 100, 104, 160 is 102.
  expect(drawn.map(([only]) => only!.t!.offset)).toEqual([100, 104, 112, 98]);
  expect(drawn.map(([only]) => only!.t!.onset)).toEqual([50, 50, 10, 50]);
});

test("two leads have no median to be drawn to, and a wave that a lead lacks stays away", () => {
  expect(drawTogether([[beat(50, 100)], [beat(50, 160)]], reach)[1]![0]!.t!.offset).toBe(160);
  const lacking: DecodedBeat = { p: null, qrs: null, t: null };
  expect(drawTogether([[beat(50, 100)], [lacking], [beat(50, 104)], [beat(50, 160)]], reach)[1]![0]!.t).toBeNull();
});
