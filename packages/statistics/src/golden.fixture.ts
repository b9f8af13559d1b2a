/** The SciPy figures of tests/golden/statistics and vector A of the evaluation specification (R 4, pROC). */
import { readFileSync } from "node:fs";

export const golden = JSON.parse(readFileSync(new URL("../../../tests/golden/statistics/golden.json", import.meta.url), "utf8"));

export const vectorA = {
  labels: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1],
  a: [0.05, 0.1, 0.12, 0.2, 0.22, 0.3, 0.3, 0.35, 0.41, 0.48, 0.55, 0.7, 0.25, 0.4, 0.48, 0.6, 0.66, 0.72, 0.85, 0.93],
  b: [0.2, 0.05, 0.33, 0.15, 0.45, 0.28, 0.6, 0.22, 0.52, 0.31, 0.62, 0.41, 0.35, 0.3, 0.64, 0.52, 0.44, 0.81, 0.58, 0.75],
};

/** |got − wanted| / |wanted|. */
export function relativeError(got: number | null | undefined, wanted: number): number {
  if (typeof got !== "number") return Infinity;
  return wanted === 0 ? Math.abs(got) : Math.abs(got - wanted) / Math.abs(wanted);
}
