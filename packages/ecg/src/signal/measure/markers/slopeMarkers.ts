/** Potassium markers from the slope of the T wave's second half and its amplitude. */
import type { WaveShape } from "../waveShape.ts";
import type { MarkerBasis } from "./markerBasis.ts";

export const RIGHT_SLOPE_OVER_ROOT_BASIS: MarkerBasis = {
  citation: "Attia 2016, JAHA 5:e002746, PMC4859394 (DOI recalled: 10.1161/JAHA.115.002746)",
  unit: "√mV/s (slope in mV/s, amplitude in mV)",
  calibration: null,
  applicableRange: "one lead, people on haemodialysis; potassium with a line fitted per person: error .36 ± .34 mmol/L, with one line for all .50 ± .42 on validation. The lines' constants are not known here",
  kaliumsChoice: "steepest fall after the T peak by a local cubic over ±16 ms, on the median beat",
};

export const EIGENLEAD_SLOPE_BASIS: MarkerBasis = {
  citation: "Corsi 2017, Sci Rep 7:42492, 10.1038/srep42492; line: Severi & Corsi, Computing in Cardiology MC.2",
  unit: "1/s (slope in mV/s over amplitude in mV)",
  calibration: "K = 1.21 · T_S/A − 0.69, in mmol/L; the unit of T_S/A is not given, so no potassium is printed from it",
  applicableRange: "45 people on haemodialysis, error .46 ± .39 mmol/L; underestimates in long-QT type 2; the error is mostly a bias per dialysis",
  kaliumsChoice: "principal components of the independent leads over J + 40 ms to T end of the median beat; slope by a local cubic over ±16 ms",
};

/** Attia 2016. Null for a T wave that points down or is flat: the root has no meaning there. */
export function rightSlopeOverRootAmplitude(t: WaveShape): number | null {
  return t.amplitudeMillivolt > 0 ? t.downSlopeMillivoltPerS / Math.sqrt(t.amplitudeMillivolt) : null;
}

/** Corsi 2017, on an eigenlead. */
export function slopeOverAmplitude(t: WaveShape): number {
  return t.downSlopeMillivoltPerS / Math.abs(t.amplitudeMillivolt);
}

/** Published line of Severi and Corsi. The caller answers for the unit of T_S/A, which its authors did not print. */
export function severiPotassiumMmolPerL(slopeOverAmplitudeInTheirUnit: number): number {
  return 1.21 * slopeOverAmplitudeInTheirUnit - 0.69;
}
