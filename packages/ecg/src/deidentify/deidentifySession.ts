/** The gate over a folder: one pseudonym and one shift of dates a person, record names numbered, everything found added up. */
import type { OpenedRecording } from "../open/openedRecording.ts";
import { deidentify, type GateSettings } from "./deidentify.ts";
import type { DeidentifiedRecording, RemovalEntry } from "./deidentified.ts";
import { cleanIdentifier, personInFile } from "./personOf.ts";
import { pseudonymOf, recordNameOf, type PseudonymKey } from "./pseudonymKey.ts";
import { mergeRemovals } from "./removalTally.ts";

/** Settings of a session. */
export interface SessionSettings extends GateSettings {
  /** Person of a recording from a mapping; null or left out where the file's own identifier holds. */
  readonly personOf?: (opened: OpenedRecording) => string | null;
  /** Potassium of a recording from a table; undefined where what the file carries holds. */
  readonly potassiumOf?: (opened: OpenedRecording) => number | null | undefined;
  /** Which groups pass: all, or the rhythm strip alone. All by default. */
  readonly groups?: "all" | "rhythm";
}

/** A folder on its way through the gate. */
export interface DeidentifySession {
  /**
   * All groups of a recording, each a recording of its own; every piece of a discontinuous one too. Yields one at a time, so
   * that no more than one is in memory; a recording counts once the next one is asked for (`for await` does). @throws FormatError what reading throws.
   */
  deidentify(opened: OpenedRecording): AsyncGenerator<DeidentifiedRecording, void, void>;
  /** Everything found so far, counts added up. */
  removals(): readonly RemovalEntry[];
  /** People met so far; recordings without an identifier count as one each. */
  personCount(): number;
  /** Recordings met so far whose files name no person. */
  recordingsWithoutPerson(): number;
}

/** Starts a session. */
export function createDeidentifySession(settings: SessionSettings): DeidentifySession {
  const ordinals = new Map<string, number>();
  let removals: readonly RemovalEntry[] = [];
  let withoutPerson = 0;
  return {
    async *deidentify(opened) {
      const mapped = settings.personOf?.(opened) ?? null;
      const groups = settings.groups === "rhythm" ? opened.groups.slice(0, 1) : opened.groups;
      let isFirst = true;
      for (const [groupIndex, group] of groups.entries()) {
        for (let piece = 0; piece < Math.max(1, group.pieces.length); piece++) {
          const outcome = await deidentify(opened, groupIndex, { ...settings, person: mapped, piece, potassiumMmolPerL: settings.potassiumOf?.(opened) });
          const pseudonym = outcome.recording.facts.personId!;
          const ordinal = (ordinals.get(pseudonym) ?? 0) + 1;
          yield { ...outcome.recording, id: recordNameOf(pseudonym, ordinal) };
          // A recording that could not be written ends the loop above and is not counted.
          ordinals.set(pseudonym, ordinal);
          // What the file says outside its signals is counted once, not once a group.
          removals = mergeRemovals([removals, isFirst ? outcome.removals : outcome.removals.filter(({ place }) => SIGNAL_PLACES.has(place))]);
          if (isFirst && mapped === null && personInFile(opened) === null) withoutPerson++;
          isFirst = false;
        }
      }
    },
    removals: () => removals,
    personCount: () => ordinals.size,
    recordingsWithoutPerson: () => withoutPerson,
  };
}

const SIGNAL_PLACES: ReadonlySet<string> = new Set(["signal name", "unit", "annotation text", "annotation label", "annotation mark"]);

/** Pseudonym that a session gives a person, for tables that go with the recordings; null for a placeholder. */
export async function pseudonymOfPerson(key: PseudonymKey, identifier: string): Promise<string | null> {
  const clean = cleanIdentifier(identifier);
  return clean === null ? null : pseudonymOf(key, `person ${clean}`);
}
