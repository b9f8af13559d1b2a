/**
 * Which electrodes a lead is measured between. Noise is made at the electrodes, so that what two leads share they share exactly,
 * and III = II − I holds with noise as without. Limb and chest leads: Einthoven, Wilson and Goldberger; X, Y, Z: Frank 1956,
 * doi:10.1161/01.CIR.13.5.737, with his electrode F taken as the left foot.
 */

/** Electrodes of the 12-lead and the Frank system. */
export const electrodeNames = ["RA", "LA", "LL", "V1", "V2", "V3", "V4", "V5", "V6", "A", "C", "E", "H", "I", "M"] as const;
export type ElectrodeName = (typeof electrodeNames)[number];

export type ElectrodeWeights = readonly (readonly [ElectrodeName, number])[];

const chest = (electrode: ElectrodeName): ElectrodeWeights => [[electrode, 1], ["RA", -1 / 3], ["LA", -1 / 3], ["LL", -1 / 3]];

/** Weights of the electrodes in each lead, by lead name. */
export const electrodeWeights: Readonly<Record<string, ElectrodeWeights>> = {
  I: [["LA", 1], ["RA", -1]],
  II: [["LL", 1], ["RA", -1]],
  III: [["LL", 1], ["LA", -1]],
  aVR: [["RA", 1], ["LA", -0.5], ["LL", -0.5]],
  aVL: [["LA", 1], ["RA", -0.5], ["LL", -0.5]],
  aVF: [["LL", 1], ["RA", -0.5], ["LA", -0.5]],
  V1: chest("V1"), V2: chest("V2"), V3: chest("V3"), V4: chest("V4"), V5: chest("V5"), V6: chest("V6"),
  X: [["A", 0.61], ["C", 0.171], ["I", -0.781]],
  Y: [["LL", 0.655], ["M", 0.345], ["H", -1]],
  Z: [["A", 0.133], ["M", 0.736], ["I", -0.264], ["E", -0.374], ["C", -0.231]],
};
