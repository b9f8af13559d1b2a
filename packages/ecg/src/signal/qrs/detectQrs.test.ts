import { describe, expect, it } from "vitest";
import { matchBeats } from "../matchBeats.ts";
import { QRS_DETECTOR_NAMES, detectQrs, qrsDetectorOf } from "./detectQrs.ts";

const RATE_HZ = 250;

interface WaveShape {
  readonly rMillivolt?: number;
  readonly tMillivolt?: number;
  readonly tSdS?: number;
  readonly qrsSdS?: number;
  readonly spikeMillivolt?: number;
}

/** Beats of Gaussian R and T (0.28 s later) waves at the given times, with a pacing spike of 2 ms 60 ms before R when asked. */
function makeStrip(durationS: number, rTimesS: readonly number[], { rMillivolt = 1, tMillivolt = 0.2, tSdS = 0.045, qrsSdS = 0.01, spikeMillivolt = 0 }: WaveShape = {}): Float64Array {
  const strip = new Float64Array(Math.round(durationS * RATE_HZ));
  for (const time of rTimesS) {
    for (let n = Math.max(0, Math.floor((time - 0.3) * RATE_HZ)); n < Math.min(strip.length, (time + 0.7) * RATE_HZ); n++) {
      const sinceR = n / RATE_HZ - time;
      strip[n] += rMillivolt * Math.exp(-0.5 * (sinceR / qrsSdS) ** 2) + tMillivolt * Math.exp(-0.5 * ((sinceR - 0.28) / tSdS) ** 2);
      if (Math.abs(sinceR + 0.06) <= 0.001) strip[n] += spikeMillivolt;
    }
  }
  return strip;
}

/** A repeatable stand-in for chance: uniform in [0, 1). */
function makeRandom(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 16807) % 2147483647) / 2147483647;
}

function makeNoise(length: number, sdMillivolt: number, seed: number): Float64Array {
  const random = makeRandom(seed);
  return Float64Array.from({ length }, () => sdMillivolt * Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()));
}

const regularTimes = (count: number, rrS: number) => Array.from({ length: count }, (_, i) => 0.4 + i * rrS);
const plus = (a: Float64Array, b: Float64Array) => a.map((value, n) => value + b[n]);
const match = (timesS: readonly number[], sampleIndices: Int32Array, windowS = 0.05) => matchBeats(timesS, Float64Array.from(sampleIndices, (n) => n / RATE_HZ), windowS);
const lead = (samplesMillivolt: Float64Array, name = "II") => ({ name, samplesMillivolt });

describe.each(QRS_DETECTOR_NAMES)("the %s detector on waveforms of known times", (name) => {
  const detect = (samples: Float64Array) => qrsDetectorOf(name).detect(samples, RATE_HZ).sampleIndices;

  it.each([0.35, 0.5, 0.8, 1.2, 1.8])("finds every beat to the sample at an RR of %d s", (rrS) => {
    const times = regularTimes(40, rrS);
    const found = detect(makeStrip(40 * rrS + 1, times));
    expect(found.length).toBe(40);
    found.forEach((index, i) => expect(Math.abs(index - times[i] * RATE_HZ)).toBeLessThanOrEqual(1));
  });

  it.each([
    [0.8, 1.2, 0.03],
    [0.8, 1.6, 0.03],
    [0.5, 1.2, 0.04],
    [0.3, 0.8, 0.045],
  ])("does not count a T wave that is taller than the R wave (R %d mV, T %d mV of SD %d s)", (rMillivolt, tMillivolt, tSdS) => {
    const times = regularTimes(60, 0.8);
    expect(match(times, detect(makeStrip(49, times, { rMillivolt, tMillivolt, tSdS })))).toMatchObject({ truePositiveCount: 60, falsePositiveCount: 0 });
  });

  it("counts a wide paced beat and its spike once", () => {
    const times = regularTimes(60, 0.8);
    const found = detect(makeStrip(49, times, { qrsSdS: 0.035, tMillivolt: -0.5, tSdS: 0.06, spikeMillivolt: 1.5 }));
    expect(match(times, found, 0.1)).toMatchObject({ truePositiveCount: 60, falsePositiveCount: 0 });
  });

  it("follows intervals as irregular as in atrial fibrillation, with its waves on the baseline", () => {
    const random = makeRandom(3);
    const times = [0.4];
    while (times.length < 120) times.push(times.at(-1)! + 0.38 + 0.75 * random());
    const durationS = times.at(-1)! + 1;
    const waves = Float64Array.from({ length: Math.round(durationS * RATE_HZ) }, (_, n) => 0.06 * Math.sin((2 * Math.PI * 6.1 * n) / RATE_HZ + 3 * Math.sin(n / RATE_HZ)));
    expect(match(times, detect(plus(makeStrip(durationS, times), waves)))).toMatchObject({ truePositiveCount: 120, falsePositiveCount: 0 });
  });

  it("finds a small beat where one is overdue", () => {
    const times = regularTimes(30, 0.8);
    const strip = plus(makeStrip(25, times.filter((_t, i) => i !== 15)), makeStrip(25, [times[15]], { rMillivolt: 0.38, tMillivolt: 0.1 }));
    expect(match(times, detect(strip)).truePositiveCount).toBe(30);
  });

  it("takes nothing in a pause of five seconds for a beat", () => {
    const times = [...regularTimes(20, 0.8), ...regularTimes(20, 0.8).map((time) => time + 20.8)];
    const strip = plus(makeStrip(38, times), makeNoise(38 * RATE_HZ, 0.01, 5));
    expect(match(times, detect(strip))).toMatchObject({ truePositiveCount: 40, falsePositiveCount: 0 });
  });

  it("goes on finding beats after an artefact of 20 mV", () => {
    const times = regularTimes(60, 0.8);
    const strip = makeStrip(49, times);
    strip[Math.round(10.2 * RATE_HZ)] += 20;
    const { falseNegativeCount, falsePositiveCount } = match(times, detect(strip));
    expect(falseNegativeCount).toBeLessThanOrEqual(1);
    expect(falsePositiveCount).toBeLessThanOrEqual(1);
  });

  it("finds nothing in a flat, a very short or an empty strip", () => {
    for (const length of [1250, 10, 1, 0]) expect(detect(new Float64Array(length)).length).toBe(0);
  });
});

describe("detectQrs with several leads", () => {
  const times = regularTimes(150, 0.8);
  const durationS = 121;
  const noise = (sdMillivolt: number, seed: number) => makeNoise(durationS * RATE_HZ, sdMillivolt, seed);

  it("gives one beat for a complex that peaks at other times in other leads", () => {
    const leads = [0, 0.04, -0.05].map((shiftS, i) => lead(makeStrip(durationS, times.map((time) => time + shiftS)), `V${i + 1}`));
    const { sampleIndices, confidence } = detectQrs(leads, RATE_HZ);
    expect(match(times, sampleIndices, 0.06)).toMatchObject({ truePositiveCount: 150, falsePositiveCount: 0 });
    expect(confidence.length).toBe(150);
    expect(Math.min(...confidence)).toBeGreaterThan(0.8);
  });

  it("is not misled by a lead of nothing but noise, wherever it stands among the leads", () => {
    const good = lead(plus(makeStrip(durationS, times), noise(0.03, 1)));
    const bad = lead(noise(1, 2), "V1");
    for (const leads of [[good, bad], [bad, good]]) expect(match(times, detectQrs(leads, RATE_HZ).sampleIndices)).toMatchObject({ truePositiveCount: 150, falsePositiveCount: 0 });
  });

  it("does better than either lead when each is noisy half of the time", () => {
    const burst = (from: number, to: number, seed: number) => noise(0.6, seed).map((value, n) => (n / RATE_HZ >= from && n / RATE_HZ < to ? value : value / 20));
    const leads = [lead(plus(makeStrip(durationS, times), burst(0, 60, 7))), lead(plus(makeStrip(durationS, times, { rMillivolt: -0.7 }), burst(60, 121, 9)), "V5")];
    const errors = (found: Int32Array) => {
      const { falseNegativeCount, falsePositiveCount } = match(times, found);
      return falseNegativeCount + falsePositiveCount;
    };
    const alone = leads.map((one) => errors(detectQrs([one], RATE_HZ).sampleIndices));
    expect(Math.min(...alone)).toBeGreaterThan(10);
    expect(errors(detectQrs(leads, RATE_HZ).sampleIndices)).toBeLessThan(Math.min(...alone) / 2);
  });

  it("finds beats that one of two leads hardly shows", () => {
    const ectopic = times.filter((_time, i) => i % 3 === 2);
    const normal = times.filter((_time, i) => i % 3 !== 2);
    const first = plus(makeStrip(durationS, normal), makeStrip(durationS, ectopic, { rMillivolt: 1.4, qrsSdS: 0.03 }));
    const second = plus(makeStrip(durationS, normal, { rMillivolt: 0.06, tMillivolt: 0.02 }), makeStrip(durationS, ectopic, { rMillivolt: -1.4, qrsSdS: 0.03 }));
    expect(match(times, detectQrs([lead(plus(first, noise(0.02, 11))), lead(plus(second, noise(0.02, 13)), "V1")], RATE_HZ).sampleIndices)).toMatchObject({ truePositiveCount: 150, falsePositiveCount: 0 });
  });

  it("says what is wrong with leads that cannot be taken together, and with too low a rate", () => {
    expect(() => detectQrs([], RATE_HZ)).toThrow("no lead");
    expect(() => detectQrs([lead(new Float64Array(500)), lead(new Float64Array(400), "V1")], RATE_HZ)).toThrow("V1 has 400 samples");
    expect(() => detectQrs([lead(new Float64Array(500))], 60)).toThrow("at least 100 samples a second");
  });
});
