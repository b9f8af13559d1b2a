import { beforeAll, describe, expect, it } from "vitest";
import { isBeatSymbol } from "../heartbeatClass.ts";
import { prepareLead } from "../preparedLead.ts";
import { readWfdbFolder } from "../read/wfdb/wfdbFolder.ts";
import { hasSharedData, listShared } from "../testing/sharedData.ts";
import { matchBeats } from "./matchBeats.ts";
import type { BeatMatch } from "./matchBeats.ts";
import { detectRPeaks } from "./rPeaks.ts";

const RATE_HZ = 125;

interface WaveShape {
  readonly rMillivolt: number;
  readonly tMillivolt: number;
  readonly tSdS?: number;
}

/** Beats of Gaussian R (SD 10 ms) and T (0.28 s later) waves at the given times. */
function makeStrip(durationS: number, rTimesS: readonly number[], shape: WaveShape): Float64Array {
  const { rMillivolt, tMillivolt, tSdS = 0.045 } = shape;
  return Float64Array.from({ length: Math.round(durationS * RATE_HZ) }, (_, n) =>
    rTimesS.reduce((sum, time) => {
      const sinceR = n / RATE_HZ - time;
      if (Math.abs(sinceR - 0.28) > 0.6) return sum;
      return sum + rMillivolt * Math.exp(-0.5 * (sinceR / 0.01) ** 2) + tMillivolt * Math.exp(-0.5 * ((sinceR - 0.28) / tSdS) ** 2);
    }, 0),
  );
}

const regularTimes = (count: number, rrS: number) => Array.from({ length: count }, (_, i) => 0.4 + i * rrS);

describe("detectRPeaks on waveforms of known times", () => {
  it.each([0.35, 0.5, 0.8, 1.2, 1.8])("finds every beat to the sample at an RR of %d s", (rrS) => {
    const times = regularTimes(40, rrS);
    const { sampleIndices, polarity } = detectRPeaks(makeStrip(40 * rrS + 1, times, { rMillivolt: 1, tMillivolt: 0.2 }), RATE_HZ);
    expect(polarity).toBe(1);
    expect(sampleIndices.length).toBe(40);
    sampleIndices.forEach((index, i) => expect(Math.abs(index - times[i] * RATE_HZ)).toBeLessThanOrEqual(0.51));
  });

  it.each([
    [0.8, 1.2, 0.03],
    [0.8, 1.6, 0.03],
    [0.5, 1.2, 0.04],
    [0.3, 0.8, 0.045],
  ])("does not count a T wave that is taller than the R wave (R %d mV, T %d mV of SD %d s)", (rMillivolt, tMillivolt, tSdS) => {
    const times = regularTimes(60, 0.8);
    const { sampleIndices } = detectRPeaks(makeStrip(49, times, { rMillivolt, tMillivolt, tSdS }), RATE_HZ);
    expect(matchBeats(times, Float64Array.from(sampleIndices, (n) => n / RATE_HZ), 0.05)).toMatchObject({ truePositiveCount: 60, falsePositiveCount: 0 });
  });

  it("takes one polarity for the strip, also when the R waves point down", () => {
    const times = regularTimes(20, 0.9);
    const { sampleIndices, polarity } = detectRPeaks(makeStrip(19, times, { rMillivolt: -1, tMillivolt: 0.3 }), RATE_HZ);
    expect(polarity).toBe(-1);
    expect(sampleIndices.length).toBe(20);
    sampleIndices.forEach((index, i) => expect(Math.abs(index - times[i] * RATE_HZ)).toBeLessThanOrEqual(0.51));
  });

  it("finds a small beat among large ones by searching back", () => {
    const times = regularTimes(30, 0.8);
    const large = makeStrip(25, times.filter((_t, i) => i !== 15), { rMillivolt: 1, tMillivolt: 0.2 });
    const small = makeStrip(25, [times[15]], { rMillivolt: 0.38, tMillivolt: 0.1 });
    const { sampleIndices } = detectRPeaks(large.map((value, n) => value + small[n]), RATE_HZ);
    expect([...sampleIndices]).toContain(Math.round(times[15] * RATE_HZ));
  });

  it("goes on finding beats after an artefact of 20 mV", () => {
    const times = regularTimes(60, 0.8);
    const strip = makeStrip(49, times, { rMillivolt: 1, tMillivolt: 0.2 });
    strip[Math.round(10.2 * RATE_HZ)] += 20;
    const match = matchBeats(times, Float64Array.from(detectRPeaks(strip, RATE_HZ).sampleIndices, (n) => n / RATE_HZ));
    expect(match.falseNegativeCount).toBeLessThanOrEqual(1);
    expect(match.falsePositiveCount).toBeLessThanOrEqual(1);
  });

  it("finds nothing in a flat or very short strip", () => {
    expect(detectRPeaks(new Float64Array(1250), RATE_HZ).sampleIndices.length).toBe(0);
    expect(detectRPeaks(new Float64Array(10), RATE_HZ).sampleIndices.length).toBe(0);
    expect(detectRPeaks([], RATE_HZ).sampleIndices.length).toBe(0);
  });
});

describe.skipIf(!hasSharedData)("detectRPeaks on MIT-BIH, against the reference beats within 150 ms", () => {
  const matches = new Map<string, BeatMatch>();
  beforeAll(async () => {
    const { recordings } = await readWfdbFolder(listShared("mitdb"));
    for (const recording of recordings) {
      const { filteredMillivolt } = prepareLead(recording.leads[0], recording.samplingRateHz);
      const { sampleIndices } = detectRPeaks(filteredMillivolt, RATE_HZ);
      const referenceS = recording.annotations.filter(({ symbol }) => isBeatSymbol(symbol)).map(({ sampleIndex }) => sampleIndex / 360);
      matches.set(recording.id, matchBeats(referenceS, Float64Array.from(sampleIndices, (n) => n / RATE_HZ)));
    }
  });

  it("finds 2273 of 2273 beats of record 100 with no false one", () => {
    expect(matches.get("100")).toMatchObject({ truePositiveCount: 2273, falsePositiveCount: 0, falseNegativeCount: 0 });
  });

  it.each(["119", "200", "208", "217"])("reaches 99 % sensitivity and predictivity on record %s", (id) => {
    expect(matches.get(id)!.sensitivity).toBeGreaterThanOrEqual(0.99);
    expect(matches.get(id)!.positivePredictivity).toBeGreaterThanOrEqual(0.99);
  });

  it("reaches 99.5 % gross over all eight records, noisy 105, 108 and 203 included", () => {
    const sum = (pick: (match: BeatMatch) => number) => [...matches.values()].reduce((total, match) => total + pick(match), 0);
    const truePositiveCount = sum((match) => match.truePositiveCount);
    expect(matches.size).toBe(8);
    expect(truePositiveCount / (truePositiveCount + sum((match) => match.falseNegativeCount))).toBeGreaterThanOrEqual(0.995);
    expect(truePositiveCount / (truePositiveCount + sum((match) => match.falsePositiveCount))).toBeGreaterThanOrEqual(0.995);
  });
});
