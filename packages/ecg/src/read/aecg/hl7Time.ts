/** Points in time as HL7 v3 writes them: YYYYMMDDHHMMSS.fff, cut short anywhere after the year. */
import { clockMs, dayMs } from "../wallClock.ts";

/** Milliseconds since 1970-01-01T00:00 of the clock that wrote it (a zone at the end is left out); null for no such time. */
export function parseHl7Time(text: string | null): number | null {
  const match = /^(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?(?:\.(\d{1,9}))?(?:[+-]\d{1,4})?$/.exec(text?.trim() ?? "");
  if (match === null) return null;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map((part, index) => (part === undefined ? (index === 1 || index === 2 ? 1 : 0) : Number(part)));
  const startOfDay = dayMs(year!, month!, day!);
  const clock = clockMs(hour!, minute!, second!);
  return startOfDay === null || clock === null ? null : startOfDay + clock + Number((match[7] ?? "").padEnd(9, "0")) / 1e6;
}

/** The other way: year to second, with milliseconds and finer where there are any. */
export function formatHl7Time(timeMs: number): string {
  const wholeMs = Math.floor(timeMs);
  const text = new Date(wholeMs).toISOString().replace(/[-:TZ]/g, "");
  const finer = Math.round((timeMs - wholeMs) * 1e6);
  return finer === 0 || finer === 1e6 ? text : text + String(finer).padStart(6, "0");
}
