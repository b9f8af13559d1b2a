import { describe, expect, it } from "vitest";
import { raisedCosine, sampled, trapezium } from "./analyticWaves.fixture.ts";
import type { Delineation } from "../delineate/delineation.ts";
import type { QrsDetections } from "../qrs/qrsDetector.ts";
import { featureMatrix, featureNames, featureVector } from "./featureVector.ts";
import { warpFromReference } from "./markers/warpFromReference.ts";
import { measureRecording } from "./measureRecording.ts";

const RATE = 500;
const RR_MS = 820;
/** Waves with ends: raised cosines, and a complex of straight lines, since complexes begin and end sharply. Centre and half base in ms from the beat's own zero, frontal angle, height in the limb plane, mV. */
const P = { centre: 80, half: 52, angle: 62, height: 0.16 };
const QRS = { centre: 250, half: 44, angle: 35, height: 1.1 };
const T = { centre: 490, half: 100, angle: 48, height: 0.42 };
/** Height of each wave in the chest leads, as a share of the above: P, QRS, T. */
const CHEST = { V1: [0.5, -0.8, 0.3], V2: [0.6, -0.5, 1.3], V3: [0.6, 0.4, 1.2], V4: [0.6, 1.2, 1], V5: [0.6, 1.1, 0.8], V6: [0.5, 0.9, 0.6] } as const;

function weightsOf(name: string): readonly number[] {
  const angles = { I: 0, II: 60, III: 120 } as const;
  const on = (lead: number) => [P, QRS, T].map(({ angle }) => Math.cos(((angle - lead) * Math.PI) / 180));
  if (name in angles) return on(angles[name as keyof typeof angles]);
  const [i, ii, iii] = [on(0), on(60), on(120)] as [number[], number[], number[]];
  if (name === "aVR") return i.map((value, k) => -(value + ii[k]!) / 2);
  if (name === "aVL") return i.map((value, k) => (value - iii[k]!) / 2);
  if (name === "aVF") return ii.map((value, k) => (value + iii[k]!) / 2);
  return CHEST[name as keyof typeof CHEST];
}

/** Level for 4 ms at its top, so that a sample lies there. */
function complex(height: number, start: number) {
  const centre = start + QRS.centre;
  return trapezium(height, [centre - QRS.half, centre - 2, centre + 2, centre + QRS.half]);
}

/** Twelve leads; V2 on an offset. */
function leadsOf(tScale = 1, seconds = 10) {
  return ["I", "II", "III", "aVR", "aVL", "aVF", "V1", "V2", "V3", "V4", "V5", "V6"].map((name) => {
    const [p, qrs, t] = weightsOf(name);
    const beat = (start: number) => [
      raisedCosine(P.height * p!, start + P.centre, P.half),
      complex(QRS.height * qrs!, start),
      raisedCosine(T.height * t!, start + T.centre, T.half * tScale),
    ];
    const waves = Array.from({ length: Math.floor((seconds * 1000) / RR_MS) }, (_, k) => beat(200 + k * RR_MS)).flat();
    return { name, samplesMillivolt: sampled(waves, seconds * 1000, RATE).map((value) => value + (name === "V2" ? 0.3 : 0)) };
  });
}

/** What a perfect delineator would say: measured numbers then hang on the measuring alone. */
function drawnMarks(): { readonly detections: QrsDetections; readonly delineation: Delineation } {
  const starts = Array.from({ length: Math.floor(10_000 / RR_MS) }, (_, k) => 200 + k * RR_MS);
  const sample = (ms: number) => Math.round((ms / 1000) * RATE);
  const wave = (start: number, { centre, half }: typeof P) => ({ onset: sample(start + centre - half), peak: sample(start + centre), offset: sample(start + centre + half), onsetConfidence: 1, peakConfidence: 1, offsetConfidence: 1 });
  const beats = starts.map((start, detection) => ({ detection, p: wave(start, P), qrs: wave(start, QRS), t: wave(start, T), u: null }));
  return {
    detections: { sampleIndices: Int32Array.from(starts, (start) => sample(start + QRS.centre)), confidence: new Float32Array(starts.length).fill(1) },
    delineation: { samplingRateHz: RATE, leads: leadsOf().map(({ name }) => ({ leadName: name, beats })), global: beats },
  };
}

const record = measureRecording(leadsOf(), RATE, drawnMarks());
const close = (value: number | null | undefined, truth: number, tolerance: number) => expect(Math.abs(value! - truth)).toBeLessThanOrEqual(tolerance);
const share = (value: number | null | undefined, truth: number) => expect(Math.abs(value! / truth - 1)).toBeLessThanOrEqual(0.005);

describe("the measurements of twelve drawn leads", () => {
  it("have the rate, and intervals whose ends lie where the waves leave the baseline", () => {
    share(record.rate.heartRatePerMinute, 60000 / RR_MS);
    close(record.intervals.prMs, QRS.centre - QRS.half - (P.centre - P.half), 10);
    // The corners of the drawn complex are seen through windows of 6 ms on either side.
    close(record.intervals.qrsMs, 2 * QRS.half, 12);
    close(record.intervals.qtMs, T.centre + T.half - (QRS.centre - QRS.half), 15);
    close(record.intervals.tPeakEndMs, T.half, 15);
    close(record.beatSpread.qtMs.mad, 0, 2);
    expect(record.medianBeat!.unlikeCount).toBe(0);
  });

  it("are much the same with Kalium's own detector and delineator", () => {
    const own = measureRecording(leadsOf(), RATE);
    expect(own.detectionCount).toBe(record.detectionCount);
    share(own.rate.heartRatePerMinute, 60000 / RR_MS);
    // A raised cosine leaves its base so slowly that P stands 14 µV high 10 ms after its beginning.
    close(own.intervals.prMs, record.intervals.prMs!, 20);
    close(own.intervals.qtMs, record.intervals.qtMs!, 30);
    share(own.leads[0]!.t!.amplitudeMillivolt, record.leads[0]!.t!.amplitudeMillivolt);
  });

  it("have the axes of the drawn dipole", () => {
    for (const axes of [record.axes!.byArea, record.axes!.byAmplitude]) {
      close(axes.pDeg, P.angle, 1);
      close(axes.qrsDeg, QRS.angle, 1);
      close(axes.tDeg, T.angle, 1);
    }
  });

  it.each(["I", "II", "aVF", "V2", "V3", "V4", "V5"])("have the heights, width, slopes and area of lead %s to half a percent", (name) => {
    const lead = record.leads.find(({ leadName }) => leadName === name)!;
    const [p, qrs, t] = weightsOf(name);
    share(lead.p!.amplitudeMillivolt, P.height * p!);
    share(qrs! > 0 ? lead.qrs!.rMillivolt : lead.qrs!.qMillivolt, QRS.height * qrs!);
    share(lead.qrsAreaMillivoltMs, QRS.height * qrs! * (QRS.half + 2));
    const shape = lead.t!;
    share(shape.amplitudeMillivolt, T.height * t!);
    share(shape.halfWidthMs, T.half);
    share(shape.downSlopeMillivoltPerS, (1000 * T.height * t! * Math.PI) / (2 * T.half));
    share(shape.upSlopeMillivoltPerS, (1000 * T.height * t! * Math.PI) / (2 * T.half));
    share(shape.areaMillivoltMs, T.height * t! * T.half);
    if (qrs! > 0) share(lead.tOverR, (T.height * t!) / (QRS.height * qrs!));
    close(lead.st.find(({ afterJMs }) => afterJMs === 60)!.millivolt, 0, 0.002);
  });

  it("state why something is missing instead of making it up", () => {
    const v1 = record.leads.find(({ leadName }) => leadName === "V1")!;
    expect(v1.qrs!.isQs).toBe(true);
    expect(v1.tOverR).toBeNull();
    expect(v1.missing).toMatchObject({ tOverR: "no R wave in this lead", u: expect.stringContaining("no U wave") });
    expect(record.potassiumMarkers.filter(({ value, reason }) => (value === null) !== (reason !== null))).toEqual([]);
  });

  it("survive being cloned", () => {
    expect(structuredClone(record)).toEqual(record);
  });

  it("have the slope over amplitude of the T wave in the first eigenlead", () => {
    const marker = record.potassiumMarkers.find(({ name }) => name === "T slope/amplitude eigenlead 1")!;
    share(marker.value, (1000 * Math.PI) / (2 * T.half));
  });

  it("have no T-wave warp against themselves, and a positive one when T has become narrower", () => {
    const value = (name: string, other = record) => warpFromReference(record, other).find((marker) => marker.name === name)!.value!;
    expect(value("d_w")).toBe(0);
    const narrower = measureRecording(leadsOf(0.85), RATE, drawnMarks());
    // Each point moves (1 − .85)·|t|, on the average .15·half/2, were the marks those of the drawing.
    expect(value("d_w", narrower)).toBeGreaterThan(5);
    expect(Math.abs(value("d_w", narrower) / ((0.15 * T.half) / 2) - 1)).toBeLessThan(0.15);
    expect(Math.abs(value("QRS warp", narrower))).toBeLessThan(1);
  });
});

describe("what cannot be measured", () => {
  it("is null with a note: flat leads, no leads, a strip of one beat", () => {
    for (const leads of [[{ name: "II", samplesMillivolt: new Float64Array(5000) }], [], leadsOf(1, 0.6)]) {
      const empty = measureRecording(leads, RATE);
      expect(empty.intervals.qtMs).toBeNull();
      expect(empty.qtc).toBeNull();
      expect(empty.notes.length).toBeGreaterThan(0);
    }
  });

  it("does not stop a record with a dead lead and gaps", () => {
    const leads = leadsOf().map((lead) => ({ ...lead, samplesMillivolt: Float64Array.from(lead.samplesMillivolt, (value, i) => (lead.name === "V6" || (i > 1000 && i < 1020) ? NaN : value)) }));
    const gappy = measureRecording(leads, RATE, drawnMarks());
    close(gappy.intervals.qtMs, record.intervals.qtMs!, 10);
    expect(gappy.notes).toContain("Invalid samples were bridged by straight lines.");
  });

  it("is the interval of beats that have no common form", () => {
    // Every beat points another way, as waves of fibrillation do.
    const turning = ["I", "II", "V2", "V5"].map((name, lead) => {
      const waves = Array.from({ length: 12 }, (_, k) => complex(Math.cos(k * 1.9 + lead * 1.3), k * 820));
      return { name, samplesMillivolt: sampled(waves, 10_000, RATE) };
    });
    const detections = { sampleIndices: Int32Array.from({ length: 12 }, (_, k) => Math.round(((k * 820 + QRS.centre) / 1000) * RATE)), confidence: new Float32Array(12) };
    const { intervals, leads, notes } = measureRecording(turning, RATE, { detections });
    expect(intervals).toMatchObject({ prMs: null, qrsMs: null, qtMs: null });
    expect(leads).toEqual([]);
    expect(notes.join()).toMatch(/no common form/);
  });

  it("leaves P out of a record without P waves", () => {
    const noP = leadsOf().map((lead) => {
      const [p] = weightsOf(lead.name);
      const waves = Array.from({ length: Math.floor(10_000 / RR_MS) }, (_, k) => raisedCosine(-P.height * p!, 200 + k * RR_MS + P.centre, P.half));
      const without = sampled(waves, 10_000, RATE);
      return { ...lead, samplesMillivolt: lead.samplesMillivolt.map((value, i) => value + without[i]!) };
    });
    const { intervals, notes } = measureRecording(noP, RATE);
    expect(intervals.prMs).toBeNull();
    expect(notes.join()).toMatch(/no P wave/);
  });
});

describe("the 48 features", () => {
  it.each(["t-wave-48", "intervals-48"] as const)("of set %s are 12 kinds in V2 to V5, named, once each", (set) => {
    const names = featureNames(set);
    expect(names).toHaveLength(48);
    expect(new Set(names.map(({ name }) => name)).size).toBe(48);
    expect(featureVector(record, set).filter(Number.isFinite).length).toBeGreaterThanOrEqual(42);
  });

  it("hold the drawn values at their names", () => {
    const at = (set: "t-wave-48" | "intervals-48", name: string) => featureVector(record, set)[featureNames(set).findIndex((feature) => feature.name === name)];
    share(at("t-wave-48", "T amplitude V3"), 0.42 * 1.2);
    share(at("t-wave-48", "T symmetry (time ratio) V4"), record.leads.find(({ leadName }) => leadName === "V4")!.t!.timeRatio!);
    share(at("intervals-48", "R height V5"), 1.1 * 1.1);
    share(at("intervals-48", "T down-slope V2"), (1000 * 0.42 * 1.3 * Math.PI) / 200);
    expect(at("intervals-48", "R height V2")).toBeNaN();
  });

  it("of a batch are the rows of a matrix, NaN where a lead is not there", () => {
    const limb = measureRecording(leadsOf().slice(0, 6), RATE);
    const { values, rowCount, names } = featureMatrix([record, limb], "t-wave-48");
    expect([rowCount, names.length, values.length]).toEqual([2, 48, 96]);
    expect(values.subarray(0, 48)).toEqual(featureVector(record, "t-wave-48"));
    expect(values.subarray(48).every(Number.isNaN)).toBe(true);
  });
});
