/** Leads that a file keeps one by one, under their names, as one array of leads × samples. */
import { elementCount } from "./readBox.ts";
import { FEWEST_SAMPLES, type NumericArray } from "./numericArray.ts";

/** Names of leads as arrays and columns have them: I, aVR, V1, V4R, MLII, X, with or without "lead" before them. */
const LEAD_NAME = /^(?:lead[ _-]?)?(i{1,3}|av[rlf]|v[1-9]r?|ml(?:i{1,3})|[xyz]|ecg|ekg)$/i;

/** The lead that the last part of a name states, or null. */
export function leadOfName(name: string): string | null {
  const last = name.slice(Math.max(name.lastIndexOf("."), name.lastIndexOf("/")) + 1);
  return LEAD_NAME.exec(last)?.[1] ?? null;
}

/** The arrays, after one more for every set of two or more single leads of equal length in the same place. */
export function withLeadGroups(arrays: readonly NumericArray[]): readonly NumericArray[] {
  const sets = new Map<string, NumericArray[]>();
  for (const array of arrays) {
    const samples = elementCount(array.shape);
    if (array.leadNames !== undefined || leadOfName(array.name) === null || samples < FEWEST_SAMPLES || Math.max(...array.shape) !== samples) continue;
    const place = array.name.slice(0, Math.max(array.name.lastIndexOf("."), array.name.lastIndexOf("/")) + 1);
    const key = `${samples} ${place}`;
    sets.set(key, [...(sets.get(key) ?? []), array]);
  }
  const groups = [...sets.values()].filter((set) => set.length > 1).map(together);
  // A table's columns come joined already.
  return [...groups.filter(({ name }) => arrays.every((array) => array.name !== name)), ...arrays];
}

function together(set: readonly NumericArray[]): NumericArray {
  const samples = elementCount(set[0]!.shape);
  const isInt32 = set.every((array) => array.isInt32);
  return {
    name: set.map(({ name }) => name).join(", "), shape: [set.length, samples], isInt32,
    leadNames: set.map(({ name }) => leadOfName(name)!),
    async read(start, count) {
      const out = isInt32 ? new Int32Array(elementCount(count)) : new Float64Array(elementCount(count));
      for (let lead = 0; lead < count[0]!; lead++) {
        const { shape, read } = set[start[0]! + lead]!;
        const isTime = shape.map((size) => size === samples);
        out.set(await read(shape.map((_, axis) => (isTime[axis] ? start[1]! : 0)), shape.map((_, axis) => (isTime[axis] ? count[1]! : 1))), lead * count[1]!);
      }
      return out;
    },
  };
}
