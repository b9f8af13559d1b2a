/** Small rules that the readers of XML recordings share. */

const MS_PER_YEAR = 365.25 * 86_400_000;

/** Whole years from birth to recording; null when either is unknown or the order is wrong. */
export function ageAt(birthMs: number | null, startMs: number | null): number | null {
  return birthMs === null || startMs === null || startMs < birthMs ? null : Math.floor((startMs - birthMs) / MS_PER_YEAR);
}

/** The same object, or null when it states nothing at all. */
export function unlessEmpty<Stated extends object>(stated: Stated): Stated | null {
  return Object.values(stated).every((value) => value === null) ? null : stated;
}
