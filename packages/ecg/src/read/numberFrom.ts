/** A finite decimal number, or null for anything else ("", "Failed", "12abc"). */
export function numberFrom(text: string | null): number | null {
  if (text === null || !/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?$/i.test(text.trim())) return null;
  const value = Number(text);
  return Number.isFinite(value) ? value : null;
}
