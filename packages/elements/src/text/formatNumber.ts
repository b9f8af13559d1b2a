const byDigits = new Map<string, Intl.NumberFormat>();

function formatter(minimum: number, maximum: number): Intl.NumberFormat {
  const key = `${minimum}:${maximum}`;
  let found = byDigits.get(key);
  if (!found) {
    found = new Intl.NumberFormat("en", { minimumFractionDigits: minimum, maximumFractionDigits: maximum });
    byDigits.set(key, found);
  }
  return found;
}

/** A number with a fixed count of decimals and a true minus sign; an en dash for null and NaN. */
export function formatFixed(value: number | null, decimals: number): string {
  if (value === null || Number.isNaN(value)) return "–";
  return formatter(decimals, decimals).format(value).replace("-", "−");
}

/** A number as short as it reads well: whole numbers grouped, others to at most three decimals or three significant digits. */
export function formatNumber(value: number | null): string {
  if (value === null || Number.isNaN(value)) return "–";
  const magnitude = Math.abs(value);
  if (magnitude !== 0 && magnitude < 0.001) return value.toExponential(2).replaceAll("-", "−").replace("e−", " × 10⁻").replace(/⁻(\d+)$/, (_, digits: string) => `⁻${superscript(digits)}`);
  return formatter(0, magnitude >= 1000 ? 1 : 3).format(value).replace("-", "−");
}

/** A whole number with grouping. */
export function formatCount(value: number): string {
  return formatter(0, 0).format(value).replace("-", "−");
}

function superscript(digits: string): string {
  return [...digits].map((digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(digit)]).join("");
}
