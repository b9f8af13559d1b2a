import type { Delineation, WaveMarks } from "@kalium/ecg";
import { expect, test } from "vitest";
import { meetRules } from "./meetRules.ts";

const wave = (onset: number, peak: number, offset: number): WaveMarks => ({ onset, peak, offset, onsetConfidence: 1, peakConfidence: 1, offsetConfidence: 1 });
const of = (...beats: { readonly qrs: WaveMarks | null; readonly t: WaveMarks | null }[]): Delineation => ({
  samplingRateHz: 250,
  leads: [{ leadName: "II", beats: beats.map((beat, detection) => ({ detection, p: null, u: null, ...beat })) }],
  global: [],
});

test("a T wave that both see lies between the two, its peak inside it; complexes stay the network's", () => {
  const [beat] = meetRules(of({ qrs: wave(10, 20, 30), t: wave(60, 99, 100) }), of({ qrs: wave(0, 20, 40), t: wave(50, 70, 80) }), 0.5).leads[0]!.beats;
  expect([beat!.t!.onset, beat!.t!.peak, beat!.t!.offset]).toEqual([55, 90, 90]);
  expect([beat!.qrs!.onset, beat!.qrs!.offset]).toEqual([10, 30]);
});

test("a T wave that one of them misses is the network's answer", () => {
  const { beats } = meetRules(of({ qrs: null, t: wave(60, 70, 80) }, { qrs: null, t: null }), of({ qrs: null, t: null }, { qrs: null, t: wave(1, 2, 3) }), 0.5).leads[0]!;
  expect(beats.map(({ t }) => t)).toEqual([wave(60, 70, 80), null]);
});
