/** Each measured number beside that of the simulator's average person, with what the latter rests on. */
import type { BasisWord, MeasurementRow, SourceLink } from "@kalium/elements";
import { averageHeartRate, basisAtPotassium, potassiumKnots } from "@kalium/lab";
import type { BasisMark, CurveParameter, KnotBasis, TraceMeasurements } from "@kalium/lab";
import { averageAt } from "./lessonEcg.ts";
import { sourceLink } from "./sources.ts";
import type { SourceKey } from "./sources.ts";

const BASIS_WORDS: Readonly<Record<BasisMark, BasisWord>> = {
  literature: "literature", model: "tissue model", interpolation: "interpolation", kalium: "Kalium's choice",
};
const REFERENCE = 4.5;

interface Basis {
  readonly basis: BasisWord;
  readonly sources: readonly SourceLink[];
}

/**
 * What an expected number rests on: at 4.5 mmol/L the average person's own, elsewhere the change from there. A number is never better
 * founded than its weaker part, so a published change of a chosen start is named by its change and the source of the start is added.
 */
function basisOf(potassiumMmolPerL: number, parameter: CurveParameter, start: { readonly mark: string; readonly source: SourceKey | null }): Basis {
  const startSources = start.source === null ? [] : [start.source];
  if (Math.abs(potassiumMmolPerL - REFERENCE) < 0.05) {
    return { basis: start.mark === "literature" ? "literature" : "Kalium's choice", sources: links(startSources) };
  }
  const { mark, sources } = basisAtPotassium(potassiumMmolPerL)[parameter];
  if (mark !== "interpolation") return { basis: BASIS_WORDS[mark], sources: links([...sources, ...startSources]) };
  const anchors = anchorsOf(potassiumMmolPerL, parameter);
  // Between two choices lies another choice.
  const isChosen = anchors.every((anchor) => anchor.mark === "kalium");
  return { basis: isChosen ? "Kalium's choice" : "interpolation", sources: links([...anchors.flatMap((anchor) => anchor.sources), ...startSources]) };
}

/** The rate at rest is published; that it slows above 4.5 is anchored by a model and by the share of slow rhythms only, that it stays below is chosen. */
function basisOfRate(potassiumMmolPerL: number): Basis {
  if (Math.abs(potassiumMmolPerL - REFERENCE) < 0.05) return { basis: "literature", sources: links(["rautaharju2013"]) };
  if (potassiumMmolPerL < REFERENCE) return { basis: "Kalium's choice", sources: links(["rautaharju2013"]) };
  return { basis: "Kalium's choice", sources: links(["rautaharju2013", "varga2019", "loewe2019"]) };
}

/** The nearest knots on both sides that are not interpolated themselves: what a value in between lies between. */
function anchorsOf(potassiumMmolPerL: number, parameter: CurveParameter): KnotBasis[] {
  const knots = potassiumKnots[parameter].filter(({ basis }) => basis.mark !== "interpolation");
  const below = knots.filter((knot) => knot.potassiumMmolPerL < potassiumMmolPerL).at(-1);
  const above = knots.find((knot) => knot.potassiumMmolPerL > potassiumMmolPerL);
  return [below, above].flatMap((knot) => (knot === undefined ? [] : [knot.basis]));
}

function links(keys: readonly SourceKey[]): SourceLink[] {
  return [...new Set(keys)].map(sourceLink).filter((link) => link !== null);
}

export function expectedRows(potassiumMmolPerL: number, measured: TraceMeasurements): MeasurementRow[] {
  const average = averageAt(potassiumMmolPerL).parameters;
  const { timing, amplitudes } = average;
  const hasWaves = average.curve.sineBlend < 0.5;
  // Above this weight of the sine wave its crests bury what the curve states.
  const stated = (value: number | null): number | null => (hasWaves ? value : null);
  const heartRate = averageHeartRate(potassiumMmolPerL);
  const tV4 = amplitudes.V4?.tMillivolt ?? null;
  const tV3 = amplitudes.V3?.tMillivolt ?? 0;
  const chosen = { mark: "kalium", source: null } as const;
  const published = { mark: "literature", source: "rautaharju2013" } as const;
  const noBoundary = "No such wave can be told apart on this trace.";
  const qtcMs = stated(timing.qtcMs);
  const rows: MeasurementRow[] = [
    { key: "hr", quantity: "Heart rate", unit: "/min", decimals: 0, measured: measured.heartRatePerMinute, expected: heartRate, ...basisOfRate(potassiumMmolPerL) },
    { key: "pr", quantity: "PR", unit: "ms", decimals: 0, measured: measured.prMs, expected: stated(timing.prMs), ...basisOf(potassiumMmolPerL, "prChangeMs", published) },
    { key: "qrs", quantity: "QRS", unit: "ms", decimals: 0, measured: measured.qrsMs, expected: stated(timing.qrsMs), ...basisOf(potassiumMmolPerL, "qrsWidthRatio", chosen) },
    { key: "qt", quantity: "QT", unit: "ms", decimals: 0, measured: measured.qtMs, expected: qtcMs === null ? null : qtcMs * Math.cbrt(60 / heartRate), ...basisOf(potassiumMmolPerL, "jtcChangeMs", published) },
    { key: "qtc", quantity: "QTc (Fridericia)", unit: "ms", decimals: 0, measured: measured.qtcMs, expected: qtcMs, ...basisOf(potassiumMmolPerL, "jtcChangeMs", published) },
    { key: "t-v4", quantity: "T in V4", unit: "mV", decimals: 2, measured: measured.tV4Millivolt, expected: stated(tV4), ...basisOf(potassiumMmolPerL, "tAmplitudeRatio", chosen) },
    { key: "t-ii", quantity: "T in II", unit: "mV", decimals: 2, measured: measured.tIIMillivolt, expected: stated(amplitudes.II?.tMillivolt ?? null), ...basisOf(potassiumMmolPerL, "tAmplitudeRatio", chosen) },
    { key: "t-width", quantity: "T width, half height, V4", unit: "ms", decimals: 0, measured: measured.tWidthV4Ms, expected: stated(average.tFwhmMs), ...basisOf(potassiumMmolPerL, "tWidthRatio", chosen) },
    { key: "u-t", quantity: "U / T in V3", unit: "", decimals: 2, measured: measured.uOverTV3, expected: stated(tV3 > 0 ? (amplitudes.V3?.uMillivolt ?? 0) / tV3 : null), ...basisOf(potassiumMmolPerL, "uToTRatio", { mark: "literature", source: "uWave" }) },
  ];
  return rows.map((row) => ({
    ...row,
    ...(row.measured === null ? { reason: noBoundary } : {}),
    ...(row.expected === null ? { basis: "not stated" as const, sources: [] } : {}),
  }));
}
