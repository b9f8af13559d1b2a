/** The free texts of what is open, each once, for a person to read before any of them may be kept. */
import { allowedLabel, type FormatName, type TextKind } from "@kalium/ecg";
import type { TextForReview } from "./dataRoom.ts";
import type { OpenEntry } from "./openFiles.ts";

/** Kinds that may be kept at all; names, identifiers, dates, places and devices never pass. */
const KEEPABLE: ReadonlySet<TextKind> = new Set(["free-text", "technical"]);

/** Keys stand for texts as long as the data room is open. */
export interface TextKeys {
  list(entries: Iterable<OpenEntry>): readonly TextForReview[];
  valuesOf(keys: readonly string[]): readonly string[];
}

export function createTextKeys(): TextKeys {
  const keyByValue = new Map<string, string>();
  const valueByKey = new Map<string, string>();
  const keyOf = (value: string): string => {
    const known = keyByValue.get(value);
    if (known !== undefined) return known;
    const key = `t${keyByValue.size + 1}`;
    keyByValue.set(value, key);
    valueByKey.set(key, value);
    return key;
  };
  return {
    list(entries) {
      const found = new Map<string, { place: string; kind: TextKind; format: FormatName; count: number }>();
      for (const { opened } of entries) {
        const own = new Map<string, { place: string; kind: TextKind }>();
        for (const { place, kind, value } of opened.facts.texts) if (KEEPABLE.has(kind) && value.trim() !== "" && !own.has(value)) own.set(value, { place, kind });
        for (const { aux } of opened.annotations) if (aux !== "" && !own.has(aux) && allowedLabel(aux) === null) own.set(aux, { place: "annotation text", kind: "free-text" });
        for (const [value, { place, kind }] of own) {
          const known = found.get(value);
          if (known === undefined) found.set(value, { place, kind, format: opened.format, count: 1 });
          else known.count += 1;
        }
      }
      return [...found].map(([value, { place, kind, format, count }]) => ({ key: keyOf(value), place, kind, value, recordingCount: count, format }));
    },
    valuesOf: (keys) => keys.map((key) => valueByKey.get(key)).filter((value) => value !== undefined),
  };
}
