/** Intervals and sizes by the marks that the simulator knows, for traces that have such marks. */
import type { SimulatedRecording } from "@kalium/lab";
import type { MeasuredOnTrace } from "./measuredOnTrace.ts";

const NOTHING: MeasuredOnTrace = {
  heartRatePerMinute: null, prMs: null, qrsMs: null, qtMs: null, qtcMs: null, tV4Millivolt: null, tIIMillivolt: null, tWidthV4Ms: null, uOverTV3: null, beatCount: 0,
};

export function trueMeasures({ fiducials, parameters }: SimulatedRecording): MeasuredOnTrace {
  if (fiducials.length === 0) return { ...NOTHING, heartRatePerMinute: parameters.rhythm === "ventricular-fibrillation" ? null : parameters.heartRatePerMinute };
  const { timing, amplitudes } = parameters;
  const tV3 = amplitudes.V3?.tMillivolt ?? 0;
  return {
    heartRatePerMinute: parameters.heartRatePerMinute,
    prMs: median(fiducials.flatMap(({ pOnsetS, qrsOnsetS }) => (pOnsetS === null ? [] : [1000 * (qrsOnsetS - pOnsetS)]))),
    qrsMs: median(fiducials.map(({ qrsOnsetS, qrsOffsetS }) => 1000 * (qrsOffsetS - qrsOnsetS))),
    qtMs: median(fiducials.map(({ qrsOnsetS, tOffsetS }) => 1000 * (tOffsetS - qrsOnsetS))),
    qtcMs: timing.qtcMs,
    tV4Millivolt: amplitudes.V4?.tMillivolt ?? null,
    tIIMillivolt: amplitudes.II?.tMillivolt ?? null,
    tWidthV4Ms: parameters.tFwhmMs,
    uOverTV3: tV3 > 0 ? (amplitudes.V3?.uMillivolt ?? 0) / tV3 : null,
    beatCount: fiducials.length,
  };
}

function median(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
