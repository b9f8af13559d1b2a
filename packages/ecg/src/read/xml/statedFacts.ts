/** Small rules that the readers of XML recordings share. */
import type { MachineMeasurements } from "../../open/recordFacts.ts";

/** The same object, or null when it states nothing at all. */
export function unlessEmpty<Stated extends object>(stated: Stated): Stated | null {
  return Object.values(stated).every((value) => value === null) ? null : stated;
}

/** Each measurement as `read` finds it by what the format calls it; null when it finds none. */
export function readMeasurementsBy<Key>(names: { readonly [Name in keyof MachineMeasurements]: Key }, read: (key: Key, name: keyof MachineMeasurements) => number | null): MachineMeasurements | null {
  return unlessEmpty(Object.fromEntries(Object.entries(names).map(([name, key]) => [name, read(key as Key, name as keyof MachineMeasurements)])) as unknown as MachineMeasurements);
}

/** How many of a unit of age make a year, by the first letters of its name ("a" is UCUM's year). */
const PER_YEAR: readonly (readonly [RegExp, number])[] = [[/^(a$|y)/i, 1], [/^mo/i, 12], [/^w/i, 365.25 / 7], [/^d/i, 365.25], [/^h/i, 8766]];

/** An age in years; null when it is none. */
export function yearsOf(age: number | null, unit: string): number | null {
  const perYear = PER_YEAR.find(([pattern]) => pattern.test(unit))?.[1];
  return age === null || age < 0 || perYear === undefined ? null : age / perYear;
}
