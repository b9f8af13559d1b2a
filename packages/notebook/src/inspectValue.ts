const maximumItems = 20;
const maximumDepth = 2;

/** Data as short text for reading, in JavaScript's own notation; long arrays and deep objects are cut and say so. */
export function inspectValue(value: unknown, depth = 0): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "number" || typeof value === "boolean" || value === null || value === undefined) return String(value);
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "symbol") return value.toString();
  if (typeof value === "function") return `${value.name || "anonymous"}()`;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "Invalid Date" : value.toISOString();
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  if (value instanceof Map) return list(`Map(${value.size}) {`, Array.from(value, ([key, item]) => () => `${inspectValue(key, depth + 1)} → ${inspectValue(item, depth + 1)}`), "}", depth);
  if (value instanceof Set) return list(`Set(${value.size}) {`, Array.from(value, (item) => () => inspectValue(item, depth + 1)), "}", depth);
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
    const items = Array.from((value as Float32Array).subarray(0, maximumItems + 1));
    return list(`${value.constructor.name}(${(value as Float32Array).length}) [`, items.map((item) => () => String(item)), "]", depth, (value as Float32Array).length);
  }
  if (Array.isArray(value)) return list(depth === 0 ? "[" : `Array(${value.length}) [`, value.map((item) => () => inspectValue(item, depth + 1)), "]", depth);
  const name = value.constructor?.name;
  const open = name && name !== "Object" ? `${name} {` : "{";
  return list(open, Object.entries(value).map(([key, item]) => () => `${key}: ${inspectValue(item, depth + 1)}`), "}", depth);
}

function list(open: string, items: readonly (() => string)[], close: string, depth: number, count = items.length): string {
  if (count === 0) return open + close;
  if (depth > maximumDepth) return `${open}…${close}`;
  const shown = items.slice(0, maximumItems).map((item) => item());
  if (count > maximumItems) shown.push(`… ${count - maximumItems} more`);
  return `${open}${shown.join(", ")}${close}`;
}
