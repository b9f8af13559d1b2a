/**
 * Dates and times of result tables, as the wall clock has them: no zone is assumed, so that an ECG and a result of one hospital stay
 * comparable. A zone that is written is ignored for the same reason.
 */

/** Order of day and month in dates such as 03/04/2021. */
export type DayMonthOrder = "day-first" | "month-first";

const YEAR_FIRST = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(\.\d+)?)?)?\s*(?:Z|[+-]\d{2}:?\d{2})?$/;
const YEAR_LAST = /^(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?:[T, ]+(\d{1,2}):(\d{2})(?::(\d{2})(\.\d+)?)?\s*([AP]M)?)?$/i;
const COMPACT = /^(\d{4})(\d{2})(\d{2})(?:[T ]?(\d{2})(\d{2})(\d{2})?)?$/;

/**
 * Milliseconds since 1970-01-01T00:00 of the clock that wrote the text; null when it is no date. `order` decides dates like
 * 03/04/2021; without it such a date is null unless one of the two is above 12 or the separator is a point (day first).
 */
export function parseClockTime(text: string, order: DayMonthOrder | null = null): number | null {
  const trimmed = text.trim();
  const yearFirst = YEAR_FIRST.exec(trimmed) ?? COMPACT.exec(trimmed);
  if (yearFirst) return clockTimeOf(yearFirst[1], yearFirst[2], yearFirst[3], yearFirst[4], yearFirst[5], yearFirst[6], yearFirst[7]);
  const yearLast = YEAR_LAST.exec(trimmed);
  if (!yearLast) return null;
  const [, first, separator, second, year, hour, minute, seconds, fraction, half] = yearLast;
  const decided = order ?? (separator === "." || Number(first) > 12 ? "day-first" : Number(second) > 12 ? "month-first" : null);
  if (decided === null) return null;
  const hours = half === undefined ? hour : String((Number(hour) % 12) + (half.toUpperCase() === "PM" ? 12 : 0));
  return decided === "day-first" ? clockTimeOf(year, second, first, hours, minute, seconds, fraction) : clockTimeOf(year, first, second, hours, minute, seconds, fraction);
}

/** The order that all dates of a column agree on; null when none decides, "mixed" when two contradict each other. */
export function dayMonthOrderOf(texts: Iterable<string>): DayMonthOrder | "mixed" | null {
  let order: DayMonthOrder | null = null;
  for (const text of texts) {
    const match = YEAR_LAST.exec(text.trim());
    if (!match) continue;
    const own: DayMonthOrder | null = match[2] === "." || Number(match[1]) > 12 ? "day-first" : Number(match[3]) > 12 ? "month-first" : null;
    if (own === null) continue;
    if (order !== null && order !== own) return "mixed";
    order = own;
  }
  return order;
}

function clockTimeOf(year?: string, month?: string, day?: string, hour = "0", minute = "0", second = "0", fraction = "0"): number | null {
  const [y, mo, d, h, mi, s] = [year, month, day, hour, minute, second].map(Number) as [number, number, number, number, number, number];
  const time = Date.UTC(y, mo - 1, d, h, mi, s) + Math.round(Number(fraction) * 1000);
  const date = new Date(time);
  // Date.UTC rolls 31 February over into March; such a date is a typing error.
  return date.getUTCMonth() === mo - 1 && date.getUTCDate() === d && h < 24 && mi < 60 && s < 61 ? time : null;
}
