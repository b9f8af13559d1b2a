/** Kalium's measurements beside those that the recording machine printed. */
import { axisDifferenceDeg, type MachineMeasurements, type RecordMeasurements } from "@kalium/ecg";

export interface ComparedMeasurement {
  readonly name: string;
  readonly unit: string;
  readonly measured: number | null;
  /** Null where the file states none. */
  readonly machine: number | null;
  /** Measured − machine; of axes the smaller turn. */
  readonly difference: number | null;
}

/** Rows in the order of a report's head. QTc is Bazett's here: files do not say which formula a machine used, and most use it. */
export function compareWithMachine(measurements: RecordMeasurements, machine: MachineMeasurements | null): readonly ComparedMeasurement[] {
  const { rate, intervals, qtc, jtc, axes, beatSpread } = measurements;
  const row = (name: string, unit: string, measured: number | null | undefined, printed: number | null | undefined = null, minus = (a: number, b: number) => a - b): ComparedMeasurement => {
    const [own, theirs] = [measured ?? null, printed ?? null];
    return { name, unit, measured: own, machine: theirs, difference: own === null || theirs === null ? null : minus(own, theirs) };
  };
  return [
    row("heart rate", "/min", rate.heartRatePerMinute, machine?.heartRatePerMinute),
    row("RR, mean", "ms", rate.meanMs, machine?.rrMs),
    row("P duration", "ms", intervals.pDurationMs),
    row("PR", "ms", intervals.prMs, machine?.prMs),
    row("QRS", "ms", intervals.qrsMs, machine?.qrsMs),
    row("QT", "ms", intervals.qtMs, machine?.qtMs),
    row("QTc Bazett", "ms", qtc?.bazettMs, machine?.qtcMs),
    row("QTc Fridericia", "ms", qtc?.fridericiaMs),
    row("QTc Framingham", "ms", qtc?.framinghamMs),
    row("QTc Hodges", "ms", qtc?.hodgesMs),
    row("JT", "ms", intervals.jtMs),
    row("JTc Bazett", "ms", jtc?.bazettMs),
    row("Tpeak to Tend", "ms", intervals.tPeakEndMs),
    row("P axis", "°", axes?.byArea.pDeg, machine?.pAxisDeg, axisDifferenceDeg),
    row("QRS axis", "°", axes?.byArea.qrsDeg, machine?.qrsAxisDeg, axisDifferenceDeg),
    row("T axis", "°", axes?.byArea.tDeg, machine?.tAxisDeg, axisDifferenceDeg),
    row("PR, median of beats", "ms", beatSpread.prMs.median),
    row("QRS, median of beats", "ms", beatSpread.qrsMs.median),
    row("QT, median of beats", "ms", beatSpread.qtMs.median),
  ];
}
