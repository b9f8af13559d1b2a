import { beforeAll, describe, expect, it } from "vitest";
import { matReader } from "../../read/mat/matReader.ts";
import { sourceFileFromBytes } from "../../read/sourceFile.ts";
import { readWfdbRecord } from "../../read/wfdb/wfdbRecord.ts";
import { hasSharedData, listShared, readShared } from "../../testing/sharedData.ts";
import { detectQrs } from "../qrs/detectQrs.ts";
import { assessStretches } from "./assessStretches.ts";
import type { QualityOptions } from "./assessStretches.ts";
import { computeSignalIndices, detectorAgreement, kurtosis } from "./signalIndices.ts";
import { correlateWithTemplate } from "./templateCorrelation.ts";

const RATE_HZ = 250;
const RR = 200;
const gaussian = (x: number, sigma: number) => Math.exp((-x * x) / (2 * sigma * sigma));
const heart = (n: number) => 0.12 * gaussian((n % RR) - 40, 5) + 1.1 * gaussian((n % RR) - 80, 2.5) - 0.25 * gaussian((n % RR) - 88, 2.5) + 0.3 * gaussian((n % RR) - 150, 9);
const peaks = Array.from({ length: 25 }, (_, beat) => beat * RR + 80);

/** Normal noise from a fixed sequence. */
function makeNoise(count: number, standardDeviation: number): Float64Array {
  let state = 12345;
  const uniform = () => (state = (16807 * state) % 2147483647) / 2147483647;
  return Float64Array.from({ length: count }, () => standardDeviation * Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform()));
}

const clean = Float64Array.from({ length: 5000 }, (_, n) => heart(n));
const withDisturbance = (disturbance: (n: number) => number) => clean.map((value, n) => value + disturbance(n));
const both: QualityOptions = { detections: [peaks, peaks] };

describe("the indices", () => {
  it("have the values that follow from simple signals", () => {
    const sine = (hz: number, size: number) => Float64Array.from({ length: 5000 }, (_, n) => size * Math.sin((2 * Math.PI * hz * n) / RATE_HZ));
    expect(kurtosis(sine(10, 2))).toBeCloseTo(1.5, 6);
    expect(kurtosis(makeNoise(100_000, 3))).toBeCloseTo(3, 1);
    expect(computeSignalIndices(sine(10, 1), RATE_HZ).pSqi).toBeCloseTo(1, 3);
    expect(computeSignalIndices(sine(30, 1), RATE_HZ).pSqi).toBeCloseTo(0, 3);
    expect(computeSignalIndices(sine(0.5, 1), RATE_HZ).basSqi).toBeCloseTo(0, 3);
    expect(computeSignalIndices(sine(0.25, 0.4), RATE_HZ).driftMillivolt).toBeGreaterThan(0.25);
    expect(computeSignalIndices(makeNoise(5000, 1), RATE_HZ).pSqi).toBeCloseTo(10 / 35, 1);
  });

  it("tell mains by their frequency and their root mean square", () => {
    for (const mainsHz of [50, 60] as const) {
      const { mainsMillivolt, mainsHz: found } = computeSignalIndices(withDisturbance((n) => 0.2 * Math.sin((2 * Math.PI * mainsHz * n) / RATE_HZ)), RATE_HZ);
      expect(found).toBe(mainsHz);
      expect(mainsMillivolt).toBeCloseTo(0.2 / Math.SQRT2, 2);
    }
    expect(computeSignalIndices(clean, RATE_HZ).mainsMillivolt).toBeLessThan(0.005);
    expect(computeSignalIndices(clean.subarray(0, 500), 100).mainsMillivolt).toBe(0);
  });

  it("count how far two detectors agree", () => {
    expect(detectorAgreement([100, 300, 500], [102, 298, 505], 250)).toBe(1);
    expect(detectorAgreement([100, 300, 500, 700], [100, 300], 250)).toBeCloseTo(2 / 3, 12);
    expect(detectorAgreement([], [], 250)).toBeNaN();
  });

  it("liken beats to their mean", () => {
    expect(correlateWithTemplate(clean, peaks, RATE_HZ).mean).toBeCloseTo(1, 9);
    const noise = makeNoise(5000, 0.2);
    const noisy = correlateWithTemplate(withDisturbance((n) => noise[n]), peaks, RATE_HZ);
    // A beat of variance s² in noise of variance v correlates with the noise-free template by s/√(s² + v).
    const within = clean.subarray(0, 4000);
    const mean = within.reduce((sum, value) => sum + value, 0) / within.length;
    const variance = within.reduce((sum, value) => sum + (value - mean) ** 2, 0) / within.length;
    expect(noisy.mean).toBeCloseTo(Math.sqrt(variance / (variance + 0.04)), 1);
    expect(correlateWithTemplate(clean, [80], RATE_HZ).mean).toBeNaN();
  });
});

describe("assessStretches", () => {
  it("finds nothing against a clean lead and cuts it into stretches of 10 s", () => {
    const stretches = assessStretches(clean, RATE_HZ, both);
    expect(stretches.map(({ fromSample, toSample, grade, reasons }) => ({ fromSample, toSample, grade, reasons }))).toEqual([
      { fromSample: 0, toSample: 2500, grade: "good", reasons: [] },
      { fromSample: 2500, toSample: 5000, grade: "good", reasons: [] },
    ]);
    expect(stretches[0].indices.beatsPerMinute).toBeCloseTo(75, 6);
  });

  const muscle = makeNoise(5000, 0.3);
  const disturbed: readonly (readonly [string, Float64Array, QualityOptions, string, string])[] = [
    ["an electrode that is off", withDisturbance(() => 0).fill(0.1, 500, 2000), both, "poor", "flat"],
    ["a missing half", withDisturbance(() => 0).fill(NaN, 0, 1250), both, "poor", "missing"],
    ["muscle noise", withDisturbance((n) => muscle[n]), both, "poor", "noisy"],
    ["drift", withDisturbance((n) => 1.5 * Math.sin((2 * Math.PI * 0.25 * n) / RATE_HZ)), both, "fair", "basSqi"],
    ["mains", withDisturbance((n) => 0.15 * Math.sin((2 * Math.PI * 50 * n) / RATE_HZ)), both, "fair", "mains"],
    ["clipped peaks", clean.map((value) => Math.min(0.7, value)), both, "fair", "clipped"],
    ["detectors that disagree", clean, { detections: [peaks, peaks.filter((_, beat) => beat % 3 === 0)] }, "fair", "qSqi"],
    ["beats that are none", clean, { detections: [peaks.map((peak, beat) => peak + ((beat * 61) % 150) - 75)] }, "fair", "beatLikeness"],
    ["a lead without complexes", muscle, { detections: [[]] }, "poor", "beats"],
  ];
  it.each(disturbed)("notices %s, grades it and says why", (_, samples, options, worstGrade, index) => {
    const [first] = assessStretches(samples, RATE_HZ, options);
    expect(first.reasons.map((reason) => reason.index)).toContain(index);
    expect(["fair", "poor"].indexOf(first.grade)).toBeGreaterThanOrEqual(["fair", "poor"].indexOf(worstGrade));
    for (const { text } of first.reasons) expect(text).toMatch(/\.$/);
  });

  it("does not hold two kinds of beats against the signal", () => {
    const [first] = assessStretches(clean.map((value, n) => (Math.floor(n / RR) % 3 === 0 ? -value : value)), RATE_HZ, both);
    expect(first.indices.templateCorrelation).toBeLessThan(0.66);
    expect(first.indices.beatLikeness).toBeGreaterThan(0.99);
    expect(first.grade).toBe("good");
  });

  it("follows limits that are moved", () => {
    const drifting = withDisturbance((n) => 0.25 * Math.sin((2 * Math.PI * 0.25 * n) / RATE_HZ));
    expect(assessStretches(drifting, RATE_HZ, both)[0].grade).not.toBe("good");
    expect(assessStretches(drifting, RATE_HZ, { ...both, limits: { basSqi: { fair: 0.1, poor: 0.05, driftMillivolt: 0.1 } } })[0].grade).toBe("good");
  });

  it("takes leads that are empty, short, constant or missing altogether", () => {
    expect(assessStretches(new Float32Array(0), RATE_HZ)).toEqual([]);
    for (const samples of [new Float32Array(1), new Float32Array(3), new Float32Array(3000).fill(0.5), new Float32Array(3000).fill(NaN)]) {
      for (const { grade } of assessStretches(samples, RATE_HZ, { detections: [[], []] })) expect(grade).toBe("poor");
    }
  });
});

/** Record 100 of MIT-BIH with recorded noise of the Noise Stress Test Database; the ratio is that of variances over the minute. */
describe.runIf(hasSharedData)("assessStretches on a real lead with recorded noise", () => {
  const SECONDS = 60;
  const readNoise = async (name: string) => {
    const path = `noise/${name}.mat`;
    const array = { arrayName: name, samplingRateHz: 360, unit: "mV", gainPerUnit: 1, leadNames: ["a", "b"], leadAxis: "last" } as const;
    const [opened] = await matReader.open(sourceFileFromBytes(path, readShared(path)), [], { array });
    return (await opened.readSamples(0, 0, SECONDS * 360))[0];
  };
  const variance = (x: ArrayLike<number>) => {
    const values = Float64Array.from(x);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  };
  let lead = new Float64Array(0);
  beforeAll(async () => {
    const files = listShared("mitdb").filter(({ path }) => path.includes("/100."));
    const { leads } = await readWfdbRecord(files.find(({ path }) => path.endsWith(".hea"))!, files);
    lead = Float64Array.from(leads[0].samplesMillivolt.subarray(0, SECONDS * 360));
  });

  it.each([
    ["EM", 0.5, 1],
    ["MA", 0.5, 1],
    ["BW", 0, 0.2],
  ] as const)("grades it the worse the more of %s is added, and drift alone never worse than fair", async (name, leastPoor, mostPoor) => {
    const noise = await readNoise(name);
    const rows = [24, 6, -6].map((decibel) => {
      const gain = Math.sqrt(variance(lead) / variance(noise) / 10 ** (decibel / 10));
      const samplesMillivolt = lead.map((value, n) => value + gain * noise[n]);
      const [first, second] = (["two-average", "pan-tompkins"] as const).map((detector) => detectQrs([{ name: "MLII", samplesMillivolt }], 360, detector).sampleIndices);
      const stretches = assessStretches(samplesMillivolt, 360, { detections: [first, second] });
      const share = (grade: string) => stretches.filter((stretch) => stretch.grade === grade).length / stretches.length;
      return { decibel, good: share("good"), poor: share("poor") };
    });
    console.info(name, rows.map(({ decibel, good, poor }) => `${decibel} dB: good ${good.toFixed(2)}, poor ${poor.toFixed(2)}`).join("; "));
    expect(rows[0].good).toBeGreaterThanOrEqual(0.8);
    expect(rows[0].poor).toBe(0);
    expect(rows[2].good).toBeLessThanOrEqual(0.35);
    expect(rows[2].poor).toBeGreaterThanOrEqual(leastPoor);
    expect(rows[2].poor).toBeLessThanOrEqual(mostPoor);
    for (let k = 1; k < rows.length; k++) expect(rows[k].poor).toBeGreaterThanOrEqual(rows[k - 1].poor);
  });
});
