/**
 * Numbers of ECG leads. EN 1064 (SCP-ECG) gives them, ISO/IEEE 11073-10101 and DICOM (CID 3001, scheme MDC, "2:" before the
 * number) share them.
 */
const MEASURED = "I II V1 V2 V3 V4 V5 V6 V7 V2R V3R V4R V5R V6R V7R X Y Z CC5 CM5 LA RA LL fI fE fC fA fM fF fH".split(" ");

const NAMES: readonly string[] = [
  "",
  ...MEASURED,
  // The same leads, derived from others.
  ...MEASURED.map((name) => `d${name}`),
  ..."III aVR aVL aVF -aVR V8 V9 V8R V9R D A J Defib Pacing A1 A2 A3 A4 dV8 dV9 dV8R dV9R dD dA dJ Chest V VR VL VF MCL MCL1 MCL2 MCL3 MCL4 MCL5 MCL6 CC CC1 CC2 CC3 CC4 CC6 CC7 CM CM1 CM2 CM3 CM4 CM6 dIII daVR daVL daVF d-aVR".split(" "),
];

const RARE_NAMES: ReadonlyMap<number, string> = new Map([
  [121, "CM7"], [122, "CH5"], [123, "CS5"], [124, "CB5"], [125, "CR5"], [126, "ML"], [127, "AB1"], [128, "AB2"], [129, "AB3"], [130, "AB4"],
  [131, "ES"], [132, "AS"], [133, "AI"], [134, "S"], [147, "RL"],
]);

/** Name of a lead number; null for unspecified and unknown ones. */
export function leadNameOf(code: number): string | null {
  return NAMES[code] || RARE_NAMES.get(code) || null;
}

/** Number of a lead name, capitals or not; 0 (unspecified) for a name without one. */
export function leadCodeOf(name: string): number {
  const lower = name.toLowerCase();
  return Math.max(0, NAMES.findIndex((known) => known !== "" && known.toLowerCase() === lower));
}
