import { describe, expect, it } from "vitest";
import { beginRecord, emptyTally, summarise, tallyNearest, tallyWaves, type Boundary } from "./delineationScore.ts";
import { readWaves, type MarkedWaves } from "./delineationReference.ts";

const RATE_HZ = 500;

function waves(partial: Partial<MarkedWaves>): MarkedWaves {
  return { p: [], qrs: [], t: [], u: [], ...partial };
}

/** QRS of 40 samples every 500 samples, moved by `by` samples. */
function complexes(count: number, by = 0) {
  return Array.from({ length: count }, (_, beat) => ({ onset: 480 + 500 * beat + by, peak: 500 + 500 * beat + by, offset: 520 + 500 * beat + by }));
}

function figures(reference: MarkedWaves, detected: readonly MarkedWaves[], boundary: Boundary) {
  const tally = emptyTally();
  beginRecord(tally);
  if (detected.length === 1) tallyWaves(tally, reference, detected[0]!, RATE_HZ);
  else tallyNearest(tally, reference, detected, RATE_HZ);
  return summarise(tally).find((row) => row.boundary === boundary)!;
}

describe("scoring of delineators", () => {
  it("gives mean and standard deviation of detected minus marked in milliseconds", () => {
    const detected = complexes(4).map((wave, beat) => ({ ...wave, onset: wave.onset + [1, 3, 1, 3][beat]! }));
    const { n, meanMs, sdMs, medianMs, sensitivityPercent, positivePredictivityPercent, withinCsePercent } = figures(waves({ qrs: complexes(4) }), [waves({ qrs: detected })], "qrs onset");
    expect([n, meanMs, medianMs, sensitivityPercent, positivePredictivityPercent]).toEqual([4, 4, 4, 100, 100]);
    expect(sdMs).toBeCloseTo(2 * Math.sqrt(4 / 3), 12);
    expect(withinCsePercent).toBe(100);
  });

  it("sees a planted fault: marks that are 12 ms late move the mean by 12 ms", () => {
    expect(figures(waves({ qrs: complexes(5) }), [waves({ qrs: complexes(5, 6) })], "qrs offset").meanMs).toBe(12);
  });

  it("counts waves that were not found, and waves that nobody marked, inside the annotated span only", () => {
    const reference = waves({ qrs: complexes(4) });
    const p = (peak: number) => ({ onset: peak - 20, peak, offset: peak + 20 });
    const { sensitivityPercent, positivePredictivityPercent } = figures(reference, [waves({ qrs: [...complexes(3), p(100), p(1250), p(4000)] })], "qrs onset");
    expect(sensitivityPercent).toBe(75);
    expect(positivePredictivityPercent).toBe(75);
  });

  it("takes the nearer of two leads for each boundary when the marks are of the whole record", () => {
    const reference = waves({ qrs: complexes(3) });
    const early = complexes(3).map((wave) => ({ ...wave, onset: wave.onset - 10, offset: wave.offset - 1 }));
    const late = complexes(3).map((wave) => ({ ...wave, onset: wave.onset + 2, offset: wave.offset + 30 }));
    expect(figures(reference, [waves({ qrs: early }), waves({ qrs: late })], "qrs onset").meanMs).toBe(4);
    expect(figures(reference, [waves({ qrs: early }), waves({ qrs: late })], "qrs offset").meanMs).toBe(-2);
  });

  it("leaves a boundary out that has no partner in the reference", () => {
    const reference = waves({ t: [{ onset: null, peak: 700, offset: 760 }, { onset: 1150, peak: 1200, offset: null }] });
    const detected = waves({ t: [{ onset: 640, peak: 700, offset: 762 }, { onset: 1148, peak: 1200, offset: 1260 }] });
    expect(figures(reference, [detected], "t onset")).toMatchObject({ n: 1, meanMs: -4 });
    expect(figures(reference, [detected], "t offset")).toMatchObject({ n: 1, meanMs: 4 });
  });
});

describe("readWaves", () => {
  const mark = (sampleIndex: number, symbol: string) => ({ sampleIndex, symbol, aux: "", subtype: 0, channel: 0, number: 0, onsetS: null, durationS: null });

  it("takes parentheses beside a peak for its boundaries, and two equal peaks for one wave of two phases", () => {
    const annotations = [mark(10, "N"), mark(20, ")"), mark(50, "("), mark(60, "t"), mark(75, "t"), mark(90, ")"), mark(95, "u"), mark(120, ")")];
    expect(readWaves({ annotations, rateHz: null }, RATE_HZ)).toEqual({ p: [], qrs: [{ onset: null, peak: 10, offset: 20 }], t: [{ onset: 50, peak: 60, offset: 90 }], u: [{ onset: null, peak: 95, offset: 120 }] });
  });

  it("converts marks that are stated at another rate", () => {
    expect(readWaves({ annotations: [mark(100, "N")], rateHz: 250 }, RATE_HZ).qrs[0]!.peak).toBe(200);
  });
});
