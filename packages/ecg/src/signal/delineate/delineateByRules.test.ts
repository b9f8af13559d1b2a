import { describe, expect, it } from "vitest";
import { delineateByRules } from "./delineateByRules.ts";
import { medianBeat } from "./medianBeat.ts";

const RATE_HZ = 500;

interface Wave {
  readonly atS: number;
  readonly sigmaS: number;
  readonly heightMv: readonly number[];
}

/** Gaussian beats in three leads; a beat's R peak lies at `firstS + k·rrS`. */
function gaussianStrip({ beats = 10, rrS = 0.9, samplingRateHz = RATE_HZ, waves }: { beats?: number; rrS?: number; samplingRateHz?: number; waves: readonly Wave[] }) {
  const firstS = 0.6;
  const length = Math.round((firstS + beats * rrS) * samplingRateHz);
  const leads = ["I", "II", "V2"].map((name, lead) => {
    const samplesMillivolt = new Float64Array(length);
    for (let beat = 0; beat < beats; beat++) {
      for (const { atS, sigmaS, heightMv } of waves) {
        const centre = (firstS + beat * rrS + atS) * samplingRateHz;
        const sigma = sigmaS * samplingRateHz;
        for (let i = Math.max(0, Math.floor(centre - 6 * sigma)); i < Math.min(length, centre + 6 * sigma); i++) samplesMillivolt[i] = samplesMillivolt[i]! + heightMv[lead]! * Math.exp(-0.5 * ((i - centre) / sigma) ** 2);
      }
    }
    return { name, samplesMillivolt };
  });
  const sampleIndices = Int32Array.from({ length: beats }, (_, beat) => Math.round((firstS + beat * rrS) * samplingRateHz));
  return { leads, qrs: { sampleIndices, confidence: new Float32Array(beats).fill(1) } };
}

const P: Wave = { atS: -0.16, sigmaS: 0.02, heightMv: [0.1, 0.15, 0.08] };
const R: Wave = { atS: 0, sigmaS: 0.011, heightMv: [0.8, 1.2, -0.9] };
const T: Wave = { atS: 0.28, sigmaS: 0.04, heightMv: [0.2, 0.3, 0.4] };

describe("delineateByRules", () => {
  it("finds the peaks of Gaussian waves to 4 ms, in every lead and beat", () => {
    const { leads, qrs } = gaussianStrip({ waves: [P, R, T] });
    for (const { beats } of delineateByRules(leads, RATE_HZ, qrs).leads) {
      expect(beats).toHaveLength(10);
      beats.forEach(({ p, qrs: complex, t }, beat) => {
        const at = qrs.sampleIndices[beat]!;
        expect(Math.abs(p!.peak - at + 0.16 * RATE_HZ)).toBeLessThanOrEqual(2);
        expect(Math.abs(complex!.peak - at)).toBeLessThanOrEqual(1);
        expect(Math.abs(t!.peak - at - 0.28 * RATE_HZ)).toBeLessThanOrEqual(2);
      });
    }
  });

  it("puts the end of a Gaussian T wave between two and two and a half standard deviations after its peak", () => {
    const { leads, qrs } = gaussianStrip({ waves: [P, R, T] });
    for (const { beats } of delineateByRules(leads, RATE_HZ, qrs).leads) {
      for (const { t } of beats.slice(1, -1)) {
        const sigmas = (t!.offset - t!.peak) / RATE_HZ / T.sigmaS;
        expect(sigmas).toBeGreaterThan(1.7);
        expect(sigmas).toBeLessThan(2.6);
      }
    }
  });

  it("finds no P wave where there is none", () => {
    const { leads, qrs } = gaussianStrip({ waves: [R, T] });
    for (const { beats } of delineateByRules(leads, RATE_HZ, qrs).leads) expect(beats.every(({ p }) => p === null)).toBe(true);
  });

  it("finds inverted T waves at the same place", () => {
    const upright = gaussianStrip({ waves: [P, R, T] });
    const inverted = gaussianStrip({ waves: [P, R, { ...T, heightMv: [-0.2, -0.3, -0.4] }] });
    const marks = ({ leads, qrs }: typeof upright) => delineateByRules(leads, RATE_HZ, qrs).leads.flatMap(({ beats }) => beats.map(({ t }) => [t!.peak, t!.offset]));
    marks(inverted).forEach(([peak, offset], index) => {
      expect(Math.abs(peak! - marks(upright)[index]![0]!)).toBeLessThanOrEqual(1);
      expect(Math.abs(offset! - marks(upright)[index]![1]!)).toBeLessThanOrEqual(2);
    });
  });

  it("finds a U wave that stands after the T wave, and none where there is none", () => {
    const u: Wave = { atS: 0.46, sigmaS: 0.025, heightMv: [0.06, 0.1, 0.12] };
    const withU = gaussianStrip({ waves: [P, R, T, u], rrS: 1 });
    for (const { beats } of delineateByRules(withU.leads, RATE_HZ, withU.qrs).leads) {
      for (const { u: wave, t, detection } of beats.slice(0, -1)) {
        expect(Math.abs(wave!.peak - withU.qrs.sampleIndices[detection]! - 0.46 * RATE_HZ)).toBeLessThanOrEqual(4);
        expect(t!.offset).toBeLessThanOrEqual(wave!.onset + 0.02 * RATE_HZ);
      }
    }
    const without = gaussianStrip({ waves: [P, R, T], rrS: 1 });
    expect(delineateByRules(without.leads, RATE_HZ, without.qrs).global.every((beat) => beat.u === null)).toBe(true);
  });

  it("keeps the T wave where a U wave is higher than it", () => {
    const u: Wave = { atS: 0.46, sigmaS: 0.03, heightMv: [0.15, 0.3, 0.5] };
    const { leads, qrs } = gaussianStrip({ waves: [P, R, { ...T, heightMv: [0.08, 0.15, 0.25] }, u], rrS: 1 });
    for (const { t, detection } of delineateByRules(leads, RATE_HZ, qrs).global) expect(Math.abs(t!.peak - qrs.sampleIndices[detection]! - 0.28 * RATE_HZ)).toBeLessThanOrEqual(5);
  });

  it("puts marks in order and confidences between 0 and 1, lower in noise", () => {
    const noisy = gaussianStrip({ waves: [P, R, T] });
    let state = 7;
    const noise = () => (state = (state * 16807) % 2147483647) / 2147483647 - 0.5;
    for (const { samplesMillivolt } of noisy.leads) for (let i = 0; i < samplesMillivolt.length; i++) samplesMillivolt[i] = samplesMillivolt[i]! + 0.1 * noise();
    const calm = gaussianStrip({ waves: [P, R, T] });
    const meanConfidence = ({ leads, qrs }: typeof noisy) => {
      const waves = delineateByRules(leads, RATE_HZ, qrs).leads.flatMap(({ beats }) => beats.flatMap(({ p, qrs: complex, t }) => [p, complex, t].filter((wave) => wave !== null)));
      for (const wave of waves) {
        expect(wave.onset).toBeLessThan(wave.peak);
        expect(wave.peak).toBeLessThan(wave.offset);
        for (const confidence of [wave.onsetConfidence, wave.peakConfidence, wave.offsetConfidence]) expect(confidence >= 0 && confidence <= 1).toBe(true);
      }
      return waves.reduce((sum, { offsetConfidence }) => sum + offsetConfidence / waves.length, 0);
    };
    expect(meanConfidence(noisy)).toBeLessThan(meanConfidence(calm) - 0.1);
  });

  it("gives a long recording the marks that its parts have", () => {
    const { leads, qrs } = gaussianStrip({ waves: [P, R, T], beats: 130 });
    const { global } = delineateByRules(leads, RATE_HZ, qrs);
    expect(global).toHaveLength(130);
    const offsets = global.map(({ detection, t }) => t!.offset - qrs.sampleIndices[detection]!);
    expect(Math.max(...offsets) - Math.min(...offsets)).toBeLessThanOrEqual(2);
  });

  it("has no marks where there are no beats or no leads", () => {
    const none = { sampleIndices: new Int32Array(0), confidence: new Float32Array(0) };
    expect(delineateByRules([{ name: "II", samplesMillivolt: new Float64Array(5000) }], RATE_HZ, none).global).toEqual([]);
    expect(delineateByRules([], RATE_HZ, none)).toEqual({ samplingRateHz: RATE_HZ, leads: [], global: [] });
  });

  it("gives the same times at another sampling rate", () => {
    const fine = delineateByRules(gaussianStrip({ waves: [P, R, T] }).leads, RATE_HZ, gaussianStrip({ waves: [P, R, T] }).qrs);
    const coarseStrip = gaussianStrip({ waves: [P, R, T], samplingRateHz: 250 });
    const coarse = delineateByRules(coarseStrip.leads, 250, coarseStrip.qrs);
    fine.global.forEach((beat, index) => {
      for (const wave of ["p", "qrs", "t"] as const) {
        for (const mark of ["onset", "offset"] as const) expect(Math.abs(beat[wave]![mark] / RATE_HZ - coarse.global[index]![wave]![mark] / 250)).toBeLessThanOrEqual(0.008);
      }
    });
  });
});

describe("medianBeat", () => {
  it("is the beat itself where all beats are equal, ventricular beats between them left out", () => {
    const { leads, qrs } = gaussianStrip({ waves: [P, R, T] });
    // The fifth beat is replaced by a broad one of the other sign.
    for (const { samplesMillivolt } of leads) {
      const at = qrs.sampleIndices[4]!;
      for (let i = at - 120; i < at + 60; i++) samplesMillivolt[i] = -1.5 * Math.exp(-0.5 * ((i - at) / 18) ** 2);
    }
    const beat = medianBeat(leads, RATE_HZ, qrs)!;
    expect(beat.members).toEqual([0, 1, 2, 3, 5, 6, 7, 8, 9]);
    const { samplesMillivolt, marks } = beat.leads[1]!;
    expect(samplesMillivolt[marks.qrs!.peak]).toBeCloseTo(1.2, 2);
    expect(samplesMillivolt[marks.t!.peak]).toBeCloseTo(0.3, 2);
    expect(samplesMillivolt[marks.p!.peak]).toBeCloseTo(0.15, 2);
    expect(marks.t!.peak - marks.p!.peak).toBeCloseTo(0.44 * RATE_HZ, -0.5);
  });

  it("is null without beats", () => {
    expect(medianBeat([{ name: "II", samplesMillivolt: new Float64Array(5000) }], RATE_HZ, { sampleIndices: new Int32Array(0), confidence: new Float32Array(0) })).toBeNull();
  });
});
