import { describe, expect, it } from "vitest";
import { delineateByRules } from "./delineateByRules.ts";

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

  it("finds inverted T waves", () => {
    const { leads, qrs } = gaussianStrip({ waves: [P, R, { ...T, heightMv: [-0.2, -0.3, -0.4] }] });
    for (const { beats } of delineateByRules(leads, RATE_HZ, qrs).leads) for (const { t } of beats) expect(Math.abs(t!.peak - t!.onset)).toBeGreaterThan(10);
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
