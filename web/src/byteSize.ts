const units = ["kB", "MB", "GB", "TB"] as const;

/** A size for reading, in powers of 1000 as disks are sold: 512 B, 1.5 MB. */
export function formatByteSize(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  let value = bytes;
  let unit = -1;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${value < 9.95 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
}
