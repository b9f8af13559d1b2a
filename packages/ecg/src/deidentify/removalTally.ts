/** Counts what was found and what became of it. Only places go in; there is no way to put a value in. */
import type { FormatName } from "../open/openedRecording.ts";
import type { TextKind } from "../open/recordFacts.ts";
import type { RemovalEntry } from "./deidentified.ts";
import { showablePlace } from "./placeVocabulary.ts";

export class RemovalTally {
  private readonly counted = new Map<string, RemovalEntry>();

  constructor(private readonly format: FormatName) {}

  /** Adds `count` findings. The place goes through the list of words that may be shown. */
  add(place: string, action: RemovalEntry["action"], count = 1, kind?: TextKind): void {
    if (count > 0) addEntry(this.counted, { format: this.format, place: showablePlace(place), action, count, ...(kind === undefined ? {} : { kind }) });
  }

  entries(): readonly RemovalEntry[] {
    return [...this.counted.values()];
  }
}

/** One list out of many, counts added up, in the order in which the places were first met. */
export function mergeRemovals(lists: Iterable<readonly RemovalEntry[]>): readonly RemovalEntry[] {
  const counted = new Map<string, RemovalEntry>();
  for (const list of lists) for (const entry of list) addEntry(counted, entry);
  return [...counted.values()];
}

function addEntry(counted: Map<string, RemovalEntry>, entry: RemovalEntry): void {
  const key = `${entry.format}\n${entry.place}\n${entry.action}\n${entry.kind ?? ""}`;
  counted.set(key, { ...entry, count: (counted.get(key)?.count ?? 0) + entry.count });
}
