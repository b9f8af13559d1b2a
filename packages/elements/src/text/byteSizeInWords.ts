import { formatNumber } from "./formatNumber.ts";

/** A size in powers of 1000, as disks are sold: 512 B, 1.5 MB. */
export function byteSizeInWords(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${formatNumber(unit === 0 || value >= 9.95 ? Math.round(value) : Math.round(value * 10) / 10)} ${units[unit]}`;
}
