/** Dates and ages as files state them: on the clock of the recorder, in milliseconds since 1970-01-01T00:00 of that same clock. */

const MS_PER_YEAR = 365.2425 * 86_400_000;

/** A day of the calendar (month 1–12), or null where there is no such day. */
export function dayMs(year: number, month: number, day: number): number | null {
  const ms = Date.UTC(year, month - 1, day);
  const made = new Date(ms);
  return made.getUTCMonth() === month - 1 && made.getUTCDate() === day ? ms : null;
}

/** A time of day, with room for a leap second; null where there is none. */
export function clockMs(hour: number, minute: number, second: number): number | null {
  return hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0 && second < 61 ? ((hour * 60 + minute) * 60 + second) * 1000 : null;
}

/** Whole years from birth to recording; null when either is unknown or no person has that age. */
export function ageAt(birthMs: number | null, startMs: number | null): number | null {
  // A birthday at midnight counts, though the mean year ends some hours before or after it.
  const years = birthMs === null || startMs === null ? -1 : Math.floor((startMs - birthMs) / MS_PER_YEAR + 1e-9);
  return years >= 0 && years < 130 ? years : null;
}
