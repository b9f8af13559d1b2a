/**
 * The facts of a `Recording` that WFDB has no field for travel in one header comment, so that a
 * simulated recording still says so after it was written and read again.
 */
import type { Recording } from "../recording.ts";

const PREFIX = "kalium-recording:";

/** The facts carried by the comment. */
export interface KaliumRecordingFacts {
  readonly personId: string | null;
  readonly potassiumMmolPerL: number | null;
  readonly timeS: number | null;
  readonly simulated: boolean;
}

/** Comment text (without "#") for a recording. */
export function formatKaliumComment(recording: Recording): string {
  const { personId, potassiumMmolPerL, timeS, simulated } = recording;
  return `${PREFIX} ${JSON.stringify({ personId, potassiumMmolPerL, timeS, simulated })}`;
}

/** Reads the facts back; headers of other origin give "unknown" and "not simulated". */
export function parseKaliumComment(comments: readonly string[]): KaliumRecordingFacts {
  const nothing: KaliumRecordingFacts = { personId: null, potassiumMmolPerL: null, timeS: null, simulated: false };
  const line = comments.map((comment) => comment.trim()).find((comment) => comment.startsWith(PREFIX));
  if (line === undefined) return nothing;
  let value: unknown;
  try {
    value = JSON.parse(line.slice(PREFIX.length));
  } catch {
    return nothing;
  }
  if (typeof value !== "object" || value === null) return nothing;
  const facts = value as Record<string, unknown>;
  const numberOrNull = (field: unknown) => (typeof field === "number" && Number.isFinite(field) ? field : null);
  return {
    personId: typeof facts.personId === "string" ? facts.personId : null,
    potassiumMmolPerL: numberOrNull(facts.potassiumMmolPerL),
    timeS: numberOrNull(facts.timeS),
    simulated: facts.simulated === true,
  };
}
