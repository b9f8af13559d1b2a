/** Zones of serum potassium as the slider names them, and where it goes by key. */

export const LOWEST_MMOL_PER_L = 2;
export const HIGHEST_MMOL_PER_L = 9;
const STEP = 0.1;
const LARGE_STEP = 0.5;

export interface PotassiumZone {
  readonly name: "low" | "usual" | "high";
  readonly words: string;
  readonly fromMmolPerL: number;
  readonly toMmolPerL: number;
}

/**
 * 3.5 to 5.0 mmol/L as the usual range of adults is Kalium's choice; laboratories print limits of their own, and theirs hold for
 * their results.
 */
export const POTASSIUM_ZONES: readonly PotassiumZone[] = [
  { name: "low", words: "low", fromMmolPerL: LOWEST_MMOL_PER_L, toMmolPerL: 3.5 },
  { name: "usual", words: "usual", fromMmolPerL: 3.5, toMmolPerL: 5 },
  { name: "high", words: "high", fromMmolPerL: 5, toMmolPerL: HIGHEST_MMOL_PER_L },
];

export function zoneOf(potassiumMmolPerL: number): PotassiumZone {
  return POTASSIUM_ZONES.find((zone) => (zone.name === "usual" ? potassiumMmolPerL <= zone.toMmolPerL : potassiumMmolPerL < zone.toMmolPerL)) ?? POTASSIUM_ZONES[2]!;
}

/** To tenths, within the slider's ends. */
export function heldPotassium(potassiumMmolPerL: number): number {
  return Math.min(HIGHEST_MMOL_PER_L, Math.max(LOWEST_MMOL_PER_L, Math.round(potassiumMmolPerL * 10) / 10));
}

/** Where a key takes the slider, or null for keys that are not its own. */
export function potassiumAfterKey(potassiumMmolPerL: number, key: string, isShift: boolean): number | null {
  const step = isShift ? LARGE_STEP : STEP;
  switch (key) {
    case "ArrowRight":
    case "ArrowUp": return heldPotassium(potassiumMmolPerL + step);
    case "ArrowLeft":
    case "ArrowDown": return heldPotassium(potassiumMmolPerL - step);
    case "PageUp": return heldPotassium(potassiumMmolPerL + LARGE_STEP);
    case "PageDown": return heldPotassium(potassiumMmolPerL - LARGE_STEP);
    case "Home": return LOWEST_MMOL_PER_L;
    case "End": return HIGHEST_MMOL_PER_L;
    default: return null;
  }
}
